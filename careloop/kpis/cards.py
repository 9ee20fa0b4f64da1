"""A figure as a card shows it: rounded, held against its target and against another month.

Pure: figures in, words and numbers out. Colour follows the metric's direction, and only where the
change is more than one sample differs from the next (a share of few cases is left grey).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from careloop.core.kernel.rounding import half_up
from careloop.core.kernel.text import Language, Text
from careloop.core.metrics.figures import Figure
from careloop.core.metrics.intervals import SMALL_SAMPLE, Difference, compare_shares, wilson
from careloop.core.metrics.metric import Direction, Metric

Tone = Literal["good", "bad", ""]

UNITS: Mapping[str, Text] = {
    "CNY": Text(zh="元", en=" CNY"),
    "USD": Text(zh="美元", en=" USD"),
    "count": Text(zh="", en=""),
    "hours": Text(zh="小时", en=" h"),
    "points": Text(zh="分", en=" points"),
    "per 100": Text(zh="/百单", en=" per 100"),
}
SPARK_WIDTH, SPARK_HEIGHT, SPARK_EDGE = 76, 28, 3


@dataclass(frozen=True, slots=True)
class Aim:
    """A target with its comparator (one of > >= = <= <).

    ``unit`` is given where it is not the figure's: such a target is shown and judges nothing.
    """

    value: Decimal
    comparator: str
    unit: str = ""

    def is_met(self, value: Fraction | None) -> bool | None:
        """``None`` where there is no data, or the target is in another unit."""
        if value is None or self.unit:
            return None
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
    """One tile of the dashboard; ``value`` is blank where there is no data, ``aim_unit`` where the
    target is in the unit of the value.
    """

    code: str
    name: str
    value: str
    unit: str
    n: str
    is_few: bool
    is_provisional: bool
    aim: str
    aim_unit: str
    tone: Tone
    change: Change | None
    spark: Spark | None


def card(
    figure: Figure,
    *,
    metric: Metric,
    language: Language,
    aim: Aim | None = None,
    compared: Figure | None = None,
    history: Sequence[Fraction | None] = (),
) -> Card:
    """The tile of one figure of ``metric``.

    ``n`` is told where it is a sample (shares and means), not where it is minutes or orders.
    ``compared`` is the same metric at the time or place to compare with, ``history`` its values
    month by month, oldest first, ``None`` where a month has no data.
    """
    return Card(
        code=figure.code,
        name=metric.name.say(language),
        value=printed(figure),
        unit=unit_name(figure.unit, language) if figure.value is not None else "",
        n=f"{figure.n:,}" if metric.interval else "",
        is_few=is_few(figure, metric),
        is_provisional=figure.provisional,
        aim=f"{aim.text}{aim_unit(aim, figure.unit, language)}" if aim else "",
        aim_unit=unit_name(aim.unit, language).strip() if aim else "",
        tone=tone(figure, aim),
        change=change(figure, compared, metric.direction),
        spark=spark(history),
    )


def printed(figure: Figure) -> str:
    """The value rounded half up with thousands marks, blank without data."""
    return "" if figure.value is None else f"{half_up(figure.value, figure.decimals):,f}"


def unit_name(unit: str, language: Language) -> str:
    """A unit as it stands behind a figure."""
    return UNITS[unit].say(language) if unit in UNITS else unit


def aim_unit(aim: Aim, unit: str, language: Language) -> str:
    """What stands behind a target: its own unit, else the sign of a percentage."""
    return unit_name(aim.unit, language) if aim.unit else "%" if unit == "%" else ""


def is_few(figure: Figure, metric: Metric) -> bool:
    """Whether a share or a mean stands on few cases."""
    return metric.interval is not None and 0 < figure.n < SMALL_SAMPLE


def tone(figure: Figure, aim: Aim | None) -> Tone:
    met = aim.is_met(figure.value) if aim else None
    return "" if met is None else "good" if met else "bad"


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
    """Whether two shares do not clearly differ; said of shares only."""
    if not (_is_share(one) and _is_share(other)):
        return False
    return compare_shares(_share(other), _share(one)) is Difference.NOT_CLEAR


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


def interval(figure: Figure) -> tuple[str, str] | None:
    """The Wilson interval (95 %) of a share in percent, to the figure's decimals; else None."""
    if not _is_share(figure):
        return None
    found = wilson(*_share(figure))
    if found is None:
        return None
    return f"{found.low * 100:.{figure.decimals}f}", f"{found.high * 100:.{figure.decimals}f}"


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
