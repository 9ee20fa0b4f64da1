"""The rows behind a figure as people read them: order numbers and names instead of keys.

The mart holds keys only; what they stand for is looked up here, for the rows shown.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pyarrow as pa

from careloop.complaints.models import Complaint
from careloop.core.ingest.rejects import harmless
from careloop.core.kernel.text import Language, Text
from careloop.customers.models import Vehicle
from careloop.kpis.charts import coded
from careloop.organisation.models import Employee, Store
from careloop.service.models import Appointment, RepairOrder

FACTS: Mapping[str, Text] = {
    "repair_order": Text(zh="维修工单", en="Repair order"),
    "rework": Text(zh="返修", en="Rework"),
    "visit": Text(zh="进站", en="Visit"),
    "vehicle": Text(zh="车辆", en="Vehicle"),
    "vehicle_sale": Text(zh="整车销售", en="Vehicle sale"),
    "appointment": Text(zh="预约", en="Appointment"),
    "time_record": Text(zh="工时记录", en="Time record"),
    "parts_request": Text(zh="车间申领", en="Parts request"),
    "contact": Text(zh="回访任务", en="Contact"),
    "answer": Text(zh="答卷", en="Answer"),
    "survey_score": Text(zh="满意度得分", en="Survey score"),
    "complaint": Text(zh="投诉", en="Complaint"),
    "suggestion": Text(zh="合理化建议", en="Suggestion"),
    "policy": Text(zh="保单", en="Policy"),
    "tenure": Text(zh="任期", en="Tenure"),
    "inspection": Text(zh="点检", en="Inspection"),
    "training": Text(zh="培训", en="Training"),
}
YES, NO = Text(zh="是", en="yes"), Text(zh="否", en="no")
Cell = str | bool


@dataclass(frozen=True, slots=True)
class Lookup:
    """What a key column stands for: its heading, and the printed names of keys."""

    heading: Text
    names: Callable[[set[int]], Mapping[int, str]]


def _values(model: Any, field: str) -> Callable[[set[int]], Mapping[int, str]]:
    def names(keys: set[int]) -> Mapping[int, str]:
        return dict(model.objects.filter(pk__in=keys).values_list("pk", field))

    return names


def _person(zh: str, en: str) -> Lookup:
    return Lookup(Text(zh=zh, en=en), _values(Employee, "name"))


LOOKUPS: Mapping[str, Lookup] = {
    "store_id": Lookup(Text(zh="门店", en="Store"), _values(Store, "name")),
    "order_id": Lookup(Text(zh="工单号", en="Order"), _values(RepairOrder, "ro_no")),
    "original_order_id": Lookup(
        Text(zh="原工单号", en="First order"), _values(RepairOrder, "ro_no")
    ),
    "vehicle_id": Lookup(Text(zh="车牌", en="Plate"), _values(Vehicle, "plate")),
    "appointment_id": Lookup(
        Text(zh="预约单号", en="Appointment"), _values(Appointment, "appointment_no")
    ),
    "complaint_id": Lookup(Text(zh="投诉编号", en="Complaint"), _values(Complaint, "complaint_no")),
    "advisor_id": _person("服务顾问", "Advisor"),
    "technician_id": _person("技师", "Technician"),
    "agent_id": _person("回访员", "Agent"),
    "taken_by_id": _person("登记人", "Taken by"),
    "responsible_id": _person("责任人", "Responsible"),
    "consultant_id": _person("销售顾问", "Sales consultant"),
}
HEADINGS: Mapping[str, Text] = {
    "in_numerator": Text(zh="计入分子", en="In the numerator"),
    "in_denominator": Text(zh="计入分母", en="In the denominator"),
    "fact": Text(zh="数据", en="Record"),
    "group_code": Text(zh="业待组", en="Group"),
    "model": Text(zh="车型", en="Model"),
    "model_line": Text(zh="车系", en="Model line"),
    "job_type": Text(zh="维修类别", en="Job type"),
    "fault_code": Text(zh="故障代码", en="Fault code"),
    "opened_on": Text(zh="开单日期", en="Opened"),
    "opened_at": Text(zh="开单时间", en="Opened at"),
    "settled_on": Text(zh="结算日期", en="Settled"),
    "visited_on": Text(zh="进站日期", en="Visited"),
    "previous_on": Text(zh="上次进站", en="Visit before"),
    "next_on": Text(zh="下次进站", en="Next visit"),
    "next_any_on": Text(zh="下次进站（任一门店）", en="Next visit, any store"),
    "previous_any_on": Text(zh="上次进站（任一门店）", en="Visit before, any store"),
    "appointed_on": Text(zh="预约日期", en="Appointed"),
    "appointed_at": Text(zh="预约时间", en="Appointed at"),
    "booked_at": Text(zh="登记时间", en="Booked at"),
    "came_on": Text(zh="到店日期", en="Came"),
    "due_on": Text(zh="应回访日期", en="Due"),
    "interviewed_on": Text(zh="访谈日期", en="Interviewed"),
    "returned_on": Text(zh="回厂日期", en="Returned"),
    "received_on": Text(zh="受理日期", en="Received"),
    "replied_on": Text(zh="答复日期", en="Replied"),
    "solved_on": Text(zh="解决日期", en="Solved"),
    "closed_on": Text(zh="结案日期", en="Closed"),
    "requested_on": Text(zh="申领日期", en="Requested"),
    "worked_on": Text(zh="出勤日期", en="Worked"),
    "answered_on": Text(zh="答卷日期", en="Answered"),
    "accepted_on": Text(zh="认定日期", en="Accepted"),
    "executed_on": Text(zh="执行日期", en="Executed"),
    "made_on": Text(zh="提出日期", en="Made"),
    "month_on": Text(zh="月份", en="Month"),
    "counted_on": Text(zh="统计日期", en="Counted"),
    "sold_on": Text(zh="销售日期", en="Sold"),
    "delivered_on": Text(zh="交车日期", en="Delivered"),
    "purchased_on": Text(zh="购车日期", en="Bought"),
    "warranty_ends_on": Text(zh="质保到期", en="Warranty ends"),
    "on_file_on": Text(zh="建档日期", en="On file"),
    "first_visit_on": Text(zh="首次进站", en="First visit"),
    "last_visit_on": Text(zh="末次进站", en="Last visit"),
    "starts_on": Text(zh="起保日期", en="Starts"),
    "ends_on": Text(zh="终保日期", en="Ends"),
    "started_on": Text(zh="到岗日期", en="Started"),
    "ended_on": Text(zh="离岗日期", en="Ended"),
    "contact_type": Text(zh="回访类型", en="Contact type"),
    "outcome": Text(zh="通话结果", en="Outcome"),
    "level": Text(zh="满意程度", en="Level"),
    "cause": Text(zh="原因", en="Cause"),
    "severity": Text(zh="等级", en="Severity"),
    "channel": Text(zh="来源", en="Channel"),
    "question": Text(zh="题目", en="Question"),
    "questionnaire": Text(zh="问卷", en="Questionnaire"),
    "item": Text(zh="项目", en="Item"),
    "row": Text(zh="对比行", en="Row"),
    "kind": Text(zh="类别", en="Kind"),
    "origin": Text(zh="主动/被动", en="Origin"),
    "part_no": Text(zh="配件号", en="Part"),
    "post": Text(zh="岗位", en="Post"),
    "department": Text(zh="部门", en="Department"),
    "region": Text(zh="地区", en="Region"),
    "section": Text(zh="部分", en="Section"),
    "attempts": Text(zh="拨打次数", en="Attempts"),
    "found_by": Text(zh="认定方式", en="Found by"),
}
CODED = frozenset(
    {
        "job_type",
        "contact_type",
        "outcome",
        "level",
        "cause",
        "severity",
        "item",
        "row",
        "kind",
        "origin",
        "post",
        "department",
    }
)


@dataclass(frozen=True, slots=True)
class Named:
    """Rows ready to be shown: a heading per column, flags as booleans, all else as text."""

    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


# What the page says at its head already.
SAID_ABOVE = frozenset({"period", "stores", "advisor", "technician"})
FILTERS: Mapping[str, Text] = {
    "as_of": Text(zh="数据截至", en="Data as of"),
    "window": Text(zh="流失期限（月）", en="Loss window (months)"),
    "tolerance": Text(zh="迟到容许（分钟）", en="Late by at most (minutes)"),
    "rework_window": Text(zh="返修期限（天）", en="Rework window (days)"),
    "unit": Text(zh="统计单位", en="Counted by"),
}


def filters(held: Mapping[str, str], language: Language) -> list[tuple[str, str]]:
    """The filters of a figure, besides month and store."""
    return [
        (heading(name, language), coded(value, language))
        for name, value in held.items()
        if name not in SAID_ABOVE
    ]


def named(table: pa.Table, language: Language) -> Named:
    """The rows of a fact with names for keys: what a row is, whether it counts, then the rest.

    Key columns nobody reads and columns without any value are left out.
    """
    shown: dict[str, list[Cell]] = {}
    for name in sorted(filter(_is_read, table.column_names), key=_place):
        cells = _column(name, table.column(name).to_pylist(), language)
        if any(cell != "" for cell in cells):
            shown[name] = cells
    headings = tuple(_heading(name).say(language) for name in shown)
    return Named(headings, tuple(zip(*shown.values(), strict=True)))


def _place(name: str) -> int:
    order = ("fact", "order_id", "appointment_id", "complaint_id", "vehicle_id")
    if name in order:
        return order.index(name)
    return len(order) if name.startswith("in_") else len(order) + 1


def _is_read(name: str) -> bool:
    return name in LOOKUPS or not name.endswith("_id")


def heading(name: str, language: Language) -> str:
    """What a column is called."""
    return _heading(name).say(language)


def _heading(name: str) -> Text:
    if name in LOOKUPS:
        return LOOKUPS[name].heading
    return HEADINGS.get(name) or FILTERS.get(name) or Text(zh=name, en=name)


def _column(name: str, values: Sequence[Any], language: Language) -> list[Cell]:
    if name in LOOKUPS:
        keys = {value for value in values if value is not None}
        names = LOOKUPS[name].names(keys)
        return [names.get(value) or "" for value in values]
    return [_cell(name, value, language) for value in values]


def _cell(name: str, value: Any, language: Language) -> Cell:
    if name.startswith(("in_", "is_", "has_")) and value is not None:
        return bool(value)
    match value:
        case None:
            return ""
        case datetime():
            return value.strftime("%Y-%m-%d %H:%M")
        case str():
            return _word(name, value, language)
        case _:
            return str(value)


def _word(name: str, value: str, language: Language) -> str:
    if name == "fact" and value in FACTS:
        return FACTS[value].say(language)
    return coded(value, language) if name in CODED else value


def as_csv(table: pa.Table, language: Language) -> bytes:
    """The rows as CSV that spreadsheets open: with a byte-order mark, formulas neutralised."""
    shown = named(table, language)
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(shown.headings)
    writer.writerows(_words(row, language) for row in shown.rows)
    return stream.getvalue().encode("utf-8-sig")


def _words(row: Iterable[Cell], language: Language) -> list[str]:
    flags = {True: YES.say(language), False: NO.say(language)}
    return [flags[cell] if isinstance(cell, bool) else harmless(cell) for cell in row]
