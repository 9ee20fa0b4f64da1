"""Charts as SVG, drawn by presentation attributes alone: no script, no style, safe under a CSP."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from typing import Literal

from careloop.core.documents.axes import Axis, chart_axis, on_side, pie_shares
from careloop.core.documents.look import (
    FAINT,
    GRID,
    INK,
    MUTED,
    NAVY,
    PAPER,
    WEB_FONTS,
    legible,
    on_colour,
    point_colour,
    series_colours,
    tone_colour,
)
from careloop.core.documents.measure import clipped, text_width, wrapped
from careloop.core.documents.model import Chart, KeyFigure, Series
from careloop.core.documents.numbers import Number, formatted
from careloop.core.documents.words import TARGET, TARGET_OF
from careloop.core.documents.xmltext import escaped
from careloop.core.kernel.text import Language

SIZE = 11.0  # of the lettering, in px
LINE_HEIGHT = 1.3
LEGEND_ROW = 20.0
GAP = 6.0


LabelSide = Literal["above", "below"]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in px, ``y`` downwards."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top

    def meets(self, other: Box) -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


@dataclass(slots=True)
class Canvas:
    """Collects the elements, where lettering already stands, and which figures found room."""

    width: float
    height: float
    elements: list[str] = field(default_factory=list)
    taken: list[Box] = field(default_factory=list)
    labels: dict[tuple[int, int], LabelSide] = field(default_factory=dict)

    def rect(self, box: Box, fill: str, radius: float = 0) -> None:
        self.elements.append(
            f'<rect x="{box.left:.1f}" y="{box.top:.1f}" width="{max(box.width, 0):.1f}" '
            f'height="{max(box.height, 0):.1f}" rx="{radius:g}" fill="{fill}"/>'
        )

    def line(
        self, x1: float, y1: float, x2: float, y2: float, colour: str, *, dashed: bool = False
    ) -> None:
        dash = ' stroke-dasharray="5 4" stroke-width="1.4"' if dashed else ""
        self.elements.append(
            f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" '
            f'stroke="{colour}"{dash}/>'
        )

    def path(self, points: Iterable[tuple[float, float]], colour: str, width: float = 2.4) -> None:
        way = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        self.elements.append(
            f'<polyline points="{way}" fill="none" stroke="{colour}" stroke-width="{width:g}" '
            'stroke-linejoin="round" stroke-linecap="round"/>'
        )

    def dot(self, x: float, y: float, colour: str, radius: float = 3.2) -> None:
        self.elements.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:g}" fill="{PAPER}" stroke="{colour}" '
            'stroke-width="2"/>'
        )

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        anchor: str = "middle",
        colour: str = INK,
        size: float = SIZE,
        weight: str = "400",
        halo: bool = False,
        turned: int = 0,
    ) -> None:
        ring = (
            f' stroke="{PAPER}" stroke-width="3" stroke-linejoin="round" paint-order="stroke"'
            if halo
            else ""
        )
        turn = f' transform="rotate({turned} {x:.1f} {y:.1f})"' if turned else ""
        self.elements.append(
            f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size:g}" '
            f'font-weight="{weight}" fill="{colour}"{ring}{turn}>{escaped(text)}</text>'
        )

    def free(self, box: Box) -> bool:
        inside = box.left >= 0 and box.right <= self.width and box.top >= 0
        return inside and not any(box.meets(other) for other in self.taken)

    def svg(self, label: str) -> str:
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width:g} {self.height:g}" '
            f'width="{self.width:g}" height="{self.height:g}" role="img" '
            f'aria-label="{escaped(label)}" font-family="{WEB_FONTS}">'
            + "".join(self.elements)
            + "</svg>"
        )


def draw(chart: Chart, width: float, height: float, language: Language) -> str:
    """``chart`` as a whole SVG element of ``width`` × ``height`` px; the title is not drawn."""
    canvas = Canvas(width, height)
    match chart.kind:
        case "pie":
            _pie(canvas, chart)
        case "horizontal_bar":
            _horizontal(canvas, chart, language)
        case _:
            _vertical(canvas, chart, language)
    return canvas.svg(chart.alt)


def names_turned(chart: Chart, width: float) -> bool:
    """Whether the category names are too long to stand upright beside each other."""
    if chart.kind in ("horizontal_bar", "pie"):
        return False
    return _category_room(chart, (width - 60) / max(len(chart.categories), 1))[0]


def label_sides(
    chart: Chart, width: float, height: float, language: Language
) -> dict[tuple[int, int], LabelSide]:
    """Which figures find room without collision, by (series, category), and on which side.

    Other formats draw their own charts but place their figures by this.
    """
    canvas = Canvas(width, height)
    if chart.kind in ("bar", "line", "bar_line"):
        _vertical(canvas, chart, language)
    return canvas.labels


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


# --- legend ---------------------------------------------------------------------------------


def _legend(canvas: Canvas, chart: Chart, language: Language) -> float:
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


# --- upright charts: bar, stacked bar, line, both -------------------------------------------


@dataclass(frozen=True, slots=True)
class Plot:
    """The plotting area with its axes."""

    box: Box
    primary: Axis
    secondary: Axis | None
    slots: int

    @property
    def slot(self) -> float:
        return self.box.width / max(self.slots, 1)

    def middle(self, index: int) -> float:
        return self.box.left + self.slot * (index + 0.5)

    def axis(self, series: Series) -> Axis:
        return self.secondary if self.secondary and series.on_secondary_axis else self.primary

    def y(self, value: Number, axis: Axis) -> float:
        return self.box.bottom - axis.place(value) * self.box.height


def _vertical(canvas: Canvas, chart: Chart, language: Language) -> None:
    top = _legend(canvas, chart, language)
    primary = chart_axis(chart)
    secondary = chart_axis(chart, "secondary") if on_side(chart, "secondary") else None
    left = _labels_width(primary) + 8
    right = canvas.width - (_labels_width(secondary) + 8 if secondary else 6)
    turned, foot = _category_room(chart, (right - left) / max(len(chart.categories), 1))
    plot = Plot(
        Box(left, top + 8, right, canvas.height - foot), primary, secondary, len(chart.categories)
    )
    _grid(canvas, plot)
    _categories(canvas, chart, plot, turned=turned)
    bars = _bars(canvas, chart, plot)
    _targets(canvas, chart, plot)
    _lines(canvas, chart, plot)
    for labelled in bars if chart.labels_shown else ():
        _bar_label(canvas, labelled)


def _labels_width(axis: Axis) -> float:
    return max(text_width(label) for label in axis.labels()) * SIZE


def _grid(canvas: Canvas, plot: Plot) -> None:
    for tick, label in zip(plot.primary.ticks(), plot.primary.labels(), strict=True):
        y = plot.y(tick, plot.primary)
        canvas.line(plot.box.left, y, plot.box.right, y, GRID)
        canvas.text(plot.box.left - GAP, y + 4, label, anchor="end", colour=MUTED)
    if plot.secondary:
        for tick, label in zip(plot.secondary.ticks(), plot.secondary.labels(), strict=True):
            y = plot.y(tick, plot.secondary)
            canvas.text(plot.box.right + GAP, y + 4, label, anchor="start", colour=MUTED)
    zero = plot.y(0, plot.primary)
    canvas.line(plot.box.left, zero, plot.box.right, zero, FAINT)


def _category_room(chart: Chart, slot: float) -> tuple[bool, float]:
    """Whether category names must be turned, and the height they take."""
    slot_em = slot * 0.94 / SIZE
    lines = max((len(wrapped(name, max(slot_em, 1))) for name in chart.categories), default=1)
    widest_word = max((_widest_word(name) for name in chart.categories), default=0)
    if lines <= 3 and widest_word <= slot_em:
        return False, lines * SIZE * LINE_HEIGHT + 8
    widest = max(text_width(clipped(name, 9)) for name in chart.categories)
    return True, widest * SIZE * 0.72 + 14


def _widest_word(name: str) -> float:
    """The widest part that must not be broken; Chinese names of three stay whole."""
    return max((text_width(word) for word in name.split()), default=0) if len(name) <= 4 else 3.0


def _categories(canvas: Canvas, chart: Chart, plot: Plot, *, turned: bool) -> None:
    y = plot.box.bottom + SIZE + 5
    for i, name in enumerate(chart.categories):
        weight = "700" if i in chart.highlight else "400"
        if turned:
            text = clipped(name, 9)
            x = plot.middle(i) + 4
            canvas.text(x, y, text, anchor="end", colour=MUTED, turned=-45, weight=weight)
            continue
        for row, line in enumerate(wrapped(name, plot.slot * 0.94 / SIZE)):
            at = y + row * SIZE * LINE_HEIGHT
            canvas.text(plot.middle(i), at, line, colour=MUTED, weight=weight)


Labelled = tuple[Box, str, tuple[int, int], LabelSide]  # a bar, its figure, which it is


def _bars(canvas: Canvas, chart: Chart, plot: Plot) -> list[Labelled]:
    """Draw the bars; their figures are for later, above whatever crosses them."""
    drawn = [i for i, series in enumerate(chart.series) if not chart.is_line(series)]
    if chart.kind == "stacked_bar":
        _stacks(canvas, chart, plot, drawn)
        return []
    group = min(plot.slot * 0.72, 46.0 * max(len(drawn), 1))
    wide = group / max(len(drawn), 1)
    labelled = []
    for place, s in enumerate(drawn):
        series = chart.series[s]
        axis = plot.axis(series)
        for i, value in enumerate(series.values):
            if value is None:
                continue
            left = plot.middle(i) - group / 2 + place * wide
            y, zero = plot.y(value, axis), plot.y(0, axis)
            box = Box(left + wide * 0.05, min(y, zero), left + wide * 0.95, max(y, zero))
            canvas.rect(box, point_colour(chart, s, i), min(2.0, wide / 6))
            side: LabelSide = "below" if value < 0 else "above"
            labelled.append((box, formatted(value, series.number_format), (s, i), side))
    return labelled


def _bar_label(canvas: Canvas, labelled: Labelled) -> None:
    """The figure over its bar, when it does not run into a neighbour's."""
    bar, label, key, side = labelled
    for size in (SIZE, SIZE - 1, SIZE - 2):
        half = text_width(label) * size / 2
        x = (bar.left + bar.right) / 2
        y = bar.bottom + size + 1 if side == "below" else bar.top - 4
        box = Box(x - half, y - size + 1, x + half, y + 2)
        if canvas.free(box):
            canvas.taken.append(box)
            canvas.text(x, y, label, size=size, halo=True)
            canvas.labels[key] = side
            return


