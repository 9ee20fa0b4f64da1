"""The sections of the monthly report that people write: their columns, and what may stand there.

One catalogue serves the printed table, the form and the check (MRP-02, APT-05, FTF-04, LCM-04,
MRP-09). Every value is text; a day is written as ``2026-11-30``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Language, Text

Row = Mapping[str, str]
FieldKind = Literal["line", "long", "day", "choice"]

LONGEST = {"line": 80, "long": 600, "day": 10, "choice": 32}
MOST_ROWS = 40

UNKNOWN_SECTION = Text(
    zh="月报没有名为“{section}”的可填写部分。", en="The report has no written section “{section}”."
)
UNKNOWN_FIELD = Text(zh="“{section}”没有栏目“{field}”。", en="“{section}” has no column “{field}”.")
TOO_LONG = Text(
    zh="“{section}”第 {row} 行的“{field}”超过 {most} 个字，请缩短。",
    en="“{section}”, row {row}: “{field}” is longer than {most} characters. Shorten it.",
)
TOO_MANY = Text(
    zh="“{section}”最多 {most} 行，现有 {rows} 行。",
    en="“{section}” holds at most {most} rows, these are {rows}.",
)
NOT_A_DAY = Text(
    zh="“{section}”第 {row} 行的“{field}”应为日期，如 2026-11-30，现为“{value}”。",
    en="“{section}”, row {row}: “{field}” is a day such as 2026-11-30, not “{value}”.",
)
NOT_A_CHOICE = Text(
    zh="“{section}”第 {row} 行的“{field}”没有选项“{value}”。",
    en="“{section}”, row {row}: “{field}” has no choice “{value}”.",
)


@dataclass(frozen=True, slots=True)
class TextField:
    """One column people fill; a ``choice`` stores the code and prints its name."""

    code: str
    label: Text
    kind: FieldKind = "line"
    choices: tuple[tuple[str, Text], ...] = ()
    weight: float = 1.0

    def printed(self, value: str, language: Language) -> str:
        names = dict(self.choices)
        return names[value].say(language) if value in names else value


@dataclass(frozen=True, slots=True)
class TextSection:
    """A section people write; ``one_row`` sections are a sheet rather than a list."""

    code: str
    chapter: int
    title: Text
    fields: tuple[TextField, ...]
    one_row: bool = False


PROBLEM = TextField(
    "problem", Text(zh="问题（按优先级）", en="Problem (by priority)"), "long", (), 1.6
)
MEASURE = TextField("measure", Text(zh="改善措施", en="Measure"), "long", (), 2.2)
RESPONSIBLE = TextField("responsible", Text(zh="责任人", en="Responsible"))
DUE = TextField("due_on", Text(zh="完成时间", en="Due"), "day")
SUPERVISOR = TextField("supervisor", Text(zh="监督人", en="Supervisor"))
REASON = TextField("reason", Text(zh="未完成原因", en="Reason"), "long", (), 2.0)

STATES = (
    ("not_done", Text(zh="未做", en="Not done")),
    ("in_progress", Text(zh="进行中", en="In progress")),
    ("done", Text(zh="完成", en="Done")),
)
EVIDENCE = (
    ("photo", Text(zh="照片", en="Photo")),
    ("on_site_document", Text(zh="现场文件检查", en="Documents checked on site")),
    ("electronic_file", Text(zh="电子档", en="Electronic file")),
    ("meeting_record", Text(zh="会议记录电子档案", en="Minutes on file")),
    ("on_site_check", Text(zh="现场检查", en="Checked on site")),
)
STATE = TextField("state", Text(zh="完成状况", en="State"), "choice", STATES)
TOP5_FIELDS = (
    PROBLEM,
    MEASURE,
    RESPONSIBLE,
    DUE,
    SUPERVISOR,
    TextField("control_node", Text(zh="过程控制节点", en="Control node"), "long", (), 1.6),
)
DEPARTMENTS = ("front_desk", "workshop", "parts", "customer_care")
DEPARTMENT_NAMES = {
    "front_desk": Text(zh="前台", en="Front desk"),
    "workshop": Text(zh="车间", en="Workshop"),
    "parts": Text(zh="配件", en="Parts"),
    "customer_care": Text(zh="客服", en="Customer care"),
}


def top5_code(department: str) -> str:
    return f"top5_{department}"


def _top5(department: str) -> TextSection:
    name = DEPARTMENT_NAMES[department]
    title = Text(zh=f"{name.zh} TOP5 整改", en=f"{name.en}: TOP5")
    return TextSection(top5_code(department), 7, title, TOP5_FIELDS)


SECTIONS: tuple[TextSection, ...] = (
    TextSection(
        "execution_review",
        1,
        Text(zh="上月执行状况回顾", en="Review of last month's measures"),
        (
            PROBLEM,
            MEASURE,
            RESPONSIBLE,
            DUE,
            SUPERVISOR,
            STATE,
            TextField("evidence", Text(zh="证据", en="Evidence"), "choice", EVIDENCE),
        ),
    ),
    TextSection(
        "mot_review",
        1,
        Text(zh="MOT 改善计划", en="MOT action plans"),
        (
            TextField("item", Text(zh="MOT 项目", en="MOT item"), "line", (), 1.4),
            TextField("plan", Text(zh="相关行动计划", en="Action plan"), "long", (), 2.0),
            TextField("completion", Text(zh="完成率", en="Completion")),
        ),
    ),
    TextSection(
        "first_time_fix_summary",
        5,
        Text(zh="一次修复率小结", en="First-time fix: summary"),
        (
            TextField("trend", Text(zh="趋势", en="Trend"), "long"),
            TextField("problem", Text(zh="问题", en="Problem"), "long"),
            TextField("suggestion", Text(zh="建议", en="Suggestion"), "long"),
        ),
        one_row=True,
    ),
    TextSection(
        "appointment_analysis",
        5,
        Text(zh="预约分析表", en="Appointment analysis"),
        (
            TextField("situation", Text(zh="预约现状分析", en="Situation"), "long", (), 1.8),
            TextField("problem", Text(zh="目前的问题", en="Problem"), "long", (), 1.6),
            TextField("root_cause", Text(zh="要因分析", en="Root cause"), "long", (), 1.6),
            TextField("improvement", Text(zh="改善措施", en="Improvement"), "long", (), 1.8),
            TextField("resources", Text(zh="所需资源", en="Resources")),
            RESPONSIBLE,
            SUPERVISOR,
            TextField("completed_on", Text(zh="完成日期", en="Completion"), "day"),
        ),
    ),
    TextSection(
        "loss_measures",
        6,
        Text(zh="流失客户改善措施", en="Measures against loss"),
        (
            TextField("reason", Text(zh="流失原因", en="Reason of loss"), "line", (), 1.2),
            MEASURE,
            RESPONSIBLE,
            DUE,
        ),
    ),
    *(_top5(department) for department in DEPARTMENTS),
    TextSection(
        "goals",
        7,
        Text(zh="目标完成情况说明", en="Goals: status and reasons"),
        (
            TextField("item", Text(zh="指标", en="Goal"), "line", (), 1.2),
            TextField("status", Text(zh="完成情况", en="Status"), "long", (), 1.6),
            REASON,
        ),
    ),
    TextSection(
        "next_month_plan",
        7,
        Text(zh="下月工作计划", en="Plan for next month"),
        (
            TextField("plan", Text(zh="计划", en="Plan"), "line", (), 1.4),
            TextField("content", Text(zh="内容", en="Content"), "long", (), 2.4),
            DUE,
            RESPONSIBLE,
        ),
    ),
)
_BY_CODE = {section.code: section for section in SECTIONS}


def section_of(code: str) -> TextSection:
    """The section with that code.

    Raises:
        Refused: there is none.
    """
    if code not in _BY_CODE:
        raise Refused(UNKNOWN_SECTION, section=code)
    return _BY_CODE[code]


def checked(section: TextSection, rows: Sequence[Row]) -> list[dict[str, str]]:
    """``rows`` trimmed, blank ones left out, as they are stored.

    Raises:
        Refused: an unknown column, a value too long, no day, or no choice; names row and column.
    """
    filled = [{name: value.strip() for name, value in row.items()} for row in rows]
    kept = [row for row in filled if any(row.values())]
    most = 1 if section.one_row else MOST_ROWS
    if len(kept) > most:
        raise Refused(TOO_MANY, section=section.title, most=most, rows=len(kept))
    for number, row in enumerate(kept, start=1):
        _check_row(section, number, row)
    return kept


def _check_row(section: TextSection, number: int, row: Row) -> None:
    known = {field.code: field for field in section.fields}
    for name, value in row.items():
        if name not in known:
            raise Refused(UNKNOWN_FIELD, section=section.title, field=name)
        if fault := _fault(known[name], value):
            raise Refused(
                fault,
                section=section.title,
                row=number,
                field=known[name].label,
                value=value,
                most=LONGEST[known[name].kind],
            )


def _fault(field: TextField, value: str) -> Text | None:
    if len(value) > LONGEST[field.kind]:
        return TOO_LONG
    if not value:
        return None
    if field.kind == "day" and not _is_day(value):
        return NOT_A_DAY
    if field.kind == "choice" and value not in dict(field.choices):
        return NOT_A_CHOICE
    return None


def _is_day(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True
