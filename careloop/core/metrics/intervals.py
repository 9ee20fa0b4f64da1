"""How sure a figure is: intervals for shares and means, and when two figures differ at all.

All intervals are at 95 %. Floats are used here only: they tell the width of noise, no figure.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt
from statistics import NormalDist, fmean, stdev

Z = NormalDist().inv_cdf(0.975)
BOOTSTRAP_ROUNDS = 2000
SMALL_SAMPLE = 30


@dataclass(frozen=True, slots=True)
class Interval:
    """From ``low`` to ``high``, in the unit of what was measured."""

    low: float
    high: float

    def __contains__(self, value: float) -> bool:
        return self.low <= value <= self.high


class Difference(StrEnum):
    """What can be said about two figures."""

    HIGHER = "higher"
    LOWER = "lower"
    NOT_CLEAR = "not_clear"


def wilson(successes: int, n: int) -> Interval | None:
    """The Wilson score interval of a share (0…1); ``None`` without observations.

    Shares above one (an index) have no such interval.
    """
    if n <= 0 or not 0 <= successes <= n:
        return None
    share = successes / n
    shift = share + Z * Z / (2 * n)
    spread = Z * sqrt(share * (1 - share) / n + Z * Z / (4 * n * n))
    width = 1 + Z * Z / n
    return Interval(max(0.0, (shift - spread) / width), min(1.0, (shift + spread) / width))


def compare_shares(before: tuple[int, int], after: tuple[int, int]) -> Difference:
    """Whether the share ``after`` (successes, n) differs from ``before``.

    Newcombe's interval of the difference of two independent shares, built from the two Wilson
    intervals; it holds for small samples, where the normal approximation does not.
    """
    old, new = wilson(*before), wilson(*after)
    if old is None or new is None:
        return Difference.NOT_CLEAR
    was, now = before[0] / before[1], after[0] / after[1]
    low = now - was - sqrt((now - new.low) ** 2 + (old.high - was) ** 2)
    high = now - was + sqrt((new.high - now) ** 2 + (was - old.low) ** 2)
    return _told(Interval(low, high))


def mean_interval(values: Sequence[float], seed: int = 0) -> Interval | None:
    """The interval of a mean: bootstrap below 30 values, t above; ``None`` below two.

    The bootstrap draws from a seeded generator, so the same scores give the same interval.
    """
    if len(values) < 2:
        return None
    if len(values) < SMALL_SAMPLE:
        return _bootstrap(values, seed)
    half = _t_quantile(len(values) - 1) * stdev(values) / sqrt(len(values))
    return Interval(fmean(values) - half, fmean(values) + half)


def compare_means(before: Sequence[float], after: Sequence[float]) -> Difference:
    """Whether two means of independent values differ (Welch's interval of the difference)."""
    if len(before) < 2 or len(after) < 2:
        return Difference.NOT_CLEAR
    errors = [stdev(values) ** 2 / len(values) for values in (before, after)]
    total = sum(errors)
    change = fmean(after) - fmean(before)
    if total == 0:
        return _told(Interval(change, change))
    freedom = total**2 / sum(
        error**2 / (len(values) - 1) for error, values in zip(errors, (before, after), strict=True)
    )
    half = _t_quantile(freedom) * sqrt(total)
    return _told(Interval(change - half, change + half))


def _told(change: Interval) -> Difference:
    if change.low > 0:
        return Difference.HIGHER
    return Difference.LOWER if change.high < 0 else Difference.NOT_CLEAR


def _bootstrap(values: Sequence[float], seed: int) -> Interval:
    draw = random.Random(seed)  # noqa: S311 – resampling, no secret
    means = sorted(fmean(draw.choices(values, k=len(values))) for _ in range(BOOTSTRAP_ROUNDS))
    cut = round(0.025 * BOOTSTRAP_ROUNDS)
    return Interval(means[cut], means[-cut - 1])


def _t_quantile(freedom: float) -> float:
    """The 97.5 % point of Student's t (Cornish–Fisher expansion; within 0.5 % from 3 on)."""
    z, f = Z, max(freedom, 1.0)
    terms = (
        (z**3 + z) / (4 * f),
        (5 * z**5 + 16 * z**3 + 3 * z) / (96 * f**2),
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * f**3),
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / (92160 * f**4),
    )
    return z + sum(terms)
