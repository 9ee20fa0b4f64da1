"""A small dealer, October 2025: every figure of it was counted by hand (see ``test_specs``)."""

from __future__ import annotations

from typing import Any

from tests.core.metrics.marts import Rows

MOT_SCORES = {
    "explain_work": "98.9",
    "fast_reception": "103.2",
    "correct_complete": "101.8",
    "explain_bill": "102.5",
    "fast_pickup": "102.5",
    "stay_time": "95.8",
    "listen": "103.2",
    "assist_pickup": "103.5",
    "clean_vehicle": "100.0",
    "lounge_comfort": "92.3",
}


def e4(score: str) -> int:
    whole, _, part = score.partition(".")
    return int(whole) * 10_000 + int(part.ljust(4, "0"))


def order(order_id: int, vehicle_id: int, opened_on: str, **given: Any) -> dict[str, Any]:
    row = {
        "order_id": order_id,
        "store_id": 1,
        "vehicle_id": vehicle_id,
        "opened_on": opened_on,
        "opened_at": f"{opened_on} 09:00",
        "settled_on": opened_on,
        "is_internal": 0,
        "advisor_id": 11,
        "group_code": "A",
        "technician_id": 21,
    }
    return row | given


def vehicle(vehicle_id: int, model: str, on_file_on: str, **given: Any) -> dict[str, Any]:
    row = {
        "store_id": 1,
        "vehicle_id": vehicle_id,
        "model": model,
        "on_file_on": on_file_on,
        "purchased_on": "2020-01-01",
        "warranty_ends_on": "2023-01-01",
        "region": "north",
        "is_fleet": 0,
    }
    return row | given


def contact(task_id: int, contact_type: str, vehicle_id: int, due_on: str, **given: Any) -> Any:
    row = {
        "task_id": task_id,
        "store_id": 1,
        "contact_type": contact_type,
        "vehicle_id": vehicle_id,
        "due_on": due_on,
        "agent_id": 31,
        "advisor_id": 11,
        "attempts": 1,
    }
    return row | given


OF_B = {"advisor_id": 12, "group_code": "B"}

ORDERS: Rows = [
    order(
        1,
        101,
        "2025-10-02",
        all_menu_priced=1,
        had_precheck=1,
        precheck_form_used=1,
        customer_present=1,
        prepick_on_time=1,
        bill_explained=1,
        promised_at="2025-10-02 17:00",
        completed_at="2025-10-02 16:00",
        final_checked_at="2025-10-02 16:30",
        billed_at="2025-10-02 16:40",
        minutes_sold=120,
        parts_fen=10_000,
        appointment_origin="active",
    ),
    order(
        2,
        102,
        "2025-10-03",
        technician_id=22,
        fault_code="F1",
        all_menu_priced=0,
        precheck_form_used=0,
        customer_present=1,
        prepick_on_time=0,
        bill_explained=0,
        promised_at="2025-10-03 17:00",
        completed_at="2025-10-03 16:45",
        final_checked_at="2025-10-03 16:50",
        billed_at="2025-10-03 17:00",
        minutes_sold=60,
        parts_fen=0,
    ),
    order(
        3,
        103,
        "2025-10-03",
        **OF_B,
        had_precheck=0,
        precheck_form_used=1,
        customer_present=0,
        completed_at="2025-10-03 12:00",
        minutes_sold=30,
        parts_fen=5_000,
        appointment_origin="passive",
    ),
    order(4, 104, "2025-10-10", **OF_B, is_internal=1, all_menu_priced=1, minutes_sold=30),
    order(5, 101, "2025-10-02", minutes_sold=0, parts_fen=1_000),
    order(6, 105, "2025-10-20", **OF_B, settled_on=None),
    order(
        7,
        102,
        "2025-10-15",
        **OF_B,
        technician_id=21,
        fault_code="F1",
        settled_on="2025-10-16",
        rework_cause="vibration",
        minutes_sold=60,
    ),
    order(8, 107, "2025-10-21", minutes_sold=60, parts_fen=4_000),
    order(30, 204, "2025-05-01"),
    order(40, 102, "2025-02-03"),
    order(41, 103, "2025-02-28"),
    order(42, 104, "2025-02-10", **OF_B),
    order(43, 105, "2024-10-20"),
    order(44, 106, "2024-10-05"),
    order(45, 106, "2024-12-20"),
    order(46, 107, "2025-02-05"),
    order(47, 102, "2025-06-01"),
    order(48, 101, "2024-01-15"),
    order(49, 110, "2024-05-05"),
    order(50, 103, "2026-01-10"),
]

