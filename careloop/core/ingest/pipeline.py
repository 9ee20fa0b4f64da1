"""The way of a file through the room: read in the child, mapped, checked, settled, handed out.

The rows lie in a spool on disk, so the file is gone through twice: once for the identities that
stand in it more than once, once to check and hand out. Memory holds one batch and a number per row.
"""

from __future__ import annotations

import tempfile
from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from collections.abc import Mapping as Mapped
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from careloop.core.ingest.checking import Rules, check_identities, check_rows, ticks
from careloop.core.ingest.feeds.feed import Feed
from careloop.core.ingest.mapping import Mapping, map_headers, missing_columns, require_columns
from careloop.core.ingest.reading.child import ReadFile, ReadingChild
from careloop.core.ingest.reading.chosen import AS_FOUND, Chosen
from careloop.core.ingest.reading.limits import Limits
from careloop.core.ingest.reading.spool import read_broken, read_rows
from careloop.core.ingest.settling import Settlement, settle_broken
from careloop.core.ingest.verdicts import CheckedBatch, Layout, Preview, Tally
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.folding import fold
from careloop.core.kernel.text import Text

Progress = Callable[[int, int], None]
"""Told of rows done and rows in the file (0 while they are not counted yet)."""

PREVIEW_ROWS = 20

MISCOUNTED = Text(
    zh="文件“{file}”的行数核对不上:文件有 {expected} 行,读到 {found} 行。未导入任何数据,"
    "请把该文件发给管理员。",
    en="The rows of “{file}” do not add up: the file has {expected}, {found} were read. Nothing "
    "was imported; please hand the file to the administrator.",
)


def preview(
    path: Path,
    feed: Feed,
    *,
    name: str | None = None,
    store: str | None = None,
    chosen: Chosen = AS_FOUND,
    mapping: Mapped[str, str | None] | None = None,
    limits: Limits | None = None,
    child: ReadingChild | None = None,
) -> Preview:
    """The first look at a file: layout, mapping, missing columns, the first 20 rows as they came.

    Raises:
        Refused: the file is not a table, or two of its columns stand for one.
    """
    name = name or path.name
    with tempfile.TemporaryDirectory() as folder, _reader(child, limits) as reader:
        spool = Path(folder)
        known = _known(feed, mapping)
        found = reader.read(path, name, spool, known=known, chosen=chosen, sample=PREVIEW_ROWS)
        mapped = map_headers(feed, found.headers, mapping)
        missing = missing_columns(feed, mapped, store_given=store is not None)
        rows = [tuple(row) for batch in read_rows(spool) for row in _cells(batch)]
        return Preview(
            layout=_layout(found, name),
            sheets=tuple(found.sheets),
            mapping=mapped,
            missing=tuple(column.name for column in missing),
            rows=tuple(rows[:PREVIEW_ROWS]),
        )


@contextmanager
def read_checked(
    path: Path,
    feed: Feed,
    *,
    now: datetime,
    name: str | None = None,
    store: str | None = None,
    chosen: Chosen = AS_FOUND,
    mapping: Mapped[str, str | None] | None = None,
    limits: Limits | None = None,
    progress: Progress | None = None,
    child: ReadingChild | None = None,
) -> Iterator[Checked]:
    """Read a file to its end and give it out checked; the spool is removed with the block.

    ``name`` is what the file is called in sentences, ``store`` the store of rows whose file names
    none, ``chosen`` what a person said of its layout, ``mapping`` a saved one (header → column,
    ``None``: not read), ``now`` local store time. Who reads many files passes one
    ``child`` for all of them and spares its start.

    Raises:
        Refused: anything for which ``feeds.md`` refuses a file; nothing was handed out then.
    """
    name = name or path.name
    with tempfile.TemporaryDirectory() as folder:
        spool = Path(folder)
        with _reader(child, limits) as reader:
            told = (lambda rows: progress(rows, 0)) if progress else None
            known = _known(feed, mapping)
            found = reader.read(path, name, spool, known=known, chosen=chosen, progress=told)
        _hold_against_count(found, name)
        mapped = map_headers(feed, found.headers, mapping)
        require_columns(feed, mapped, found.headers, store_given=store is not None)
        rules = Rules(feed, mapped, now, store)
        yield Checked(spool, found, rules, _layout(found, name), progress)


