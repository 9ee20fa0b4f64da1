"""The ranges of chart axes, chosen once for all formats."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from careloop.core.documents.model import Chart, Series
from careloop.core.documents.numbers import Number, formatted
from careloop.core.kernel.rounding import largest_remainder

Side = Literal["primary", "secondary"]

STEPS = (Fraction(1), Fraction(2), Fraction(5, 2), Fraction(5), Fraction(10))
MOST_INTERVALS = 6
DIVIDING = (Fraction(1), Fraction(2), Fraction(5, 2), Fraction(5))
HEADROOM = Fraction(108, 100)  # room above the tallest bar for its label


@dataclass(frozen=True, slots=True)
class Axis:
    """From ``low`` to ``high`` in steps; ``number_format`` writes the ticks."""

    low: Fraction
    high: Fraction
    step: Fraction
    number_format: str

    def ticks(self) -> list[Fraction]:
        count = int((self.high - self.low) / self.step)
        return [self.low + self.step * i for i in range(count + 1)]

    def labels(self) -> list[str]:
        return [formatted(tick, self.number_format) for tick in self.ticks()]

    def place(self, value: Number) -> float:
        """Where ``value`` lies between 0 (low) and 1 (high), cut off at the ends."""
        place = (Fraction(value) - self.low) / (self.high - self.low)
        return float(min(max(place, Fraction(0)), Fraction(1)))


def nice_step(span: Fraction) -> Fraction:
    """The smallest round step that cuts ``span`` into at most six."""
    rough = span / MOST_INTERVALS
    power = Fraction(10) ** math.floor(math.log10(rough))
    while power * 10 <= rough:
        power *= 10
    return next(step * power for step in STEPS if step * power >= rough)


def _tick_format(step: Fraction, number_format: str) -> str:
    percent = number_format.endswith("%")
    shown = step * 100 if percent else step
    decimals = 0
    while (shown * 10**decimals).denominator != 1 and decimals < 4:
        decimals += 1
    whole = "#,##0" if "," in number_format else "0"
    return whole + (f".{'0' * decimals}" if decimals else "") + ("%" if percent else "")


def nice_axis(
    values: Sequence[Number],
    low: Number | None,
    high: Number | None,
    *,
    from_zero: bool,
    number_format: str,
) -> Axis:
    """A round axis that holds ``values``; a given ``low`` or ``high`` is kept as it is."""
    exact = [Fraction(value) for value in values] or [Fraction(0), Fraction(1)]
    bottom = Fraction(low) if low is not None else _bottom(exact, from_zero=from_zero)
    top = Fraction(high) if high is not None else _top(exact, bottom)
    if top <= bottom:
        top = bottom + 1
    if low is not None and high is not None:
        step = _dividing_step(top - bottom)
    else:
        step = nice_step(top - bottom)
    if low is None:
        bottom = Fraction(math.floor(bottom / step)) * step
    if high is None:
        top = bottom + math.ceil((top - bottom) / step) * step
    return Axis(bottom, top, step, _tick_format(step, number_format))


def _dividing_step(span: Fraction) -> Fraction:
    """The finest round step that divides a given range evenly: 0–3.5 % in steps of 0.5 %."""
    unit = Fraction(10) ** (math.floor(math.log10(span)) - 1)
    steps = (power * factor for power in (unit, unit * 10) for factor in DIVIDING)
    return next((step for step in steps if span % step == 0 and span / step <= 7), span)


def _bottom(values: list[Fraction], *, from_zero: bool) -> Fraction:
    """Zero, unless all values of a line lie close together far above it."""
    least, most = min(values), max(values)
    span = most - least
    if least < 0:
        return least * HEADROOM
    if from_zero or span * 3 > most or most == 0:
        return Fraction(0)
    return max(Fraction(0), least - max(span / 4, most / 100))


def _top(values: list[Fraction], bottom: Fraction) -> Fraction:
    """A little above the highest value, for its label."""
    most = max(values)
    if bottom > 0:
        return most + max((most - bottom) / 8, most / 100)
    return most * HEADROOM if most > 0 else Fraction(0)


def on_side(chart: Chart, side: Side) -> list[Series]:
    """The series drawn against one of the two value axes."""
    wanted = side == "secondary"
    return [
        series
        for series in chart.series
        if (chart.kind == "bar_line" and series.on_secondary_axis) == wanted
    ]


def chart_axis(chart: Chart, side: Side = "primary") -> Axis:
    """The value axis of ``chart``."""
    series = on_side(chart, side)
    secondary = side == "secondary"
    return nice_axis(
        _heights(chart, series),
        chart.secondary_min if secondary else chart.axis_min,
        chart.secondary_max if secondary else chart.axis_max,
        from_zero=not all(chart.is_line(one) for one in series),
        number_format=series[0].number_format if series else "0",
    )


def _heights(chart: Chart, series: list[Series]) -> list[Number]:
    targets = [one.target for one in series if one.target is not None]
    if chart.kind == "stacked_bar":
        stacks: list[Number] = [
            sum((Fraction(value) for value in column if value is not None), Fraction(0))
            for column in zip(*(one.values for one in series), strict=True)
        ]
        return stacks + targets
    return [value for one in series for value in one.values if value is not None] + targets


def pie_shares(series: Series) -> tuple[tuple[Number | None, ...], str]:
    """What the slices of a pie say, and its format.

    Whole counts become whole percents that add to exactly 100 (GEN-10); ratios stay as given.
    """
    if series.number_format.endswith("%"):
        return series.values, series.number_format
    counts = [int(value or 0) for value in series.values]
    if any(isinstance(value, Decimal | Fraction) for value in series.values):
        return series.values, series.number_format
    shares = largest_remainder(counts)
    return tuple(Fraction(share, 100) for share in shares), "0%"
