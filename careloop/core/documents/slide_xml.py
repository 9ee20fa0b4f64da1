"""The shapes of a slide as DrawingML text: boxes, lettering, tables. Lengths come in points."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from careloop.core.documents.chart_xml import fill, fonts
from careloop.core.documents.look import (
    ACCENT,
    ACCENT_PALE,
    EXTERNAL,
    INK,
    LINE,
    MUTED,
    PAPER,
    tone_colour,
)
from careloop.core.documents.model import Align, Cell
from careloop.core.documents.pages import Box
from careloop.core.documents.tables import SIDES, TablePart
from careloop.core.documents.xmltext import escaped

EMU = 12700  # in a point
NAMESPACES = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
ALIGN: dict[Align, str] = {"left": "l", "center": "ctr", "right": "r"}


def emu(points: float) -> int:
    return round(points * EMU)


@dataclass(frozen=True, slots=True)
class Style:
    """How a run of lettering looks."""

    size: float
    colour: str = INK
    bold: bool = False
    align: Align = "left"
    bulleted: bool = False
    raised: bool = False


def run(text: str, style: Style) -> str:
    raised = ' baseline="30000"' if style.raised else ""
    return (
        f'<a:r><a:rPr lang="zh-CN" altLang="en-US" sz="{round(style.size * 100)}" '
        f'b="{int(style.bold)}"{raised} dirty="0">{fill(style.colour)}{fonts()}</a:rPr>'
        f"<a:t>{escaped(text)}</a:t></a:r>"
    )


def paragraph(runs: str, style: Style) -> str:
    indent = bullet = ""
    if style.bulleted:
        indent = f' marL="{emu(16)}" indent="-{emu(16)}"'
        bullet = f'<a:buClr><a:srgbClr val="{ACCENT[1:]}"/></a:buClr><a:buChar char="•"/>'
    space = f'<a:spcAft><a:spcPts val="{round(style.size * 30)}"/></a:spcAft>' if bullet else ""
    return (
        f'<a:p><a:pPr{indent} algn="{ALIGN[style.align]}">{space}{bullet or "<a:buNone/>"}</a:pPr>'
        f"{runs}{end_of_paragraph(style) if not runs else ''}</a:p>"
    )


def end_of_paragraph(style: Style) -> str:
    """Keeps an empty cell as low as its row: without it PowerPoint assumes 18 points."""
    return f'<a:endParaRPr lang="zh-CN" sz="{round(style.size * 100)}"/>'


def lines(texts: Iterable[str], style: Style) -> str:
    """One paragraph for each text; line breaks inside a text are kept."""
    return "".join(
        paragraph(run(part, style), style) for text in texts for part in text.split("\n")
    )


def _frame(box: Box) -> str:
    return (
        f'<a:xfrm><a:off x="{emu(box.x)}" y="{emu(box.y)}"/>'
        f'<a:ext cx="{emu(box.width)}" cy="{emu(box.height)}"/></a:xfrm>'
    )


def shape(
    number: int,
    name: str,
    box: Box,
    body: str = "",
    *,
    placeholder: str = "",
    anchor: str = "t",
    geometry: str = "rect",
    inside: str = "<a:noFill/>",
    border: str = "",
    inset: float = 0,
    click: str = "",
) -> str:
    """A rectangle with or without lettering; ``placeholder`` makes it one of the layout's.

    ``click`` is the relation to the slide it leads to.
    """
    link = f'<a:hlinkClick r:id="{click}" action="ppaction://hlinksldjump"/>' if click else ""
    holder = f"<p:ph {placeholder}/>" if placeholder else ""
    kind = "" if placeholder else ' txBox="1"' if body else ""
    edge = f'<a:ln w="9525">{fill(border)}</a:ln>' if border else "<a:ln><a:noFill/></a:ln>"
    sides = f'lIns="{emu(inset)}" tIns="0" rIns="{emu(inset)}" bIns="0"'
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{number}" name="{escaped(name)}">{link}</p:cNvPr>'
        f"<p:cNvSpPr{kind}/><p:nvPr>{holder}</p:nvPr></p:nvSpPr><p:spPr>{_frame(box)}"
        f'<a:prstGeom prst="{geometry}"><a:avLst/></a:prstGeom>{inside}{edge}</p:spPr>'
        f'<p:txBody><a:bodyPr wrap="square" {sides} anchor="{anchor}"><a:normAutofit/></a:bodyPr>'
        f"<a:lstStyle/>{body or '<a:p/>'}</p:txBody></p:sp>"
    )


def polyline(number: int, name: str, box: Box, points: Sequence[tuple[float, float]]) -> str:
    """A thin line through ``points``, given as parts (0–1) of the box."""
    width, height = emu(box.width), emu(box.height)
    steps = "".join(
        f'<a:{"lnTo" if i else "moveTo"}><a:pt x="{round(x * width)}" y="{round(y * height)}"/>'
        f"</a:{'lnTo' if i else 'moveTo'}>"
        for i, (x, y) in enumerate(points)
    )
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{number}" name="{escaped(name)}"/><p:cNvSpPr/><p:nvPr/>'
        f"</p:nvSpPr><p:spPr>{_frame(box)}<a:custGeom><a:avLst/><a:gdLst/><a:ahLst/><a:cxnLst/>"
        '<a:rect l="0" t="0" r="r" b="b"/><a:pathLst>'
        f'<a:path w="{width}" h="{height}" fill="none">{steps}</a:path></a:pathLst></a:custGeom>'
        f'<a:noFill/><a:ln w="19050" cap="rnd">{fill("#9aa5b1")}<a:round/></a:ln></p:spPr></p:sp>'
    )


def slide_number(number: int, box: Box) -> str:
    style = Style(9, MUTED, align="right")
    field = (
        '<a:fld id="{6B8E2F1C-3D47-4A5B-9C0E-7F1A2B3C4D5E}" type="slidenum">'
        f'<a:rPr lang="zh-CN" sz="900">{fill(MUTED)}{fonts()}</a:rPr><a:t>‹#›</a:t></a:fld>'
    )
    body = paragraph(field, style)
    return shape(
        number, "Page number", box, body, placeholder='type="sldNum" sz="quarter" idx="12"'
    )


# --- tables -------------------------------------------------------------------------------------


def table(number: int, name: str, box: Box, part: TablePart) -> str:
    """A native table; heading, rows, total, or one row that says "no data"."""
    grid = "".join(f'<a:gridCol w="{emu(width)}"/>' for width in part.widths)
    return (
        f'<p:graphicFrame><p:nvGraphicFramePr><p:cNvPr id="{number}" name="{escaped(name)}"/>'
        '<p:cNvGraphicFramePr><a:graphicFrameLocks noGrp="1"/></p:cNvGraphicFramePr><p:nvPr/>'
        f"</p:nvGraphicFramePr>{_frame(box).replace('a:xfrm', 'p:xfrm')}<a:graphic><a:graphicData "
        'uri="http://schemas.openxmlformats.org/drawingml/2006/table"><a:tbl>'
        f'<a:tblPr firstRow="1"/><a:tblGrid>{grid}</a:tblGrid>{_rows(part)}'
        "</a:tbl></a:graphicData></a:graphic></p:graphicFrame>"
    )


def _rows(part: TablePart) -> str:
    columns = part.table.columns
    heading = "".join(
        _cell(run(column.heading, style), style, PAPER, is_heading=True)
        for column in columns
        for style in (Style(part.size, MUTED, bold=True, align=column.align),)
    )
    rows = [_row(heading, part.heights[0])]
    for i, cells in enumerate(part.rows):
        is_total = part.has_total and i == len(part.rows) - 1
        body = "".join(
            _body_cell(cell, part.size, column.align, is_total=is_total)
            for cell, column in zip(cells, columns, strict=True)
        )
        rows.append(_row(body, part.heights[i + 1]))
    if part.no_data:
        rows.append(_row(_no_data(part), part.heights[1]))
    return "".join(rows)


def _row(cells: str, height: float) -> str:
    return f'<a:tr h="{emu(height)}">{cells}</a:tr>'


def _body_cell(cell: Cell, size: float, align: Align, *, is_total: bool) -> str:
    style = Style(size, tone_colour(cell.tone), bold=is_total, align=align)
    ground = EXTERNAL if cell.external else ACCENT_PALE if is_total else PAPER
    if not cell.text:
        return _cell("", style, ground)
    text = run(cell.text, style)
    if cell.note_ref is not None:
        text += run(str(cell.note_ref), Style(size, MUTED, raised=True))
    return _cell(text, style, ground)


def _cell(runs: str, style: Style, ground: str, *, is_heading: bool = False, span: int = 1) -> str:
    edge = (
        f'<a:lnB w="15240">{fill(ACCENT)}</a:lnB>'
        if is_heading
        else f'<a:lnB w="6350">{fill(LINE)}</a:lnB>'
    )
    none = "".join(f'<a:{side} w="0"><a:noFill/></a:{side}>' for side in ("lnL", "lnR", "lnT"))
    inset = emu(SIDES / 2 - 0.5)
    spanned = f' gridSpan="{span}"' if span > 1 else ""
    return (
        f"<a:tc{spanned}><a:txBody><a:bodyPr/><a:lstStyle/>{paragraph(runs, style)}</a:txBody>"
        f'<a:tcPr marL="{inset}" marR="{inset}" marT="{emu(1)}" marB="{emu(1)}" anchor="ctr">'
        f"{none}{edge}{fill(ground)}</a:tcPr></a:tc>"
    )


def _no_data(part: TablePart) -> str:
    style = Style(part.size, MUTED, align="center")
    count = len(part.table.columns)
    merged = (
        '<a:tc hMerge="1"><a:txBody><a:bodyPr/><a:lstStyle/><a:p/></a:txBody><a:tcPr/></a:tc>'
    ) * (count - 1)
    return _cell(run(part.no_data, style), style, PAPER, span=count) + merged
