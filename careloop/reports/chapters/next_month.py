"""Chapter 7: TOP5 of four departments, goals reached and missed, next month's plan (MRP-09)."""

from __future__ import annotations

from collections.abc import Sequence

from careloop.core.documents.model import Cell, Chapter, Paragraph, Section, Table
from careloop.core.documents.model import TableColumn as Column
from careloop.core.kernel.codes import DEPARTMENT
from careloop.core.kernel.text import Text
from careloop.core.metrics.figures import Figure
from careloop.improvement.choices import DEPARTMENTS
from careloop.reports import goals, proposals, texts
from careloop.reports.conclusions import OF_MINUTES
from careloop.reports.exhibits import marked, words, written_table
from careloop.reports.figures import KPI_CODES
from careloop.reports.material import Material
from careloop.reports.texts import Row

NUMBER = 7
TITLE = Text(zh="下月工作目标及 TOP5 整改方向", en="Next month's goals and TOP5")
PROPOSALS = Text(
    zh="以下由未达标指标自动提出，尚未经部门确认；请在“改善整改”中采纳或改写标注【建议】的内容。",
    en="Proposed from the KPIs below target and not yet agreed by the department; accept or "
    "rewrite what is marked [Proposed] under Improvement.",
)
NOTHING_MISSED = Text(
    zh="{department}本月有目标的指标暂无数据，没有自动提出的整改项。",
    en="{department}: no KPI with a target has data, nothing is proposed.",
)
WORST = Text(zh="{department}首要问题：{problem}。", en="{department}, first problem: {problem}.")
REACHED = Text(zh="达成目标项", en="Goals reached")
MISSED = Text(zh="未达成目标项", en="Goals missed")
KPI = Text(zh="指标", en="KPI")
TARGET = Text(zh="目标", en="Target")
ACTUAL = Text(zh="实际", en="Actual")
SAMPLE = Text(zh="样本量", en="n")
STATUS = Text(zh="完成情况", en="Status")
REASON = Text(zh="未完成原因", en="Reason")
COUNTED = Text(
    zh="有目标且有数据的指标 {known} 项，达成 {reached} 项，未达成 {missed} 项。",
    en="{known} KPIs have a target and data: {reached} reached, {missed} missed.",
)
CAUSE_TO_CHECK = Text(zh="【待查】{obstacle}", en="[To check] {obstacle}")
IMPROVED_TO = Text(zh="本月 {value}，目标 {target}", en="{value}, target {target}")
PLAN_FOR = Text(zh="提升{name}", en="Raise: {name}")

Columns = tuple[Column, ...]


def chapter(material: Material) -> Chapter:
    """The seventh chapter."""
    sections = (
        *(top5(material, department) for department in DEPARTMENTS),
        reached(material),
        missed(material),
        plan(material),
    )
    return Chapter(NUMBER, material.say(TITLE), sections)


def top5(material: Material, department: str) -> Section:
    """What the department wrote; until then proposals from its KPIs below target."""
    section = texts.section_of(texts.top5_code(department))
    written = material.texts.get(section.code, ())
    rows: Sequence[Row] = written or proposals.top5(material, department)
    name = material.say(DEPARTMENT.text(department))
    said = (
        material.say(WORST, department=name, problem=marked(material, rows[0]))
        if rows
        else material.say(NOTHING_MISSED, department=name)
    )
    table = written_table(material, section, rows)
    hint = () if written or not rows else (Paragraph(material.say(PROPOSALS)),)
    codes = proposals.top5_codes(material, department)
    return Section(
        material.say(section.title),
        (table, *hint),
        conclusion=(said,),
        notes=material.notes(*codes),
        layout="full",
    )


def _judged(material: Material, *, met: bool) -> list[str]:
    return [
        code
        for code in KPI_CODES
        if code in material.aims and goals.met(material.aims[code], material.trend(code)) is met
    ]


def _counted(material: Material) -> str:
    done, undone = len(_judged(material, met=True)), len(_judged(material, met=False))
    return material.say(COUNTED, known=done + undone, reached=done, missed=undone)


