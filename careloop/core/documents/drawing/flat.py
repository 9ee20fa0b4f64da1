"""Bars that lie flat, categories down."""

from __future__ import annotations

from careloop.core.documents.axes import Axis, chart_axis
from careloop.core.documents.drawing.canvas import (
    GAP,
    SIZE,
    Box,
    Canvas,
)
from careloop.core.documents.drawing.legend import draw_legend
from careloop.core.documents.look import (
    FAINT,
    NAVY,
    point_colour,
)
from careloop.core.documents.measure import clipped, text_width
from careloop.core.documents.model import Chart
from careloop.core.documents.numbers import formatted
from careloop.core.kernel.text import Language


def draw_flat(canvas: Canvas, chart: Chart, language: Language) -> None:
    top = draw_legend(canvas, chart, language)
    axis = chart_axis(chart)
    names = [clipped(name, canvas.width * 0.36 / SIZE) for name in chart.categories]
    left = max((text_width(name) for name in names), default=0) * SIZE + 10
    ends = [
        text_width(formatted(value, series.number_format)) * SIZE
        for series in chart.series
        for value in series.values
    ]
    box = Box(left, top, canvas.width - max(ends, default=0) - 8, canvas.height - 4)
    zero = box.left + axis.place(0) * box.width
    slot = box.height / max(len(names), 1)
    size = min(SIZE, max(slot * 0.8, 6.0))
    for series in chart.series:
        if series.target is not None:
            x = box.left + axis.place(series.target) * box.width
            canvas.line(x, box.top - 2, x, box.bottom, NAVY, dashed=True)
    for i, name in enumerate(names):
        y = box.top + slot * (i + 0.5)
        weight = "700" if i in chart.highlight else "400"
        canvas.text(box.left - GAP, y + size * 0.36, name, anchor="end", size=size, weight=weight)
        room = (y - slot * 0.37, slot * 0.74)
        _row_bars(canvas, chart, i, room=room, axis=axis, box=box, size=size)
    canvas.line(zero, box.top, zero, box.bottom, FAINT)


def _row_bars(
    canvas: Canvas,
    chart: Chart,
    i: int,
    *,
    room: tuple[float, float],
    axis: Axis,
    box: Box,
    size: float,
) -> None:
    thick = min(room[1] / len(chart.series), 22.0)
    start = room[0] + (room[1] - thick * len(chart.series)) / 2
    zero = box.left + axis.place(0) * box.width
    for s, series in enumerate(chart.series):
        value = series.values[i]
        if value is None:
            continue
        end = box.left + axis.place(value) * box.width
        top = start + s * thick
        bar = Box(min(zero, end), top, max(zero, end), top + thick * 0.9)
        canvas.rect(bar, point_colour(chart, s, i), min(2.0, thick / 6))
        if chart.labels_shown:
            label_size = min(size, max(thick, 6.0))
            label = formatted(value, series.number_format)
            y = (bar.top + bar.bottom) / 2 + label_size * 0.36
            canvas.text(bar.right + 5, y, label, anchor="start", size=label_size, halo=True)
