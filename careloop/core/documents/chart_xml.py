"""A chart as DrawingML, native and editable, with the workbook that holds its data.

python-pptx's own chart writer knows no bars with lines and no target lines, so the XML is written
here; the figures are placed where the SVG of the same chart found room for them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from io import BytesIO

import xlsxwriter

from careloop.core.documents.axes import Axis, chart_axis, on_side, pie_shares
from careloop.core.documents.drawing.canvas import LabelSide
from careloop.core.documents.drawing.legend import target_name
from careloop.core.documents.drawing.pie import SliceLabel, slice_labels
from careloop.core.documents.drawing.upright import label_sides, names_turned
from careloop.core.documents.look import (
    FAINT,
    GRID,
    INK,
    MUTED,
    NAVY,
    OFFICE_FONT,
    OFFICE_LATIN,
    PAPER,
    legible,
    on_colour,
    point_colour,
    series_colours,
)
from careloop.core.documents.measure import wrapped
from careloop.core.documents.model import Chart, Series
from careloop.core.documents.numbers import Number
from careloop.core.documents.words import SHARE
from careloop.core.documents.xmltext import escaped, readable
from careloop.core.kernel.text import Language

NAMESPACES = (
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
PIE_HEIGHT = 0.66  # of the chart's; the rest is for the names of the slices
POINTS = 10.5  # of the lettering
SIZE = round(POINTS * 100)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the data sheet, drawn as one series; ``source`` is its place in the chart."""

    name: str
    values: tuple[Number | None, ...]
    number_format: str
    source: int
    is_target: bool = False


def sheet_columns(chart: Chart, language: Language) -> list[Column]:
    """What the data sheet of a chart holds: its series, then one constant for each target.

    A pie's are its shares, which are drawn, and beside them the counts they come from.
    """
    columns = [
        Column(series.name, series.values, series.number_format, i)
        for i, series in enumerate(chart.series)
    ]
    if chart.kind == "pie":
        return _pie_columns(chart.series[0], columns[0], language)
    aimed = [(i, one) for i, one in enumerate(chart.series) if one.target is not None]
    return columns + [_target_column(chart, i, one, language) for i, one in aimed]


def _pie_columns(series: Series, counts: Column, language: Language) -> list[Column]:
    shares, number_format = pie_shares(series)
    if shares == series.values:
        return [counts]
    return [Column(SHARE.say(language), shares, number_format, 0), counts]


def _target_column(chart: Chart, i: int, series: Series, language: Language) -> Column:
    name = target_name(chart, series, language)
    values = (series.target,) * len(chart.categories)
    return Column(name, values, series.number_format, i, is_target=True)


