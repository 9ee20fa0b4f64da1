"""A figure as a card shows it: rounded, held against its target and against another month.

Pure: figures in, words and numbers out. Colour follows the metric's direction, and only where the
change is more than one sample differs from the next (a share of few cases is left grey).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import isqrt
from typing import Literal

from careloop.core.kernel.rounding import half_up
from careloop.core.metrics.figures import Figure

Tone = Literal["good", "bad", ""]
Direction = Literal["higher", "lower", "none"]

FEW = 30  # a share of fewer cases is marked as a small sample
SPARK_WIDTH, SPARK_HEIGHT, SPARK_EDGE = 76, 28, 3


@dataclass(frozen=True, slots=True)
class Aim:
    """A target with its comparator (one of > >= = <= <)."""

    value: Decimal
    comparator: str

    def is_met(self, value: Fraction) -> bool:
        aim = Fraction(self.value)
        match self.comparator:
            case ">":
                return value > aim
            case ">=":
                return value >= aim
            case "<":
                return value < aim
            case "<=":
                return value <= aim
            case _:
                return value == aim

    @property
    def text(self) -> str:
        sign = {">=": "≥", "<=": "≤"}.get(self.comparator, self.comparator)
        number = self.value.normalize()
        return f"{sign} {number:,f}"


@dataclass(frozen=True, slots=True)
class Change:
    """How far a figure moved; ``within_noise`` when two such samples often differ as much."""

    text: str
    icon: str
    tone: Tone
    within_noise: bool


@dataclass(frozen=True, slots=True)
class Spark:
    """A line of the last months in a box of 76 × 28: ``line`` and ``area`` are SVG points."""

    lines: tuple[str, ...]
    last: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Card:
    """One tile of the dashboard; ``value`` is blank where there is no data."""

    code: str
    name: str
    value: str
    unit: str
    n: int
    is_few: bool
    is_provisional: bool
    aim: str
    tone: Tone
    change: Change | None
    spark: Spark | None


def card(
    figure: Figure,
    *,
    name: str,
    direction: Direction = "none",
    aim: Aim | None = None,
    compared: Figure | None = None,
    history: Sequence[Fraction | None] = (),
) -> Card:
    """The tile of one figure.

    ``compared`` is the same metric at the time or place to compare with, ``history`` its values
    month by month, oldest first, ``None`` where a month has no data.
    """
    return Card(
        code=figure.code,
        name=name,
        value=printed(figure),
        unit=figure.unit if figure.value is not None else "",
        n=figure.n,
        is_few=is_few(figure),
        is_provisional=figure.provisional,
        aim=aim.text if aim else "",
        tone=tone(figure, aim),
        change=change(figure, compared, direction),
        spark=spark(history),
    )


def printed(figure: Figure) -> str:
    """The value rounded half up with thousands marks, blank without data."""
    return "" if figure.value is None else f"{half_up(figure.value, figure.decimals):,f}"


def is_few(figure: Figure) -> bool:
    """Whether a ratio stands on few cases."""
    return figure.denominator is not None and 0 < figure.n < FEW


def tone(figure: Figure, aim: Aim | None) -> Tone:
    if figure.value is None or aim is None:
        return ""
    return "good" if aim.is_met(figure.value) else "bad"


def change(figure: Figure, compared: Figure | None, direction: Direction) -> Change | None:
    """The difference of the exact values, rounded once."""
    if compared is None or figure.value is None or compared.value is None:
        return None
    moved = half_up(figure.value - compared.value, figure.decimals)
    noise = within_noise(figure, compared)
    icon = "arrow-up-right" if moved > 0 else "arrow-down-right" if moved < 0 else "minus"
    return Change(
        f"{moved:+,f}" if moved else "0", icon, _change_tone(moved, direction, noise), noise
    )


def _change_tone(moved: Decimal, direction: Direction, noise: bool) -> Tone:
    if moved == 0 or noise or direction == "none":
        return ""
    return "good" if (moved > 0) == (direction == "higher") else "bad"


def within_noise(one: Figure, other: Figure) -> bool:
    """Whether two shares differ by less than 1.96 standard errors (pooled); only for shares."""
    if not (_is_share(one) and _is_share(other)):
        return False
    hits, cases = _share(one)
    other_hits, other_cases = _share(other)
    pooled = Fraction(hits + other_hits, cases + other_cases)
    variance = pooled * (1 - pooled) * (Fraction(1, cases) + Fraction(1, other_cases))
    difference = Fraction(hits, cases) - Fraction(other_hits, other_cases)
    return difference**2 < Fraction(196, 100) ** 2 * variance


def _is_share(figure: Figure) -> bool:
    """A percentage of cases: its numerator is part of its denominator."""
    return (
        figure.unit == "%"
        and figure.numerator is not None
        and bool(figure.denominator)
        and figure.n == figure.denominator
        and 0 <= figure.numerator <= figure.denominator
    )


def _share(figure: Figure) -> tuple[int, int]:
    return figure.numerator or 0, figure.denominator or 0


def interval(figure: Figure) -> tuple[Decimal, Decimal] | None:
    """The Wilson interval (95 %) of a share in percent, to the figure's decimals; else None."""
    if not _is_share(figure):
        return None
    hits, cases = _share(figure)
    z = Fraction(196, 100)
    centre = (hits + z**2 / 2) / (cases + z**2)
    inner = Fraction(hits * (cases - hits), cases) + z**2 / 4
    half = z * _root(inner) / (cases + z**2)
    low, high = max(centre - half, Fraction(0)), min(centre + half, Fraction(1))
    return half_up(low * 100, figure.decimals), half_up(high * 100, figure.decimals)


def _root(value: Fraction) -> Fraction:
    """The square root to nine places."""
    scale = 10**18
    return Fraction(isqrt(int(value * scale)), 10**9)


def spark(history: Sequence[Fraction | None]) -> Spark | None:
    """The line of a history; months without data break it. None with fewer than three months."""
    known = [value for value in history if value is not None]
    if len(known) < 3:
        return None
    low, high = min(known), max(known)
    places = [
        None if value is None else _place(at, value, len(history), low, high)
        for at, value in enumerate(history)
    ]
    runs = _runs(places)
    return Spark(
        lines=tuple(" ".join(f"{x:g},{y:g}" for x, y in run) for run in runs if len(run) > 1),
        last=runs[-1][-1],
    )


def _place(
    at: int, value: Fraction, months: int, low: Fraction, high: Fraction
) -> tuple[float, float]:
    across = SPARK_EDGE + (SPARK_WIDTH - 2 * SPARK_EDGE) * at / max(months - 1, 1)
    height = SPARK_HEIGHT - 2 * SPARK_EDGE
    share = Fraction(1, 2) if high == low else (value - low) / (high - low)
    return round(across, 1), round(SPARK_EDGE + height * float(1 - share), 1)


def _runs(places: Sequence[tuple[float, float] | None]) -> list[list[tuple[float, float]]]:
    runs: list[list[tuple[float, float]]] = []
    for at, place in enumerate(places):
        if place is None:
            continue
        if at == 0 or places[at - 1] is None:
            runs.append([])
        runs[-1].append(place)
    return runs


def by_key(figures: Sequence[Figure], key: str) -> Mapping[object, Figure]:
    """Figures of one metric by one of their keys."""
    return {figure.keys.get(key): figure for figure in figures}