def _stacks(canvas: Canvas, chart: Chart, plot: Plot, drawn: list[int]) -> None:
    wide = min(plot.slot * 0.6, 64.0)
    for i in range(len(chart.categories)):
        level = Fraction(0)
        for s in drawn:
            value = chart.series[s].values[i]
            if not value:
                continue
            bottom, top = plot.y(level, plot.primary), plot.y(level + Fraction(value), plot.primary)
            box = Box(plot.middle(i) - wide / 2, top + 0.6, plot.middle(i) + wide / 2, bottom)
            colour = point_colour(chart, s, i)
            canvas.rect(box, colour)
            label = formatted(value, chart.series[s].number_format)
            if chart.labels_shown and box.height >= SIZE + 2 and text_width(label) * SIZE < wide:
                middle = (top + bottom) / 2 + 4
                canvas.text(plot.middle(i), middle, label, colour=on_colour(colour))
            level += Fraction(value)
        if chart.labels_shown and len(drawn) > 1 and level:
            total = formatted(level, chart.series[drawn[0]].number_format)
            canvas.text(plot.middle(i), plot.y(level, plot.primary) - 5, total, weight="700")


def _targets(canvas: Canvas, chart: Chart, plot: Plot) -> None:
    for series in chart.series:
        if series.target is not None:
            y = plot.y(series.target, plot.axis(series))
            canvas.line(plot.box.left, y, plot.box.right, y, NAVY, dashed=True)


