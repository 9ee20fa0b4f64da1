"""The columns, cells and series that the chapters' tables and charts are put together from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from fractions import Fraction

from careloop.core.documents.model import Align, Cell, Chart, NoData, Series, Table
from careloop.core.documents.model import TableColumn as Column
from careloop.core.documents.numbers import Number
from careloop.core.kernel.codes import DEPARTMENT
from careloop.core.kernel.text import Text
from careloop.core.metrics.figures import Figure
from careloop.reports.figures import ratio
from careloop.reports.material import Material
from careloop.reports.texts import Row, TextField, TextSection

BLANK = Cell()
NOTHING_TO_DRAW = Text(zh="本月暂无数据，无法绘图", en="No data this month, nothing to draw")
CARRIED = Text(zh="【上月结转】", en="[Carried on] ")
GOES_ON = Text(zh="【转入本月】", en=" [goes on this month]")
REPEATED = Text(zh="【半年内第 {times} 次】", en="[{times} times in six months] ")
FILES = Text(zh="{evidence} {files} 份", en="{evidence} ({files})")
MONTH_COLUMN = Text(zh="月份", en="Month")


def words(key: str, label: str, weight: float = 1.0, align: Align = "left") -> Column:
    return Column(key, label, align, width_weight=weight)


def whole(key: str, label: str) -> Column:
    """A column of counts."""
    return Column(key, label, "right")


def number(key: str, label: str, decimals: int) -> Column:
    """A column of scores, hours or money."""
    return Column(key, label, "right", decimals=decimals)


def percents(key: str, label: str, decimals: int) -> Column:
    """A column of ratios printed in per cent."""
    return Column(key, label, "right", unit="%", decimals=decimals)


def score(column: Column, figure: Figure, *, external: bool = False) -> Cell:
    """A cell of a figure that is no per cent; blank without data."""
    return column.cell(figure.value, external=external and figure.value is not None)


def rate(column: Column, figure: Figure) -> Cell:
    """A cell of a figure in per cent; blank without data."""
    return column.cell(ratio(figure))


def ratios(
    name: str, figures: Iterable[Figure], decimals: int, target: Fraction | None = None
) -> Series:
    """A series of figures in per cent."""
    places = f".{'0' * decimals}" if decimals else ""
    return Series(
        name,
        tuple(ratio(figure) for figure in figures),
        number_format=f"0{places}%",
        target=None if target is None else target / 100,
    )


def as_line(series: Series) -> Series:
    """The series as a line on the second axis, over bars."""
    return replace(series, kind="line", on_secondary_axis=True)


def values(name: str, figures: Iterable[Figure], number_format: str = "0") -> Series:
    """A series of scores, counts or money."""
    held = tuple(figure.value for figure in figures)
    return Series(name, held, number_format=number_format)


def drawn(material: Material, chart: Chart) -> Chart | NoData:
    """The chart, or words in its place when it has nothing to show."""
    return chart if chart.has_data else NoData(material.say(NOTHING_TO_DRAW))


def pie(material: Material, title: str, slices: Sequence[tuple[str, int]]) -> Chart | NoData:
    """A pie of counts; its shares add to exactly 100 (GEN-10)."""
    kept = [(name, count) for name, count in slices if count]
    counts: tuple[Number, ...] = tuple(count for _, count in kept)
    names = tuple(name for name, _ in kept)
    return drawn(material, Chart("pie", names, (Series(title, counts),), title=title))


def written_table(material: Material, section: TextSection, rows: Iterable[Row]) -> Table:
    """The rows people wrote, or proposed ones, under the section's columns."""
    columns = tuple(
        words(field.code, field.label.say(material.language), field.weight)
        for field in section.fields
    )
    cells = (tuple(_written(material, field, row) for field in section.fields) for row in rows)
    return Table(columns, tuple(cells))


def _written(material: Material, field: TextField, row: Row) -> Cell:
    text = field.printed(row.get(field.code, ""), material.language)
    if field.code == "problem" and "number" in row:
        text = numbered(material, row)
    if field.code == "evidence" and (files := row.get("files")):
        text = material.say(FILES, evidence=text, files=files).strip()
    return Cell.of(text) if text else BLANK


def numbered(material: Material, row: Row) -> str:
    """A problem with its priority and its marks; further measures of it show the priority.

    Where the table holds several departments the priority is within the one named.
    """
    code = row.get("department", "")
    department = f"{material.say(DEPARTMENT.text(code))} " if code in DEPARTMENT.codes else ""
    return f"{department}{row['number']}. {marked(material, row)}".strip()


def marked(material: Material, row: Row) -> str:
    """A problem, marked when it was carried on or came back (IMP-05)."""
    carried = material.say(CARRIED) if row.get("carried") else ""
    before = int(row.get("repeated") or 0)
    came_back = before > bool(carried)  # one carried from last month only was not away
    repeated = material.say(REPEATED, times=before + 1) if came_back else ""
    goes_on = material.say(GOES_ON) if row.get("goes_on") else ""
    return repeated + carried + row.get("problem", "") + goes_on
