"""Control charts: whether a month differs from the months before by more than noise.

Shewhart's charts with limits at three standard deviations (W. A. Shewhart, *Economic Control of
Quality of Manufactured Product*, 1931), drawn as in D. C. Montgomery, *Introduction to Statistical
Quality Control*:

* **p-chart** for shares of cases whose number varies: limits ``p̄ ± 3·√(p̄(1−p̄)/nᵢ)``;
* **u-chart** for counts per unit whose number varies: ``ū ± 3·√(ū/nᵢ)``;
* **XmR-chart** for values that tell no number of cases: ``x̄ ± 2.66·mR̄``, the moving range of
  neighbours measuring the noise (D. J. Wheeler, *Understanding Variation*).

With thousands of cases a month real months differ by more than the binomial says, and every point
would lie outside. ``spread`` measures that over the baseline and widens the limits (D. B. Laney,
*Improved control charts for attributes*, Quality Engineering 14, 2002); it never narrows them.

Signals are rules 1 and 4 of Western Electric's *Statistical Quality Control Handbook* (1956): a
point beyond the limits, and a run of eight on one side of the centre line.

Floats are used here only: they tell the width of noise, no figure.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from math import inf, sqrt
from statistics import fmean

SIGMAS = 3.0
RANGE_FACTOR = 1.128  # d2 of ranges of two: mean moving range to standard deviation
RUN = 8
HAIR = 1e-9  # what floats may be off where limits meet the centre line


class Signal(StrEnum):
    """What a point says; on which side is told by its value and the centre line."""

    BEYOND = "beyond"
    RUN = "run"


@dataclass(frozen=True, slots=True)
class Point:
    """One period on a chart. ``value`` is ``None`` without data; it then signals nothing."""

    value: float | None
    low: float | None
    high: float | None
    signals: frozenset[Signal] = frozenset()

    @property
    def is_noise(self) -> bool:
        return not self.signals


@dataclass(frozen=True, slots=True)
class Chart:
    """A centre line and the points; ``None`` as centre where the baseline has no data."""

    centre: float | None
    points: tuple[Point, ...]


def p_chart(
    cases: Sequence[tuple[int, int]], baseline: int | None = None, *, laney: bool = False
) -> Chart:
    """The chart of shares from pairs of successes and cases.

    ``baseline`` is how many points, from the first, the centre and the spread come from (all,
    when not given). A pair without cases is a gap. Values and limits are shares, 0…1.

    Raises:
        ValueError: successes that are no part of their cases.
    """
    if any(not 0 <= x <= n for x, n in cases):
        raise ValueError("successes are a part of the cases")
    return _attributes(cases, baseline, laney, most=1.0, variance=lambda p: p * (1 - p))


def u_chart(
    counts: Sequence[tuple[int, int]], baseline: int | None = None, *, laney: bool = False
) -> Chart:
    """The chart of counts per unit from pairs of count and units; else as :func:`p_chart`."""
    if any(c < 0 or n < 0 for c, n in counts):
        raise ValueError("counts and units are not negative")
    return _attributes(counts, baseline, laney, most=inf, variance=lambda u: u)


def xmr_chart(values: Sequence[float | None], baseline: int | None = None) -> Chart:
    """The chart of single values. Fewer than two in the baseline give no limits."""
    known = [value for value in values[:baseline] if value is not None]
    if not known:
        return Chart(None, tuple(Point(value, None, None) for value in values))
    centre = fmean(known)
    if len(known) < 2:
        return Chart(centre, tuple(Point(value, None, None) for value in values))
    reach = SIGMAS * _sigma_of_ranges(known)
    limits = [(centre - reach, centre + reach)] * len(values)
    return _chart(centre, values, limits)


def _attributes(
    pairs: Sequence[tuple[int, int]],
    baseline: int | None,
    laney: bool,
    *,
    most: float,
    variance: Callable[[float], float],
) -> Chart:
    values = [x / n if n else None for x, n in pairs]
    base = [(x, n) for x, n in pairs[:baseline] if n]
    if not base:
        return Chart(None, tuple(Point(value, None, None) for value in values))
    centre = sum(x for x, _ in base) / sum(n for _, n in base)
    unit = sqrt(variance(centre))
    wide = spread([(x / n, n) for x, n in base], centre, unit) if laney else 1.0
    limits = [
        (max(0.0, centre - reach), min(most, centre + reach))
        for reach in (SIGMAS * wide * unit / sqrt(n) if n else 0.0 for _, n in pairs)
    ]
    return _chart(centre, values, limits)


def spread(base: Sequence[tuple[float, int]], centre: float, unit: float) -> float:
    """How much wider than chance alone the baseline varies, at least 1 (Laney's σz).

    ``base`` are values with their numbers of cases, ``unit`` the standard deviation of one case.
    """
    if unit == 0 or len(base) < 2:
        return 1.0
    scores = [(value - centre) * sqrt(n) / unit for value, n in base]
    return max(1.0, _sigma_of_ranges(scores))


def _sigma_of_ranges(values: Sequence[float]) -> float:
    return fmean(abs(after - before) for before, after in pairwise(values)) / RANGE_FACTOR


def _chart(
    centre: float, values: Sequence[float | None], limits: Sequence[tuple[float, float]]
) -> Chart:
    runs = _runs(centre, values)
    points = []
    for value, (low, high), run in zip(values, limits, runs, strict=True):
        if value is None:
            points.append(Point(None, None, None))
            continue
        hair = HAIR * max(1.0, abs(centre))
        found = {Signal.BEYOND} if not low - hair <= value <= high + hair else set()
        found |= {Signal.RUN} if run >= RUN else set()
        points.append(Point(value, low, high, frozenset(found)))
    return Chart(centre, tuple(points))


def _runs(centre: float, values: Sequence[float | None]) -> list[int]:
    """How many points up to each lie on its side of the centre; a gap neither adds nor breaks."""
    lengths, length, side = [], 0, 0
    for value in values:
        if value is None:
            lengths.append(0)
            continue
        here = (value > centre) - (value < centre)
        length = length + 1 if here and here == side else int(bool(here))
        side = here
        lengths.append(length)
    return lengths