def target_name(chart: Chart, series: Series, language: Language) -> str:
    """``目标 20.0%``, with the name of its series where there are several."""
    figure = formatted(series.target, series.number_format)
    several = sum(one.target is not None for one in chart.series) > 1
    name = TARGET_OF.say(language, name=series.name) if several else TARGET.say(language)
    return f"{name} {figure}"


def _lines(canvas: Canvas, chart: Chart, plot: Plot) -> None:
    drawn = [
        (s, series, colour)
        for s, (series, colour) in enumerate(zip(chart.series, series_colours(chart), strict=True))
        if chart.is_line(series)
    ]
    for _, series, colour in reversed(drawn):  # the first lies on top
        for run in _runs(series, plot):
            canvas.path(run, colour)
            for x, y in run:
                canvas.dot(x, y, colour)
                canvas.taken.append(Box(x - 4, y - 4, x + 4, y + 4))
    if not chart.labels_shown:
        return
    tracks = {s: list(_track(series, plot)) for s, series, _ in drawn}
    for s, series, colour in drawn:
        others = [box for other, boxes in tracks.items() if other != s for box in boxes]
        _line_labels(canvas, (s, series, colour), plot, others)


def _track(series: Series, plot: Plot) -> Iterator[Box]:
    """Small boxes along a line, for the figures of other lines to keep clear of."""
    for run in _runs(series, plot):
        for (x1, y1), (x2, y2) in pairwise(run):
            steps = max(int(math.hypot(x2 - x1, y2 - y1) / 5), 1)
            for i in range(steps + 1):
                x, y = x1 + (x2 - x1) * i / steps, y1 + (y2 - y1) * i / steps
                yield Box(x - 1, y - 1, x + 1, y + 1)