def reached(material: Material) -> Section:
    columns = (
        words("kpi", material.say(KPI), 2.0),
        words("target", material.say(TARGET), align="right"),
        words("actual", material.say(ACTUAL), align="right"),
        words("n", material.say(SAMPLE), align="right"),
    )
    codes = _judged(material, met=True)
    return Section(
        material.say(REACHED),
        (Table(columns, tuple(_goal_cells(material, code) for code in codes)),),
        conclusion=(_counted(material),),
        notes=material.notes(*codes),
        layout="full",
    )


def _goal_cells(material: Material, code: str) -> tuple[Cell, ...]:
    figure, aim = material.trend(code), material.aims[code]
    shown = material.value_text(figure)
    return (
        Cell.of(material.name(code)),
        Cell.of(goals.text(aim, figure.unit, material.language)),
        Cell(shown, shown, goals.tone(aim, figure)),
        _sample(figure),
    )


def _sample(figure: Figure) -> Cell:
    """The number of cases; hours have none."""
    return Cell() if figure.code in OF_MINUTES else Cell(figure.n, f"{figure.n:,}")


def missed(material: Material) -> Section:
    """The reason is what people wrote for the KPI, else the handbook's obstacle to check."""
    columns = (
        words("kpi", material.say(KPI), 1.4),
        words("target", material.say(TARGET), align="right"),
        words("actual", material.say(ACTUAL), align="right"),
        words("n", material.say(SAMPLE), align="right"),
        words("status", material.say(STATUS), 1.6),
        words("reason", material.say(REASON), 2.4),
    )
    written = {_goal_of(material, row): row for row in material.texts.get("goals", ())}
    codes = _judged(material, met=False)
    rows = [_missed_row(material, code, written.get(code, {})) for code in codes]
    others = [_other_row(material, item, row) for item, row in written.items() if item not in codes]
    return Section(
        material.say(MISSED),
        (Table(columns, (*rows, *others)),),
        conclusion=(_counted(material),),
        notes=material.notes(*codes),
        layout="full",
    )


def _goal_of(material: Material, row: Row) -> str:
    """The code of the KPI the row is about, however it is written; else its own words."""
    item = row.get("item", "")
    names = {name: code for code, m in material.metrics.items() for name in (m.name.zh, m.name.en)}
    return names.get(item, item)


def _missed_row(material: Material, code: str, row: Row) -> tuple[Cell, ...]:
    aim, figure = material.aims[code], material.trend(code)
    target = goals.text(aim, figure.unit, material.language)
    status = row.get("status") or material.say(
        IMPROVED_TO, value=material.value_text(figure), target=target
    )
    reason = row.get("reason") or material.say(
        CAUSE_TO_CHECK, obstacle=proposals.obstacle_of(material, code)
    )
    return (*_goal_cells(material, code), Cell.of(status), Cell.of(reason))


def _other_row(material: Material, item: str, row: Row) -> tuple[Cell, ...]:
    """A goal that no KPI measures, or whose KPI does not miss it."""
    status, reason = row.get("status", ""), row.get("reason", "")
    return (Cell.of(material.name(item)), Cell(), Cell(), Cell(), Cell.of(status), Cell.of(reason))


def plan(material: Material) -> Section:
    section = texts.section_of("next_month_plan")
    written = material.texts.get(section.code, ())
    rows: Sequence[Row] = written or _proposed_plan(material)
    hint = () if written or not rows else (Paragraph(material.say(PROPOSALS)),)
    return Section(
        material.say(section.title),
        (written_table(material, section, rows), *hint),
        layout="full",
    )


def _proposed_plan(material: Material) -> list[dict[str, str]]:
    """The worst KPI of each department."""
    return [
        {
            "plan": material.say(PLAN_FOR, name=material.name(code)),
            "content": material.say(proposals.PROPOSED) + proposals.measure_for(material, code),
            "due_on": proposals.due_on(material),
            "responsible": proposals.responsible_for(material, department),
        }
        for department in DEPARTMENTS
        for code in proposals.missed(material, department)[:1]
    ]
