"""The last word on each row, once it is known which identities stand in the file twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import islice

import pyarrow as pa

from careloop.core.ingest import reasons
from careloop.core.ingest.checking import (
    DIGEST,
    CheckedRows,
    Rules,
    check_identities,
    check_rows,
    identities,
    is_total,
    keep_all_but,
)
from careloop.core.ingest.feeds.feed import Feed
from careloop.core.ingest.reading.rows import Broken
from careloop.core.ingest.reading.spool import SOURCE_ROW
from careloop.core.ingest.verdicts import CheckedBatch, Fault, Quarantined

LISTED_ROWS = 10
_BROKEN_AT_ONCE = 1000


class Settlement:
    """Parts the checked rows into accepted, quarantined, repeated and total lines.

    ``repeated`` holds hashes of identities that occur more than once. Of rows alike in every value
    the first is accepted; where the values differ every row of the identity is quarantined.
    """

    def __init__(
        self,
        rules: Rules,
        repeated: frozenset[int],
        batches: Callable[[], Iterator[pa.RecordBatch]],
    ) -> None:
        self._rules = rules
        self._repeated = repeated
        self._seen: set[str] = set()
        self._conflicts = _conflicts(rules, repeated, batches()) if repeated else {}

    def settle(self, batch: pa.RecordBatch, checked: CheckedRows) -> CheckedBatch:
        """The verdict on one batch; batches come in the order of the file."""
        accepted = checked.accepted()
        faults = dict(checked.faults)
        duplicate = 0
        if self._repeated:
            repeats, conflicts = self._doubled(accepted)
            duplicate = len(repeats)
            accepted = accepted.filter(keep_all_but(accepted.num_rows, [*repeats, *conflicts]))
            faults |= self._as_places(batch, conflicts)
        quarantined, totals = _quarantined(batch, faults)
        warnings = [
            w for place, found in checked.warnings.items() if place not in faults for w in found
        ]
        return CheckedBatch(accepted, quarantined, warnings, duplicate, totals)

    def _doubled(self, accepted: pa.Table) -> tuple[list[int], dict[int, Fault]]:
        """Places of rows seen before, and of rows in conflict with their fault."""
        repeats: list[int] = []
        conflicts: dict[int, Fault] = {}
        rows = accepted.column(SOURCE_ROW).to_pylist()
        for place, identity in enumerate(identities(accepted, self._rules.feed)):
            if hash(identity) not in self._repeated:
                continue
            if identity in self._conflicts:
                others = self._conflicts[identity]
                conflicts[place] = _conflict(self._rules.feed, rows[place], identity, others)
            elif identity in self._seen:
                repeats.append(place)
            else:
                self._seen.add(identity)
        return repeats, conflicts

    def _as_places(
        self, batch: pa.RecordBatch, conflicts: dict[int, Fault]
    ) -> dict[int, list[Fault]]:
        """Faults by place in the batch as it came."""
        if not conflicts:
            return {}
        places = {row: place for place, row in enumerate(batch.column(SOURCE_ROW).to_pylist())}
        return {places[fault.source_row]: [fault] for fault in conflicts.values()}


def _conflicts(
    rules: Rules, repeated: frozenset[int], batches: Iterable[pa.RecordBatch]
) -> dict[str, list[int]]:
    """Identities whose acceptable rows differ in their values, and the rows they stand in."""
    rows: defaultdict[str, list[int]] = defaultdict(list)
    prints: defaultdict[str, set[bytes]] = defaultdict(set)
    for batch in batches:
        doubtful = [hash(identity) in repeated for identity in check_identities(batch, rules)]
        accepted = check_rows(batch.filter(pa.array(doubtful)), rules).accepted()
        for identity, row, digest in zip(
            identities(accepted, rules.feed),
            accepted.column(SOURCE_ROW).to_pylist(),
            accepted.column(DIGEST).to_pylist(),
            strict=True,
        ):
            rows[identity].append(row)
            prints[identity].add(digest)
    return {identity: rows[identity] for identity, found in prints.items() if len(found) > 1}


def _conflict(feed: Feed, row: int, identity: str, rows: list[int]) -> Fault:
    listed = ", ".join(map(str, rows[:LISTED_ROWS])) + ("…" if len(rows) > LISTED_ROWS else "")
    column = feed.column(feed.identity[-1])
    value = " · ".join(part for part in identity.strip("\x1d").split("\x1f") if part != "\x00")
    return Fault(row, column.name, value, reasons.CONFLICT, column.label, {"rows": listed})


def _quarantined(
    batch: pa.RecordBatch, faults: dict[int, list[Fault]]
) -> tuple[list[Quarantined], int]:
    """The rows with faults as they came, and how many of them are total lines instead."""
    if not faults:
        return [], 0
    places = sorted(faults)
    bad = batch.take(pa.array(places, pa.int64()))
    columns = [bad.column(i).to_pylist() for i in range(bad.num_columns)]
    found = []
    for place, row in zip(places, zip(*columns, strict=True), strict=True):
        *cells, number = row
        if not is_total(cells):
            found.append(Quarantined(number, tuple(cells), tuple(faults[place])))
    return found, len(places) - len(found)


def settle_broken(broken: Iterator[Broken], rules: Rules, headers: int) -> Iterator[CheckedBatch]:
    """Rows whose cells cannot be told apart, as batches of nothing but quarantine."""
    while taken := list(islice(broken, _BROKEN_AT_ONCE)):
        kept = [row for row in taken if not is_total(row.cells)]
        quarantined = [
            Quarantined(row.number, tuple(row.cells), (_broken_fault(row, headers),))
            for row in kept
        ]
        nothing = rules.schema.empty_table()
        yield CheckedBatch(nothing, quarantined, [], totals=len(taken) - len(kept))


def _broken_fault(row: Broken, headers: int) -> Fault:
    params = {"cells": str(len(row.cells)), "headers": str(headers)}
    return Fault(row.number, None, None, reasons.REASONS[row.reason], None, dict(params))