@dataclass(frozen=True)
class NativeChart:
    """What python-pptx asks of chart data: the chart's XML and its workbook."""

    chart: Chart
    width: float
    height: float
    language: Language
    made_on: datetime

    def xml_bytes(self, chart_type: object) -> bytes:
        return f'<?xml version="1.0" encoding="UTF-8"?>{self._xml()}'.encode()

    @property
    def _workbook_writer(self) -> NativeChart:  # the name python-pptx reads it by
        return self

    @property
    def xlsx_blob(self) -> bytes:
        return data_sheet(self.chart.categories, self.sheet_columns, self.made_on)

    @cached_property
    def columns(self) -> list[Column]:
        """The columns of the sheet that are drawn as series."""
        if self.chart.kind == "pie":
            return self.sheet_columns[:1]
        if self.chart.kind == "horizontal_bar":  # no line can stand upright among these bars
            return [column for column in self.sheet_columns if not column.is_target]
        return self.sheet_columns

    @cached_property
    def sheet_columns(self) -> list[Column]:
        return sheet_columns(self.chart, self.language)

    @cached_property
    def sides(self) -> dict[tuple[int, int], LabelSide]:
        if not self.chart.labels_shown:
            return {}
        return label_sides(self.chart, self.width, self.height, self.language)

    # --- the whole --------------------------------------------------------------------------

    def _xml(self) -> str:
        legend = (
            '<c:legend><c:legendPos val="t"/><c:overlay val="0"/></c:legend>'
            if len(self.columns) > 1
            else ""
        )
        return (
            f'<c:chartSpace {NAMESPACES}><c:date1904 val="0"/><c:roundedCorners val="0"/><c:chart>'
            f'<c:autoTitleDeleted val="1"/><c:plotArea>{self._layout()}{self._plots()}</c:plotArea>'
            f'{legend}<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>'
            f"<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>{lettering(MUTED)}</c:chartSpace>"
        )

    def _layout(self) -> str:
        """A pie leaves room around it for the names of its slices."""
        if self.chart.kind != "pie":
            return "<c:layout/>"
        high = PIE_HEIGHT
        wide = min(high * self.height / self.width, 0.6)
        place = (
            f'<c:x val="{(1 - wide) / 2:.3f}"/><c:y val="{(1 - high) / 2:.3f}"/>'
            f'<c:w val="{wide:.3f}"/><c:h val="{high:.3f}"/>'
        )
        return (
            '<c:layout><c:manualLayout><c:layoutTarget val="inner"/><c:xMode val="edge"/>'
            f'<c:yMode val="edge"/>{place}</c:manualLayout></c:layout>'
        )

    def _plots(self) -> str:
        if self.chart.kind == "pie":
            return self._pie()
        bars = [c for c in self.columns if not self._is_line(c)]
        plots = self._bar_plot([c for c in bars if not self._is_secondary(c)], secondary=False)
        plots += self._bar_plot([c for c in bars if self._is_secondary(c)], secondary=True)
        lines = [c for c in self.columns if self._is_line(c)]
        plots += self._line_plot([c for c in lines if not self._is_secondary(c)], secondary=False)
        plots += self._line_plot([c for c in lines if self._is_secondary(c)], secondary=True)
        return plots + self._axes()

    def _is_line(self, column: Column) -> bool:
        return column.is_target or self.chart.is_line(self.chart.series[column.source])

    def _is_secondary(self, column: Column) -> bool:
        series = self.chart.series[column.source]
        return self.chart.kind == "bar_line" and series.on_secondary_axis

    # --- bars, lines, pie -----------------------------------------------------------------------

    def _bar_plot(self, columns: list[Column], *, secondary: bool) -> str:
        if not columns:
            return ""
        stacked = self.chart.kind == "stacked_bar"
        direction = "bar" if self.chart.kind == "horizontal_bar" else "col"
        gap = 45 if len(self.chart.categories) > 12 or len(columns) > 1 else 60
        return (
            f'<c:barChart><c:barDir val="{direction}"/>'
            f'<c:grouping val="{"stacked" if stacked else "clustered"}"/><c:varyColors val="0"/>'
            f"{''.join(map(self._bar_series, columns))}"
            f'<c:gapWidth val="{gap}"/><c:overlap val="{100 if stacked else -8}"/>'
            f"{_axis_ids(secondary=secondary)}</c:barChart>"
        )

    def _bar_series(self, column: Column) -> str:
        colour = series_colours(self.chart)[column.source]
        points = "".join(
            f'<c:dPt><c:idx val="{i}"/><c:invertIfNegative val="0"/><c:bubble3D val="0"/>'
            f"<c:spPr>{fill(point)}</c:spPr></c:dPt>"
            for i in range(len(column.values))
            if (point := point_colour(self.chart, column.source, i)) != colour
        )
        return (
            f"{self._series_head(column)}<c:spPr>{fill(colour)}</c:spPr>"
            f'<c:invertIfNegative val="0"/>{points}{self._bar_labels(column, colour)}'
            f"{self._data(column)}</c:ser>"
        )

    def _bar_labels(self, column: Column, colour: str) -> str:
        if not self.chart.labels_shown:
            return ""
        if self.chart.kind == "stacked_bar":
            hidden = "".join(
                _hidden(i) for i, value in enumerate(column.values) if self._is_thin(value)
            )
            return labels(column.number_format, "ctr", on_colour(colour), hidden)
        if self.chart.kind == "horizontal_bar":
            return labels(column.number_format, "outEnd", INK)
        hidden = "".join(
            _hidden(i)
            for i, value in enumerate(column.values)
            if value is not None and (column.source, i) not in self.sides
        )
        return labels(column.number_format, "outEnd", INK, hidden)

    def _is_thin(self, value: Number | None) -> bool:
        """Whether a stacked piece is too thin to carry its figure."""
        axis = chart_axis(self.chart)
        share = float(value or 0) / float(axis.high - axis.low)
        return share * self.height * 0.75 < 13

    def _line_plot(self, columns: list[Column], *, secondary: bool) -> str:
        if not columns:
            return ""
        return (
            '<c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>'
            f"{''.join(map(self._line_series, columns))}"
            f'<c:marker val="1"/>{_axis_ids(secondary=secondary)}</c:lineChart>'
        )

    def _line_series(self, column: Column) -> str:
        if column.is_target:
            dash = f'<a:ln w="15875">{fill(NAVY)}<a:prstDash val="dash"/></a:ln>'
            look = f'<c:spPr>{dash}</c:spPr><c:marker><c:symbol val="none"/></c:marker>'
            return (
                f'{self._series_head(column)}{look}{self._data(column)}<c:smooth val="0"/></c:ser>'
            )
        colour = series_colours(self.chart)[column.source]
        return (
            f'{self._series_head(column)}<c:spPr><a:ln w="28575" cap="rnd">{fill(colour)}'
            f"<a:round/></a:ln></c:spPr>{_marker(colour)}{self._line_labels(column, colour)}"
            f'{self._data(column)}<c:smooth val="0"/></c:ser>'
        )

    def _line_labels(self, column: Column, colour: str) -> str:
        if not self.chart.labels_shown:
            return ""
        single = "".join(
            self._line_label(column, i, colour)
            for i, value in enumerate(column.values)
            if value is not None
        )
        return labels(column.number_format, "t", legible(colour), single)

    def _line_label(self, column: Column, i: int, colour: str) -> str:
        side = self.sides.get((column.source, i))
        if side is None:
            return _hidden(i)
        if side == "above":
            return ""
        return (
            f'<c:dLbl><c:idx val="{i}"/>'
            f"{_label_parts(column.number_format, 'b', legible(colour))}</c:dLbl>"
        )

    def _pie(self) -> str:
        column = self.columns[0]
        slices = "".join(
            f'<c:dPt><c:idx val="{i}"/><c:bubble3D val="0"/><c:spPr>'
            f'{fill(point_colour(self.chart, 0, i))}<a:ln w="19050">{fill(PAPER)}</a:ln>'
            "</c:spPr></c:dPt>"
            for i in range(len(column.values))
        )
        parts = _label_parts(column.number_format, "outEnd", INK, with_category=True)
        single = "".join(self._slice_label(i, parts) for i in range(len(column.values)))
        return (
            '<c:pieChart><c:varyColors val="1"/>'
            f"{self._series_head(column)}{slices}<c:dLbls>{single}{parts}"
            f'<c:showLeaderLines val="1"/></c:dLbls>{self._data(column)}</c:ser>'
            '<c:firstSliceAng val="0"/></c:pieChart>'
        )

    @cached_property
    def _shifts(self) -> dict[int, tuple[float, float]]:
        """How far each slice's name moves from its slice, as parts of width and height."""
        radius = PIE_HEIGHT * self.height / 2
        return {
            label.index: (
                (self._edge(label, label.placed) - self._edge(label, label.wanted)) / self.width,
                (label.placed - label.wanted) / self.height,
            )
            for label in slice_labels(self.chart, radius, self.height, self._pitch())
        }

    def _pitch(self) -> float:
        """From name to name of slices; office programs break names at a fifth of the chart."""
        room = max(self.width / 5 / POINTS, 4.0)
        lines = max(len(wrapped(f"{name} 00%", room)) for name in self.chart.categories)
        return lines * POINTS * 1.3 + 4

    def _edge(self, label: SliceLabel, y: float) -> float:
        """How far out the pie reaches at ``y``, to the label's side."""
        radius = PIE_HEIGHT * self.height / 2 + 10
        out = math.sqrt(max(radius**2 - (y - self.height / 2) ** 2, 0.0))
        return out if label.on_right else -out

    def _slice_label(self, i: int, parts: str) -> str:
        """Nothing for an empty slice, a place of its own for a name that had to move."""
        if i not in self._shifts:
            return _hidden(i)
        across, down = self._shifts[i]
        if abs(down) < 0.005:
            return ""
        return (
            f'<c:dLbl><c:idx val="{i}"/><c:layout><c:manualLayout><c:x val="{across:.4f}"/>'
            f'<c:y val="{down:.4f}"/></c:manualLayout></c:layout>{parts}</c:dLbl>'
        )

    # --- data and axes --------------------------------------------------------------------------

    def _series_head(self, column: Column) -> str:
        i = self.columns.index(column)
        return (
            f'<c:ser><c:idx val="{i}"/><c:order val="{i}"/><c:tx><c:strRef>'
            f'<c:f>Sheet1!${_letter(i)}$1</c:f><c:strCache><c:ptCount val="1"/>'
            f'<c:pt idx="0"><c:v>{escaped(column.name)}</c:v></c:pt></c:strCache></c:strRef></c:tx>'
        )

    def _data(self, column: Column) -> str:
        last = len(self.chart.categories) + 1
        letter = _letter(self.columns.index(column))
        names = "".join(
            f'<c:pt idx="{i}"><c:v>{escaped(name)}</c:v></c:pt>'
            for i, name in enumerate(self.chart.categories)
        )
        values = "".join(
            f'<c:pt idx="{i}"><c:v>{float(value)!r}</c:v></c:pt>'
            for i, value in enumerate(column.values)
            if value is not None
        )
        count = f'<c:ptCount val="{last - 1}"/>'
        return (
            f"<c:cat><c:strRef><c:f>Sheet1!$A$2:$A${last}</c:f><c:strCache>{count}{names}"
            f"</c:strCache></c:strRef></c:cat><c:val><c:numRef>"
            f"<c:f>Sheet1!${letter}$2:${letter}${last}</c:f><c:numCache>"
            f"<c:formatCode>{escaped(column.number_format)}</c:formatCode>{count}{values}"
            "</c:numCache></c:numRef></c:val>"
        )

    def _axes(self) -> str:
        flat = self.chart.kind == "horizontal_bar"
        turned = names_turned(self.chart, self.width)
        axes = _category_axis(flat=flat, turned=turned) + _value_axis(
            chart_axis(self.chart), flat=flat
        )
        if on_side(self.chart, "secondary"):
            axes += _value_axis(chart_axis(self.chart, "secondary"), secondary=True)
            axes += _category_axis(secondary=True)
        return axes


