"""Chapter 1, the moments of truth: last month's plans, how far they are, what the scores did
(MRP-03, SUR-11)."""

from __future__ import annotations

from fractions import Fraction

from careloop.core.documents.model import Cell, Section, Table
from careloop.core.documents.model import TableColumn as Column
from careloop.core.documents.numbers import decimal_text
from careloop.core.kernel.rounding import divide
from careloop.core.kernel.text import Text
from careloop.core.metrics.figures import Figure
from careloop.reports import conclusions
from careloop.reports.chapters.moments import ITEMS, full_name
from careloop.reports.exhibits import number, percents, score, words
from careloop.reports.figures import has_data
from careloop.reports.material import Material
from careloop.reports.people import LINES
from careloop.reports.people import MOT_REVIEW as WRITTEN
from careloop.reports.texts import Row

MOT_REVIEW = Text(zh="上期 MOT 改善回顾", en="MOT: last period's plans and their effect")
ITEM = Text(zh="MOT 项目", en="MOT item")
PLAN = Text(zh="相关行动计划", en="Action plan")
AND = Text(zh="；", en="; ")
COMPLETION = Text(zh="完成率", en="Completion")
EFFECT = Text(zh="效果", en="Effect")
LAST_SCORE = Text(zh="上月得分", en="Last month")
THIS_SCORE = Text(zh="本月得分", en="This month")
ROSE = Text(zh="上升 {change}", en="up {change}")
FELL = Text(zh="下降 {change}", en="down {change}")
LEVEL = Text(zh="持平", en="unchanged")
MOVED = Text(
    zh="十项中 {up} 项上升、{down} 项下降、{level} 项持平。",
    en="Of ten items {up} rose, {down} fell, {level} stayed.",
)


def section(material: Material) -> Section:
    columns = (
        words("item", material.say(ITEM), 1.6),
        words("plan", material.say(PLAN), 2.4),
        percents("completion", material.say(COMPLETION), 0),
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


def _plans(material: Material) -> dict[str, Row]:
    """What people planned, by item; the item may be written by its code or its name."""
    rows = material.texts.get(WRITTEN, ())
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
    plan: Row,
    last: Figure,
    this: Figure,
) -> tuple[Cell, ...]:
    return (
        Cell.of(full_name(material, item) if item else ""),
        Cell.of(plan.get("plan", "").replace(LINES, material.say(AND))),
        columns[2].cell(_share(plan.get("completion", ""))),
        score(columns[3], last),
        score(columns[4], this),
        Cell.of(_effect(material, _change(last, this))),
    )


def _share(completion: str) -> Fraction | None:
    """Done over agreed, as the row holds it."""
    done, _, total = completion.partition("/")
    return divide(int(done), int(total)) if total else None


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
