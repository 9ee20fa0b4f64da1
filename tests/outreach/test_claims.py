"""Claiming: one agent with a customer at a time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from careloop.organisation.models import Store, User
from careloop.organisation.rules import Forbidden, Viewer
from careloop.outreach import actions
from careloop.outreach.choices import Pool
from careloop.outreach.filters import Filters
from careloop.outreach.models import ContactTask
from careloop.outreach.rules import Barred, StaleTask, TakenByAnother
from tests.outreach.desk import Desk


def next_of(viewer: Viewer, desk: Desk, **view: str) -> ContactTask | None:
    return actions.next_task(by=viewer, store=desk.store, view=Filters(**view), now=desk.now)


def test_claim_locks_the_task_for_others(
    desk: Desk, as_agent: Viewer, as_colleague: Viewer, agent: User
) -> None:
    task = actions.claim(by=as_agent, task=desk.task(), now=desk.now)
    assert task.claimed_by == agent
    with pytest.raises(TakenByAnother) as refused:
        actions.claim(by=as_colleague, task=task, now=desk.now)
    assert "wang" in refused.value.say("zh")


def test_claim_covers_the_customers_other_tasks(
    desk: Desk, as_agent: Viewer, as_colleague: Viewer
) -> None:
    customer = desk.customer()
    first, second = desk.task(customer), desk.task(customer)
    actions.claim(by=as_agent, task=first, now=desk.now)
    with pytest.raises(TakenByAnother):
        actions.claim(by=as_colleague, task=second, now=desk.now)
    assert actions.claim(by=as_agent, task=second, now=desk.now).claimed_at == desk.now


def test_claim_covers_the_car_where_no_customer_is_known(
    desk: Desk, as_agent: Viewer, as_colleague: Viewer
) -> None:
    car = desk.car()
    one, other = (desk.task(vehicle=car) for _ in range(2))
    ContactTask.objects.update(customer=None)
    actions.claim(by=as_agent, task=ContactTask.objects.get(pk=one.pk), now=desk.now)
    with pytest.raises(TakenByAnother):
        actions.claim(by=as_colleague, task=ContactTask.objects.get(pk=other.pk), now=desk.now)


def test_claim_holds_for_half_an_hour(
    desk: Desk, as_agent: Viewer, as_colleague: Viewer, colleague: User
) -> None:
    task = actions.claim(by=as_agent, task=desk.task(), now=desk.now)
    with pytest.raises(TakenByAnother):
        actions.claim(by=as_colleague, task=task, now=desk.now + timedelta(minutes=29))
    later = actions.claim(by=as_colleague, task=task, now=desk.now + timedelta(minutes=30))
    assert later.claimed_by == colleague


def test_claim_of_a_closed_task_is_refused(desk: Desk, as_agent: Viewer) -> None:
    with pytest.raises(StaleTask):
        actions.claim(by=as_agent, task=desk.task(state="done"), now=desk.now)


def test_claim_of_ones_own_complaint_is_refused(desk: Desk, as_agent: Viewer, agent: User) -> None:
    agent.employee = desk.books.employee("A7", post="call_agent")
    agent.save()
    with pytest.raises(Barred):
        actions.claim(by=as_agent, task=desk.task(barred_no="A7"), now=desk.now)


def test_claim_is_for_those_who_make_contacts(desk: Desk, as_outsider: Viewer) -> None:
    with pytest.raises(Forbidden):
        actions.claim(by=as_outsider, task=desk.task(), now=desk.now)


def test_release_lets_ones_own_claim_go_and_no_others(
    desk: Desk, as_agent: Viewer, as_colleague: Viewer
) -> None:
    task = actions.claim(by=as_agent, task=desk.task(), now=desk.now)
    actions.release(by=as_colleague, task=task)
    task.refresh_from_db()
    assert task.claimed_at == desk.now
    actions.release(by=as_agent, task=task)
    task.refresh_from_db()
    assert task.claimed_by is None


def test_next_task_is_the_most_urgent_and_each_agent_gets_another(
    desk: Desk, as_agent: Viewer, as_colleague: Viewer
) -> None:
    calm, urgent = desk.task(priority=10), desk.task(priority=90)
    assert next_of(as_agent, desk) == urgent
    assert next_of(as_colleague, desk) == calm
    assert next_of(as_colleague, desk) == calm  # still theirs


def test_next_task_never_gives_two_agents_one_customer(
    desk: Desk, as_agent: Viewer, as_colleague: Viewer
) -> None:
    customer = desk.customer()
    for _ in range(2):
        desk.task(customer)
    assert next_of(as_agent, desk) is not None
    assert next_of(as_colleague, desk) is None


def test_next_task_passes_over_what_the_gate_holds_back(desk: Desk, as_agent: Viewer) -> None:
    desk.task(desk.customer(do_not_contact=True), priority=90)
    free = desk.task(priority=10)
    assert next_of(as_agent, desk) == free


def test_next_task_leaves_company_cars_to_the_service_manager(
    desk: Desk, as_agent: Viewer, as_director: Viewer
) -> None:
    task = desk.task(pool=Pool.SERVICE_MANAGER.value)
    assert next_of(as_agent, desk) is None
    assert next_of(as_director, desk) == task


def test_next_task_leaves_what_belongs_to_a_colleague(
    desk: Desk, as_agent: Viewer, colleague: User
) -> None:
    desk.task(owner=colleague)
    assert next_of(as_agent, desk) is None


def test_next_task_is_none_when_nothing_is_due(desk: Desk, as_agent: Viewer) -> None:
    desk.task(opens_at=desk.now + timedelta(hours=1))
    assert next_of(as_agent, desk) is None


def test_assign_gives_tasks_to_a_colleague_and_back(
    desk: Desk, as_director: Viewer, colleague: User
) -> None:
    tasks = [desk.task(), desk.task()]
    assert actions.assign(by=as_director, tasks=tasks, owner=colleague) == 2
    assert set(ContactTask.objects.values_list("owner", "revision")) == {(colleague.pk, 1)}
    assert actions.assign(by=as_director, tasks=tasks, owner=None) == 2


def test_assign_refuses_somebody_of_another_store(
    desk: Desk, as_director: Viewer, outsider: User
) -> None:
    with pytest.raises(Exception, match="somebody of the store"):
        actions.assign(by=as_director, tasks=[desk.task()], owner=outsider)


def test_assign_is_not_for_agents(desk: Desk, as_agent: Viewer, colleague: User) -> None:
    with pytest.raises(Forbidden):
        actions.assign(by=as_agent, tasks=[desk.task()], owner=colleague)


def test_assign_refuses_tasks_of_two_stores(
    desk: Desk, as_director: Viewer, other_store: Store, colleague: User
) -> None:
    foreign = desk.task()
    foreign.store = other_store
    with pytest.raises(Exception, match="not of one store"):
        actions.assign(by=as_director, tasks=[desk.task(), foreign], owner=colleague)