VEHICLES: Rows = [
    vehicle(101, "X", "2024-01-01", purchased_on="2025-02-01", warranty_ends_on="2028-02-01"),
    *(vehicle(v, "X", "2024-01-01") for v in (102, 103, 104)),
    *(vehicle(v, "Y", "2024-01-01") for v in (105, 106, 110)),
    vehicle(107, "Y", "2024-01-01", is_fleet=1),
    vehicle(108, "Y", "2025-10-05"),
    vehicle(204, "Y", "2025-02-11"),
]

SALES: Rows = [
    {"sale_id": 1, "vehicle_id": 201, "counted_on": "2025-10-10", "introduced": 1}
    | {"delivered_on": "2025-10-10", "first_contact_on": "2025-11-01"},
    {"sale_id": 2, "vehicle_id": 202, "counted_on": "2025-10-12", "introduced": 0}
    | {"delivered_on": "2025-10-12", "first_contact_on": "2026-02-01"},
    {"sale_id": 3, "vehicle_id": 203, "counted_on": "2025-02-10"},
    {"sale_id": 4, "vehicle_id": 204, "counted_on": "2025-02-11"},
]

APPOINTMENTS: Rows = [
    {"appointment_id": 1, "vehicle_id": 101, "origin": "active", "has_exact_time": 1}
    | {"booked_at": "2025-10-01 10:00", "appointed_at": "2025-10-02 09:00"}
    | {"appointed_on": "2025-10-02", "reminded_at": "2025-10-01 15:00"}
    | {"arrived_at": "2025-10-02 09:00", "order_id": 1, "came_on": "2025-10-02"},
    {"appointment_id": 2, "vehicle_id": 103, "origin": "passive", "has_exact_time": 0}
    | {"booked_at": "2025-10-03 08:00", "appointed_at": "2025-10-03 10:00"}
    | {"appointed_on": "2025-10-03", "arrived_at": "2025-10-03 10:07"}
    | {"order_id": 3, "came_on": "2025-10-03"},
    {"appointment_id": 3, "vehicle_id": 106, "origin": "active", "has_exact_time": 1}
    | {"booked_at": "2025-10-01 10:00", "appointed_at": "2025-10-05 09:00"}
    | {"appointed_on": "2025-10-05", "reminded_at": "2025-10-04 08:00"},
    {"appointment_id": 4, "vehicle_id": 105, "origin": "active", "has_exact_time": 1}
    | {"booked_at": "2025-10-01 10:00", "appointed_at": "2025-10-06 09:00"}
    | {"appointed_on": "2025-10-06", "cancelled_at": "2025-10-05 09:00"},
]

CONTACTS: Rows = [
    contact(1, "after_repair", 101, "2025-10-05", outcome="answered", level="delighted")
    | {"interviewed_on": "2025-10-05", "satisfied": 1, "problem_raised": 1, "problem_solved": 1},
    contact(2, "after_repair", 102, "2025-10-06", outcome="answered", level="disappointed")
    | {"interviewed_on": "2025-10-08", "attempts": 2, "problem_raised": 1, "problem_solved": 0},
    contact(3, "after_repair", 103, "2025-10-06", outcome="no_answer", attempts=3),
    contact(4, "after_repair", 104, "2025-10-10", outcome="refused"),
    contact(5, "after_repair", 105, "2025-10-20", attempts=0),
    contact(11, "lost_customer", 106, "2025-10-08", outcome="booked", interviewed_on="2025-10-08"),
    contact(12, "lost_customer", 104, "2025-10-08", outcome="too_far", interviewed_on="2025-10-09"),
    contact(13, "lost_customer", 103, "2025-10-08", outcome="too_far", interviewed_on="2025-10-09")
    | {"is_company_car": 1},
    contact(14, "lost_customer", 105, "2025-10-08", outcome="powered_off", attempts=2),
    contact(21, "first_maintenance", 101, "2025-10-10", outcome="interested")
    | {"interviewed_on": "2025-10-10", "returned_on": "2025-10-20"},
    contact(22, "periodic_maintenance", 101, "2025-10-25", attempts=0),
    contact(23, "periodic_maintenance", 102, "2025-10-12", outcome="no_answer"),
    contact(24, "periodic_maintenance", 104, "2025-10-15", attempts=0),
    contact(25, "periodic_maintenance", 107, "2025-10-15", is_fleet=1),
]