def _runs(series: Series, plot: Plot) -> list[list[tuple[float, float]]]:
    """The points of a line, cut where there is no data."""
    runs: list[list[tuple[float, float]]] = [[]]
    for i, value in enumerate(series.values):
        if value is None:
            runs.append([])
        else:
            runs[-1].append((plot.middle(i), plot.y(value, plot.axis(series))))
    return [run for run in runs if run]


def _line_labels(
    canvas: Canvas, line: tuple[int, Series, str], plot: Plot, others: list[Box]
) -> None:
    """A figure above or below each point; the last point first, for it is the one read."""
    s, series, colour = line
    for i in sorted(range(len(series.values)), reverse=True):
        value = series.values[i]
        if value is None:
            continue
        label = formatted(value, series.number_format)
        half = text_width(label) * SIZE / 2
        x, y = plot.middle(i), plot.y(value, plot.axis(series))
        for side, top in _sides(series.values, i, y):
            box = Box(x - half, top, x + half, top + SIZE + 1)
            clear = canvas.free(box) and not any(box.meets(other) for other in others)
            if clear and box.bottom <= plot.box.bottom + 1:
                canvas.taken.append(box)
                canvas.text(x, box.bottom - 2, label, colour=legible(colour), halo=True)
                canvas.labels[s, i] = side
                break


def _sides(
    values: tuple[Number | None, ...], i: int, y: float
) -> tuple[tuple[LabelSide, float], tuple[LabelSide, float]]:
    """Where a figure may stand: below first in a valley, else above first."""
    above: tuple[LabelSide, float] = ("above", y - SIZE - 7)
    below: tuple[LabelSide, float] = ("below", y + 6)
    own = values[i] or 0
    neighbours = [values[j] for j in (i - 1, i + 1) if 0 <= j < len(values)]
    in_valley = all(one is not None and one > own for one in neighbours) and neighbours
    return (below, above) if in_valley else (above, below)


# --- horizontal bars ------------------------------------------------------------------------


def _horizontal(canvas: Canvas, chart: Chart, language: Language) -> None:
    top = _legend(canvas, chart, language)
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


# --- pie ------------------------------------------------------------------------------------


def _pie(canvas: Canvas, chart: Chart) -> None:
    """A ring; each slice is named beside it, the names of a side spread so that none collide."""
    shares, number_format = pie_shares(chart.series[0])
    whole = sum((float(share) for share in shares if share), 0.0)
    if not whole:
        return
    radius = max(min(canvas.height / 2 - 16, canvas.width * 0.22), 20.0)
    x, y = canvas.width / 2, canvas.height / 2
    turn, slices = 0.0, []
    for i, share in enumerate(shares):
        if not share:
            continue
        sweep = float(share) / whole
        _slice(canvas, (x, y), radius, (turn, turn + sweep), point_colour(chart, 0, i))
        middle = (turn + sweep / 2) * 2 * math.pi
        slices.append((middle, f"{chart.categories[i]}  {formatted(share, number_format)}"))
        turn += sweep
    for on_right in (True, False):
        side = [one for one in slices if (math.sin(one[0]) >= 0) == on_right]
        _slice_names(canvas, side, (x, y), radius, on_right=on_right)


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


def _slice_names(
    canvas: Canvas,
    side: list[tuple[float, str]],
    centre: tuple[float, float],
    radius: float,
    *,
    on_right: bool,
) -> None:
    pitch = SIZE + 6
    way = 1 if on_right else -1
    wanted = sorted(
        (centre[1] - (radius + 10) * math.cos(angle), angle, name) for angle, name in side
    )
    heights = _spread([one[0] for one in wanted], pitch, canvas.height)
    for (_, angle, name), y in zip(wanted, heights, strict=True):
        edge_x = centre[0] + (radius + 2) * math.sin(angle)
        edge_y = centre[1] - (radius + 2) * math.cos(angle)
        text_x = centre[0] + way * (radius + 20)
        canvas.path([(edge_x, edge_y), (text_x - way * 8, y), (text_x - way * 3, y)], FAINT, 0.8)
        room = (canvas.width - text_x if on_right else text_x) / SIZE
        anchor = "start" if on_right else "end"
        canvas.text(text_x, y + 4, _fitted(name, room), anchor=anchor)


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
