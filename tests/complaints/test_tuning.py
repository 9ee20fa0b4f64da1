"""Limits, ladders and causes of a store's own: what holds, what is refused, who may."""

from __future__ import annotations

from datetime import datetime

import pytest

from careloop.common.models import AuditRow
from careloop.complaints.actions.tuning import set_cause, set_ladder, set_limit
from careloop.complaints.choices import Clock
from careloop.complaints.clocks import StoreTime
from careloop.complaints.ladder import USUAL, Ladder, Step
from careloop.complaints.models import LadderStep, StoreCause, TimeLimit
from careloop.complaints.queries.tuning import own_causes, tuning
from careloop.core.kernel.clock import Limit, Unit
from careloop.core.kernel.errors import Refused
from careloop.organisation.choices import Role
from careloop.organisation.models import Store, User
from careloop.organisation.rules import Forbidden, Viewer
from tests.mart.books import Books

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 9, 28, 9)
MANAGER, DIRECTOR = Role.SERVICE_MANAGER, Role.CARE_DIRECTOR


def limited(
    by: Viewer,
    store: Store,
    amount: int | None = 12,
    unit: str = "hours",
    clock: str = "solution",
    severity: str = "2",
) -> Limit:
    return set_limit(
        by=by, store=store, clock=clock, severity=severity, amount=amount, unit=unit, now=NOW
    )


def laddered(by: Viewer, store: Store, *steps: Step, severity: str = "2") -> list[str]:
    warnings = set_ladder(by=by, store=store, severity=severity, steps=steps, now=NOW)
    return [warning.en for warning in warnings]


def test_a_limit_of_the_store_goes_before_the_usual_one(
    as_director: Viewer, store: Store, books: Books
) -> None:
    complaint = books.complaint(NOW, severity="2")
    assert limited(as_director, store) == Limit(12, Unit.HOURS)
    complaint.refresh_from_db()
    assert complaint.solution_due_at == datetime(2026, 9, 28, 21)
    assert limited(as_director, store, 6).amount == 6
    assert TimeLimit.objects.count() == 1
    assert limited(as_director, store, None) == Limit(48, Unit.HOURS)
    assert not TimeLimit.objects.exists()
    complaint.refresh_from_db()
    assert complaint.solution_due_at == datetime(2026, 9, 30, 9)


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"clock": "tea"}, "clock “tea”"),
        ({"severity": "9"}, "class “9”"),
        ({"unit": "weeks"}, "unit “weeks”"),
        ({"amount": 0}, "greater than 0 and of at most 2400 hours"),
        ({"amount": -3}, "greater than 0"),
        ({"amount": 2401}, "at most 2400 hours"),
        ({"clock": "duty", "amount": 8, "unit": "working_days"}, "set by law at 7 working days"),
        ({"clock": "duty", "amount": 3, "unit": "hours"}, "only be made shorter, in working days"),
    ],
)
def test_a_limit_that_is_none_is_refused(
    as_director: Viewer, store: Store, fields: dict[str, object], named: str
) -> None:
    with pytest.raises(Refused, match=named):
        limited(as_director, store, **fields)  # type: ignore[arg-type]
    assert not TimeLimit.objects.exists()


def test_the_duty_may_be_shorter_than_the_law(as_director: Viewer, store: Store) -> None:
    assert limited(as_director, store, 5, "working_days", "duty").amount == 5


def test_a_ladder_of_the_store_goes_before_the_usual_one(
    as_director: Viewer, store: Store, books: Books
) -> None:
    complaint = books.complaint(NOW, severity="2")
    laddered(as_director, store, Step(30, (DIRECTOR,)), Step(60, (MANAGER,)))
    complaint.refresh_from_db()
    assert complaint.escalates_at == datetime(2026, 9, 28, 9, 30)
    laddered(as_director, store, Step(45, (DIRECTOR,)))
    own: Ladder = StoreTime.of(store, NOW.date()).ladder("2")
    assert own == (Step(45, (DIRECTOR,)),)
    laddered(as_director, store)
    assert StoreTime.of(store, NOW.date()).ladder("2") == USUAL["2"]


def test_a_loop_in_the_ladder_is_refused_and_the_old_one_stands(
    as_director: Viewer, store: Store
) -> None:
    laddered(as_director, store, Step(30, (DIRECTOR,)))
    with pytest.raises(Refused, match="round in a circle"):
        laddered(as_director, store, Step(30, (DIRECTOR,)), Step(60, (MANAGER, DIRECTOR)))
    assert LadderStep.objects.get().minutes == 30


