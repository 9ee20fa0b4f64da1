"""Training: planned, held with attendance, one a month in each department."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from careloop.core.kernel.errors import Refused
from careloop.improvement import actions, queries
from careloop.improvement.actions import Came
from careloop.improvement.models import Training
from careloop.improvement.rhythm import Pulse
from careloop.improvement.rules import Stale
from careloop.organisation.models import Employee, Store
from careloop.organisation.rules import Forbidden, Viewer
from tests.improvement.conftest import NOVEMBER, NOW, OCTOBER
from tests.mart.books import Books

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 3)


@pytest.fixture
def zhou(books: Books) -> Employee:
    return books.employee("A2")


def plan(by: Viewer, store: Store, **fields: Any) -> Training:
    usual = {"department": "front_desk", "topic": "接车流程", "planned_on": DAY, "now": NOW}
    return actions.plan_training(by=by, store=store, **(usual | fields))


def hold(by: Viewer, training: Training, attendance: list[Came], **fields: Any) -> Training:
    usual = {"revision": training.revision, "held_on": DAY, "minutes": 90, "now": NOW}
    return actions.hold_training(
        by=by, training=training, attendance=attendance, **(usual | fields)
    )


def came_of(viewer: Viewer, training: Training) -> list[tuple[str, bool | None, int | None]]:
    found = queries.training(viewer, training.store, training.pk)
    return [(one.employee.employee_no, one.came, one.score) for one in found.attendance.all()]


def test_training_is_planned_and_held_with_attendance(
    as_director: Viewer, store: Store, sun: Employee, zhou: Employee, books: Books
) -> None:
    training = plan(as_director, store, people=[sun, zhou], kpi_code="menu_quote_rate")
    assert came_of(as_director, training) == [("A1", None, None), ("A2", None, None)]
    guest = books.employee("A3")
    done = hold(as_director, training, [Came(sun, True, 85), Came(guest, True)], trainer="技术经理")
    assert (done.held_on, done.minutes, done.trainer, done.revision) == (DAY, 90, "技术经理", 1)
    assert came_of(as_director, training) == [
        ("A1", True, 85),
        ("A2", False, None),
        ("A3", True, None),
    ]
    (listed,) = queries.trainings(as_director, store, NOVEMBER)
    assert (listed.asked, listed.came) == (3, 2)  # type: ignore[attr-defined]
    assert queries.trainings(as_director, store, OCTOBER) == []


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"topic": " "}, "“What is taught” is empty"),
        ({"topic": "长" * 161}, "161"),
        ({"department": "moon"}, "moon"),
        ({"reason": "whim"}, "whim"),
        ({"kpi_code": "no_such_kpi"}, "no_such_kpi"),
    ],
)
def test_wrong_plan_is_refused_by_name(
    as_director: Viewer, store: Store, fields: dict[str, Any], named: str
) -> None:
    with pytest.raises(Refused, match=named):
        plan(as_director, store, **fields)
    assert not Training.objects.exists()


@pytest.mark.parametrize(
    ("fields", "score", "named"),
    [
        ({"minutes": 0}, None, "0 minutes"),
        ({"minutes": 1441}, None, "1441 minutes"),
        ({"held_on": date(2026, 11, 4)}, None, "2026-11-04 has not come"),
        ({}, 101, "101"),
        ({}, -1, "-1"),
    ],
)
def test_wrong_record_keeps_nothing(
    as_director: Viewer,
    store: Store,
    sun: Employee,
    fields: dict[str, Any],
    score: int | None,
    named: str,
) -> None:
    training = plan(as_director, store, people=[sun])
    with pytest.raises(Refused, match=named):
        hold(as_director, training, [Came(sun, True, score)], **fields)
    assert came_of(as_director, training) == [("A1", None, None)]


def test_training_nobody_came_to_was_not_held(
    as_director: Viewer, store: Store, sun: Employee
) -> None:
    training = plan(as_director, store)
    for attendance in ([], [Came(sun, False)]):
        with pytest.raises(Refused, match="Nobody came"):
            hold(as_director, training, attendance)


def test_people_are_of_the_store_and_employed_that_day(
    as_director: Viewer, store: Store, other_store: Store, gone: Employee
) -> None:
    stranger = Books(other_store).employee("B1")
    for person in (gone, stranger):
        with pytest.raises(Refused):
            plan(as_director, store, people=[person])
        with pytest.raises(Refused):
            hold(as_director, plan(as_director, store), [Came(person, True)])
    plan(as_director, store, people=[gone], planned_on=date(2026, 10, 12))


def test_training_is_held_once_and_its_record_corrected(
    as_director: Viewer, store: Store, sun: Employee
) -> None:
    done = hold(as_director, plan(as_director, store), [Came(sun, True)])
    with pytest.raises(Refused, match="was held on 2026-11-03"):
        hold(as_director, done, [Came(sun, True)])
    fixed = actions.change_training(
        by=as_director, training=done, revision=1, now=NOW, content="目录报价", topic="报价"
    )
    assert (fixed.content, fixed.topic, fixed.revision) == ("目录报价", "报价", 2)
    with pytest.raises(Refused, match="was held"):
        actions.change_training(by=as_director, training=done, revision=2, now=NOW, people=[])
    with pytest.raises(Refused, match="was held"):
        actions.cancel_training(by=as_director, training=done, revision=2, now=NOW)
    with pytest.raises(TypeError):
        actions.change_training(by=as_director, training=done, revision=2, now=NOW, minutes=5)


def test_plan_is_moved_others_asked_or_cancelled(
    as_director: Viewer, store: Store, sun: Employee, zhou: Employee
) -> None:
    training = plan(as_director, store, people=[sun])
    moved = actions.change_training(
        by=as_director,
        training=training,
        revision=0,
        now=NOW,
        planned_on=date(2026, 11, 9),
        people=[zhou],
    )
    assert moved.planned_on == date(2026, 11, 9)
    assert came_of(as_director, training) == [("A2", None, None)]
    with pytest.raises(Stale):
        actions.cancel_training(by=as_director, training=training, revision=0, now=NOW)
    actions.cancel_training(by=as_director, training=training, revision=1, now=NOW)
    assert not Training.objects.exists()


def test_training_is_for_the_store(
    as_agent: Viewer,
    as_director: Viewer,
    as_outsider: Viewer,
    store: Store,
    other_store: Store,
) -> None:
    training = plan(as_director, store)
    for viewer in (as_agent, as_outsider):
        with pytest.raises(Forbidden):
            plan(viewer, store)
    with pytest.raises(Forbidden):
        queries.training(as_outsider, store, training.pk)
    with pytest.raises(Refused, match="no training"):
        queries.training(as_outsider, other_store, training.pk)


@pytest.mark.parametrize(
    ("held_on", "today", "pulse"),
    [
        (None, date(2026, 11, 3), Pulse.NOT_BEGUN),
        (date(2026, 10, 7), date(2026, 10, 30), Pulse.KEPT),
        (date(2026, 10, 7), date(2026, 11, 27), Pulse.KEPT),
        (date(2026, 10, 7), date(2026, 11, 28), Pulse.DUE_SOON),
        (date(2026, 10, 7), date(2026, 12, 1), Pulse.LATE),
    ],
)
def test_one_training_a_month_is_watched_by_department(
    as_director: Viewer,
    store: Store,
    sun: Employee,
    held_on: date | None,
    today: date,
    pulse: Pulse,
) -> None:
    if held_on is not None:
        training = plan(as_director, store, planned_on=held_on)
        hold(as_director, training, [Came(sun, True)], held_on=held_on)
    found = {beat.code: beat for beat in queries.rhythm(as_director, store, today)}
    assert found["training:front_desk"].pulse is pulse
    assert found["training:parts"].pulse is Pulse.NOT_BEGUN
    in_this_month = held_on is not None and held_on.month == today.month
    assert found["training:front_desk"].held == int(in_this_month)
