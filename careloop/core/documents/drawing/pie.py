"""Shares as a ring."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from careloop.core.documents.axes import pie_shares
from careloop.core.documents.drawing.canvas import (
    SIZE,
    Canvas,
)
from careloop.core.documents.look import (
    FAINT,
    PAPER,
    point_colour,
)
from careloop.core.documents.measure import clipped, text_width
from careloop.core.documents.model import Chart
from careloop.core.documents.numbers import formatted


@dataclass(frozen=True, slots=True)
class SliceLabel:
    """The name of one slice: where its middle lies, and the height it is written at."""

    index: int
    angle: float  # of the middle of the slice, clockwise from the top
    wanted: float  # y beside the slice
    placed: float  # y after the names of this side were moved apart
    text: str

    @property
    def on_right(self) -> bool:
        return math.sin(self.angle) >= 0


def draw_pie(canvas: Canvas, chart: Chart) -> None:
    """A ring; each slice is named beside it, the names of a side spread so that none collide."""
    shares = pie_shares(chart.series[0])[0]
    whole = sum((float(share) for share in shares if share), 0.0)
    radius = _radius(chart, canvas.width, canvas.height)
    centre = (canvas.width / 2, canvas.height / 2)
    turn = 0.0
    for i, share in enumerate(shares):
        if share:
            sweep = float(share) / whole
            _slice(canvas, centre, radius, (turn, turn + sweep), point_colour(chart, 0, i))
            turn += sweep
    for label in slice_labels(chart, radius, canvas.height):
        _slice_name(canvas, label, centre, radius)


def slice_labels(
    chart: Chart, radius: float, height: float, pitch: float = SIZE + 6
) -> list[SliceLabel]:
    """Every slice's name with the height at which it stands clear, ``pitch`` px, of the others."""
    shares, number_format = pie_shares(chart.series[0])
    whole = sum((float(share) for share in shares if share), 0.0)
    turn, labels = 0.0, []
    for i, share in enumerate(shares):
        if not share:
            continue
        sweep = float(share) / whole
        angle = (turn + sweep / 2) * 2 * math.pi
        wanted = height / 2 - (radius + 10) * math.cos(angle)
        text = f"{chart.categories[i]}  {formatted(share, number_format)}"
        labels.append(SliceLabel(i, angle, wanted, wanted, text))
        turn += sweep
    right = [label for label in labels if label.on_right]
    left = [label for label in labels if not label.on_right]
    return _moved_apart(right, height, pitch) + _moved_apart(left, height, pitch)


def _moved_apart(side: list[SliceLabel], height: float, pitch: float) -> list[SliceLabel]:
    ordered = sorted(side, key=lambda label: label.wanted)
    heights = _spread([label.wanted for label in ordered], pitch, height)
    return [replace(label, placed=y) for label, y in zip(ordered, heights, strict=True)]


def _radius(chart: Chart, width: float, height: float) -> float:
    """As large as the names beside it leave room for."""
    longest = max((text_width(name) for name in chart.categories), default=0.0) + 3
    beside = max(width / 2 - 26 - longest * SIZE, width * 0.14)
    return max(min(height / 2 - 16, beside, width * 0.24), 20.0)


def _slice(
    canvas: Canvas,
    centre: tuple[float, float],
    radius: float,
    part: tuple[float, float],
    colour: str,
) -> None:
    """One slice from ``part[0]`` to ``part[1]`` of the turn, clockwise from the top."""
    inner = radius * 0.58
    start, end = part
    if end - start > 0.9999:
        ring = (radius + inner) / 2
        canvas.elements.append(
            f'<circle cx="{centre[0]:.1f}" cy="{centre[1]:.1f}" r="{ring:.1f}" fill="none" '
            f'stroke="{colour}" stroke-width="{radius - inner:.1f}"/>'
        )
        return
    large = int(end - start > 0.5)
    a, b = _on_circle(centre, radius, start), _on_circle(centre, radius, end)
    c, d = _on_circle(centre, inner, end), _on_circle(centre, inner, start)
    canvas.elements.append(
        f'<path d="M{a} A{radius:.1f} {radius:.1f} 0 {large} 1 {b} L{c} '
        f'A{inner:.1f} {inner:.1f} 0 {large} 0 {d} Z" fill="{colour}" stroke="{PAPER}" '
        'stroke-width="1.5"/>'
    )


def _on_circle(centre: tuple[float, float], radius: float, turn: float) -> str:
    angle = turn * 2 * math.pi
    return f"{centre[0] + radius * math.sin(angle):.2f} {centre[1] - radius * math.cos(angle):.2f}"


def _slice_name(
    canvas: Canvas, label: SliceLabel, centre: tuple[float, float], radius: float
) -> None:
    way = 1 if label.on_right else -1
    edge = (
        centre[0] + (radius + 2) * math.sin(label.angle),
        centre[1] - (radius + 2) * math.cos(label.angle),
    )
    x, y = centre[0] + way * (radius + 20), label.placed
    canvas.path([edge, (x - way * 8, y), (x - way * 3, y)], FAINT, 0.8)
    room = (canvas.width - x if label.on_right else x) / SIZE
    anchor = "start" if label.on_right else "end"
    canvas.text(x, y + 4, _fitted(label.text, room), anchor=anchor)


def _fitted(name: str, room: float) -> str:
    """The category cut short before its figure is."""
    category, gap, figure = name.rpartition("  ")
    return f"{clipped(category, room - text_width(figure) - 1)}{gap}{figure}"


def _spread(heights: list[float], pitch: float, height: float) -> list[float]:
    """``heights`` moved apart to at least ``pitch``, kept inside the canvas."""
    placed: list[float] = []
    for wanted in heights:
        placed.append(max(wanted, placed[-1] + pitch if placed else pitch / 2))
    ceiling = height - pitch / 2
    for i in reversed(range(len(placed))):
        placed[i] = min(placed[i], ceiling)
        ceiling = placed[i] - pitch
    return placed
