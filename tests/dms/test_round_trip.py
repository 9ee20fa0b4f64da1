"""What a file carries is what the store gives back, for every feed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction

from careloop.common.crypto import decrypt, phone_index
from careloop.complaints.models import Complaint
from careloop.core.ingest.feeds.registry import FEEDS
from careloop.customers.models import Contact, Customer, Ownership, StoreVehicle, Vehicle
from careloop.dms.loading.registry import LOADERS
from careloop.insurance.models import InsurancePolicy
from careloop.organisation.actions import add_store
from careloop.organisation.models import Employee, Store, Target, Tenure
from careloop.organisation.rules import Viewer
from careloop.outreach.models import ContactAttempt, ContactTask
from careloop.service.models import (
    Appointment,
    LabourLine,
    PartLine,
    PartsRequest,
    RepairOrder,
    TimeRecord,
    VehicleSale,
)
from careloop.suggestions.models import Suggestion
from careloop.surveys.models import Answer, Response, SurveyScore
from tests.dms.files import OTHER_VIN, ROWS, VIN, counts, take


def stored(model: Any, **filters: Any) -> dict[str, Any]:
    """The one row of a model, as a dictionary of its columns."""
    return dict(model.objects.filter(**filters).values().get())


def holds(found: dict[str, Any], **expected: Any) -> None:
    assert {name: found[name] for name in expected} == expected


@pytest.fixture(scope="module")
def whole(django_db_setup: None, django_db_blocker: Any) -> Iterator[Store]:
    """A store into which one row of each feed was imported, once for all tests of this file."""
    with django_db_blocker.unblock(), transaction.atomic():
        store = add_store(by=Viewer.system(), code="S1", name="测试一店", group="G1")
        for feed in FEEDS:
            run = take(store, feed, ROWS[feed])
            assert run.state == "done", (feed, run.message)
            assert counts(run)[0] + counts(run)[1] == 1, (feed, counts(run), run.message)
        yield store
        transaction.set_rollback(True)


@pytest.fixture
def all_feeds(whole: Store, db: None) -> Store:
    return whole


def test_loaders_cover_every_feed() -> None:
    assert set(LOADERS) == set(FEEDS) == set(ROWS)


def test_sample_rows_carry_every_column_of_their_feed() -> None:
    for code, feed in FEEDS.items():
        missing = {column.name for column in feed.columns} - set(ROWS[code]) - {"store"}
        assert not missing, code


def test_same_files_again_change_nothing(all_feeds: Store) -> None:
    for feed in FEEDS:
        run = take(all_feeds, feed, ROWS[feed])
        assert (run.state, counts(run)) == ("done", (0, 0, 1, 0)), feed


def test_employee_is_kept_with_department_and_tenure(all_feeds: Store) -> None:
    employee = Employee.objects.get(employee_no="A01")
    assert (employee.name, employee.phone, employee.is_stub) == ("李明", "13800001111", False)
    tenure = Tenure.objects.select_related("department").get(employee=employee)
    assert tenure.department is not None
    assert (tenure.department.code, tenure.post, tenure.group_code) == (
        "front_desk",
        "service_advisor",
        "一组",
    )
    assert (tenure.started_on, tenure.ended_on) == (date(2024, 3, 1), None)


def test_customer_is_kept_with_all_parties(all_feeds: Store) -> None:
    holds(
        stored(Customer, customer_no="C1"),
        identity="no:C1",
        name="王芳",
        kind="person",
        level="金卡",
        sex="female",
        birthday=date(1985, 5, 6),
        occupation="教师",
        region="浦东",
        address="世纪大道 1 号",
        filed_on=date(2024, 1, 2),
        do_not_contact=False,
        is_stub=False,
    )
    contacts = Contact.objects.filter(customer__customer_no="C1")
    assert {(c.role, c.kind, c.name, c.phone) for c in contacts} == {
        ("owner", "mobile", "", "13912345678"),
        ("owner", "home", "", "021-61234567"),
        ("decision_maker", "mobile", "王总", "13700001234"),
        ("driver", "mobile", "小赵", "13600004321"),
    }
    assert all(contact.is_valid for contact in contacts)


def test_phones_are_stored_encrypted_and_found_by_index(all_feeds: Store) -> None:
    found = Contact.objects.get(phone_index=phone_index("13912345678"))
    raw = Contact.objects.extra(select={"raw": "phone"}).values_list("raw").get(pk=found.pk)[0]
    assert "13912345678" not in raw
    assert decrypt(raw) == "13912345678"


def test_vehicle_is_kept_with_owner_and_place_on_file(all_feeds: Store) -> None:
    holds(
        stored(Vehicle, vin=VIN),
        plate="沪A12345",
        model="帕萨特",
        model_line="B 级",
        is_company_car=True,
        is_fleet=False,
        purchased_on=date(2024, 1, 2),
        warranty_ends_on=date(2027, 1, 2),
        insurance_ends_on=date(2027, 1, 1),
        inspection_due_on=date(2027, 2, 1),
        mileage=20500,
        is_stub=False,
    )
    owner = Customer.objects.get(customer_no="C1")
    assert StoreVehicle.objects.get(vehicle__vin=VIN).customer == owner
    holds(
        stored(Ownership, vehicle__vin=VIN),
        customer_id=owner.pk,
        started_on=date(2024, 1, 2),
        ended_on=None,
    )


def test_vehicle_sale_is_kept_with_the_car_and_its_buyer(all_feeds: Store) -> None:
    buyer = Customer.objects.get(customer_no="C2")
    holds(
        stored(VehicleSale, vehicle__vin=OTHER_VIN),
        customer_id=buyer.pk,
        sold_on=date(2026, 8, 1),
        delivered_on=date(2026, 8, 3),
        sales_consultant_no="X01",
        introduced_to_service=True,
        first_service_contact_at=datetime(2026, 8, 5, 10),
    )
    assert buyer.is_stub
    holds(stored(Ownership, vehicle__vin=OTHER_VIN), started_on=date(2026, 8, 3))
    assert Vehicle.objects.get(vin=OTHER_VIN).purchased_on == date(2026, 8, 1)


def test_repair_order_is_kept_whole(all_feeds: Store) -> None:
    holds(
        stored(RepairOrder, ro_no="R1"),
        store_id=all_feeds.pk,
        vehicle_id=Vehicle.objects.get(vin=VIN).pk,
        customer_id=Customer.objects.get(customer_no="C1").pk,
        advisor_id=Employee.objects.get(employee_no="A01").pk,
        technician_id=Employee.objects.get(employee_no="T01").pk,
        job_type="repair",
        is_internal=False,
        opened_at=datetime(2026, 10, 3, 8, 30),
        promised_at=datetime(2026, 10, 3, 16),
        completed_at=datetime(2026, 10, 3, 15),
        final_checked_at=datetime(2026, 10, 3, 15, 10),
        billed_at=datetime(2026, 10, 3, 15, 20),
        settled_at=datetime(2026, 10, 3, 15, 30),
        delivered_at=datetime(2026, 10, 3, 15, 40),
        mileage=20510,
        appointment_no="B1",
        had_precheck=True,
        precheck_form_used=True,
        customer_present=False,
        all_menu_priced=True,
        prepick_on_time=None,
        bill_explained=True,
        is_rework=False,
        rework_of="",
        rework_cause="",
        fault_code="F7",
        minutes_sold=90,
        labour_fen=30000,
        parts_fen=12055,
        total_fen=42055,
    )


def test_lines_are_kept_with_their_order(all_feeds: Store) -> None:
    order_id = RepairOrder.objects.get(ro_no="R1").pk
    technician_id = Employee.objects.get(employee_no="T01").pk
    holds(
        stored(LabourLine),
        order_id=order_id,
        line_no="1",
        operation_code="OP1",
        operation="换机油",
        technician_id=technician_id,
        technician_no="T01",
        minutes=30,
        amount_fen=10000,
        payer="customer",
        is_additional=True,
        customer_signed=True,
    )
    holds(
        stored(PartLine),
        order_id=order_id,
        line_no="2",
        part_no="P9",
        part_name="机油",
        quantity=Decimal("4.5"),
        amount_fen=12055,
        payer="warranty",
    )


def test_appointment_is_kept_without_the_plain_number(all_feeds: Store) -> None:
    holds(
        stored(Appointment),
        appointment_no="B1",
        vehicle_id=Vehicle.objects.get(vin=VIN).pk,
        vin=VIN,
        plate="沪A12345",
        phone_index=phone_index("13912345678"),
        origin="active",
        booked_at=datetime(2026, 10, 1, 9),
        appointed_at=datetime(2026, 10, 3, 8, 30),
        has_exact_time=True,
        reminded_at=datetime(2026, 10, 2, 10),
        arrived_at=datetime(2026, 10, 3, 8, 25),
        cancelled_at=None,
        ro_no="R1",
        advisor_no="A01",
        taken_by_no="K01",
    )


def test_hours_and_parts_requests_are_kept(all_feeds: Store) -> None:
    holds(
        stored(TimeRecord),
        employee_no="T01",
        worked_on=date(2026, 10, 3),
        available_minutes=480,
        clocked_minutes=375,
    )
    holds(
        stored(PartsRequest),
        ro_no="R1",
        part_no="P9",
        requested_at=datetime(2026, 10, 3, 9),
        available_at_once=True,
        quantity=Decimal("4.5"),
    )


def test_call_is_kept_as_task_and_attempt(all_feeds: Store) -> None:
    task = stored(ContactTask)
    holds(
        task,
        contact_type="after_repair",
        subject="R1",
        due_on=date(2026, 10, 5),
        vehicle_id=Vehicle.objects.get(vin=VIN).pk,
        order_id=RepairOrder.objects.get(ro_no="R1").pk,
        ro_no="R1",
        vin=VIN,
        phone_index=phone_index("13912345678"),
    )
    holds(
        stored(ContactAttempt),
        task_id=task["id"],
        call_no="K1",
        attempted_at=datetime(2026, 10, 5, 14),
        agent_no="K01",
        satisfied=True,
        level="delighted",
        problem_raised=False,
        problem_solved=None,
        remark="很好",
    )


def test_survey_answers_and_scores_are_kept(all_feeds: Store) -> None:
    response = stored(Response)
    holds(
        response,
        response_no="S1",
        questionnaire="Q2026",
        answered_at=datetime(2026, 10, 6, 10),
        ro_no="R1",
        advisor_no="A01",
        is_external=True,
    )
    holds(
        stored(Answer), response_id=response["id"], question="q1", score_e4=95000, text="接待热情"
    )
    holds(
        stored(SurveyScore),
        month_on=date(2026, 10, 1),
        kind="css",
        row="this",
        item="total",
        score_e4=852500,
        sample=40,
        weight_e4=1500,
    )


def test_complaint_is_kept(all_feeds: Store) -> None:
    holds(
        stored(Complaint),
        complaint_no="J1",
        received_at=datetime(2026, 10, 7, 9),
        channel="电话",
        vehicle_id=Vehicle.objects.get(vin=VIN).pk,
        order_id=RepairOrder.objects.get(ro_no="R1").pk,
        cause="quality",
        severity="2",
        description="异响没有解决",
        responsible_no="A01",
        first_reply_at=datetime(2026, 10, 7, 10),
        solved_at=datetime(2026, 10, 8, 10),
        closed_at=datetime(2026, 10, 9, 10),
        is_valid=True,
        invalid_reason="",
        satisfied=True,
    )


def test_suggestion_policy_and_target_are_kept(all_feeds: Store) -> None:
    holds(
        stored(Suggestion),
        suggestion_no="G1",
        made_on=date(2026, 10, 2),
        department="workshop",
        text="增加充气泵",
        accepted_on=date(2026, 10, 5),
        executed_on=date(2026, 10, 20),
    )
    holds(
        stored(InsurancePolicy),
        policy_no="PL1",
        vehicle_id=Vehicle.objects.get(vin=VIN).pk,
        insurer="平安",
        kind="commercial",
        starts_on=date(2026, 1, 1),
        ends_on=date(2026, 12, 31),
        premium_fen=350050,
        is_new_car=False,
        is_renewal=True,
        agent_no="N01",
    )
    holds(
        stored(Target),
        store_id=all_feeds.pk,
        group_id=all_feeds.group_id,
        kpi="appointment_rate",
        period="2026-10",
        value=Decimal("0.35"),
        comparator=">=",
    )
