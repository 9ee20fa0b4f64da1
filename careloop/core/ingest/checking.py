"""A batch of mapped rows against the rules of its feed: accepted, or quarantined with reasons."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from hashlib import blake2b

import pyarrow as pa
import pyarrow.compute as pc

from careloop.core.ingest import reasons
from careloop.core.ingest.columns import CheckedColumn, check_column
from careloop.core.ingest.feeds.feed import Column, Feed
from careloop.core.ingest.mapping import Mapping
from careloop.core.ingest.reading.spool import SOURCE_ROW
from careloop.core.ingest.reasons import Reason
from careloop.core.ingest.values import TICKS, parse
from careloop.core.ingest.verdicts import Fault
from careloop.core.kernel.folding import fold
from careloop.core.kernel.text import Text

DIGEST = "digest"
DIGEST_BYTES = 16
TOTAL_WORDS = frozenset(("合计", "总计", "小计", "共计", "汇总", "总合计", "本页合计", "total",
                         "sum", "grandtotal", "subtotal"))  # fmt: skip
FUTURE = timedelta(days=1)
_NEGATIVE_KINDS = ("money", "hours")


@dataclass(frozen=True, slots=True)
class Rules:
    """What a run checks against: the feed, where its columns stand, the moment, the store.

    ``ticked`` names the yes/no columns that are written as √ or nothing: there, nothing is no.
    """

    feed: Feed
    mapping: Mapping
    now: datetime
    store: str | None = None
    ticked: frozenset[str] = frozenset()

    @property
    def columns(self) -> list[Column]:
        """The feed's columns this file fills, in the order of the feed."""
        filled = self.mapping.positions
        return [
            column
            for column in self.feed.columns
            if column.name in filled or (column.name == "store" and self.store)
        ]

    @property
    def schema(self) -> pa.Schema:
        """Of the accepted rows."""
        own = [pa.field(column.name, column.arrow_type) for column in self.columns]
        tail = [pa.field(SOURCE_ROW, pa.int64()), pa.field(DIGEST, pa.binary(DIGEST_BYTES))]
        return pa.schema(own + tail)

    def raw(self, batch: pa.RecordBatch, column: Column) -> pa.Array:
        """The texts of a column as they came; the store of the run where the file has none."""
        place = self.mapping.positions.get(column.name)
        if place is None:
            return pa.repeat(pa.scalar(self.store, pa.string()), batch.num_rows)
        return batch.column(place)


@dataclass(slots=True)
class CheckedRows:
    """All rows of a batch, typed, with the faults and warnings of each by its place."""

    table: pa.Table
    faults: dict[int, list[Fault]]
    warnings: dict[int, list[Fault]]

    def accepted(self) -> pa.Table:
        """The rows without a fault, with their digest."""
        table = self.table
        if self.faults:
            table = table.filter(keep_all_but(table.num_rows, self.faults))
        return table.append_column(DIGEST, digests(table))


def check_rows(batch: pa.RecordBatch, rules: Rules) -> CheckedRows:
    """Read every column of the batch and hold every row against the feed's rules."""
    raw = {column.name: rules.raw(batch, column) for column in rules.columns}
    checked = {column.name: check_column(column, raw[column.name]) for column in rules.columns}
    values = {name: result.values for name, result in checked.items()}
    for name in rules.ticked & values.keys():
        values[name] = pc.fill_null(values[name], False)
    rows = batch.column(SOURCE_ROW)
    notes = _Notes(rules, raw, values, rows.to_pylist())
    for column in rules.columns:
        notes.of_column(column, checked[column.name])
    notes.of_rows()
    table = pa.table({**values, SOURCE_ROW: rows})
    return CheckedRows(table, dict(notes.faults), dict(notes.warnings))


