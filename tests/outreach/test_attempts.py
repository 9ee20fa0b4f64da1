"""A call and what it leads to."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from careloop.common.models import AuditRow
from careloop.core.kernel.codes import OUTCOME
from careloop.core.kernel.errors import Refused
from careloop.core.scoring.kpi_answers import KpiAnswers
from careloop.organisation.models import Store, User
from careloop.organisation.rules import Forbidden, Viewer
from careloop.outreach import actions, rules
from careloop.outreach.actions import TopicStarted
from careloop.outreach.models import ContactAttempt, ContactTask
from careloop.outreach.rules import StaleTask, TakenByAnother
from tests.outreach.desk import Desk


def call(viewer: Viewer, desk: Desk, task: ContactTask, outcome: str, **said: Any) -> ContactTask:
    """Record a call on the task as it is now; the task after it."""
    task.refresh_from_db()
    usual: dict[str, Any] = {"revision": task.revision, "now": desk.now}
    actions.record_attempt(by=viewer, task=task, outcome=outcome, **(usual | said))
    task.refresh_from_db()
    return task


def test_every_outcome_has_a_meaning() -> None:
    assert set(rules.OUTCOMES) == set(OUTCOME.codes)


@pytest.mark.parametrize("code", [c for c, o in rules.OUTCOMES.items() if o.is_terminal])
def test_outcome_that_ends_the_task(code: str, desk: Desk, as_agent: Viewer) -> None:
    task = call(as_agent, desk, desk.task(), code)
    connected = rules.OUTCOMES[code].group == "connected"
    assert (task.state, task.next_at) == ("done" if connected else "given_up", None)
    assert task.closed_at == desk.now


@pytest.mark.parametrize(
    ("code", "next_at"),
    [
        ("no_answer", datetime(2026, 11, 2, 12)),
        ("powered_off", datetime(2026, 11, 2, 14)),
        ("line_broke", datetime(2026, 11, 2, 10, 5)),
        ("refused", datetime(2026, 11, 3, 10)),
        ("interested", datetime(2026, 11, 9, 10)),
    ],
)
def test_outcome_that_asks_for_another_call(
    code: str, next_at: datetime, desk: Desk, as_agent: Viewer
) -> None:
    task = call(as_agent, desk, desk.task(), code)
    assert (task.state, task.next_at) == ("open", next_at)


def test_next_call_falls_into_contact_hours(desk: Desk, as_agent: Viewer) -> None:
    task = call(as_agent, desk, desk.task(), "no_answer", now=datetime(2026, 11, 2, 19))
    assert task.next_at == datetime(2026, 11, 3, 9)


def test_attempt_keeps_who_called_what_was_said_and_when(
    desk: Desk, as_agent: Viewer, agent: User
) -> None:
    agent.employee = desk.books.employee("C1", post="call_agent")
    agent.save()
    answers = KpiAnswers(satisfied=True, level="delighted", problem_raised=False)
    call(as_agent, desk, desk.task(), "answered", answers=answers, seconds=95, remark="很好")
    attempt = ContactAttempt.objects.get()
    assert (attempt.agent, attempt.agent_no, attempt.seconds) == (agent, "C1", 95)
    assert (attempt.satisfied, attempt.level) == (True, "delighted")
    assert (attempt.problem_raised, attempt.problem_solved) == (False, None)
    assert attempt.attempted_at == desk.now


def test_attempt_is_on_its_task(desk: Desk, as_agent: Viewer) -> None:
    task = call(as_agent, desk, desk.task(), "no_answer")
    assert (task.attempts_made, task.last_outcome, task.last_attempt_at) == (
        1,
        "no_answer",
        desk.now,
    )
    assert (task.revision, task.changed_run) == (1, None)


def test_call_not_made_is_no_attempt(desk: Desk, as_agent: Viewer) -> None:
    assert call(as_agent, desk, desk.task(), "not_called").attempts_made == 0


def test_task_is_given_up_after_as_many_calls_as_the_store_allows(
    desk: Desk, as_agent: Viewer
) -> None:
    task = desk.task()
    for _ in range(5):
        assert call(as_agent, desk, task, "no_answer").state == "open"
    task = call(as_agent, desk, task, "no_answer")
    assert (task.state, task.closed_reason) == ("given_up", "called_enough")


def test_moment_agreed_with_the_customer_keeps_the_task_open(desk: Desk, as_agent: Viewer) -> None:
    agreed = desk.now + timedelta(days=2)
    task = call(as_agent, desk, desk.task(), "answered", next_at=agreed)
    assert (task.state, task.next_at) == ("open", agreed)


def test_moment_that_has_passed_is_refused(desk: Desk, as_agent: Viewer) -> None:
    with pytest.raises(Refused, match="has passed"):
        call(as_agent, desk, desk.task(), "no_time", next_at=desk.now)
    assert not ContactAttempt.objects.exists()


def test_moment_after_the_window_is_refused(desk: Desk, as_agent: Viewer) -> None:
    with pytest.raises(Refused, match="after the task's end"):
        call(as_agent, desk, desk.task(), "no_time", next_at=desk.now + timedelta(days=11))


def test_unknown_outcome_is_refused(desk: Desk, as_agent: Viewer) -> None:
    with pytest.raises(Refused, match="sang"):
        call(as_agent, desk, desk.task(), "sang")


def test_second_agent_who_saves_the_same_task_is_told(
    desk: Desk, as_agent: Viewer, as_director: Viewer
) -> None:
    task = desk.task()
    call(as_agent, desk, task, "no_answer")
    with pytest.raises(StaleTask) as refused:
        call(as_director, desk, task, "answered", revision=0)
    assert "未保存" in refused.value.say("zh")
    assert ContactAttempt.objects.count() == 1


def test_attempt_on_a_claimed_task_is_its_holders(
    desk: Desk, as_agent: Viewer, as_colleague: Viewer
) -> None:
    task = actions.claim(by=as_agent, task=desk.task(), now=desk.now)
    with pytest.raises(TakenByAnother):
        call(as_colleague, desk, task, "answered")
    assert call(as_agent, desk, task, "answered").claimed_by is None


def test_attempt_is_for_those_who_make_contacts(desk: Desk, as_outsider: Viewer) -> None:
    with pytest.raises(Forbidden):
        call(as_outsider, desk, desk.task(), "answered")


def test_attempt_is_audited_without_what_was_said(desk: Desk, as_agent: Viewer) -> None:
    call(as_agent, desk, desk.task(), "no_answer", remark="客户姓名")
    row = AuditRow.objects.get(action="contact.attempt")
    assert row.detail["outcome"] == "no_answer"
    assert "客户姓名" not in str(row.detail)


def test_store_tunes_the_delay_after_an_outcome(
    desk: Desk, as_agent: Viewer, as_director: Viewer
) -> None:
    actions.set_outcome(by=as_director, store=desk.store, outcome="no_answer", minutes=45)
    task = call(as_agent, desk, desk.task(), "no_answer")
    assert task.next_at == desk.now + timedelta(minutes=45)


def test_correcting_an_outcome_keeps_what_it_was_first(desk: Desk, as_agent: Viewer) -> None:
    call(as_agent, desk, desk.task(), "no_answer")
    attempt = ContactAttempt.objects.get()
    for outcome in ("answered", "booked"):
        attempt = actions.correct_outcome(
            by=as_agent, attempt=attempt, outcome=outcome, now=desk.now
        )
    assert (attempt.outcome, attempt.outcome_before) == ("booked", "no_answer")


def test_correcting_a_colleagues_call_is_for_supervisors(
    desk: Desk, as_agent: Viewer, as_colleague: Viewer, as_director: Viewer
) -> None:
    call(as_agent, desk, desk.task(), "no_answer")
    attempt = ContactAttempt.objects.get()
    with pytest.raises(Refused, match="your own calls"):
        actions.correct_outcome(by=as_colleague, attempt=attempt, outcome="booked", now=desk.now)
    actions.correct_outcome(by=as_director, attempt=attempt, outcome="booked", now=desk.now)


# Contacts made by hand


def schedule(viewer: Viewer, desk: Desk, **fields: Any) -> ContactTask:
    usual: dict[str, Any] = {
        "contact_type": "special_topic",
        "occasion": "hand:1",
        "due_on": desk.today,
        "now": desk.now,
    }
    return actions.schedule_contact(by=viewer, store=desk.store, **(usual | fields))


def test_contact_by_hand_is_open_at_once(desk: Desk, as_agent: Viewer) -> None:
    car = desk.car()
    task = schedule(as_agent, desk, vehicle=car, note="问候")
    assert (task.state, task.opens_at, task.note) == ("open", desk.now, "问候")
    assert task.customer == car.at_stores.get().customer


def test_same_occasion_is_the_same_contact(desk: Desk, as_agent: Viewer) -> None:
    first = schedule(as_agent, desk, customer=desk.customer())
    assert schedule(as_agent, desk, customer=desk.customer()) == first
    assert AuditRow.objects.filter(action="contact.schedule").count() == 1


def test_contact_about_an_order_knows_car_customer_and_advisor(
    desk: Desk, as_agent: Viewer
) -> None:
    car, advisor = desk.car(is_company_car=True), desk.books.employee("A1")
    order = desk.books.order(car, date(2026, 10, 1), advisor=advisor)
    task = schedule(as_agent, desk, order=order)
    assert (task.vehicle, task.ro_no, task.advisor) == (car, order.ro_no, advisor)
    assert task.pool == "service_manager"


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"contact_type": "serenade"}, "no contact type “serenade”"),
        ({"customer": None}, "whom to contact"),
        ({"expires_at": datetime(2026, 11, 2, 9)}, "not after it opens"),
    ],
)
def test_contact_that_makes_no_sense_is_refused(
    wrong: dict[str, Any], sentence: str, desk: Desk, as_agent: Viewer
) -> None:
    with pytest.raises(Refused, match=sentence):
        schedule(as_agent, desk, **({"customer": desk.customer()} | wrong))


def test_contact_with_another_stores_customer_is_refused(
    desk: Desk, as_agent: Viewer, other_store: Store
) -> None:
    stranger = desk.customer()
    stranger.store = other_store
    stranger.save()
    with pytest.raises(Refused, match="of this store"):
        schedule(as_agent, desk, customer=stranger)


def test_contact_is_closed_by_hand(desk: Desk, as_agent: Viewer) -> None:
    task = actions.close(by=as_agent, task=desk.task(), revision=0, now=desk.now, note="已来店")
    assert (task.state, task.closed_reason, task.note) == ("gone", "by_hand", "已来店")
    with pytest.raises(StaleTask):
        actions.close(by=as_agent, task=task, revision=1, now=desk.now)


def test_topic_asks_each_customer_of_the_list_once(desk: Desk, as_director: Viewer) -> None:
    asked, silent = desk.customer(), desk.customer(do_not_contact=True)
    topic: dict[str, Any] = {
        "by": as_director,
        "store": desk.store,
        "topic": "X80 质量调查",
        "customer_ids": [asked.pk, silent.pk, 999],
        "due_on": desk.today,
        "last_day": desk.today + timedelta(days=14),
        "now": desk.now,
    }
    assert actions.start_topic(**topic) == TopicStarted(made=1, unwilling=1)
    assert actions.start_topic(**topic) == TopicStarted(made=0, unwilling=1, already=1)
    assert desk.only("special_topic").customer == asked


def test_topic_is_started_by_those_who_assign(desk: Desk, as_agent: Viewer) -> None:
    with pytest.raises(Forbidden):
        actions.start_topic(
            by=as_agent,
            store=desk.store,
            topic="x",
            customer_ids=[],
            due_on=desk.today,
            last_day=desk.today,
            now=desk.now,
        )
