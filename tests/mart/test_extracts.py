"""What each extract brings into the mart, row by row."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from careloop.core.facts.schema import FACTS
from careloop.core.kernel.codes import OUTCOME
from careloop.core.kernel.periods import Period
from careloop.mart.dialects import DIALECTS
from careloop.mart.extracts.contacts import INTERVIEWED, NOT_ATTEMPTED
from careloop.mart.extracts.registry import BUILDERS, DERIVED, NOT_YET, extracts
from careloop.mart.reading import dialect, read
from tests.mart.books import Books

# Columns that are made of other facts after these have been copied.
MADE_LATER = {
    "vehicle": {"first_visit_on", "last_visit_on", "last_visit_advisor_id"}
    | {"last_visit_group_code", "is_first_any"},
    "vehicle_sale": {"first_visit_on", "first_visit_any_on"},
    "policy": {"renewed_on"},
}


def rows(fact: str) -> list[dict[str, Any]]:
    return read(extracts(dialect())[fact]).to_pylist()


def test_every_fact_is_copied_derived_or_named_as_coming_later() -> None:
    assert {*BUILDERS, *DERIVED, *NOT_YET} == set(FACTS)


@pytest.mark.parametrize("written", DIALECTS.values(), ids=DIALECTS)
@pytest.mark.parametrize("name", BUILDERS)
def test_extract_gives_every_column_of_its_fact(name: str, written: Any) -> None:
    extract = extracts(written)[name]
    given = set(extract.columns) | MADE_LATER.get(name, set())
    assert given == set(extract.fact.schema.names)
    assert extract.watches[0].month_on == extract.month_on


def test_outcomes_named_in_the_extract_are_codes() -> None:
    assert set(INTERVIEWED) < set(OUTCOME.codes)
    assert set(NOT_ATTEMPTED) - {""} < set(OUTCOME.codes)


def test_order_takes_sums_from_its_lines_only_where_it_carries_none(books: Books) -> None:
    car = books.vehicle()
    bare = books.order(car, date(2026, 10, 3))
    own = books.order(
        car, date(2026, 10, 4), minutes_sold=60, labour_fen=0, parts_fen=500, total_fen=800
    )
    for order in (bare, own):
        books.labour(order, 1, 90, 20_000)
        books.labour(order, 2, 30, 10_000)
        books.part(order, 1, 7_000)
    found = {row["order_id"]: row for row in rows("repair_order")}
    sums = ("minutes_sold", "labour_fen", "parts_fen", "total_fen")
    assert [found[bare.pk][name] for name in sums] == [120, 30_000, 7_000, 37_000]
    assert [found[own.pk][name] for name in sums] == [60, 0, 500, 800]


def test_order_without_lines_has_no_sums_rather_than_zero(books: Books) -> None:
    books.order(books.vehicle(), date(2026, 10, 3))
    (found,) = rows("repair_order")
    assert (found["labour_fen"], found["parts_fen"], found["total_fen"]) == (None, None, None)


def test_order_keeps_moments_to_the_second_and_blank_texts_as_null(books: Books) -> None:
    books.order(
        books.vehicle(),
        date(2026, 10, 3),
        promised_at=datetime(2026, 10, 3, 16, 20, 5),
        had_precheck=False,
    )
    (found,) = rows("repair_order")
    assert found["promised_at"] == datetime(2026, 10, 3, 16, 20, 5)
    assert found["opened_on"] == found["settled_on"] == date(2026, 10, 3)
    assert (found["had_precheck"], found["customer_present"], found["fault_code"]) == (
        0,
        None,
        None,
    )


def test_order_is_internal_by_flag_or_by_job_type(books: Books) -> None:
    car = books.vehicle()
    books.order(car, date(2026, 10, 1), is_internal=True)
    books.order(car, date(2026, 10, 2), job_type="internal")
    books.order(car, date(2026, 10, 3))
    assert sorted(row["is_internal"] for row in rows("repair_order")) == [0, 1, 1]


def test_order_names_the_advisors_group_of_that_day(books: Books) -> None:
    advisor = books.employee("A1", group="甲组", since=date(2026, 1, 1), until=date(2026, 6, 30))
    books.employee("A1", group="乙组", since=date(2026, 7, 1))
    car = books.vehicle()
    for day in (date(2025, 12, 31), date(2026, 6, 30), date(2026, 7, 1)):
        books.order(car, day, advisor=advisor)
    groups = {row["opened_on"]: row["group_code"] for row in rows("repair_order")}
    assert list(dict(sorted(groups.items())).values()) == [None, "甲组", "乙组"]


def test_order_is_linked_to_an_appointment_from_either_side(books: Books) -> None:
    car = books.vehicle()
    names_it = books.order(car, date(2026, 10, 1), appointment_no="A77")
    named = books.order(car, date(2026, 10, 2))
    cancelled = books.order(car, date(2026, 10, 3), appointment_no="A88")
    at = datetime(2026, 10, 1, 9)
    books.appointment(at, appointment_no="A77", origin="active")
    books.appointment(at, ro_no=named.ro_no, origin="passive")
    books.appointment(at, appointment_no="A88", origin="active", cancelled_at=at)
    origins = {row["order_id"]: row["appointment_origin"] for row in rows("repair_order")}
    assert origins == {names_it.pk: "active", named.pk: "passive", cancelled.pk: None}


def test_rework_points_to_the_order_it_came_back_from(books: Books) -> None:
    car = books.vehicle()
    first = books.order(car, date(2026, 10, 1), ro_no="R1")
    again = books.order(car, date(2026, 10, 9), is_rework=True, rework_of="R1")
    found = {row["order_id"]: row["rework_of_order_id"] for row in rows("repair_order")}
    assert found == {first.pk: None, again.pk: first.pk}


def test_appointment_came_on_the_day_its_order_was_opened_else_it_arrived(books: Books) -> None:
    order = books.order(books.vehicle(), date(2026, 10, 2))
    at = datetime(2026, 10, 1, 9)
    books.appointment(at, ro_no=order.ro_no)
    books.appointment(at, arrived_at=datetime(2026, 10, 1, 9, 5))
    books.appointment(at)
    found = rows("appointment")
    assert [row["came_on"] for row in found] == [date(2026, 10, 2), date(2026, 10, 1), None]
    assert [row["vehicle_id"] for row in found] == [order.vehicle_id, None, None]


def test_staff_numbers_become_ids_of_the_same_store(books: Books, other_store: Any) -> None:
    technician = books.employee("T1", "technician")
    Books(other_store).employee("T1", "technician")
    books.hours("T1", date(2026, 10, 1), 480, 400)
    books.hours("nobody", date(2026, 10, 1), 480, 0)
    books.hours("nobody else", date(2026, 10, 1), 480, 0)
    ids = [row["technician_id"] for row in rows("time_record")]
    assert ids[0] == technician.pk
    assert len(set(ids)) == 3
    assert max(ids[1:]) < 0


def test_parts_requests_of_unknown_orders_stay_apart(books: Books) -> None:
    order = books.order(books.vehicle(), date(2026, 10, 1))
    at = datetime(2026, 10, 1, 10)
    books.parts_request(order.ro_no, "P1", at, True)
    books.parts_request("lost", "P1", at, False)
    books.parts_request("gone", "P1", at, False)
    keys = [row["order_id"] for row in rows("parts_request")]
    assert keys[0] == order.pk
    assert len(set(keys)) == 3
    assert max(keys[1:]) < 0


def test_contact_is_decided_by_its_interview_whenever_it_was(books: Books) -> None:
    agent = books.employee("C1", "call_agent")
    task = books.task(date(2026, 10, 4))
    books.attempt(task, datetime(2026, 10, 4, 10), "no_answer")
    books.attempt(task, datetime(2026, 10, 5, 10), "answered", level="delighted", agent_no="C1")
    books.attempt(task, datetime(2026, 10, 6, 10), "powered_off")
    (found,) = rows("contact")
    assert (found["outcome"], found["level"], found["agent_id"]) == (
        "answered",
        "delighted",
        agent.pk,
    )
    assert (found["attempts"], found["interviewed_on"]) == (3, date(2026, 10, 5))
    assert (found["first_attempted_on"], found["last_attempted_on"]) == (
        date(2026, 10, 4),
        date(2026, 10, 6),
    )


def test_contact_without_interview_is_decided_by_the_last_attempt(books: Books) -> None:
    task = books.task(date(2026, 10, 4))
    books.attempt(task, datetime(2026, 10, 5, 10), "powered_off")
    books.attempt(task, datetime(2026, 10, 4, 10), "no_answer")
    (found,) = rows("contact")
    assert (found["outcome"], found["interviewed_on"]) == ("powered_off", None)


def test_contact_that_was_only_listed_was_never_attempted(books: Books) -> None:
    listed, empty = books.task(date(2026, 10, 4)), books.task(date(2026, 10, 5))
    books.attempt(listed, None, "not_called")
    found = {row["task_id"]: row["attempts"] for row in rows("contact")}
    assert found == {listed.pk: 0, empty.pk: 0}


def test_contact_belongs_to_the_advisor_of_its_order_else_of_the_last_visit(books: Books) -> None:
    first, second = books.employee("A1", group="甲组"), books.employee("A2")
    car = books.vehicle()
    order = books.order(car, date(2026, 9, 1), advisor=first)
    books.order(car, date(2026, 9, 20), advisor=second)
    books.order(car, date(2026, 10, 20), advisor=first)
    of_order = books.task(date(2026, 10, 4), order=order)
    of_car = books.task(date(2026, 10, 4), "lost_customer", vehicle=car)
    found = {row["task_id"]: (row["advisor_id"], row["group_code"]) for row in rows("contact")}
    assert found == {of_order.pk: (first.pk, "甲组"), of_car.pk: (second.pk, None)}


@pytest.mark.parametrize(
    ("came_on", "returned_on"),
    [
        (date(2026, 10, 4), None),
        (date(2026, 10, 5), date(2026, 10, 5)),
        (date(2026, 11, 3), date(2026, 11, 3)),
        (date(2026, 11, 4), None),
    ],
)
def test_contact_returned_within_thirty_days_after_the_last_attempt(
    books: Books, came_on: date, returned_on: date | None
) -> None:
    car = books.vehicle()
    task = books.task(date(2026, 10, 1), "periodic_maintenance", vehicle=car)
    books.attempt(task, datetime(2026, 10, 4, 15), "interested")
    books.order(car, came_on)
    (found,) = rows("contact")
    assert found["returned_on"] == returned_on


def test_vehicle_is_on_file_from_the_earliest_day_known(books: Books) -> None:
    bought = books.vehicle(purchased_on=date(2025, 3, 1))
    seen = books.vehicle()
    sold = books.vehicle()
    nothing = books.vehicle()
    books.order(bought, date(2025, 9, 1))
    books.order(seen, date(2025, 9, 2))
    books.sale(sold, date(2026, 1, 5), delivered_on=date(2026, 1, 9))
    days = {row["vehicle_id"]: row["on_file_on"] for row in rows("vehicle")}
    assert days == {
        bought.pk: date(2025, 3, 1),
        seen.pk: date(2025, 9, 2),
        sold.pk: date(2026, 1, 5),
        nothing.pk: date(2026, 11, 1),  # the day its row was written
    }


def test_sale_is_counted_on_delivery_else_on_the_day_of_sale(books: Books) -> None:
    books.sale(books.vehicle(), date(2026, 1, 30), delivered_on=date(2026, 2, 2))
    books.sale(books.vehicle(), date(2026, 1, 31))
    assert [row["counted_on"] for row in rows("vehicle_sale")] == [
        date(2026, 2, 2),
        date(2026, 1, 31),
    ]


def test_answer_takes_the_advisor_named_else_the_one_of_its_order(books: Books) -> None:
    first, second = books.employee("A1"), books.employee("A2")
    order = books.order(books.vehicle(), date(2026, 10, 1), advisor=first)
    at = datetime(2026, 10, 5, 9)
    books.response(at, {"q1": 90, "q2": None}, ro_no=order.ro_no)
    books.response(at, {"q1": 80}, ro_no=order.ro_no, advisor_no="A2", is_external=True)
    found = [
        (r["question"], r["score_e4"], r["advisor_id"], r["is_external"]) for r in rows("answer")
    ]
    assert sorted(found, key=str) == [
        ("q1", 800_000, second.pk, 1),
        ("q1", 900_000, first.pk, None),
        ("q2", None, first.pk, None),
    ]


def test_complaint_knows_order_advisor_and_responsible_person(books: Books) -> None:
    advisor, manager = books.employee("A1"), books.employee("M1", "service_manager")
    order = books.order(books.vehicle(), date(2026, 10, 1), advisor=advisor)
    books.complaint(
        datetime(2026, 10, 2, 9), order=order, responsible_no="M1", closed_at=datetime(2026, 10, 3)
    )
    (found,) = rows("complaint")
    assert (found["advisor_id"], found["responsible_id"]) == (advisor.pk, manager.pk)
    assert (found["vehicle_id"], found["closed_on"]) == (order.vehicle_id, date(2026, 10, 3))
    assert found["replied_on"] is None


def test_tenure_ends_when_the_employee_left(books: Books) -> None:
    employee = books.employee("A1")
    employee.left_on = date(2026, 5, 31)
    employee.save()
    (found,) = rows("tenure")
    assert (found["department"], found["ended_on"]) == ("front_desk", date(2026, 5, 31))


def test_post_written_twice_for_one_day_is_one_post(books: Books) -> None:
    books.employee("A1", group="甲组")
    books.employee("A1", group="乙组")
    books.employee("A1", "care_specialist")
    assert sorted(row["post"] for row in rows("tenure")) == ["care_specialist", "service_advisor"]


def test_read_keeps_to_the_months_asked_for(books: Books) -> None:
    for day in (date(2026, 9, 30), date(2026, 10, 1), date(2026, 10, 31), date(2026, 11, 1)):
        books.complaint(datetime(day.year, day.month, day.day, 23, 59))
    found = read(extracts(dialect())["complaint"], Period.month(2026, 10))
    assert found["received_on"].to_pylist() == [date(2026, 10, 1), date(2026, 10, 31)]
    assert found.schema == FACTS["complaint"].schema


def test_contact_counts_from_the_day_it_is_due_unless_its_reason_went_away(books: Books) -> None:
    long_ago, far_ahead = date(2026, 10, 5), date(2099, 1, 1)
    counted = [
        books.task(long_ago, state="open"),
        books.task(long_ago, state="expired"),
        books.task(long_ago, state="given_up"),
        books.task(far_ahead, state="done"),  # called before its day
        books.task(far_ahead),  # of an export: as it came
    ]
    books.task(far_ahead, state="open")
    books.task(long_ago, state="gone")
    assert {row["task_id"] for row in rows("contact")} == {task.pk for task in counted}


def test_appointment_counts_from_its_day_or_when_the_customer_came_before(books: Books) -> None:
    ahead = datetime(2099, 1, 1, 9)
    counted = [
        books.appointment(datetime(2026, 10, 5, 9)),
        books.appointment(ahead, arrived_at=datetime(2026, 10, 6, 9)),
    ]
    books.appointment(ahead)
    assert {row["appointment_id"] for row in rows("appointment")} == {one.pk for one in counted}


def test_merged_complaint_counts_once_and_a_reopened_one_is_not_closed(books: Books) -> None:
    at = datetime(2026, 10, 2, 9)
    kept = books.complaint(at, first_reply_at=at, state="taken_over", reopened=1)
    books.complaint(at, state="merged", merged_into=kept, closed_at=at)
    (found,) = rows("complaint")
    assert found["complaint_id"] == kept.pk
    assert (found["replied_on"], found["closed_on"]) == (at.date(), None)
