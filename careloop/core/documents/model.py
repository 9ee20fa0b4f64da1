"""A report as data: ``Report › Chapter › Section › Block`` (MRP-01 … MRP-15).

All words in a report are already in its one language, all printed figures already rounded
(GEN-10): a renderer lays out, it never computes. One :class:`Section` is one slide, one part of
the page, one block of the PDF and one sheet of the workbook.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from careloop.core.documents.numbers import Number, decimal_text
from careloop.core.kernel.text import Language

Value = Number | str | date | None
Tone = Literal["good", "bad", "warn", "neutral"]
Align = Literal["left", "center", "right"]
ChartKind = Literal["bar", "stacked_bar", "horizontal_bar", "line", "pie", "bar_line"]
SeriesKind = Literal["bar", "line"]
Layout = Literal[
    "auto",  # the renderer chooses by what the section holds
    "full",  # blocks below each other over the whole width
    "table_left_chart_right",
    "chart_left_table_right",
    "two_charts",  # side by side; what else there is goes below
]


@dataclass(frozen=True, slots=True)
class Note:
    """Where one printed figure comes from: a speaker note on slides, an end note elsewhere."""

    figure: str
    definition: str
    formula: str = ""
    n: int | None = None
    period: str = ""
    data_as_of: str = ""
    mart_version: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """One place of a table.

    ``value`` is exact and goes into the workbook as a number, ``text`` is what is printed. A text
    ending in ``%`` stands for a ratio (value ``Fraction(1, 2)``, text ``"50.0%"``). A cell
    without data is ``Cell()``: it prints blank and keeps its column (MRP-15). ``external`` marks
    a result of the external survey by a yellow ground (SUR-08). ``note_ref`` counts the notes of
    the section from 1.
    """

    value: Value = None
    text: str = ""
    tone: Tone | None = None
    external: bool = False
    note_ref: int | None = None

    @classmethod
    def of(cls, text: str) -> Cell:
        """A cell of words."""
        return cls(value=text, text=text)


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column: ``unit`` stands in the heading, or behind each figure when it is ``%``.

    ``decimals`` are the printed places of :meth:`cell`; ``width_weight`` widens (2.0) or narrows
    (0.5) the width the renderer would give by the contents.
    """

    key: str
    label: str
    align: Align = "left"
    unit: str = ""
    decimals: int = 0
    width_weight: float = 1.0

    def cell(
        self,
        value: Value,
        *,
        tone: Tone | None = None,
        external: bool = False,
        note_ref: int | None = None,
    ) -> Cell:
        """A cell of this column, its text rounded half up to the column's decimals."""
        return Cell(value, self._text(value), tone, external, note_ref)

    def _text(self, value: Value) -> str:
        match value:
            case None:
                return ""
            case int() | Decimal() | Fraction():
                return decimal_text(value, self.decimals, percent=self.unit == "%")
            case _:
                return str(value)

    @property
    def heading(self) -> str:
        return f"{self.label} ({self.unit})" if self.unit and self.unit != "%" else self.label


@dataclass(frozen=True, slots=True)
class Table:
    """A table; one without rows prints its columns and a row that says "no data".

    Raises:
        ValueError: a row has not exactly one cell for each column.
    """

    columns: tuple[TableColumn, ...]
    rows: tuple[tuple[Cell, ...], ...] = ()
    total_row: tuple[Cell, ...] | None = None
    caption: str = ""

    def __post_init__(self) -> None:
        for row in self.all_rows():
            if len(row) != len(self.columns):
                raise ValueError(f"{self.caption}: {len(row)} cells in {len(self.columns)} columns")

    def all_rows(self) -> Iterator[tuple[Cell, ...]]:
        """The rows, the total row last."""
        yield from self.rows
        if self.total_row is not None:
            yield self.total_row


@dataclass(frozen=True, slots=True)
class Series:
    """The values of a chart under one name, one for each category; ``None`` leaves a gap.

    ``kind`` matters only in a ``bar_line`` chart. ``number_format`` is one of Excel's plain forms
    (``0``, ``0.0``, ``#,##0``, ``0.0%``); with ``%`` the values are ratios. ``target`` draws a
    dashed line at its height. ``muted`` series stand back in grey: last month beside this month.
    """

    name: str
    values: tuple[Number | None, ...]
    kind: SeriesKind = "bar"
    on_secondary_axis: bool = False
    number_format: str = "0"
    target: Number | None = None
    muted: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart, drawn native and editable where the format allows.

    ``axis_min`` and ``axis_max`` (and those of the secondary axis) fix the range (MRP-10), else it
    follows the values. ``highlight`` are indexes of categories that stand out, such as the station
    among its technicians (FTF-03).

    Raises:
        ValueError: a series has not exactly one value for each category.
    """

    kind: ChartKind
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    title: str = ""
    unit: str = ""
    axis_min: Number | None = None
    axis_max: Number | None = None
    secondary_min: Number | None = None
    secondary_max: Number | None = None
    labels_shown: bool = True
    highlight: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        for series in self.series:
            if len(series.values) != len(self.categories):
                raise ValueError(
                    f"{self.title}: {series.name} has {len(series.values)} values "
                    f"for {len(self.categories)} categories"
                )

    @property
    def has_data(self) -> bool:
        return any(value is not None for series in self.series for value in series.values)

    @property
    def alt(self) -> str:
        """What stands in for the picture: its title or the names of its series."""
        return self.title or ", ".join(series.name for series in self.series)

    def is_line(self, series: Series) -> bool:
        """Whether ``series`` is drawn as a line."""
        return self.kind == "line" or (self.kind == "bar_line" and series.kind == "line")


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """One large figure with its target, its change and its recent months."""

    label: str
    value_text: str
    target_text: str = ""
    change_text: str = ""
    tone: Tone | None = None
    spark: tuple[Number | None, ...] = ()


@dataclass(frozen=True, slots=True)
class KeyFigures:
    figures: tuple[KeyFigure, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str


@dataclass(frozen=True, slots=True)
class Bullets:
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NoData:
    """Said in place of an exhibit; ``reason`` tells what is missing."""

    reason: str


Block = Table | Chart | KeyFigures | Paragraph | Bullets | NoData


@dataclass(frozen=True, slots=True)
class Section:
    """One message: the first ``conclusion`` is its headline, the exhibit below proves it."""

    title: str
    blocks: tuple[Block, ...]
    conclusion: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()
    layout: Layout = "auto"

    @property
    def headline(self) -> str:
        return self.conclusion[0] if self.conclusion else self.title


@dataclass(frozen=True, slots=True)
class Chapter:
    number: int
    title: str
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """A whole report. The same report gives the same bytes in every format.

    ``made_on`` dates the document, ``data_as_of`` is the cut-off of its data (GEN-13).
    """

    title: str
    organisation: str
    period_label: str
    made_on: date
    data_as_of: date
    chapters: tuple[Chapter, ...]
    subtitle: str = ""
    version_label: str = ""
    is_frozen: bool = False
    language: Language = "zh"
    mart_version: str = ""

    def sections(self) -> Iterator[tuple[Chapter, Section]]:
        """Every section with its chapter, in order."""
        for chapter in self.chapters:
            for section in chapter.sections:
                yield chapter, section