def _letter(i: int) -> str:
    """The sheet's column of the i-th series."""
    return "BCDEFGHIJKLMNOPQRSTUVWXYZ"[i]


def _axis_ids(*, secondary: bool) -> str:
    return "".join(f'<c:axId val="{n}"/>' for n in ((3, 4) if secondary else (1, 2)))


def _category_axis(*, flat: bool = False, secondary: bool = False, turned: bool = False) -> str:
    own, other = (3, 4) if secondary else (1, 2)
    names = lettering(INK if flat else MUTED, turned=turned)
    return (
        f'<c:catAx><c:axId val="{own}"/><c:scaling>'
        f'<c:orientation val="{"maxMin" if flat else "minMax"}"/></c:scaling>'
        f'<c:delete val="{int(secondary)}"/><c:axPos val="{"l" if flat else "b"}"/>'
        '<c:numFmt formatCode="General" sourceLinked="0"/><c:majorTickMark val="none"/>'
        '<c:minorTickMark val="none"/><c:tickLblPos val="low"/>'
        f'<c:spPr><a:ln w="9525">{fill(FAINT)}</a:ln></c:spPr>{names}'
        f'<c:crossAx val="{other}"/><c:crosses val="autoZero"/><c:auto val="0"/>'
        '<c:lblAlgn val="ctr"/><c:lblOffset val="100"/><c:noMultiLvlLbl val="1"/></c:catAx>'
    )


