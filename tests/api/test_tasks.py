"""Contacts: the worklist, taking one, the calls made on it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from careloop.api.choices import Scope
from careloop.customers.models import Customer, Vehicle
from careloop.organisation.models import Store, User
from careloop.outreach.models import ContactAttempt, ContactTask
from tests.api.conftest import System, SystemWith


@pytest.fixture
def task(store: Store, customer: Customer, car: Vehicle) -> ContactTask:
    return make(store, customer, car, "1")


def make(store: Store, customer: Customer, car: Vehicle, subject: str) -> ContactTask:
    now = datetime.now().replace(microsecond=0)
    return ContactTask.objects.create(
        store=store, contact_type="periodic_maintenance", subject=subject, occasion=subject,
        due_on=now.date(), state="open", opens_at=now - timedelta(hours=1),
        expires_at=now + timedelta(days=30), customer=customer, vehicle=car, changed_at=now,
    )  # fmt: skip


def test_worklist_comes_a_page_at_a_time(
    system: System, store: Store, customer: Customer, car: Vehicle
) -> None:
    made = [make(store, customer, car, str(n)) for n in range(3)]
    first = system.get("tasks", limit=2).json()
    second = system.get("tasks", limit=2, after=first["after"]).json()
    assert [one["id"] for one in first["items"] + second["items"]] == [t.pk for t in made]
    assert system.get("tasks", contact_type="lost_customer").json()["items"] == []


def test_task_is_claimed_once(
    system: System, system_with: SystemWith, agent: User, director: User, task: ContactTask
) -> None:
    assert system.post(f"tasks/{task.pk}/claim").json()["claimed_by_id"] == director.pk
    colleague = system_with(user=agent)
    answer = colleague.post(f"tasks/{task.pk}/claim")
    assert answer.status_code == 409
    assert answer.json()["code"] == "taken"
    assert system.post(f"tasks/{task.pk}/release").json()["claimed_by_id"] is None
    assert colleague.post(f"tasks/{task.pk}/claim").status_code == 200


def test_attempt_is_stored_and_moves_the_task(system: System, task: ContactTask) -> None:
    call = {"revision": 0, "outcome": "no_answer", "seconds": 20, "remark": "没人接"}
    answer = system.post(f"tasks/{task.pk}/attempts", call)
    assert answer.status_code == 201
    assert answer.json()["task"]["attempts_made"] == 1
    assert ContactAttempt.objects.get().remark == "没人接"


def test_attempt_with_answers_ends_the_task(system: System, task: ContactTask) -> None:
    call = {"revision": 0, "outcome": "answered", "answers": {"satisfied": True}}
    told = system.post(f"tasks/{task.pk}/attempts", call).json()["task"]
    assert told["state"] == "done"
    assert ContactAttempt.objects.get().satisfied is True


def test_attempt_on_what_changed_meanwhile_is_refused(system: System, task: ContactTask) -> None:
    call = {"revision": 0, "outcome": "no_answer"}
    system.post(f"tasks/{task.pk}/attempts", call)
    answer = system.post(f"tasks/{task.pk}/attempts", call)
    assert answer.status_code == 409
    assert answer.json()["code"] == "stale"
    assert ContactAttempt.objects.count() == 1


def test_outcome_that_is_none_is_refused(system: System, task: ContactTask) -> None:
    answer = system.post(f"tasks/{task.pk}/attempts", {"revision": 0, "outcome": "fine"})
    assert answer.status_code == 422
    assert "fine" in answer.json()["message"]


def test_other_stores_tasks_are_not_found(stranger: System, task: ContactTask) -> None:
    assert stranger.get(f"tasks/{task.pk}").status_code == 404
    assert stranger.post(f"tasks/{task.pk}/claim").status_code == 404
    call = {"revision": 0, "outcome": "no_answer"}
    assert stranger.post(f"tasks/{task.pk}/attempts", call).status_code == 404
    assert stranger.get("tasks").json()["items"] == []


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "tasks"), ("GET", "tasks/1"), ("POST", "tasks/1/claim"),
        ("POST", "tasks/1/release"), ("POST", "tasks/1/attempts"),
    ],
)  # fmt: skip
def test_tasks_are_closed_to_other_scopes(system_with: SystemWith, method: str, path: str) -> None:
    assert system_with(Scope.READ_CUSTOMERS).send(method, path, {}).status_code == 403


def test_reading_tasks_does_not_allow_taking_them(
    system_with: SystemWith, task: ContactTask
) -> None:
    system = system_with(Scope.READ_TASKS)
    assert system.get(f"tasks/{task.pk}").status_code == 200
    assert system.post(f"tasks/{task.pk}/claim").status_code == 403
