"""A chart of the report as one of XlsxWriter's, pointing at the cells below it."""

from __future__ import annotations

from typing import Any

from careloop.core.documents.axes import Axis, chart_axis, on_side
from careloop.core.documents.chart_xml import Column
from careloop.core.documents.look import (
    FAINT,
    GRID,
    INK,
    MUTED,
    NAVY,
    OFFICE_FONT,
    PAPER,
    legible,
    on_colour,
    point_colour,
    series_colours,
)
from careloop.core.documents.model import Chart
from careloop.core.documents.xmltext import readable

FONT = {"name": OFFICE_FONT, "size": 9, "color": MUTED}
KINDS = {
    "bar": {"type": "column"},
    "stacked_bar": {"type": "column", "subtype": "stacked"},
    "horizontal_bar": {"type": "bar"},
    "line": {"type": "line"},
    "pie": {"type": "pie"},
    "bar_line": {"type": "column"},
}


def native_chart(
    book: Any,
    place: tuple[str, int],
    chart: Chart,
    columns: list[Column],
    with_room: set[tuple[int, int]],
) -> Any:
    """``chart`` over the cells of a sheet, ``place`` its name and the row of the headings.

    Categories stand in column 0. ``with_room`` are the figures, by (series, category), that can
    be written without running into each other.
    """
    base = book.add_chart(KINDS[chart.kind])
    drawn = _drawn(chart, columns)
    lines = [pair for pair in drawn if _is_line(chart, pair[1])]
    bars = [pair for pair in drawn if pair not in lines]
    over = book.add_chart({"type": "line"}) if bars and lines else None
    for number, column in bars:
        base.add_series(_series(chart, place, number, column, with_room))
    for number, column in lines:
        (over or base).add_series(_series(chart, place, number, column, with_room))
    if over is not None:
        base.combine(over)
    _dress(base, over, chart, len(drawn))
    return base


def _drawn(chart: Chart, columns: list[Column]) -> list[tuple[int, Column]]:
    """The columns that become series; beside a pie's shares its counts are only shown."""
    pairs = list(enumerate(columns, 1))
    if chart.kind == "pie":
        return pairs[:1]
    return [pair for pair in pairs if not (chart.kind == "horizontal_bar" and pair[1].is_target)]


def _is_line(chart: Chart, column: Column) -> bool:
    return column.is_target or chart.is_line(chart.series[column.source])


def _series(
    chart: Chart,
    place: tuple[str, int],
    number: int,
    column: Column,
    with_room: set[tuple[int, int]],
) -> dict[str, Any]:
    sheet, heading = place
    first, last = heading + 1, heading + len(column.values)
    series: dict[str, Any] = {
        "name": [sheet, heading, number],
        "categories": [sheet, first, 0, last, 0],
        "values": [sheet, first, number, last, number],
    }
    source = chart.series[column.source]
    if chart.kind == "bar_line" and source.on_secondary_axis:
        series["y2_axis"] = True
    if column.is_target:
        return series | {"line": {"color": NAVY, "width": 1.25, "dash_type": "dash"}}
    colour = series_colours(chart)[column.source]
    if chart.labels_shown:
        hidden = [
            None if _has_label(chart, column, i, with_room) else {"delete": True}
            for i in range(len(column.values))
        ]
        series["data_labels"] = _labels(chart, column, colour) | {"custom": hidden}
    return series | _dressed(chart, column, colour)


def _dressed(chart: Chart, column: Column, colour: str) -> dict[str, Any]:
    if _is_line(chart, column):
        marker = {
            "type": "circle",
            "size": 6,
            "fill": {"color": PAPER},
            "border": {"color": colour},
        }
        return {"line": {"color": colour, "width": 2.25}, "marker": marker}
    points = [
        {"fill": {"color": point_colour(chart, column.source, i)}}
        for i in range(len(column.values))
    ]
    return {"fill": {"color": colour}, "points": points, "gap": 60, "overlap": _overlap(chart)}


def _overlap(chart: Chart) -> int:
    return 100 if chart.kind == "stacked_bar" else -8


def _has_label(chart: Chart, column: Column, i: int, with_room: set[tuple[int, int]]) -> bool:
    if chart.kind in ("pie", "stacked_bar"):
        return bool(column.values[i])
    return chart.kind == "horizontal_bar" or (column.source, i) in with_room


def _labels(chart: Chart, column: Column, colour: str) -> dict[str, Any]:
    labels: dict[str, Any] = {
        "value": True,
        "num_format": column.number_format,
        "font": FONT | {"color": INK},
    }
    match chart.kind:
        case "pie":
            extra = {"category": True, "separator": " ", "position": "best_fit"}
            return labels | extra | {"leader_lines": True}
        case "stacked_bar":
            return labels | {"position": "center", "font": FONT | {"color": on_colour(colour)}}
        case _ if _is_line(chart, column):
            return labels | {"position": "above", "font": FONT | {"color": legible(colour)}}
        case _:
            return labels | {"position": "outside_end"}


def _dress(base: Any, over: Any, chart: Chart, count: int) -> None:
    if chart.title:
        font = FONT | {"size": 11, "bold": True}
        base.set_title({"name": readable(chart.title), "name_font": font, "overlay": False})
    else:
        base.set_title({"none": True})
    has_legend = count > 1 and chart.kind != "pie"
    base.set_legend({"position": "top", "font": FONT} if has_legend else {"none": True})
    base.set_chartarea({"border": {"none": True}})
    base.show_blanks_as("gap")
    if chart.kind == "pie":
        return
    flat = chart.kind == "horizontal_bar"
    plain = {"num_font": FONT, "line": {"color": FAINT}, "major_tick_mark": "none"}
    names = plain | {"label_position": "low", "reverse": flat}
    values = _axis(chart_axis(chart), grid=not flat) | {"visible": not flat}
    # Of lying bars x is the axis that lies: the values; the names stand, first at the top.
    across, upright = (values, names) if flat else (names, values)
    base.set_x_axis(across)
    base.set_y_axis(upright)
    if on_side(chart, "secondary"):
        secondary = _axis(chart_axis(chart, "secondary"), grid=False)
        holder = over if over is not None else base
        holder.set_y2_axis(secondary)


def _axis(axis: Axis, *, grid: bool) -> dict[str, Any]:
    return {
        "min": float(axis.low),
        "max": float(axis.high),
        "major_unit": float(axis.step),
        "num_format": axis.number_format,
        "num_font": FONT,
        "line": {"none": True},
        "major_tick_mark": "none",
        "major_gridlines": {"visible": grid, "line": {"color": GRID, "width": 0.5}},
    }
