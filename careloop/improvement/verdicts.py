"""What a KPI's move from one month to the next is worth: a pure decision, and its sentence.

A move counts as more than noise where the month after lies beyond the control limits of the
twelve months before it, away from the month of the problem; or where the month of the problem
lay beyond them itself, and the month after differs from it and lies inside again. Two good or bad
months in a row inside the limits are what any month may bring: a problem is put down in a bad
month, and the next is mostly better by itself.

With fewer than six months on record a share is held against the one month before only, by
Newcombe's interval of a difference (95 %); nothing can be said of other figures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from careloop.core.kernel.periods import Period
from careloop.core.kernel.text import Language, Text
from careloop.core.metrics.control import Chart, Signal, p_chart, u_chart, xmr_chart
from careloop.core.metrics.figures import Figure
from careloop.core.metrics.intervals import SMALL_SAMPLE, Difference, compare_shares
from careloop.core.metrics.metric import Metric
from careloop.kpis.cards import printed, unit_name

LEAST_MONTHS = 6
PER_UNIT = "per 100"
LANGUAGES: tuple[Language, ...] = ("zh", "en")


class Verdict(StrEnum):
    """What came of a problem's KPI."""

    IMPROVED = "improved"
    WORSE = "worse"
    CHANGED = "changed"
    NOISE = "noise"
    TOO_FEW = "too_few"
    NO_DATA = "no_data"
    NOT_YET = "not_yet"


VERDICT_LABELS = {
    Verdict.IMPROVED: Text(zh="明显改善", en="Improved"),
    Verdict.WORSE: Text(zh="明显变差", en="Worse"),
    Verdict.CHANGED: Text(zh="变化明显", en="Changed"),
    Verdict.NOISE: Text(zh="正常波动", en="Within noise"),
    Verdict.TOO_FEW: Text(zh="样本不足", en="Too few cases"),
    Verdict.NO_DATA: Text(zh="暂无数据", en="No data"),
    Verdict.NOT_YET: Text(zh="未到评价时间", en="Not yet"),
}
NOTHING = Text(
    zh="{name}：{month} 没有数据，无法评价效果。",
    en="{name}: {month} has no data, so the effect cannot be told.",
)
WAIT = Text(
    zh="{name}：{month} 结束后才能评价效果。", en="{name}: the effect is told when {month} is over."
)
NOT_FINAL = Text(
    zh="{name}：{month} 的数值还会变动，尚不能评价效果。",
    en="{name}: the figure of {month} is not final yet, so the effect cannot be told.",
)
FEW_CASES = Text(
    zh="{name}：{before} → {after}；少于 {least} 个样本，不足以判断。",
    en="{name}: {before} → {after}; fewer than {least} cases, too few to judge.",
)
FEW_MONTHS = Text(
    zh="{name}：{before} → {after}；仅有 {months} 个月的记录，不足以判断（至少 {least} 个月）。",
    en="{name}: {before} → {after}; too few months on record to judge ({months}, at least {least} "
    "are needed).",
)
BY_LIMITS = Text(
    zh="{name}：{before} → {after}，{judged}（{months} 个月的正常波动范围为 {low} 至 {high}）。",
    en="{name}: {before} → {after}: {judged} ({months} months vary between {low} and {high}).",
)
BY_SAMPLES = Text(
    zh="{name}：{before} → {after}，{judged}（两个月样本相比，置信度 95%）。",
    en="{name}: {before} → {after}: {judged} (the two samples compared, at 95 %).",
)
JUDGED = {
    Verdict.IMPROVED: Text(zh="改善超出正常波动", en="improved by more than noise"),
    Verdict.WORSE: Text(zh="变差超出正常波动", en="worse by more than noise"),
    Verdict.CHANGED: Text(zh="变化超出正常波动", en="changed by more than noise"),
    Verdict.NOISE: Text(zh="在正常波动范围内", en="within noise"),
}
WITH_SAMPLE = Text(zh="{value}（n={n}）", en="{value} (n={n})")


@dataclass(frozen=True, slots=True)
class Limits:
    """A month on the chart, in the figure's own unit; blank without data."""

    month: Period
    value: float | None
    low: float | None
    high: float | None
    signals: frozenset[Signal]


@dataclass(frozen=True, slots=True)
class Series:
    """A KPI month by month with the noise around it; the last month is the one judged.

    ``known`` is how many of the months before it have data.
    """

    centre: float | None
    months: tuple[Limits, ...]
    known: int


def series(metric: Metric, months: Sequence[tuple[Period, Figure | None]]) -> Series:
    """The control chart of a KPI; limits come from all months but the last."""
    figures = [figure for _, figure in months]
    chart = _chart(metric, figures)
    factor = float(metric.scale) if _is_counted(metric, figures) else 1.0
    points = [
        Limits(month, _times(p.value, factor), _times(p.low, factor), _times(p.high, factor),
               p.signals)
        for (month, _), p in zip(months, chart.points, strict=True)
    ]  # fmt: skip
    known = sum(figure is not None and figure.value is not None for figure in figures[:-1])
    return Series(_times(chart.centre, factor), tuple(points), known)


def _times(value: float | None, factor: float) -> float | None:
    return None if value is None else value * factor


def _chart(metric: Metric, figures: Sequence[Figure | None]) -> Chart:
    baseline = len(figures) - 1
    if _is_counted(metric, figures):
        pairs = [(f.numerator or 0, f.denominator or 0) if f else (0, 0) for f in figures]
        draw = p_chart if metric.interval == "share" else u_chart
        return draw(pairs, baseline, laney=True)
    values = [float(f.value) if f and f.value is not None else None for f in figures]
    return xmr_chart(values, baseline)


