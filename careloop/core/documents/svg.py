"""Charts as SVG, drawn by presentation attributes alone: no script, no style, safe under a CSP."""

from __future__ import annotations

from careloop.core.documents.drawing.canvas import (
    Canvas,
)
from careloop.core.documents.drawing.flat import draw_flat
from careloop.core.documents.drawing.pie import draw_pie
from careloop.core.documents.drawing.upright import draw_upright
from careloop.core.documents.look import (
    FAINT,
    tone_colour,
)
from careloop.core.documents.model import Chart, KeyFigure
from careloop.core.kernel.text import Language


def draw(chart: Chart, width: float, height: float, language: Language) -> str:
    """``chart`` as a whole SVG element of ``width`` × ``height`` px; the title is not drawn."""
    canvas = Canvas(width, height)
    match chart.kind:
        case "pie":
            draw_pie(canvas, chart)
        case "horizontal_bar":
            draw_flat(canvas, chart, language)
        case _:
            draw_upright(canvas, chart, language)
    return canvas.svg(chart.alt)


def spark_points(figure: KeyFigure) -> list[tuple[float, float]]:
    """The recent values of a key figure as parts (0–1) of a box; empty below two values."""
    known = [float(value) for value in figure.spark if value is not None]
    if len(known) < 2:
        return []
    low, span = min(known), (max(known) - min(known)) or 1.0
    return [
        (i / (len(figure.spark) - 1), 1 - (float(value) - low) / span)
        for i, value in enumerate(figure.spark)
        if value is not None
    ]


def spark(figure: KeyFigure, width: float, height: float) -> str:
    """The recent values as a small line, its last point marked; empty below two values."""
    points = [(4 + x * (width - 8), 4 + y * (height - 8)) for x, y in spark_points(figure)]
    if not points:
        return ""
    canvas = Canvas(width, height)
    canvas.path(points, FAINT, 1.6)
    canvas.dot(*points[-1], tone_colour(figure.tone), 2.4)
    return canvas.svg(figure.label)
