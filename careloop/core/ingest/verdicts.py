"""What the importer says about a file: per fault, per row, per batch, and in sum."""

from __future__ import annotations

from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc

from careloop.core.ingest.mapping import Mapping
from careloop.core.ingest.reasons import Reason
from careloop.core.kernel.text import Language, Text


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with one row (or, for a reason that is a warning, one thing to look at).

    ``source_row`` is the row as a spreadsheet or editor numbers it, from 1. ``column`` is the
    canonical name, ``None`` where the whole row is meant; ``value`` the text as it came.
    """

    source_row: int
    column: str | None
    value: str | None
    reason: Reason
    label: Text | None = None
    params: dict[str, str | Text] = field(default_factory=dict)

    def say(self, language: Language) -> str:
        """The sentence for the person who mends the row."""
        label = self.label or Text(zh=self.column or "", en=self.column or "")
        return self.reason.text.say(language, column=label, value=self.value or "", **self.params)


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A row that was not taken: its cells as they came, in the file's order, and every fault."""

    source_row: int
    cells: tuple[str, ...]
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class CheckedBatch:
    """Some rows of a file after checking.

    ``rows`` holds the accepted ones: the mapped columns of the feed by canonical name and typed
    (``feeds.feed.ARROW_TYPES``), then ``source_row`` int64 and ``digest`` binary(16), a
    fingerprint of the row's canonical values that tells an unchanged row. ``seen`` counts the rows
    of the file accounted for so far.
    """

    rows: pa.Table
    quarantined: list[Quarantined]
    warnings: list[Fault]
    duplicate: int = 0
    totals: int = 0
    seen: int = 0
    raw: pa.RecordBatch | None = None

    def cells(self, source_rows: list[int]) -> dict[int, tuple[str, ...]]:
        """The cells, as they came, of rows of this batch that a room above sets aside."""
        if self.raw is None or not source_rows:
            return {}
        wanted = pc.is_in(self.raw["source_row"], value_set=pa.array(source_rows, pa.int64()))
        found = self.raw.filter(wanted)
        *columns, numbers = [found.column(name).to_pylist() for name in found.schema.names]
        return dict(zip(numbers, zip(*columns, strict=True), strict=True))

    @property
    def faults(self) -> list[Fault]:
        return [fault for row in self.quarantined for fault in row.faults]


@dataclass(frozen=True, slots=True)
class Tally:
    """Every row of the file below its header, accounted for.

    ``totals`` are lines such as 合计 at the foot of a table; ``duplicate`` rows repeat an accepted
    row of the same file in every value. ``accepted + quarantined + duplicate + totals + blank``
    equals ``rows_in_file``, which comes from a counter that shares no code with the reader.
    """

    rows_in_file: int
    blank: int
    totals: int
    accepted: int
    quarantined: int
    duplicate: int

    @property
    def adds_up(self) -> bool:
        parts = self.accepted + self.quarantined + self.duplicate + self.totals + self.blank
        return parts == self.rows_in_file


@dataclass(frozen=True, slots=True)
class Layout:
    """How the file came: what :mod:`rejects` needs to give rows back in the same shape."""

    file: str
    kind: str  # csv, xlsx, xls, xlsb, ods
    sheet: str | None
    header_row: int
    headers: tuple[str, ...]
    encoding: str | None = None
    delimiter: str | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """The first look at a file: what was found, how it maps, the first rows as they came.

    ``missing`` names the required columns no header was found for; a file with any is refused.
    """

    layout: Layout
    sheets: tuple[str, ...]
    mapping: Mapping
    missing: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
