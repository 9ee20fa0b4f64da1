"""The effect on a KPI as pages draw it: figures before and after, a small chart, a large one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import Any

from django.utils.translation import gettext as _

from careloop.core.kernel.rounding import half_up
from careloop.core.kernel.text import Language
from careloop.core.metrics.metric import Metric
from careloop.improvement.effects import Effect
from careloop.improvement.models import Problem
from careloop.improvement.verdicts import VERDICT_LABELS, Limits, Series, Verdict
from careloop.kpis.cards import Aim, aim_unit, printed, unit_name

WIDTH, HEIGHT, EDGE = 240, 56, 6
TONES = {Verdict.IMPROVED: "good", Verdict.WORSE: "bad"}
JUDGED = {True: "good", False: "bad", None: ""}
SIGNAL, INK_SOFT = "#d64535", "#8a97aa"


@dataclass(frozen=True, slots=True)
class Dot:
    x: float
    y: float
    kind: str


@dataclass(frozen=True, slots=True)
class Mini:
    """A control chart in a box of 240 × 56: SVG points of band, centre and values."""

    band: str
    centre: float | None
    lines: tuple[str, ...]
    dots: tuple[Dot, ...]
    width: int = WIDTH
    height: int = HEIGHT


@dataclass(frozen=True, slots=True)
class Shown:
    """An effect in words and points."""

    effect: Effect
    tone: str
    verdict: str
    sentence: str
    before: str
    after: str
    mini: Mini | None


def put_down(
    problem: Problem, metric: Metric | None, aim: Aim | None, language: Language
) -> dict[str, str]:
    """The figure as it stood when the problem was put down, and the target it was held against."""
    if metric is None:
        return {}
    value = None
    if problem.before_numerator is not None and problem.before_denominator != 0:
        value = Fraction(problem.before_numerator, problem.before_denominator or 1) * metric.scale
    return {
        "value": "" if value is None else f"{half_up(value, metric.decimals):,f}",
        "unit": unit_name(problem.before_unit, language),
        "aim": f"{aim.text}{aim_unit(aim, metric.unit, language)}" if aim else "",
        "tone": JUDGED[aim.is_met(value)] if aim else "",
    }


def tone(effect: Effect | None) -> str:
    return TONES.get(effect.verdict, "") if effect else ""


def shown(effect: Effect | None, language: Language) -> Shown | None:
    """An effect as its box shows it; ``None`` where there is none."""
    if effect is None:
        return None
    figures = [
        f"{printed(one)}{unit_name(one.unit, language)}" if one and one.value is not None else "–"
        for one in (effect.before, effect.after)
    ]
    return Shown(
        effect=effect,
        tone=tone(effect),
        verdict=VERDICT_LABELS[effect.verdict].say(language),
        sentence=effect.sentence.say(language),
        before=figures[0],
        after=figures[1],
        mini=mini(effect.series),
    )


def mini(series: Series) -> Mini | None:
    """The small chart; none with fewer than three months of data."""
    if sum(one.value is not None for one in series.months) < 3:
        return None
    x, y = _scales(series)
    places = [None if one.value is None else (x(at), y(one.value)) for at, one in _numbered(series)]
    limits = [(x(at), one) for at, one in _numbered(series) if one.low is not None]
    upper = [f"{at:g},{y(one.high):g}" for at, one in limits if one.high is not None]
    lower = [f"{at:g},{y(one.low):g}" for at, one in reversed(limits) if one.low is not None]
    return Mini(
        band=" ".join([*upper, *lower]),
        centre=None if series.centre is None else y(series.centre),
        lines=_lines(places),
        dots=_dots(series, places),
    )


def _numbered(series: Series) -> list[tuple[int, Limits]]:
    return list(enumerate(series.months))


def _scales(series: Series) -> tuple[Callable[[float], float], Callable[[float], float]]:
    """Month and value to places in the box."""
    known = [
        edge for one in series.months for edge in (one.value, one.low, one.high) if edge is not None
    ]
    least, span = min(known), (max(known) - min(known)) or 1.0
    step = (WIDTH - 2 * EDGE) / max(1, len(series.months) - 1)
    tall = HEIGHT - 2 * EDGE
    return (
        lambda at: round(EDGE + at * step, 1),
        lambda value: round(HEIGHT - EDGE - (value - least) / span * tall, 1),
    )


def _lines(places: Sequence[tuple[float, float] | None]) -> tuple[str, ...]:
    """The months that follow each other without a gap, as one line each."""
    runs: list[list[tuple[float, float]]] = [[]]
    for place in places:
        if place is None:
            runs.append([])
        else:
            runs[-1].append(place)
    return tuple(" ".join(f"{x:g},{y:g}" for x, y in run) for run in runs if len(run) > 1)


def _dots(series: Series, places: Sequence[tuple[float, float] | None]) -> tuple[Dot, ...]:
    """The month of the problem, the month after it, and every signal."""
    last = len(series.months) - 1
    found = []
    for at, (one, place) in enumerate(zip(series.months, places, strict=True)):
        kind = "signal" if one.signals else "before" if at == last - 1 else ""
        if place is not None and (kind or at == last):
            found.append(Dot(*place, kind))
    return tuple(found)


def control_chart(effect: Effect, aim: Aim | None, language: Language) -> dict[str, Any]:
    """The large chart for ``careloop.js``: values, limits, centre line and target."""
    months, metric = effect.series.months, effect.metric
    unit = unit_name(metric.unit, language)
    values: list[Any] = [_point(one, metric.decimals) for one in months]
    rest = [_edge(one.high, metric.decimals) for one in months]
    series: list[dict[str, Any]] = [
        {"name": metric.name.say(language), "values": values, "strong": True, "colour": "#1a64c4"},
        _limit(_("Upper limit"), rest),
        _limit(_("Lower limit"), [_edge(one.low, metric.decimals) for one in months]),
        {
            "name": _("Mean"),
            "values": [_edge(effect.series.centre, metric.decimals)] * len(months),
            "bare": True,
            "colour": "#2a9d63",
        },
    ]
    if aim is not None and not aim.unit:
        line = [float(aim.value)] * len(months)
        series.append(
            {"name": _("Target"), "values": line, "bare": True, "dashed": True, "colour": "#e08a00"}
        )
    return {
        "kind": "line",
        "categories": [str(one.month) for one in months],
        "series": series,
        "unit": unit,
        "decimals": metric.decimals,
        **_axis(series),
    }


def _limit(name: str, values: list[float | None]) -> dict[str, Any]:
    return {"name": name, "values": values, "bare": True, "dashed": True, "colour": INK_SOFT}


def _point(one: Limits, decimals: int) -> Any:
    """A value; one that is a signal stands out."""
    value = _edge(one.value, decimals)
    if value is None or not one.signals:
        return value
    return {"value": value, "symbolSize": 10, "itemStyle": {"color": SIGNAL}}


def _edge(value: float | None, decimals: int) -> float | None:
    return None if value is None else round(value, decimals + 1)


def _axis(series: Sequence[dict[str, Any]]) -> dict[str, float]:
    """From a round number below the least to one above the most, in at most six steps."""
    points = [value for one in series for value in one["values"] if value is not None]
    known = [one["value"] if isinstance(one, dict) else one for one in points]
    if not known:
        return {}
    least, most = min(known), max(known)
    step = 1.0
    for step in (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 5_000, 50_000):
        low, high = step * floor(least / step), step * ceil(most / step)
        if high - low <= 6 * step:
            return {"min": round(low, 1), "max": round(high, 1), "step": step}
    return {}
