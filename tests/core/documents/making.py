"""Small reports, made of the one block a test is about."""

from __future__ import annotations

from datetime import date
from io import BytesIO

from pptx import Presentation

from careloop.core.documents import pptx
from careloop.core.documents.model import (
    Block,
    Cell,
    Chapter,
    Chart,
    Note,
    Report,
    Section,
    Series,
    Table,
    TableColumn,
)


def report_of(*blocks: Block, headline: str = "一句话结论", notes: tuple[Note, ...] = ()) -> Report:
    section = Section("图表", blocks, (headline,), notes)
    return Report(
        title="月报",
        organisation="示例店",
        period_label="2026年10月",
        made_on=date(2026, 11, 5),
        data_as_of=date(2026, 11, 3),
        chapters=(Chapter(1, "第一", (section,)),),
    )


def words(*texts: str) -> tuple[Cell, ...]:
    return tuple(Cell.of(text) for text in texts)


def names_table(rows: int) -> Table:
    columns = (TableColumn("no", "序号", "right"), TableColumn("name", "姓名"))
    return Table(columns, tuple((columns[0].cell(i), Cell.of(f"客户{i}")) for i in range(rows)))


def chart_of(kind, *values, number_format="0", **options) -> Chart:
    series = Series("数量", tuple(values), number_format=number_format)
    return Chart(kind, tuple(f"类{i}" for i in range(len(values))), (series,), **options)


def deck_of(report: Report):
    return Presentation(BytesIO(pptx.render(report, "zh")))


def exhibits(deck) -> list:
    """The slides after cover, contents and the one divider."""
    return list(deck.slides)[3:]


def shapes_text(slide) -> str:
    parts = []
    for shape in slide.shapes:
        if shape.has_text_frame:
            parts.append(shape.text_frame.text)
        if shape.has_table:
            parts += [cell.text for row in shape.table.rows for cell in row.cells]
    return "\n".join(parts)
