"""The sections of the monthly report that people write: their columns as printed.

What stands in them comes from improvement (``people``); here is only what the tables are called
and what their columns are (MRP-02, APT-05, FTF-04, LCM-04, MRP-09). Every value is text: a day is
written as ``2026-11-30``, a state, a proof, an item or a reason by its code.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from careloop.core.kernel.codes import DEPARTMENT, OUTCOME
from careloop.core.kernel.text import Language, Text
from careloop.improvement.choices import DEPARTMENTS, EVIDENCE_LABELS, MEASURE_LABELS, Topic

Row = Mapping[str, str]
Choices = tuple[tuple[str, Text], ...]


@dataclass(frozen=True, slots=True)
class TextField:
    """One column; of ``choices`` the code is kept and the name printed."""

    code: str
    label: Text
    choices: Choices = ()
    weight: float = 1.0

    def printed(self, value: str, language: Language) -> str:
        names = dict(self.choices)
        return names[value].say(language) if value in names else value


@dataclass(frozen=True, slots=True)
class TextSection:
    """A section people write: the problems of a ``topic``, of last month when it looks back."""

    code: str
    chapter: int
    title: Text
    fields: tuple[TextField, ...]
    topic: Topic
    department: str = ""
    looks_back: bool = False


PROBLEM = TextField("problem", Text(zh="问题（按优先级）", en="Problem (by priority)"), weight=1.6)
MEASURE = TextField("measure", Text(zh="改善措施", en="Measure"), weight=2.2)
RESPONSIBLE = TextField("responsible", Text(zh="责任人", en="Responsible"))
DUE = TextField("due_on", Text(zh="完成时间", en="Due"))
SUPERVISOR = TextField("supervisor", Text(zh="监督人", en="Supervisor"))
REASON = TextField("reason", Text(zh="未完成原因", en="Reason"), weight=2.0)

STATES: Choices = tuple((state.value, label) for state, label in MEASURE_LABELS.items())
EVIDENCE: Choices = tuple((kind.value, label) for kind, label in EVIDENCE_LABELS.items())
REASONS: Choices = tuple((entry.code, entry.text) for entry in OUTCOME.entries)
STATE = TextField("state", Text(zh="完成状况", en="State"), STATES)
TOP5_FIELDS = (
    PROBLEM,
    MEASURE,
    RESPONSIBLE,
    DUE,
    SUPERVISOR,
    TextField("control_node", Text(zh="过程控制节点", en="Control node"), weight=1.6),
)


def top5_code(department: str) -> str:
    return f"top5_{department}"


def _top5(department: str) -> TextSection:
    name = DEPARTMENT.text(department)
    title = Text(zh=f"{name.zh} TOP5 整改", en=f"{name.en}: TOP5")
    return TextSection(top5_code(department), 7, title, TOP5_FIELDS, Topic.TOP5, department)


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
            TextField("evidence", Text(zh="证据", en="Evidence"), EVIDENCE),
        ),
        Topic.TOP5,
        looks_back=True,
    ),
    TextSection(
        "mot_review",
        1,
        Text(zh="MOT 改善计划", en="MOT action plans"),
        (
            TextField("item", Text(zh="MOT 项目", en="MOT item"), weight=1.4),
            TextField("plan", Text(zh="相关行动计划", en="Action plan"), weight=2.0),
            TextField("completion", Text(zh="完成率", en="Completion")),
        ),
        Topic.MOT,
        looks_back=True,
    ),
    TextSection(
        "first_time_fix_summary",
        5,
        Text(zh="一次修复率小结", en="First-time fix: summary"),
        (
            TextField("trend", Text(zh="趋势", en="Trend")),
            TextField("problem", Text(zh="问题", en="Problem")),
            TextField("suggestion", Text(zh="建议", en="Suggestion")),
        ),
        Topic.FIRST_TIME_FIX,
    ),
    TextSection(
        "appointment_analysis",
        5,
        Text(zh="预约分析表", en="Appointment analysis"),
        (
            TextField("situation", Text(zh="预约现状分析", en="Situation"), weight=1.8),
            TextField("problem", Text(zh="目前的问题", en="Problem"), weight=1.6),
            TextField("root_cause", Text(zh="要因分析", en="Root cause"), weight=1.6),
            TextField("improvement", Text(zh="改善措施", en="Improvement"), weight=1.8),
            TextField("resources", Text(zh="所需资源", en="Resources")),
            RESPONSIBLE,
            SUPERVISOR,
            TextField("completed_on", Text(zh="完成日期", en="Completion")),
        ),
        Topic.APPOINTMENT,
    ),
    TextSection(
        "loss_measures",
        6,
        Text(zh="流失客户改善措施", en="Measures against loss"),
        (
            TextField("reason", Text(zh="流失原因", en="Reason of loss"), REASONS, weight=1.2),
            MEASURE,
            RESPONSIBLE,
            DUE,
        ),
        Topic.LOSS,
    ),
    *(_top5(department) for department in DEPARTMENTS),
    TextSection(
        "goals",
        7,
        Text(zh="目标完成情况说明", en="Goals: status and reasons"),
        (
            TextField("item", Text(zh="指标", en="Goal"), weight=1.2),
            TextField("status", Text(zh="完成情况", en="Status"), weight=1.6),
            REASON,
        ),
        Topic.GOAL,
    ),
    TextSection(
        "next_month_plan",
        7,
        Text(zh="下月工作计划", en="Plan for next month"),
        (
            TextField("plan", Text(zh="计划", en="Plan"), weight=1.4),
            TextField("content", Text(zh="内容", en="Content"), weight=2.4),
            DUE,
            RESPONSIBLE,
        ),
        Topic.PLAN,
    ),
)

_BY_CODE = {section.code: section for section in SECTIONS}


def section_of(code: str) -> TextSection:
    """The section with that code; one there is not is a mistake of ours."""
    return _BY_CODE[code]