def _reader(
    child: ReadingChild | None, limits: Limits | None
) -> AbstractContextManager[ReadingChild]:
    return nullcontext(child) if child else ReadingChild(limits or Limits())


def _known(feed: Feed, mapping: Mapped[str, str | None] | None) -> set[str]:
    saved = {fold(header) for header, column in (mapping or {}).items() if column is not None}
    return set(feed.headers()) | saved


def _layout(found: ReadFile, name: str) -> Layout:
    return Layout(
        file=name,
        kind=found.kind,
        sheet=found.sheet,
        header_row=found.header_row,
        headers=tuple(found.headers),
        encoding=found.encoding,
        delimiter=found.delimiter,
    )


def _hold_against_count(found: ReadFile, name: str) -> None:
    accounted = found.blank + found.rows + found.broken
    if accounted != found.rows_in_file:
        raise Refused(MISCOUNTED, file=name, expected=found.rows_in_file, found=accounted)


def _cells(batch: pa.RecordBatch) -> list[list[str]]:
    columns = [batch.column(i).to_pylist() for i in range(batch.num_columns - 1)]
    return [list(row) for row in zip(*columns, strict=True)]


class Checked:
    """A file that was read to its end, given out checked, batch by batch.

    ``mapping`` and ``layout`` are there at once, ``tally`` when the iteration is over.
    """

    def __init__(
        self,
        spool: Path,
        found: ReadFile,
        rules: Rules,
        layout: Layout,
        progress: Progress | None,
    ) -> None:
        self.layout = layout
        self.mapping: Mapping = rules.mapping
        self.rows_in_file = found.rows_in_file
        self._spool = spool
        self._blank = found.blank
        self._rules = rules
        self._progress = progress
        self._counts: Counter[str] = Counter()
        self._finished = False

    @property
    def tally(self) -> Tally:
        """The account of all rows.

        Raises:
            RuntimeError: the batches were not all taken, or a row got lost (a bug, never data).
        """
        if not self._finished:
            raise RuntimeError("the tally is known when every batch was taken")
        tally = Tally(
            rows_in_file=self.rows_in_file,
            blank=self._blank,
            totals=self._counts["totals"],
            accepted=self._counts["accepted"],
            quarantined=self._counts["quarantined"],
            duplicate=self._counts["duplicate"],
        )
        if not tally.adds_up:
            raise RuntimeError(f"rows do not add up: {tally}")
        return tally

    def __iter__(self) -> Iterator[CheckedBatch]:
        self._counts.clear()
        rules, repeated = self._surveyed()
        settlement = Settlement(rules, repeated, lambda: read_rows(self._spool))
        for rows in read_rows(self._spool):
            settled = self._counted(settlement.settle(rows, check_rows(rows, rules)))
            yield replace(settled, raw=rows)
        for batch in settle_broken(read_broken(self._spool), rules, len(self.layout.headers)):
            yield self._counted(batch)
        self._finished = True

    def _counted(self, batch: CheckedBatch) -> CheckedBatch:
        self._counts["accepted"] += batch.rows.num_rows
        self._counts["quarantined"] += len(batch.quarantined)
        self._counts["duplicate"] += batch.duplicate
        self._counts["totals"] += batch.totals
        seen = self._blank + sum(self._counts.values())
        if self._progress:
            self._progress(seen, self.rows_in_file)
        return replace(batch, seen=seen)

    def _surveyed(self) -> tuple[Rules, frozenset[int]]:
        """First time through: which identities repeat (by hash), which columns are ticked."""
        hashes = array("q")
        words: defaultdict[str, set[bool]] = defaultdict(set)
        for batch in read_rows(self._spool):
            hashes.extend(map(hash, check_identities(batch, self._rules)))
            ticks(batch, self._rules, lambda name, tick: words[name].add(tick))
        ticked = frozenset(name for name, kinds in words.items() if kinds == {True})
        counts = pc.value_counts(pa.array(memoryview(hashes), pa.int64()))
        often = pc.greater(counts.field("counts"), 1)
        repeated = frozenset(counts.field("values").filter(often).to_pylist())
        return replace(self._rules, ticked=ticked), repeated
