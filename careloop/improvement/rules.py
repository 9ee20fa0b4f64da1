"""Pure decisions of improvement: what may be written, when a problem is done, which come back."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Model

from careloop.core.kernel.codes import DEPARTMENT
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.periods import Period
from careloop.core.kernel.text import Text
from careloop.core.metrics.metric import Metric
from careloop.improvement.choices import (
    DEPARTMENTS,
    MEASURE_LABELS,
    EvidenceKind,
    MeasureState,
    Topic,
)
from careloop.improvement.models import Measure, Problem
from careloop.organisation.models import Employee

MOST_PROBLEMS = 5  # of a TOP5
MONTHS_LOOKED_BACK = 6  # for problems that come back
# What is worked on, and reviewed in the month after; the others only say how a month was.
CARRIED = (Topic.TOP5, Topic.MOT, Topic.APPOINTMENT, Topic.LOSS, Topic.PLAN)
FINISHED = (MeasureState.DONE, MeasureState.DROPPED)
ON_FILE = (EvidenceKind.PHOTO, EvidenceKind.ELECTRONIC_FILE, EvidenceKind.MEETING_RECORD)

STALE = Text(
    zh="在您打开之后，别人已修改过这里，您的修改没有保存。请对照现在的内容再改一次。",
    en="Somebody changed this after you opened it, and your change was not kept. Compare with "
    "what stands now and change it again.",
)
GONE = Text(
    zh="这条记录已被删除。请刷新页面。", en="This was removed meanwhile. Load the page again."
)
NOT_A_MONTH = Text(
    zh="“{value}”不是一个月份。请写成 2026-10。", en="“{value}” is no month. Write 2026-10."
)
NO_SUCH_CODE = Text(
    zh="“{field}”没有选项“{value}”。可选：{known}。",
    en="“{field}” has no choice “{value}”. Choices: {known}.",
)
NOTHING_SAID = Text(zh="“{field}”是空的。请填写。", en="“{field}” is empty. Fill it in.")
TOO_LONG = Text(
    zh="“{field}”有 {length} 个字，最多 {most} 个。请缩短。",
    en="“{field}” has {length} characters, {most} at most. Shorten it.",
)
NO_DEPARTMENT = Text(
    zh="TOP5 问题要归到一个部门。请选择：{known}。",
    en="A problem of the TOP5 belongs to a department. Choose one of: {known}.",
)
NO_SUCH_OBSTACLE = Text(
    zh="指标“{kpi}”没有第 {number} 条障碍。请重新勾选。",
    en="The KPI “{kpi}” has no obstacle number {number}. Tick again.",
)
FULL = Text(
    zh="{department} 本月已有 {most} 个 TOP5 问题。请先关闭或删除一个，或改写已有的问题。",
    en="{department} has {most} problems this month already. Close, remove or rewrite one of them.",
)
LEFT = Text(
    zh="{who} 在 {day} 不在本店任职，不能负责措施。请选择在职人员。",
    en="{who} is not employed here on {day} and cannot take this on. Choose somebody who is.",
)
NO_OWNER = Text(
    zh="措施没有责任人。请选择人员或写明岗位。",
    en="Nobody is responsible for the measure. Choose a person or name a post.",
)
DUE_IN_THE_PAST = Text(
    zh="完成时间 {day} 早于今天 {today}。请选择今天或以后的日期。",
    en="The due day {day} is before today, {today}. Choose today or later.",
)
BEGUN_ALREADY = Text(
    zh="措施已经开始执行或有证据，不能删除。可以改为“取消”并写明原因。",
    en="The measure was begun or has proof, so it cannot be removed. Drop it and say why.",
)
IN_THE_FUTURE = Text(
    zh="“{field}”{value} 还没有到。请填写已经发生的时间。",
    en="“{field}” {value} has not come yet. Give when it took place.",
)
FIELD_NAMES = {
    "title": Text(zh="问题", en="Problem"),
    "topic": Text(zh="类别", en="Topic"),
    "department": Text(zh="部门", en="Department"),
    "kpi_code": Text(zh="指标", en="KPI"),
    "item": Text(zh="项目", en="Item"),
    "situation": Text(zh="现状", en="Situation"),
    "root_cause": Text(zh="要因", en="Root cause"),
    "resources": Text(zh="所需资源", en="Resources needed"),
    "text": Text(zh="改善措施", en="Measure"),
    "owner_name": Text(zh="责任人", en="Person responsible"),
    "supervisor_name": Text(zh="监督人", en="Supervisor"),
    "control_nodes": Text(zh="过程控制节点", en="Control nodes"),
    "evidence_kind": Text(zh="证据", en="Evidence"),
    "state": Text(zh="完成状况", en="State"),
    "progress": Text(zh="完成情况", en="What was done"),
    "kind": Text(zh="会议类型", en="Kind of meeting"),
    "held_at": Text(zh="召开时间", en="Held at"),
    "others": Text(zh="其他与会人员", en="Others present"),
    "agenda": Text(zh="议程", en="Agenda"),
    "minutes": Text(zh="会议记录", en="Minutes"),
    "training_topic": Text(zh="培训主题", en="What is taught"),
    "reason": Text(zh="培训来由", en="Why it is held"),
    "held_on": Text(zh="培训日期", en="Held on"),
    "trainer": Text(zh="讲师", en="Trainer"),
    "content": Text(zh="培训内容", en="What was taught"),
}
# The most characters each text may have; those of a column are the column's.
LONGEST = {
    "title": 600,
    "item": 120,
    "situation": 2_000,
    "root_cause": 2_000,
    "resources": 255,
    "text": 2_000,
    "owner_name": 80,
    "supervisor_name": 80,
    "control_nodes": 2_000,
    "progress": 4_000,
    "others": 255,
    "agenda": 4_000,
    "minutes": 20_000,
    "training_topic": 160,
    "trainer": 80,
    "content": 4_000,
}


class Stale(Refused):
    """Somebody else changed the row after it was shown; ``current`` is how it stands now."""

    def __init__(self, current: Model) -> None:
        super().__init__(STALE)
        self.current = current


def month_of(period: Period) -> Period:
    """Raises :class:`Refused` unless ``period`` is a calendar month."""
    if period.kind != "month":
        raise Refused(NOT_A_MONTH, value=str(period))
    return period


def said(field: str, value: str, *, needed: bool = False) -> str:
    """A text as it is kept.

    Raises:
        Refused: it is longer than its column, or blank where something must be said.
    """
    text = value.strip()
    if needed and not text:
        raise Refused(NOTHING_SAID, field=FIELD_NAMES[field])
    if len(text) > LONGEST[field]:
        raise Refused(TOO_LONG, field=FIELD_NAMES[field], length=len(text), most=LONGEST[field])
    return text


def chosen(field: str, value: str, known: Iterable[str]) -> str:
    """Raises :class:`Refused` unless ``value`` is one of ``known``."""
    codes = [str(code) for code in known]
    if value not in codes:
        shown = ", ".join(codes)
        raise Refused(NO_SUCH_CODE, field=FIELD_NAMES[field], value=value[:40], known=shown)
    return str(value)


def department_of(topic: str, department: str) -> str:
    """The department a problem belongs to; only a TOP5 needs one.

    Raises:
        Refused: there is no such department, or a TOP5 without one.
    """
    if topic == Topic.TOP5 and department not in DEPARTMENTS:
        raise Refused(NO_DEPARTMENT, known=", ".join(DEPARTMENTS))
    return chosen("department", department, ("", *DEPARTMENT.codes))


def obstacles_of(metric: Metric | None, numbers: Collection[int]) -> list[int]:
    """The ticked obstacles of a KPI, numbered from 1 as the handbook does.

    Raises:
        Refused: the KPI has no such obstacle.
    """
    most = len(metric.obstacles) if metric else 0
    for number in numbers:
        if not 1 <= number <= most:
            raise Refused(NO_SUCH_OBSTACLE, kpi=metric.name if metric else "–", number=number)
    return sorted(set(numbers))


def due_day(due_on: date | None, today: date) -> date | None:
    """Raises :class:`Refused` where a measure would be overdue from the start."""
    if due_on is not None and due_on < today:
        raise Refused(DUE_IN_THE_PAST, day=due_on.isoformat(), today=today.isoformat())
    return due_on


def happened(field: str, moment: datetime | date, now: datetime) -> None:
    """Raises :class:`Refused` where what is recorded has not happened yet."""
    limit = now if isinstance(moment, datetime) else now.date()
    if moment > limit:
        value = f"{moment:%Y-%m-%d %H:%M}" if isinstance(moment, datetime) else moment.isoformat()
        raise Refused(IN_THE_FUTURE, field=FIELD_NAMES[field], value=value)


def employed(employee: Employee, day: date) -> None:
    """Raises :class:`Refused` where somebody had left by ``day``."""
    if employee.left_on is not None and employee.left_on < day:
        who = employee.name or employee.employee_no
        raise Refused(LEFT, who=who, day=day.isoformat())


def is_finished(measure: Measure) -> bool:
    return measure.state in FINISHED


def is_overdue(measure: Measure, today: date) -> bool:
    """Whether its day has passed and it is neither done nor dropped."""
    return measure.due_on is not None and measure.due_on < today and not is_finished(measure)


def lacks_proof(measure: Measure, files: int) -> bool:
    """Whether it is done, was to be proved by a file, and none was handed in."""
    return measure.state == MeasureState.DONE and measure.evidence_kind in ON_FILE and not files


def is_done(problem: Problem, measures: Sequence[Measure]) -> bool:
    """Whether nothing is left to do: it was closed, or what was to be done is done.

    A problem whose measures were all dropped is not done, nor is one without any.
    """
    if problem.closed_at is not None:
        return True
    done = any(measure.state == MeasureState.DONE for measure in measures)
    return done and all(is_finished(measure) for measure in measures)


@dataclass(frozen=True, slots=True)
class Completion:
    """How many of the measures that were not dropped are done."""

    done: int
    total: int


def completion(measures: Iterable[Measure]) -> Completion:
    states = [measure.state for measure in measures if measure.state != MeasureState.DROPPED]
    return Completion(states.count(MeasureState.DONE), len(states))


def repeated(problem: Problem, earlier: Iterable[Problem]) -> int:
    """In how many of the six months before the problem stood already (IMP-05).

    ``earlier`` are problems of the store that were closed or carried on. The same problem is one
    about the same KPI, or about the same item of the same topic and department.
    """
    month = Period.month_of(problem.month_on)
    first = month.shifted(-MONTHS_LOOKED_BACK).start
    months = {
        other.month_on
        for other in earlier
        if first <= other.month_on < month.start and is_same(problem, other)
    }
    return len(months)


def is_same(one: Problem, other: Problem) -> bool:
    """Whether two problems are about the same thing."""
    if one.kpi_code and one.kpi_code == other.kpi_code and one.item == other.item:
        return True
    here = (one.topic, one.department, one.item)
    return bool(one.item) and here == (other.topic, other.department, other.item)


def state_text(state: str) -> Text:
    return MEASURE_LABELS[MeasureState(state)]