class _Notes:
    """Collects what is wrong with which row of one batch."""

    def __init__(
        self,
        rules: Rules,
        raw: dict[str, pa.Array],
        values: dict[str, pa.Array],
        source_rows: list[int],
    ) -> None:
        self.rules = rules
        self.raw = raw
        self.values = values
        self.source_rows = source_rows
        self.faults: defaultdict[int, list[Fault]] = defaultdict(list)
        self.warnings: defaultdict[int, list[Fault]] = defaultdict(list)

    def add(self, place: int, column: Column, reason: Reason, **params: str | Text) -> None:
        value = self.raw[column.name][place].as_py()
        fault = Fault(self.source_rows[place], column.name, value, reason, column.label, params)
        (self.warnings if reason.warning else self.faults)[place].append(fault)

    def of_column(self, column: Column, checked: CheckedColumn) -> None:
        """What reading the column said, required values missing, moments still to come."""
        for place, remark in checked.remarks.items():
            if remark.reason is not None:
                self.add(place, column, remark.reason, **remark.params)
        values = self.values[column.name]
        if column.required and values.null_count:
            for place in _places(pc.is_null(values)):
                if place not in checked.remarks:
                    self.add(place, column, reasons.REQUIRED_MISSING)
        if column.kind in ("moment", "date") and not column.ahead:
            latest = pa.scalar(self.rules.now + FUTURE, pa.timestamp("s")).cast(
                values.type, safe=False
            )
            for place in _places(pc.greater(values, latest)):
                self.add(place, column, reasons.IN_THE_FUTURE)

    def of_rows(self) -> None:
        """Rules that look at more than one column of a row."""
        for earlier, later in self.rules.feed.in_order:
            if earlier in self.values and later in self.values:
                self._in_order(earlier, later)
        self._not_negative()

    def _in_order(self, earlier: str, later: str) -> None:
        first, second = self.values[earlier], self.values[later]
        column, before = self.rules.feed.column(later), self.rules.feed.column(earlier)
        for place in _places(pc.less(second, first)):
            start, end = first[place].as_py(), second[place].as_py()
            if _same_day_without_time(start, end):
                continue
            value = self.raw[earlier][place].as_py() or ""
            self.add(place, column, reasons.BACKWARDS, earlier=before.label, earlier_value=value)

    def _not_negative(self) -> None:
        feed = self.rules.feed
        if feed.signed_amounts:
            return
        amounts = [
            column
            for column in self.rules.columns
            if column.kind in (*_NEGATIVE_KINDS, "integer", "quantity")
        ]
        credit = self._credits([c.name for c in amounts if c.kind in _NEGATIVE_KINDS])
        for column in amounts:
            negative = pc.less(self.values[column.name], 0)
            if column.kind in _NEGATIVE_KINDS and credit is not None:
                negative = pc.and_not(negative, credit)
            for place in _places(negative):
                self.add(place, column, reasons.NEGATIVE)

    def _credits(self, amounts: list[str]) -> pa.Array | None:
        """Which rows are credits: the total is negative and no amount is positive."""
        total = self.rules.feed.credit_total
        if total is None or total not in self.values:
            return None
        credit = pc.less(self.values[total], 0).fill_null(False)
        for name in amounts:
            credit = pc.and_(credit, pc.less_equal(self.values[name], 0).fill_null(True))
        return credit


def _places(mask: pa.Array) -> list[int]:
    return pc.indices_nonzero(mask.fill_null(False)).to_pylist()  # type: ignore[no-any-return]


def keep_all_but(length: int, places: Collection[int]) -> pa.Array:
    """A mask that drops the rows at ``places``."""
    keep = [True] * length
    for place in places:
        keep[place] = False
    return pa.array(keep)


def _same_day_without_time(start: object, end: object) -> bool:
    """A later moment given as a day only is not earlier than an hour of the same day."""
    if not isinstance(start, datetime) or not isinstance(end, datetime):
        return False
    return end.time() == time() and end.date() == start.date()


def digests(table: pa.Table) -> pa.Array:
    """A fingerprint per row over the names and canonical values of its columns."""
    names = [name for name in table.column_names if name not in (SOURCE_ROW, DIGEST)]
    key = blake2b("\x1e".join(names).encode(), digest_size=32).digest()
    seeded = blake2b(digest_size=DIGEST_BYTES, key=key)
    return pa.array(
        [_print(seeded.copy(), value) for value in joined(table, names)], pa.binary(DIGEST_BYTES)
    )


def _print(fingerprint: blake2b, value: str) -> bytes:
    fingerprint.update(value.encode())
    return fingerprint.digest()


def joined(table: pa.Table | pa.RecordBatch, names: list[str]) -> list[str]:
    """The values of some columns as one text per row; null and empty stay different."""
    texts = [table.column(name).cast(pa.string()) for name in names]
    if not texts:
        return [""] * table.num_rows
    merged = pc.binary_join_element_wise(
        *texts, "\x1f", null_handling="replace", null_replacement="\x00"
    )
    return merged.to_pylist()  # type: ignore[no-any-return]


def identities(table: pa.Table, feed: Feed) -> list[str]:
    """What makes each row the one it is: its identity, or the second one where that is blank."""
    present = set(table.column_names)
    own = joined(table, [name for name in feed.identity if name in present])
    if not feed.identity_else:
        return own
    key = feed.identity[-1]
    other = joined(table, [name for name in feed.identity_else if name in present])
    if key not in present:
        return other
    blank = table.column(key).is_null().to_pylist()
    return [
        "\x1d" + second if b else first for b, first, second in zip(blank, own, other, strict=True)
    ]


def check_identities(batch: pa.RecordBatch, rules: Rules) -> list[str]:
    """The identities of a batch, reading no more columns than they need."""
    names = {*rules.feed.identity, *rules.feed.identity_else}
    columns = {
        column.name: check_column(column, rules.raw(batch, column)).values
        for column in rules.columns
        if column.name in names
    }
    return identities(pa.table(columns), rules.feed)


def is_total(cells: Iterable[str]) -> bool:
    """Whether a row is a line such as 合计 at the foot of a table, by its first filled cell."""
    first = next((cell for cell in cells if cell.strip()), "")
    return fold(first) in TOTAL_WORDS


def ticks(batch: pa.RecordBatch, rules: Rules, seen: Callable[[str, bool], None]) -> None:
    """Tell ``seen`` for each yes/no column whether a tick, or any other word, stands in it."""
    for column in rules.columns:
        if column.kind != "yes_no":
            continue
        for word in pc.unique(rules.raw(batch, column)).to_pylist():
            if word and word.strip() in TICKS:
                seen(column.name, True)
            elif word and parse(column, word).value is not None:
                seen(column.name, False)
