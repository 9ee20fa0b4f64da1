"""The ladder climbed: once per step, whoever climbs and how often; and clocks reckoned anew."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from careloop.common import audit
from careloop.common.models import AuditRow
from careloop.complaints import tasks
from careloop.complaints.actions import escalation, reckoning
from careloop.complaints.choices import State
from careloop.complaints.clocks import StoreTime, reckon
from careloop.complaints.models import (
    Complaint,
    EscalationStep,
    Event,
    LadderStep,
    Pause,
    StoreClocks,
)
from careloop.notifications.models import Notice
from careloop.organisation import actions
from careloop.organisation.actions import set_day
from careloop.organisation.choices import Role
from careloop.organisation.models import Store, User
from careloop.organisation.rules import Viewer
from tests.mart.books import Books

pytestmark = pytest.mark.django_db


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}")


MONDAY = at("09-28 09:00")


def received(books: Books, when: datetime = MONDAY, severity: str = "2", **more: Any) -> Complaint:
    """A complaint whose clocks run."""
    complaint = books.complaint(when, severity=severity, **more)
    reckon(complaint, StoreTime.of(complaint.store, when.date()), [])
    complaint.save()
    return complaint


def person(role: Role, store: Store) -> User:
    return actions.add_user(
        by=Viewer.system(),
        username=role.value,
        password="Right-horse-7",
        role=role.value,
        store=store,
    )


@pytest.fixture
def manager(store: Store) -> User:
    return person(Role.SERVICE_MANAGER, store)


def taken(complaint: Complaint) -> list[tuple[int, str, datetime]]:
    return list(complaint.steps.order_by("step").values_list("step", "roles", "due_at"))


def test_step_is_taken_when_it_is_due_and_not_before(books: Books, manager: User) -> None:
    complaint = received(books)
    assert escalation.escalate(now=at("09-28 10:59")) == 0
    assert escalation.escalate(now=at("09-28 11:00")) == 1
    assert taken(complaint) == [(1, "service_manager", at("09-28 11:00"))]
    complaint.refresh_from_db()
    assert (complaint.escalates_at, complaint.revision) == (at("09-29 09:00"), 0)
    event = Event.objects.get(complaint=complaint)
    assert (event.deed, event.code, event.by, event.state) == ("escalate", "1", None, "recorded")


def test_the_post_is_told_with_number_and_page(
    books: Books, manager: User, director: User, store: Store
) -> None:
    complaint = received(books)
    escalation.escalate(now=at("09-28 11:05"))
    notice = Notice.objects.get()
    assert (notice.recipient, notice.is_urgent) == (manager, False)
    assert notice.link == f"/stores/{store.code}/complaints/{complaint.pk}/"
    assert notice.text_zh == (
        f"投诉 {complaint.complaint_no} 自9月28日周一 09:00起未解决，已升级到第 1 级（服务经理），"
        "请马上过问。"
    )
    assert "step 1 of the ladder (Service manager)" in notice.text_en


def test_run_twice_no_step_twice(books: Books, manager: User) -> None:
    received(books)
    assert escalation.escalate(now=at("09-28 12:00")) == 1
    assert escalation.escalate(now=at("09-28 12:00")) == 0
    assert (EscalationStep.objects.count(), Notice.objects.count()) == (1, 1)


def test_steps_overdue_together_are_all_recorded_and_told_once(
    books: Books, manager: User, director: User
) -> None:
    complaint = received(books)
    escalation.escalate(now=at("09-30 09:00"))
    assert [roles for _, roles, _ in taken(complaint)] == [
        "service_manager",
        "care_director",
        "service_director",
    ]
    assert [event.code for event in Event.objects.all()] == ["3"]
    told = Notice.objects.order_by("pk")
    assert {notice.recipient for notice in told} == {manager, director}
    assert all("第 3 级（服务经理、客户关爱总监、服务总监）" in n.text_zh for n in told)


def test_class_one_is_urgent_and_climbs_at_night(books: Books, manager: User) -> None:
    received(books, at("09-28 23:30"), severity="1")
    assert escalation.escalate(now=at("09-28 23:30")) == 1
    assert Notice.objects.get().is_urgent


def test_the_holiday_is_no_time_lost(books: Books) -> None:
    received(books, at("09-30 16:30"))
    assert escalation.escalate(now=at("10-08 09:29")) == 0
    assert escalation.escalate(now=at("10-08 09:30")) == 1


@pytest.mark.parametrize("state", [State.SOLVED, State.CONFIRMED, State.ARCHIVED, State.MERGED])
def test_what_is_solved_climbs_no_more(books: Books, state: State) -> None:
    """Whoever forgot to stop its clocks."""
    complaint = received(books)
    Complaint.objects.filter(pk=complaint.pk).update(state=state.value, solved_at=MONDAY)
    received(books, at("11-02 09:00"))  # the store has an open one
    assert escalation.escalate(now=at("10-20 09:00")) == 0


def test_paused_complaints_wait(books: Books) -> None:
    complaint = received(books)
    pause = Pause.objects.create(complaint=complaint, reason="part", began_at=at("09-28 10:00"))
    reckoning.reckon_open(store=complaint.store, now=MONDAY)
    assert escalation.escalate(now=at("10-20 09:00")) == 0
    pause.ended_at = at("10-20 09:00")
    pause.save()
    reckoning.reckon_open(store=complaint.store, now=MONDAY)
    assert escalation.escalate(now=at("10-20 09:59")) == 0
    assert escalation.escalate(now=at("10-20 10:00")) == 1


def test_who_was_told_of_a_lower_class_is_not_told_again(books: Books) -> None:
    complaint = received(books)
    escalation.escalate(now=at("09-28 11:00"))
    Complaint.objects.filter(pk=complaint.pk).update(severity="1")
    reckoning.reckon_open(store=complaint.store, now=MONDAY)
    escalation.escalate(now=at("09-28 11:10"))
    roles = [roles for _, roles, _ in taken(complaint)]
    assert roles == ["service_manager", "care_director", "service_director"]


def test_many_at_once_are_told_in_one_notice_a_post(
    books: Books, store: Store, manager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(escalation, "ONE_BY_ONE", 2)
    first, *_ = [received(books, MONDAY + timedelta(minutes=n)) for n in range(3)]
    assert escalation.escalate(now=at("09-28 12:00")) == 3
    notice = Notice.objects.get()
    assert notice.link == f"/stores/{store.code}/complaints/"
    assert notice.text_zh.startswith("3 件投诉未按时解决，已升级到服务经理，最早的是 ")
    assert first.complaint_no in notice.text_en


def test_batches_leave_nobody_out(books: Books, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(escalation, "BATCH", 2)
    monkeypatch.setattr(reckoning, "BATCH", 2)
    for _ in range(5):
        received(books)
    assert escalation.escalate(now=at("09-28 12:00")) == 5
    assert AuditRow.objects.filter(action="complaint.escalate").count() == 3


def test_stores_have_their_own_people_and_ladders(
    books: Books, other_store: Store, manager: User, outsider: User
) -> None:
    LadderStep.objects.create(
        store=other_store, severity="2", step=1, minutes=30, roles="care_director"
    )
    received(books)
    received(Books(other_store))
    assert escalation.escalate(now=at("09-28 09:30")) == 1
    assert Notice.objects.get().recipient == outsider


def test_a_day_shut_later_moves_the_ladder(books: Books, as_director: Viewer) -> None:
    complaint = received(books, at("09-28 17:00"))
    escalation.escalate(now=at("09-28 17:10"))
    complaint.refresh_from_db()
    assert complaint.escalates_at == at("09-29 10:00")
    set_day(by=as_director, store=complaint.store, day=date(2026, 9, 29), hours=())
    assert escalation.escalate(now=at("09-29 10:00")) == 0
    complaint.refresh_from_db()
    assert complaint.escalates_at == at("09-30 10:00")
    assert complaint.duty_due_at == at("10-13 17:30")


def test_nothing_is_reckoned_while_the_stores_time_stands(
    books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    complaint = received(books)
    assert reckoning.reckon_changed(store=complaint.store, now=MONDAY) == 0
    digest = StoreClocks.objects.get().digest
    Complaint.objects.update(reply_due_at=None)
    assert reckoning.reckon_changed(store=complaint.store, now=at("11-20 09:00")) == 0
    StoreClocks.objects.update(digest="")
    assert reckoning.reckon_changed(store=complaint.store, now=MONDAY) == 1
    assert StoreClocks.objects.get().digest == digest


def test_an_import_is_reckoned_when_it_has_ended(books: Books, store: Store) -> None:
    imported = books.complaint(MONDAY, severity="2")
    closed = books.complaint(MONDAY, state=State.ARCHIVED.value, closed_at=MONDAY)
    row = audit.record(actor_id=None, action="import", subject=store, store_id=store.pk)
    AuditRow.objects.filter(pk=row.pk).update(subject_kind="dms.importrun", subject_id="7")
    assert tasks.after_import(8) == 0
    assert tasks.after_import(7) == 1
    imported.refresh_from_db()
    closed.refresh_from_db()
    assert imported.next_due_at == at("09-29 09:00")
    assert closed.next_due_at is None


def test_the_job_climbs_at_its_own_time(books: Books) -> None:
    received(books)
    assert tasks.escalate() == 4


def test_a_run_asks_no_more_of_the_database_for_more_complaints(
    books: Books, manager: User
) -> None:
    asked = []
    for many in (2, 12):
        for _ in range(many):
            received(books)
        reckoning.reckon_open(store=books.store, now=MONDAY)
        with CaptureQueriesContext(connection) as queries:
            assert escalation.escalate(now=at("09-28 12:00")) == many
        asked.append(len(queries))
    assert asked[0] == asked[1] < 40


@pytest.mark.django_db(transaction=True)
def test_two_at_once_take_no_step_twice(store: Store) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite lets one write at a time, and tests keep it in memory")
    books, gate, steps = Books(store), Barrier(3), []
    for _ in range(40):
        received(books)

    def work() -> None:
        gate.wait()
        steps.append(escalation.escalate(now=at("09-28 12:00")))
        connection.close()

    workers = [Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sum(steps) == EscalationStep.objects.count() == 40
