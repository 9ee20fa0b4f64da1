"""Chapter 1: what became of last month's measures (MRP-02, MRP-03, SUR-11)."""

from __future__ import annotations

from fractions import Fraction

from careloop.core.documents.model import Cell, Chapter, Section, Table
from careloop.core.documents.model import TableColumn as Column
from careloop.core.documents.numbers import decimal_text
from careloop.core.kernel.text import Text
from careloop.core.metrics.figures import Figure
from careloop.reports import conclusions, goals, proposals, texts
from careloop.reports.chapters.moments import ITEMS, full_name
from careloop.reports.exhibits import number, score, words, written_table
from careloop.reports.figures import has_data
from careloop.reports.material import Material

NUMBER = 1
TITLE = Text(zh="上月执行状况回顾", en="Review of last month")
MEASURES = Text(zh="上月改善措施执行状况", en="Last month's measures")
NOT_REPORTED = Text(
    zh="以下措施取自上月 TOP5，执行状况待填写。",
    en="These measures are last month's TOP5; their state has not been reported yet.",
)
NONE_AGREED = Text(
    zh="上月未登记改善措施；可在月报页面填写执行状况。",
    en="No measures were recorded last month; their review is written on the report page.",
)
STATES = Text(
    zh="上月措施 {total} 项：完成 {done} 项，进行中 {in_progress} 项，未做 {not_done} 项。",
    en="{total} measures: {done} done, {in_progress} in progress, {not_done} not done.",
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
MOT_REVIEW = Text(zh="上期 MOT 改善回顾", en="MOT: last period's plans and their effect")
ITEM = Text(zh="MOT 项目", en="MOT item")
PLAN = Text(zh="相关行动计划", en="Action plan")
COMPLETION = Text(zh="完成率", en="Completion")
LAST_SCORE = Text(zh="上月得分", en="Last month")
THIS_SCORE = Text(zh="本月得分", en="This month")
ROSE = Text(zh="上升 {change}", en="up {change}")
FELL = Text(zh="下降 {change}", en="down {change}")
LEVEL = Text(zh="持平", en="unchanged")
MOVED = Text(
    zh="十项中 {up} 项上升、{down} 项下降、{level} 项持平。",
    en="Of ten items {up} rose, {down} fell, {level} stayed.",
)


def chapter(material: Material) -> Chapter:
    """The first chapter."""
    sections = (measures(material), followed(material), mot_review(material))
    return Chapter(NUMBER, material.say(TITLE), sections)


def measures(material: Material) -> Section:
    """The review people wrote; until then last month's TOP5 with the state left open."""
    section = texts.section_of("execution_review")
    written = [dict(row) for row in material.texts.get(section.code, ())]
    carried = [] if written else _carried_over(material)
    sentence = (
        _states(material, written)
        if written
        else material.say(NOT_REPORTED if carried else NONE_AGREED)
    )
    return Section(
        material.say(MEASURES),
        (written_table(material, section, written or carried),),
        conclusion=(sentence,),
        layout="full",
    )


def _carried_over(material: Material) -> list[dict[str, str]]:
    kept = {field.code for field in texts.section_of("execution_review").fields}
    return [
        {name: value for name, value in row.items() if name in kept}
        for department in texts.DEPARTMENTS
        for row in material.texts_before.get(texts.top5_code(department), ())
    ]


def _states(material: Material, rows: list[dict[str, str]]) -> str:
    states = [row.get("state", "") for row in rows]
    counts = {code: states.count(code) for code, _ in texts.STATES}
    return material.say(STATES, total=len(rows), **counts)


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
        if code in proposals.REMEDIES and goals.met(aim, material.before(code)) is False
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
    known = any(has_data(material.before(code)) for code in proposals.REMEDIES)
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


def mot_review(material: Material) -> Section:
    columns = (
        words("item", material.say(ITEM), 1.6),
        words("plan", material.say(PLAN), 2.4),
        words("completion", material.say(COMPLETION), align="center"),
        number("last", material.say(LAST_SCORE), 1),
        number("this", material.say(THIS_SCORE), 1),
        words("effect", material.say(EFFECT)),
    )
    plans = _plans(material)
    scores = {item: _scores(material, item) for item in ITEMS}
    rows = tuple(
        _mot_row(
            material,
            columns,
            item=item,
            plan=plans.get(item, {}),
            last=scores[item][0],
            this=scores[item][1],
        )
        for item in ITEMS
    )
    known = any(has_data(figure) for pair in scores.values() for figure in pair) or plans
    total = _mot_row(
        material,
        columns,
        item="",
        plan={},
        last=material.before("mot_score"),
        this=material.trend("mot_score"),
    )
    return Section(
        material.say(MOT_REVIEW),
        (Table(columns, rows if known else (), (Cell.of("MOT"), *total[1:]) if known else None),),
        conclusion=_moves(material, list(scores.values())),
        notes=material.notes("mot_score"),
        layout="full",
    )


def _plans(material: Material) -> dict[str, texts.Row]:
    """What people wrote, by item; the item may be written by its code or its name."""
    rows = material.texts.get("mot_review", ())
    names = {full_name(material, item): item for item in ITEMS} | {item: item for item in ITEMS}
    return {names[row["item"]]: row for row in rows if row.get("item") in names}


def _scores(material: Material, item: str) -> tuple[Figure, Figure]:
    last, this = (
        material.figures.one("mot_items", "mot_item_score", month=str(month), item=item)
        for month in (material.month.previous, material.month)
    )
    return last, this


def _mot_row(
    material: Material,
    columns: tuple[Column, ...],
    *,
    item: str,
    plan: texts.Row,
    last: Figure,
    this: Figure,
) -> tuple[Cell, ...]:
    return (
        Cell.of(full_name(material, item) if item else ""),
        Cell.of(plan.get("plan", "")),
        Cell.of(plan.get("completion", "")),
        score(columns[3], last),
        score(columns[4], this),
        Cell.of(_effect(material, _change(last, this))),
    )


def _change(last: Figure, this: Figure) -> Fraction | None:
    return this.value - last.value if this.value is not None and last.value is not None else None


def _effect(material: Material, change: Fraction | None) -> str:
    if change is None:
        return ""
    if not change:
        return material.say(LEVEL)
    return material.say(ROSE if change > 0 else FELL, change=decimal_text(abs(change), 1))


def _moves(material: Material, pairs: list[tuple[Figure, Figure]]) -> tuple[str, ...]:
    changes = [change for pair in pairs if (change := _change(*pair)) is not None]
    total = conclusions.score_change(
        material.language, "MOT", material.trend("mot_score"), material.before("mot_score")
    )
    if not changes:
        return (total,)
    up, down = sum(c > 0 for c in changes), sum(c < 0 for c in changes)
    moved = material.say(MOVED, up=up, down=down, level=len(changes) - up - down)
    return moved, total
