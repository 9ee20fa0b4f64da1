"""Unit, names of series, and targets above a chart."""

from __future__ import annotations

from typing import Literal

from careloop.core.documents.drawing.canvas import (
    LEGEND_ROW,
    SIZE,
    Box,
    Canvas,
)
from careloop.core.documents.look import (
    MUTED,
    NAVY,
    series_colours,
)
from careloop.core.documents.measure import clipped, text_width
from careloop.core.documents.model import Chart, Series
from careloop.core.documents.numbers import formatted
from careloop.core.documents.words import TARGET, TARGET_OF
from careloop.core.kernel.text import Language


def draw_legend(canvas: Canvas, chart: Chart, language: Language) -> float:
    """Draw unit and legend at the top; returns where the plot may begin."""
    x, y = 2.0, SIZE
    if chart.unit:
        canvas.text(x, y, chart.unit, anchor="start", colour=MUTED)
        x += (text_width(chart.unit) + 1.5) * SIZE
    entries = _legend_entries(chart, language)
    for name, colour, mark in entries:
        wide = 20 + (text_width(name) + 1.4) * SIZE
        if x > 2 and x + wide > canvas.width:
            x, y = 2.0, y + LEGEND_ROW
        _legend_mark(canvas, x, y - 4, colour, mark)
        canvas.text(x + 20, y, clipped(name, canvas.width / SIZE - 3), anchor="start", colour=MUTED)
        x += wide
    return y + 12 if chart.unit or entries else 8.0


Mark = Literal["bar", "line", "target"]


def _legend_entries(chart: Chart, language: Language) -> list[tuple[str, str, Mark]]:
    """Name, colour and mark of every series when there are several, and of every target."""
    entries: list[tuple[str, str, Mark]] = []
    if len(chart.series) > 1:
        for series, colour in zip(chart.series, series_colours(chart), strict=True):
            entries.append((series.name, colour, "line" if chart.is_line(series) else "bar"))
    aimed = [series for series in chart.series if series.target is not None]
    return entries + [(target_name(chart, one, language), NAVY, "target") for one in aimed]


def _legend_mark(canvas: Canvas, x: float, y: float, colour: str, mark: Mark) -> None:
    match mark:
        case "target":
            canvas.line(x, y, x + 15, y, colour, dashed=True)
        case "line":
            canvas.rect(Box(x, y - 1.5, x + 15, y + 1.5), colour, 1.5)
        case "bar":
            canvas.rect(Box(x + 1, y - 4.5, x + 14, y + 4.5), colour, 1.5)


def target_name(chart: Chart, series: Series, language: Language) -> str:
    """``目标 20.0%``, with the name of its series where there are several."""
    figure = formatted(series.target, series.number_format)
    several = sum(one.target is not None for one in chart.series) > 1
    name = TARGET_OF.say(language, name=series.name) if several else TARGET.say(language)
    return f"{name} {figure}"
