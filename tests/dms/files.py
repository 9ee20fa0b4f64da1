"""Small export files, one of each feed, and the way they go in."""

from __future__ import annotations

import atexit
import csv
import io
from datetime import datetime
from typing import Any

from careloop.core.ingest.reading.child import ReadingChild
from careloop.core.ingest.reading.limits import Limits
from careloop.dms import actions
from careloop.dms.models import ImportRun
from careloop.organisation.models import Store
from careloop.organisation.rules import Viewer

NOW = datetime(2026, 11, 20, 9, 0)
VIN = "LSVAA49J132123456"
OTHER_VIN = "LSVAA49J132654321"

Row = dict[str, str]
# One reading process for all tests of a session: its start is the slowest part of an import.
CHILD = ReadingChild(Limits())
atexit.register(CHILD.stop)

ROWS: dict[str, Row] = {
    "employees": {
        "employee_no": "A01", "name": "李明", "department": "前台", "post": "服务顾问",
        "group": "一组", "phone": "13800001111", "hired_on": "2024-03-01", "left_on": "",
    },
    "customers": {
        "customer_no": "C1", "name": "王芳", "kind": "个人", "level": "金卡",
        "phone": "13912345678", "home_phone": "021-61234567", "decision_maker_name": "王总",
        "decision_maker_phone": "13700001234", "driver_name": "小赵",
        "driver_phone": "13600004321", "sex": "女", "birthday": "1985-05-06",
        "occupation": "教师", "region": "浦东", "address": "世纪大道 1 号",
        "filed_on": "2024-01-02", "do_not_contact": "否",
    },
    "vehicles": {
        "vin": VIN, "plate": "沪A12345", "model": "帕萨特", "model_line": "B 级",
        "customer_no": "C1", "owner_name": "王芳", "owner_phone": "13912345678",
        "is_company_car": "是", "purchased_on": "2024-01-02", "warranty_ends_on": "2027-01-02",
        "insurance_ends_on": "2027-01-01", "inspection_due_on": "2027-02-01", "mileage": "20500",
    },
    "vehicle_sales": {
        "vin": OTHER_VIN, "model": "途观", "sold_on": "2026-08-01", "delivered_on": "2026-08-03",
        "customer_no": "C2", "customer_name": "陈刚", "phone": "13512340000",
        "sales_consultant_no": "X01", "introduced_to_service": "是",
        "first_service_contact_at": "2026-08-05 10:00",
    },
    "repair_orders": {
        "ro_no": "R1", "vin": VIN, "plate": "沪A12345", "model": "帕萨特", "customer_no": "C1",
        "customer_name": "王芳", "phone": "13912345678", "job_type": "一般维修",
        "is_internal": "否", "opened_at": "2026-10-03 08:30", "promised_at": "2026-10-03 16:00",
        "completed_at": "2026-10-03 15:00", "final_checked_at": "2026-10-03 15:10",
        "billed_at": "2026-10-03 15:20", "settled_at": "2026-10-03 15:30",
        "delivered_at": "2026-10-03 15:40", "advisor_no": "A01", "advisor_name": "李明",
        "technician_no": "T01", "technician_name": "周强", "mileage": "20510",
        "appointment_no": "B1", "had_precheck": "是", "precheck_form_used": "是",
        "customer_present": "否", "all_menu_priced": "是", "prepick_on_time": "",
        "bill_explained": "是", "is_rework": "否", "rework_of": "", "rework_cause": "",
        "fault_code": "F7", "hours_sold": "1.5", "labour_amount": "300.00",
        "parts_amount": "120.55", "total_amount": "420.55",
    },
    "labour_lines": {
        "ro_no": "R1", "line_no": "1", "operation_code": "OP1", "operation": "换机油",
        "technician_no": "T01", "hours": "0.5", "amount": "100.00", "payer": "自费",
        "is_additional": "是", "customer_signed": "是",
    },
    "part_lines": {
        "ro_no": "R1", "line_no": "2", "part_no": "P9", "part_name": "机油", "quantity": "4.5",
        "amount": "120.55", "payer": "索赔",
    },
    "appointments": {
        "appointment_no": "B1", "vin": VIN, "plate": "沪A12345", "phone": "13912345678",
        "origin": "主动", "booked_at": "2026-10-01 09:00", "appointed_at": "2026-10-03 08:30",
        "has_exact_time": "是", "reminded_at": "2026-10-02 10:00",
        "arrived_at": "2026-10-03 08:25", "cancelled_at": "", "ro_no": "R1", "advisor_no": "A01",
        "taken_by_no": "K01",
    },
    "time_records": {
        "employee_no": "T01", "on": "2026-10-03", "available_hours": "8",
        "clocked_hours": "6.25",
    },
    "parts_requests": {
        "ro_no": "R1", "part_no": "P9", "requested_at": "2026-10-03 09:00",
        "available_at_once": "是", "quantity": "4.5",
    },
    "calls": {
        "call_no": "K1", "contact_type": "维修后回访", "ro_no": "R1", "vin": VIN,
        "phone": "13912345678", "due_on": "2026-10-05", "attempted_at": "2026-10-05 14:00",
        "agent_no": "K01", "outcome": "成功", "satisfied": "是", "level": "欣喜",
        "problem_raised": "否", "problem_solved": "", "remark": "很好",
    },
    "survey_responses": {
        "response_no": "S1", "questionnaire": "Q2026", "answered_at": "2026-10-06 10:00",
        "ro_no": "R1", "advisor_no": "A01", "is_external": "是", "question": "q1",
        "score": "9.5", "text": "接待热情",
    },
    "survey_scores": {
        "period": "2026-10", "kind": "css", "row": "本店", "item": "总分", "score": "85.25",
        "sample": "40", "weight": "0.15",
    },
    "complaints": {
        "complaint_no": "J1", "received_at": "2026-10-07 09:00", "channel": "电话",
        "ro_no": "R1", "vin": VIN, "phone": "13912345678", "cause": "质量", "severity": "二类",
        "description": "异响没有解决", "responsible_no": "A01",
        "first_reply_at": "2026-10-07 10:00", "solved_at": "2026-10-08 10:00",
        "closed_at": "2026-10-09 10:00", "is_valid": "是", "invalid_reason": "",
        "satisfied": "是",
    },
    "suggestions": {
        "suggestion_no": "G1", "made_on": "2026-10-02", "department": "车间",
        "text": "增加充气泵", "accepted_on": "2026-10-05", "executed_on": "2026-10-20",
    },
    "insurance_policies": {
        "policy_no": "PL1", "vin": VIN, "insurer": "平安", "kind": "商业险",
        "starts_on": "2026-01-01", "ends_on": "2026-12-31", "premium": "3500.50",
        "is_new_car": "否", "is_renewal": "是", "agent_no": "N01",
    },
    "targets": {
        "store": "S1", "kpi": "appointment_rate", "period": "2026-10", "value": "0.35",
        "comparator": ">=",
    },
}  # fmt: skip