COMPLAINTS: Rows = [
    {"complaint_id": 1, "cause": "quality", "received_on": "2025-10-02", "responsible_id": 21}
    | {"replied_on": "2025-10-03", "closed_on": "2025-10-10"},
    {"complaint_id": 2, "cause": "time", "received_on": "2025-10-09", "replied_on": "2025-10-20"},
    {"complaint_id": 3, "cause": "quality", "received_on": "2025-10-30"}
    | {"closed_on": "2025-12-01"},
]

ANSWERS: Rows = [
    {"response_id": 1, "question": "Q1", "score_e4": e4("100"), "advisor_id": 11},
    {"response_id": 1, "question": "Q2", "score_e4": e4("90"), "advisor_id": 11},
    {"response_id": 2, "question": "Q1", "score_e4": e4("80"), "advisor_id": 11}
    | {"is_external": 1},
    {"response_id": 3, "question": "Q1", "advisor_id": 12, "is_external": 1},
]

SCORES: Rows = [
    *(
        {"kind": "mot", "item": item, "score_e4": e4(score), "sample": 114}
        for item, score in MOT_SCORES.items()
    ),
    {"kind": "css", "item": "total", "score_e4": e4("98.5"), "sample": 114},
    {"kind": "pt", "item": "total", "score_e4": e4("54.17"), "sample": 1},
    {"kind": "pt", "item": "receive_vehicle", "score_e4": e4("37.5"), "sample": 1},
]

TENURES: Rows = [
    {"employee_id": 1, "post": "advisor", "started_on": "2024-01-01"},
    {"employee_id": 2, "post": "advisor", "started_on": "2024-01-01", "ended_on": "2025-10-15"},
    {"employee_id": 3, "post": "advisor", "started_on": "2025-10-10"},
    {"employee_id": 4, "post": "clerk", "started_on": "2024-01-01", "ended_on": "2025-10-09"},
    {"employee_id": 4, "post": "advisor", "started_on": "2025-10-10"},
]


def _in_store(rows: Rows, **given: Any) -> Rows:
    return [{"store_id": 1} | given | row for row in rows]


WORLD: dict[str, Rows] = {
    "repair_order": ORDERS,
    "vehicle": VEHICLES,
    "vehicle_sale": _in_store(SALES),
    "appointment": _in_store(APPOINTMENTS),
    "contact": CONTACTS,
    "complaint": _in_store(COMPLAINTS),
    "answer": _in_store(ANSWERS, answered_on="2025-10-20", questionnaire="internal"),
    "survey_score": _in_store(SCORES, month_on="2025-10-01", row="this"),
    "tenure": _in_store(TENURES),
    "time_record": _in_store(
        [
            {"technician_id": 21, "available_minutes": 480, "clocked_minutes": 300},
            {"technician_id": 22, "available_minutes": 480, "clocked_minutes": 300},
        ],
        worked_on="2025-10-02",
    ),
    "parts_request": _in_store(
        [
            {"order_id": 1, "part_no": "A", "available_at_once": 1},
            {"order_id": 1, "part_no": "B", "available_at_once": 0},
            {"order_id": 2, "part_no": "A", "available_at_once": 1},
        ],
        requested_on="2025-10-03",
    ),
    "suggestion": _in_store(
        [
            {"suggestion_id": 1, "accepted_on": "2025-10-05", "executed_on": "2025-10-20"},
            {"suggestion_id": 2, "accepted_on": "2025-10-06"},
            {"suggestion_id": 3},
        ],
        made_on="2025-10-01",
    ),
    "policy": _in_store(
        [
            {"policy_id": 1, "vehicle_id": 101, "starts_on": "2024-10-15", "ends_on": "2025-10-14"},
            {"policy_id": 2, "vehicle_id": 101, "starts_on": "2025-10-15", "ends_on": "2026-10-14"}
            | {"is_renewal": 1},
            {"policy_id": 3, "vehicle_id": 102, "starts_on": "2024-10-20", "ends_on": "2025-10-19"},
        ],
        kind="commercial",
    ),
    "inspection": _in_store(
        [
            {"done_on": "2025-10-06", "relayed_on": "2025-10-06", "needs_follow_up": 1}
            | {"followed_up_on": "2025-10-07"},
            {},
            {"done_on": "2025-10-06", "needs_follow_up": 1},
        ],
        planned_on="2025-10-06",
        counted_on="2025-10-06",
    ),
    "training": _in_store([{"held_on": "2025-10-07"}, {"held_on": "2025-10-21"}]),
}
