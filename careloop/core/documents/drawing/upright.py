"""Charts with categories across: bars, stacked bars, lines, bars with lines."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from careloop.core.documents.axes import Axis, chart_axis, on_side
from careloop.core.documents.drawing.canvas import (
    GAP,
    LINE_HEIGHT,
    SIZE,
    Box,
    Canvas,
    LabelSide,
)
from careloop.core.documents.drawing.legend import draw_legend
from careloop.core.documents.look import (
    FAINT,
    GRID,
    MUTED,
    NAVY,
    legible,
    on_colour,
    point_colour,
    series_colours,
)
from careloop.core.documents.measure import clipped, text_width, wrapped
from careloop.core.documents.model import Chart, Series
from careloop.core.documents.numbers import Number, formatted
from careloop.core.kernel.text import Language


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
        draw_upright(canvas, chart, language)
    return canvas.labels


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


def draw_upright(canvas: Canvas, chart: Chart, language: Language) -> None:
    top = draw_legend(canvas, chart, language)
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
    if chart.labels_shown:
        _bar_labels(canvas, chart, bars)


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


def _bar_labels(canvas: Canvas, chart: Chart, bars: list[Labelled]) -> None:
    """Figures over the bars: of a series all or none, muted series last.

    Only the first of them prints what fits when not all do.
    """
    order = sorted({key[0] for _, _, key, _ in bars}, key=lambda s: chart.series[s].muted)
    for s in order:
        own = [labelled for labelled in bars if labelled[2][0] == s]
        for size in (SIZE, SIZE - 1, SIZE - 2):
            spots = [_spot(labelled, size) for labelled in own]
            if all(map(canvas.free, spots)) and not _crowded(spots):
                break
        else:
            if s != order[0]:
                continue
        for labelled, spot in zip(own, spots, strict=True):
            _bar_label(canvas, labelled, spot, size)


def _spot(labelled: Labelled, size: float) -> Box:
    """Where the figure of a bar would stand."""
    bar, label, _, side = labelled
    half = text_width(label) * size / 2
    x = (bar.left + bar.right) / 2
    y = bar.bottom + size + 1 if side == "below" else bar.top - 4
    return Box(x - half, y - size + 1, x + half, y + 2)


def _crowded(spots: list[Box]) -> bool:
    return any(a.meets(b) for a, b in pairwise(spots))


def _bar_label(canvas: Canvas, labelled: Labelled, spot: Box, size: float) -> None:
    _, label, key, side = labelled
    if canvas.free(spot):
        canvas.taken.append(spot)
        canvas.text((spot.left + spot.right) / 2, spot.bottom - 2, label, size=size, halo=True)
        canvas.labels[key] = side


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
    aims = [
        Box(plot.box.left, y - 1, plot.box.right, y + 1)
        for series in chart.series
        if series.target is not None
        for y in (plot.y(series.target, plot.axis(series)),)
    ]
    for s, series, colour in drawn:
        others = [box for other, boxes in tracks.items() if other != s for box in boxes] + aims
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
