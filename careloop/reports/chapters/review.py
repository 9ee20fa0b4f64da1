"""Chapter 1: what became of last month's measures (MRP-02, MRP-03, SUR-11)."""

from __future__ import annotations

from collections.abc import Sequence

from careloop.core.documents.model import Cell, Chapter, Section, Table
from careloop.core.documents.numbers import decimal_text
from careloop.core.kernel.rounding import divide
from careloop.core.kernel.text import Text
from careloop.improvement.choices import MeasureState
from careloop.improvement.remedies import REMEDIES
from careloop.reports import conclusions, goals, texts
from careloop.reports.chapters import effects, inspections, moments_review
from careloop.reports.exhibits import words, written_table
from careloop.reports.figures import has_data
from careloop.reports.material import Material
from careloop.reports.people import REVIEW
from careloop.reports.texts import Row

NUMBER = 1
TITLE = Text(zh="上月执行状况回顾", en="Review of last month")
MEASURES = Text(zh="上月改善措施执行状况", en="Last month's measures")
NONE_AGREED = Text(
    zh="上月未登记改善措施；请在“改善整改”中登记问题和措施。",
    en="No measures were recorded last month; problems and measures are kept under Improvement.",
)
STATES = Text(
    zh="上月措施 {total} 项：完成 {done} 项，进行中 {in_progress} 项，未做 {not_done} 项，"
    "完成率 {share}。",
    en="{total} measures: {done} done, {in_progress} in progress, {not_done} not done; "
    "completion {share}.",
)
FOLLOWED = Text(zh="上月未达标指标跟踪", en="What missed its target last month")
KPI = Text(zh="指标", en="KPI")
TARGET = Text(zh="目标", en="Target")
LAST_MONTH = Text(zh="上月", en="Last month")
THIS_MONTH = Text(zh="本月", en="This month")
EFFECT = Text(zh="效果", en="Effect")
REACHED = Text(zh="已达标", en="Reached")
NOT_REACHED = Text(zh="未达标", en="Not reached")
STILL_MISSED = Text(
    zh="上月未达标 {last} 项，本月其中 {reached} 项达标，{missed} 项仍未达标。",
    en="{last} KPIs missed their target last month; {reached} reach it now, {missed} do not.",
)
NONE_MISSED = Text(zh="上月各指标均已达标。", en="Every KPI reached its target last month.")
EFFECTS = {
    "better": Text(zh="明显改善", en="clearly better"),
    "worse": Text(zh="明显变差", en="clearly worse"),
    "changed": Text(zh="有变化", en="changed"),
    "noise": Text(zh="无明显变化", en="no clear change"),
    "same": Text(zh="持平", en="unchanged"),
    "small": Text(zh="样本偏小，不作判断", en="too few cases to judge"),
    "unknown": Text(zh="不作判断", en="not judged"),
}
NO_COMPARISON = Text(zh="无从比较", en="Nothing to compare")


def chapter(material: Material) -> Chapter:
    """The first chapter."""
    line = material.inspections
    checked = (inspections.section(material, line),) if line else ()
    told = (effects.section(material),) if material.outcomes else ()
    sections = (
        measures(material),
        *told,
        followed(material),
        moments_review.section(material),
        *checked,
    )
    return Chapter(NUMBER, material.say(TITLE), sections)


def measures(material: Material) -> Section:
    """What was agreed last month, how far it is and what proves it."""
    section = texts.section_of(REVIEW)
    rows = material.texts.get(section.code, ())
    return Section(
        material.say(MEASURES),
        (written_table(material, section, rows),),
        conclusion=(_states(material, rows),),
        layout="full",
    )


def _states(material: Material, rows: Sequence[Row]) -> str:
    states = [row["state"] for row in rows if "state" in row]
    if not states:
        return material.say(NONE_AGREED)
    counts = {state.value: states.count(state) for state in MeasureState}
    share = divide(counts[MeasureState.DONE], len(states))
    shown = decimal_text(share, 0, percent=True) if share is not None else ""
    return material.say(STATES, total=len(states), share=shown, **counts)


def followed(material: Material) -> Section:
    columns = (
        words("kpi", material.say(KPI), 1.6),
        words("target", material.say(TARGET), align="right"),
        words("last", material.say(LAST_MONTH), align="right"),
        words("this", material.say(THIS_MONTH), align="right"),
        words("state", material.say(texts.STATE.label), align="center"),
        words("effect", material.say(EFFECT), 1.4),
    )
    missed = [
        code
        for code, aim in material.aims.items()
        if code in REMEDIES and goals.met(aim, material.before(code)) is False
    ]
    rows = tuple(_followed_row(material, code) for code in missed)
    reached = sum(goals.met(material.aims[code], material.trend(code)) is True for code in missed)
    still = sum(goals.met(material.aims[code], material.trend(code)) is False for code in missed)
    sentence = material.say(STILL_MISSED, last=len(missed), reached=reached, missed=still)
    return Section(
        material.say(FOLLOWED),
        (Table(columns, rows),),
        conclusion=(sentence,) if missed else _nothing_missed(material),
        notes=material.notes(*missed),
        layout="full",
    )


def _nothing_missed(material: Material) -> tuple[str, ...]:
    known = any(has_data(material.before(code)) for code in REMEDIES)
    return (material.say(NONE_MISSED),) if known else ()


def _followed_row(material: Material, code: str) -> tuple[Cell, ...]:
    this, last, aim = material.trend(code), material.before(code), material.aims[code]
    met = goals.met(aim, this)
    state = "" if met is None else material.say(REACHED if met else NOT_REACHED)
    judged = conclusions.verdict(this, last, "lower" if "<" in aim.comparator else "higher")
    return (
        Cell.of(material.name(code)),
        Cell.of(goals.text(aim, last.unit, material.language)),
        Cell.of(material.value_text(last)),
        Cell(material.value_text(this), material.value_text(this), goals.tone(aim, this)),
        Cell(state, state, goals.tone(aim, this)),
        Cell.of(material.say(EFFECTS[judged] if has_data(this) else NO_COMPARISON)),
    )