def _value_axis(axis: Axis, *, flat: bool = False, secondary: bool = False) -> str:
    own, other = (4, 3) if secondary else (2, 1)
    position = "r" if secondary else "t" if flat else "l"
    grid = (
        f'<c:majorGridlines><c:spPr><a:ln w="6350">{fill(GRID)}</a:ln></c:spPr></c:majorGridlines>'
    )
    return (
        f'<c:valAx><c:axId val="{own}"/><c:scaling><c:orientation val="minMax"/>'
        f'<c:max val="{float(axis.high)!r}"/><c:min val="{float(axis.low)!r}"/></c:scaling>'
        f'<c:delete val="{int(flat)}"/><c:axPos val="{position}"/>{grid}'
        f'<c:numFmt formatCode="{escaped(axis.number_format)}" sourceLinked="0"/>'
        '<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>'
        f"<c:spPr><a:ln><a:noFill/></a:ln></c:spPr>{lettering(MUTED)}"
        f'<c:crossAx val="{other}"/><c:crosses val="{"max" if secondary else "autoZero"}"/>'
        f'<c:crossBetween val="between"/><c:majorUnit val="{float(axis.step)!r}"/></c:valAx>'
    )


def fill(colour: str) -> str:
    return f'<a:solidFill><a:srgbClr val="{colour[1:].upper()}"/></a:solidFill>'