def as_csv(*rows: Row, encoding: str = "utf-8-sig") -> bytes:
    """Rows as a CSV file; the first row's keys are the headers."""
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue().encode(encoding)


def take(
    store: Store, feed: str, *rows: Row, by: Viewer | None = None, now: datetime = NOW, **more: Any
) -> ImportRun:
    """Import rows of a feed and return the run."""
    return take_file(store, feed, as_csv(*rows), by=by, now=now, **more)


def take_file(
    store: Store,
    feed: str,
    content: bytes,
    *,
    by: Viewer | None = None,
    now: datetime = NOW,
    **more: Any,
) -> ImportRun:
    """Import a file's bytes and return the run."""
    run = actions.start_import(
        by=by or Viewer.system(),
        store=store,
        feed=feed,
        file=io.BytesIO(content),
        file_name=more.pop("file_name", f"{feed}.csv"),
        now=now,
        **more,
    )
    return actions.run_import(run.pk, now=now, child=CHILD)


def row(feed: str, **cells: str) -> Row:
    """The sample row of a feed with some cells changed."""
    return {**ROWS[feed], **cells}


def counts(run: ImportRun) -> tuple[int, int, int, int]:
    """created, updated, unchanged, quarantined"""
    return run.created, run.updated, run.unchanged, run.quarantined