def test_a_ladder_of_no_class_is_refused(as_director: Viewer, store: Store) -> None:
    with pytest.raises(Refused, match="class “4”"):
        laddered(as_director, store, Step(30, (DIRECTOR,)), severity="4")


def test_steps_nobody_would_hear_of_are_warned_of(as_director: Viewer, store: Store) -> None:
    said = laddered(as_director, store, Step(30, (DIRECTOR,)), Step(60, (MANAGER,)))
    assert said == [
        "Step 2: nobody in the store is Service manager today; the step would tell nobody."
    ]


def test_a_person_who_left_holds_no_post(as_director: Viewer, store: Store) -> None:
    User.objects.filter(pk=as_director.user_id).update(is_active=False)
    assert len(laddered(as_director, store, Step(30, (DIRECTOR,)))) == 1


def test_a_cause_of_its_own_counts_as_one_of_the_eight(as_director: Viewer, store: Store) -> None:
    row = set_cause(by=as_director, store=store, name=" 洗车 ", cause="quality")
    assert (row.name, row.cause, row.is_active) == ("洗车", "quality", True)
    set_cause(by=as_director, store=store, name="洗车质量", cause="other", row=row)
    assert [(c.name, c.cause) for c in own_causes(store)] == [("洗车质量", "other")]
    set_cause(by=as_director, store=store, name="洗车质量", cause="other", row=row, is_active=False)
    assert own_causes(store) == []
    assert tuning(as_director, store).causes == (row,)


@pytest.mark.parametrize(
    ("name", "cause", "named"),
    [
        (" ", "quality", "1 to 60 letters"),
        ("长" * 61, "quality", "1 to 60 letters"),
        ("洗车", "weather", "weather"),
        ("喷漆", "quality", "“喷漆” already"),
    ],
)
def test_a_cause_that_is_none_is_refused(
    as_director: Viewer, store: Store, name: str, cause: str, named: str
) -> None:
    set_cause(by=as_director, store=store, name="喷漆", cause="quality")
    with pytest.raises(Refused, match=named):
        set_cause(by=as_director, store=store, name=name, cause=cause)
    assert StoreCause.objects.count() == 1


def test_another_stores_cause_cannot_be_changed(
    as_director: Viewer, store: Store, other_store: Store
) -> None:
    row = StoreCause.objects.create(store=other_store, name="洗车", cause="other")
    with pytest.raises(StoreCause.DoesNotExist):
        set_cause(by=as_director, store=store, name="我的", cause="quality", row=row)
    row.refresh_from_db()
    assert row.name == "洗车"


def test_tuning_shows_what_holds_and_who_said_so(as_director: Viewer, store: Store) -> None:
    limited(as_director, store, 12)
    laddered(as_director, store, Step(30, (DIRECTOR,)), severity="3")
    found = tuning(as_director, store)
    assert len(found.limits) == len(Clock) * 3
    (own,) = [line for line in found.limits if line.is_own]
    assert (own.clock, own.severity, own.limit) == (Clock.SOLUTION, "2", Limit(12, Unit.HOURS))
    assert own.usual == Limit(48, Unit.HOURS)
    assert [(ladder.severity, ladder.is_own) for ladder in found.ladders] == [
        ("1", False),
        ("2", False),
        ("3", True),
    ]
    assert found.ladders[2].warnings == ()
    assert len(found.ladders[0].warnings) == 2  # nobody is service director or of head office


def test_tuning_is_audited(as_director: Viewer, store: Store) -> None:
    limited(as_director, store)
    laddered(as_director, store, Step(30, (DIRECTOR, MANAGER)))
    set_cause(by=as_director, store=store, name="洗车", cause="quality")
    rows = {row.action: row for row in AuditRow.objects.filter(actor_id=as_director.user_id)}
    assert rows["complaint.set_limit"].detail["amount"] == 12
    assert rows["complaint.set_ladder"].detail["steps"] == ["30: care_director,service_manager"]
    assert rows["complaint.set_cause"].detail == {"cause": "quality", "is_active": True}


@pytest.mark.parametrize("who", ["as_agent", "as_outsider"])
def test_others_tune_nothing(who: str, store: Store, request: pytest.FixtureRequest) -> None:
    by: Viewer = request.getfixturevalue(who)
    with pytest.raises(Forbidden):
        limited(by, store)
    with pytest.raises(Forbidden):
        laddered(by, store, Step(30, (DIRECTOR,)))
    with pytest.raises(Forbidden):
        set_cause(by=by, store=store, name="洗车", cause="quality")
    with pytest.raises(Forbidden):
        tuning(by, store)