def _is_counted(metric: Metric, figures: Sequence[Figure | None]) -> bool:
    """Whether the integers are cases: a share of them, or a count per unit."""
    if metric.unit == PER_UNIT:
        return True
    return metric.interval == "share" and all(is_share(figure) for figure in figures if figure)


def is_share(figure: Figure) -> bool:
    numerator, denominator = figure.numerator or 0, figure.denominator or 0
    return 0 <= numerator <= denominator


def judge(
    metric: Metric, before: Figure | None, after: Figure | None, seen: Series, *, is_over: bool
) -> Verdict:
    """What the move from ``before`` to ``after``, the last month of ``seen``, is worth."""
    if not _has_data(before):
        return Verdict.NO_DATA
    if not is_over or (after is not None and after.provisional):
        return Verdict.NOT_YET
    if before is None or after is None or not _has_data(after):
        return Verdict.NO_DATA
    return _worth(metric, before, after, seen)


def _has_data(figure: Figure | None) -> bool:
    return figure is not None and figure.value is not None


def _worth(metric: Metric, before: Figure, after: Figure, seen: Series) -> Verdict:
    is_short = seen.known < LEAST_MONTHS
    if has_few(metric, before, after) or (is_short and not _shares(metric)):
        return Verdict.TOO_FEW
    if not (_differ(before, after) if is_short else _beyond(seen, before, after)):
        return Verdict.NOISE
    if metric.direction == "none":
        return Verdict.CHANGED
    rose = (after.value or 0) > (before.value or 0)
    return Verdict.IMPROVED if rose == (metric.direction == "higher") else Verdict.WORSE


def _shares(metric: Metric) -> bool:
    return metric.interval == "share"


def has_few(metric: Metric, before: Figure, after: Figure) -> bool:
    """Whether a share, or a count per unit, stands on few cases in one of the two months."""
    counted = _shares(metric) or metric.unit == PER_UNIT
    cases = min(before.denominator or 0, after.denominator or 0)
    return counted and cases < SMALL_SAMPLE


def _beyond(seen: Series, before: Figure, after: Figure) -> bool:
    """Whether the chart tells the two months apart, and in the direction of the move."""
    was, now = seen.months[-2], seen.months[-1]
    if was.value is None or now.value is None or seen.centre is None:
        return False
    rises = now.value > was.value
    if Signal.BEYOND in now.signals:
        return (now.value > seen.centre) == rises
    recovered = Signal.BEYOND in was.signals and (was.value < seen.centre) == rises
    return recovered and _differ(before, after)


def _differ(before: Figure, after: Figure) -> bool:
    """Whether two shares differ by more than chance; other figures tell no number of cases."""
    cases = [(f.numerator or 0, f.denominator or 0) for f in (before, after)]
    if before.unit != "%" or any(x > n for x, n in cases):
        return before.value != after.value
    return compare_shares(*cases) is not Difference.NOT_CLEAR


def sentence(
    metric: Metric,
    verdict: Verdict,
    before: tuple[Period, Figure | None],
    after: tuple[Period, Figure | None],
    seen: Series,
) -> Text:
    """What is said of the move, in both languages, with the numbers of cases."""
    (was, old), (now, new) = before, after
    facts: dict[str, object] = {"name": metric.name, "month": now}
    match verdict:
        case Verdict.NO_DATA:
            missing = was if old is None or old.value is None else now
            return spoken(NOTHING, name=metric.name, month=missing)
        case Verdict.NOT_YET:
            return spoken(NOT_FINAL if new is not None and new.provisional else WAIT, **facts)
    if old is None or new is None:
        raise ValueError("both months have data where they are judged")
    shown = [with_sample(metric, figure) for figure in (old, new)]
    facts |= {"before": shown[0], "after": shown[1], "months": seen.known}
    if verdict is Verdict.TOO_FEW:
        if has_few(metric, old, new):
            return spoken(FEW_CASES, **facts, least=SMALL_SAMPLE)
        return spoken(FEW_MONTHS, **facts, least=LEAST_MONTHS)
    facts["judged"] = JUDGED[verdict]
    last = seen.months[-1]
    if seen.known < LEAST_MONTHS or last.low is None or last.high is None:
        return spoken(BY_SAMPLES, **facts)
    low, high = (_edge(metric, edge) for edge in (last.low, last.high))
    return spoken(BY_LIMITS, **facts, low=low, high=high)


def spoken(template: Text, /, **facts: object) -> Text:
    """A template with its places filled, in both languages."""
    return Text(zh=template.say("zh", **facts), en=template.say("en", **facts))


def with_sample(metric: Metric, figure: Figure) -> Text:
    """A figure with its unit and, where it has one, its number of cases; minutes are no cases."""
    value = Text(zh=_shown(figure, "zh"), en=_shown(figure, "en"))
    has_cases = metric.interval is not None or metric.unit != "%"
    if not has_cases or not figure.denominator or not figure.n:
        return value
    return spoken(WITH_SAMPLE, value=value, n=f"{figure.n:,}")


def _shown(figure: Figure, language: Language) -> str:
    return f"{printed(figure)}{unit_name(figure.unit, language)}"


def _edge(metric: Metric, edge: float) -> Text:
    """A limit as the figure is printed."""
    text = f"{edge:,.{metric.decimals}f}"
    zh, en = (f"{text}{unit_name(metric.unit, language)}" for language in LANGUAGES)
    return Text(zh=zh, en=en)
