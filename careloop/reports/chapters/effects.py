"""Chapter 1, what last month's measures did to the KPI each was meant for (IMP-01, IMP-05)."""

from __future__ import annotations

from careloop.core.documents.model import Cell, Section, Table, Tone
from careloop.core.kernel.text import Text
from careloop.core.metrics.figures import Figure
from careloop.core.metrics.metric import Metric
from careloop.improvement.verdicts import VERDICT_LABELS, Verdict
from careloop.kpis.cards import unit_name
from careloop.reports.exhibits import numbered, words
from careloop.reports.material import Material
from careloop.reports.people import Outcome

TITLE = Text(zh="上月措施的效果", en="What last month's measures did")
PROBLEM = Text(zh="问题", en="Problem")
KPI = Text(zh="指标", en="KPI")
COMPLETED = Text(zh="措施完成", en="Done")
USUAL = Text(zh="正常波动范围", en="Usual range")
EFFECT = Text(zh="效果", en="Effect")
RANGE = Text(zh="{low} 至 {high}", en="{low} to {high}")
SAMPLED = Text(zh="{value}（n={n}）", en="{value} (n={n})")
COUNTED = Text(
    zh="上月有指标的问题 {known} 个：{verdicts}。“正常波动”以内的变化不能算作效果。",
    en="{known} of last month's problems are about a KPI: {verdicts}. A change within noise is no "
    "effect.",
)
OF_VERDICT = Text(zh="{verdict} {count} 个", en="{count} {verdict}")
AND = Text(zh="，", en=", ")
TONES: dict[Verdict, Tone] = {Verdict.IMPROVED: "good", Verdict.WORSE: "bad"}


def section(material: Material) -> Section:
    """Each problem about a KPI: how much of it was done, the KPI before and after, the verdict."""
    columns = (
        words("problem", material.say(PROBLEM), 2.0),
        words("kpi", material.say(KPI), 1.4),
        words("completed", material.say(COMPLETED), align="center"),
        words("before", material.month_name(material.month.previous), 1.4, "right"),
        words("after", material.month_name(material.month), 1.4, "right"),
        words("usual", material.say(USUAL), 1.6, "right"),
        words("effect", material.say(EFFECT)),
    )
    return Section(
        material.say(TITLE),
        (Table(columns, tuple(_row(material, one) for one in material.outcomes)),),
        conclusion=(_counted(material),),
        notes=tuple(
            material.note(one.effect.after) for one in material.outcomes if one.effect.after
        ),
        layout="full",
    )


def _row(material: Material, one: Outcome) -> tuple[Cell, ...]:
    effect, share = one.effect, one.completion
    verdict = material.say(VERDICT_LABELS[effect.verdict])
    return (
        Cell.of(numbered(material, one.row)),
        Cell.of(material.say(effect.metric.name)),
        Cell.of(f"{share.done}/{share.total}" if share.total else ""),
        _figure(material, effect.before),
        _figure(material, effect.after),
        Cell.of(_usual(material, one)),
        Cell(verdict, verdict, TONES.get(effect.verdict)),
    )


def _figure(material: Material, figure: Figure | None) -> Cell:
    if figure is None or figure.value is None:
        return Cell()
    value = material.value_text(figure)
    if not figure.denominator:
        return Cell.of(value)
    return Cell.of(material.say(SAMPLED, value=value, n=f"{figure.n:,}"))


def _usual(material: Material, one: Outcome) -> str:
    """Between which limits the month could have fallen by chance alone."""
    limits = one.effect.series.months[-1] if one.effect.series.months else None
    if limits is None or limits.low is None or limits.high is None:
        return ""
    low, high = (_edge(material, one.effect.metric, edge) for edge in (limits.low, limits.high))
    return material.say(RANGE, low=low, high=high)


def _edge(material: Material, metric: Metric, edge: float) -> str:
    return f"{edge:,.{metric.decimals}f}{unit_name(metric.unit, material.language)}"


def _counted(material: Material) -> str:
    counts = {
        verdict: sum(one.effect.verdict is verdict for one in material.outcomes)
        for verdict in Verdict
    }
    named = [
        material.say(OF_VERDICT, verdict=material.say(VERDICT_LABELS[verdict]).lower(), count=n)
        for verdict, n in counts.items()
        if n
    ]
    verdicts = material.say(AND).join(named)
    return material.say(COUNTED, known=len(material.outcomes), verdicts=verdicts)