def fonts() -> str:
    """The two typefaces every run names, so that no program picks its own."""
    return f'<a:latin typeface="{OFFICE_LATIN}"/><a:ea typeface="{OFFICE_FONT}"/>'


def lettering(colour: str, *, turned: bool = False) -> str:
    angle = -2700000 if turned else 0
    return (
        f'<c:txPr><a:bodyPr rot="{angle}" vert="horz"/><a:lstStyle/><a:p><a:pPr>'
        f'<a:defRPr sz="{SIZE}" b="0">'
        f'{fill(colour)}{fonts()}</a:defRPr></a:pPr><a:endParaRPr lang="zh-CN"/></a:p></c:txPr>'
    )


def labels(number_format: str, position: str, colour: str, single: str = "") -> str:
    return f"<c:dLbls>{single}{_label_parts(number_format, position, colour)}</c:dLbls>"


def _label_parts(
    number_format: str, position: str, colour: str, *, with_category: bool = False
) -> str:
    separator = "<c:separator> </c:separator>" if with_category else ""
    return (
        f'<c:numFmt formatCode="{escaped(number_format)}" sourceLinked="0"/>'
        f"<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>{lettering(colour)}"
        f'<c:dLblPos val="{position}"/><c:showLegendKey val="0"/><c:showVal val="1"/>'
        f'<c:showCatName val="{int(with_category)}"/><c:showSerName val="0"/>'
        f'<c:showPercent val="0"/><c:showBubbleSize val="0"/>{separator}'
    )


def _hidden(i: int) -> str:
    return f'<c:dLbl><c:idx val="{i}"/><c:delete val="1"/></c:dLbl>'


def _marker(colour: str) -> str:
    return (
        f'<c:marker><c:symbol val="circle"/><c:size val="6"/><c:spPr>{fill(PAPER)}'
        f'<a:ln w="19050">{fill(colour)}</a:ln></c:spPr></c:marker>'
    )


def data_sheet(categories: tuple[str, ...], columns: list[Column], made_on: datetime) -> bytes:
    """The workbook behind a chart: categories down, series across."""
    stream = BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False})
    book.set_properties({"created": made_on})
    sheet = book.add_worksheet("Sheet1")
    sheet.set_column(0, 0, 24)
    for row, name in enumerate(categories, 1):
        sheet.write_string(row, 0, readable(name))
    for i, column in enumerate(columns, 1):
        number_format = book.add_format({"num_format": column.number_format})
        sheet.write_string(0, i, readable(column.name))
        for row, value in enumerate(column.values, 1):
            if value is not None:
                sheet.write_number(row, i, float(value), number_format)
    book.close()
    return stream.getvalue()


def target_text(chart: Chart, language: Language) -> str:
    """The targets in words, for bars that lie flat: no native line can stand among them."""
    if chart.kind != "horizontal_bar":
        return ""
    aimed = [one for one in chart.series if one.target is not None]
    return " · ".join(target_name(chart, one, language) for one in aimed)
