"""A call saved as one act: all that came of it, or nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from careloop.common.models import AuditRow
from careloop.complaints.models import Complaint
from careloop.core.kernel.errors import Refused
from careloop.core.scoring.sheets import Incomplete
from careloop.customers.models import Consent, Contact, Correction
from careloop.desk.actions.calls import save_call
from careloop.desk.actions.drafts import keep_draft
from careloop.desk.calls import Call, Interview, PutOff, Raised, Wanted, Wish
from careloop.desk.models import CallDraft
from careloop.desk.queries.calling import case
from careloop.notifications.models import Notice
from careloop.organisation import actions as organisation
from careloop.organisation.choices import Role
from careloop.organisation.models import Store
from careloop.organisation.rules import Forbidden, Viewer
from careloop.outreach.models import ContactAttempt, ContactTask
from careloop.outreach.rules import StaleTask, TakenByAnother
from careloop.service.actions import settle_declined
from careloop.service.models import Appointment, DeclinedWork
from careloop.service.queries import free_slots
from careloop.suggestions.models import Suggestion
from careloop.surveys.models import Response
from careloop.surveys.queries import sheet_for
from tests.desk.answers import answers_of
from tests.desk.conftest import NOW, Desk

pytestmark = pytest.mark.django_db


def save(
    by: Viewer, task: ContactTask, answers: dict[str, str] | None = None, **call: object
) -> object:
    sheet = sheet_for(task.store, task.contact_type)
    interview = Interview(sheet, answers) if sheet and answers else None
    given = Call(**({"outcome": "answered", "interview": interview} | call))  # type: ignore[arg-type]
    return save_call(by=by, task=task, revision=task.revision, call=given, now=NOW)


@pytest.fixture
def manager(store: Store) -> None:
    """Somebody to tell of complaints."""
    organisation.add_user(
        by=Viewer.system(),
        username="chief",
        password="Right-horse-7",
        role=Role.SERVICE_MANAGER.value,
        store=store,
        display_name="chief",
    )


def test_an_interview_is_stored_with_its_call(task: ContactTask, as_agent: Viewer) -> None:
    save(as_agent, task, answers=answers_of(task, good=True), remark="很好", seconds=95)
    attempt = ContactAttempt.objects.get()
    assert (attempt.outcome, attempt.level, attempt.seconds) == ("answered", "delighted", 95)
    assert attempt.remark == "很好"
    response = Response.objects.get()
    assert response.task == task
    assert response.vehicle_id == task.vehicle_id
    task.refresh_from_db()
    assert task.state == "done"
    assert not Complaint.objects.exists()


def test_a_bad_answer_opens_a_complaint_and_tells_the_manager(
    task: ContactTask, as_agent: Viewer, manager: None
) -> None:
    save(as_agent, task, answers=answers_of(task, good=False))
    complaint = Complaint.objects.get()
    assert complaint.vehicle_id == task.vehicle_id
    assert complaint.order_id == task.order_id
    assert Notice.objects.filter(is_urgent=True, recipient__username="chief").exists()


def test_nobody_answers_and_the_task_comes_back(task: ContactTask, as_agent: Viewer) -> None:
    save(as_agent, task, outcome="no_answer")
    task.refresh_from_db()
    assert task.state == "open"
    assert task.next_at == NOW + timedelta(hours=2)


def test_a_half_filled_interview_is_refused_whole(task: ContactTask, as_agent: Viewer) -> None:
    whole = answers_of(task, good=True)
    half = dict(list(whole.items())[:1])
    with pytest.raises(Incomplete):
        save(as_agent, task, answers=half, suggestion="加一个儿童区")
    assert not ContactAttempt.objects.exists()
    assert not Response.objects.exists()
    assert not Suggestion.objects.exists()


def test_the_key_of_answers_means_the_whole_sheet(
    desk: Desk, task: ContactTask, as_agent: Viewer
) -> None:
    """Two customers who tell the KPIs the same, but differ in one other question."""
    alike = answers_of(task, good=True)
    for answers in (alike, alike, alike | {"Q2": "9"}):
        customer, vehicle = desk.customer(phone="13600001111")
        save(as_agent, desk.due(customer=customer, vehicle=vehicle), answers)
    first, second, third = ContactAttempt.objects.order_by("id")
    assert first.answers_key == second.answers_key != ""
    assert third.answers_key != first.answers_key
    assert (third.level, third.satisfied) == (first.level, first.satisfied)


def test_answers_of_a_call_that_reached_nobody_are_not_counted(
    task: ContactTask, as_agent: Viewer
) -> None:
    save(as_agent, task, outcome="no_answer", answers=answers_of(task, good=True))
    assert ContactAttempt.objects.get().level == ""
    assert not Response.objects.exists()


def test_all_that_came_of_a_call_is_stored(
    task: ContactTask, as_agent: Viewer, store: Store
) -> None:
    tomorrow = NOW.date() + timedelta(days=1)
    days = [tomorrow + timedelta(days=number) for number in range(7)]
    free = next(slots for day in days if (slots := free_slots(as_agent, store, day, 60)))
    keep_draft(by=as_agent, task=task, body="remark=x", now=NOW)
    saved = save(
        as_agent,
        task,
        outcome="booked",
        complaint=Raised("time", "等了两个小时\n洗车没洗干净"),
        appointment=Wanted(free[0].at, 60, "periodic_maintenance"),
        suggestion="周末多开一个工位",
        corrections={"phone": "13800001234", "address": "延安路1号"},
        wish=Wish("sms", "marketing", "不要短信"),
    )
    booked = Appointment.objects.get()
    assert (booked.appointed_at, booked.origin) == (free[0].at, "active")
    assert booked.vehicle_id == task.vehicle_id
    complaint = Complaint.objects.get()
    assert [fault.text for fault in complaint.faults.all()] == ["等了两个小时", "洗车没洗干净"]
    assert complaint.source_id == saved.attempt.pk  # type: ignore[attr-defined]
    assert Suggestion.objects.get().text == "周末多开一个工位"
    assert Contact.objects.get(customer=task.customer).phone == "13800001234"
    assert {kept.field for kept in Correction.objects.all()} == {"phone", "address"}
    assert Consent.objects.get().is_given is False
    assert not CallDraft.objects.exists()
    assert AuditRow.objects.filter(action="contact.attempt").exists()


def test_work_put_off_is_noted_and_shown_at_the_next_call(
    task: ContactTask, as_agent: Viewer, desk: Desk, store: Store
) -> None:
    save(as_agent, task, put_off=PutOff("更换前刹车片", 68_000))
    noted = DeclinedWork.objects.get()
    assert (noted.vehicle_id, noted.order_id) == (task.vehicle_id, task.order_id)
    assert (noted.declined_on, noted.estimate_fen) == (NOW.date(), 68_000)
    following = desk.due(customer=task.customer, vehicle=task.vehicle)
    assert case(as_agent, store, following, NOW).declined == [noted]
    settle_declined(by=as_agent, declined=noted, now=NOW)
    assert case(as_agent, store, following, NOW).declined == []


def test_work_put_off_needs_a_car(task: ContactTask, as_agent: Viewer) -> None:
    ContactTask.objects.filter(pk=task.pk).update(vehicle=None)
    task.refresh_from_db()
    with pytest.raises(Refused, match="no vehicle"):
        save(as_agent, task, put_off=PutOff("更换前刹车片"))
    assert not ContactAttempt.objects.exists()


def test_what_cannot_be_corrected_takes_everything_back(
    task: ContactTask, as_agent: Viewer
) -> None:
    with pytest.raises(Refused):
        save(as_agent, task, corrections={"phone": "12"}, suggestion="x")
    assert not ContactAttempt.objects.exists()
    assert not Suggestion.objects.exists()


def test_the_second_of_two_who_save_is_told(
    task: ContactTask, as_agent: Viewer, as_director: Viewer
) -> None:
    save(as_director, task, outcome="no_answer")
    with pytest.raises((StaleTask, TakenByAnother)):
        save(as_agent, task, remark="ignored")  # still holds the revision shown to her
    assert ContactAttempt.objects.count() == 1


def test_a_task_without_a_customer_has_no_file_to_correct(
    task: ContactTask, as_agent: Viewer
) -> None:
    ContactTask.objects.filter(pk=task.pk).update(customer=None)
    task.refresh_from_db()
    with pytest.raises(Refused, match="no customer on file"):
        save(as_agent, task, corrections={"address": "x"})


def test_an_outsider_saves_nothing(task: ContactTask, as_outsider: Viewer) -> None:
    with pytest.raises(Forbidden):
        save(as_outsider, task)
    assert not ContactAttempt.objects.exists()
