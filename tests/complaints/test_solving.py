"""The solution, the call-back, the root cause and the archive; and what is refused of each."""

from __future__ import annotations

from datetime import timedelta

import pytest

from careloop.complaints.choices import State
from careloop.complaints.models import CallBack, Event, RootCause
from careloop.core.kernel.errors import Refused
from careloop.notifications.models import Notice
from careloop.organisation.models import User
from careloop.organisation.rules import Forbidden
from tests.complaints.life import ON, Life
from tests.mart.books import Books

pytestmark = pytest.mark.django_db


def test_whole_life_ends_in_the_archive(life: Life) -> None:
    solved = life.solved()
    assert (solved.state, solved.solved_at, solved.satisfied) == (State.SOLVED, ON[2], None)
    confirmed = life.call_back()
    assert (confirmed.state, confirmed.satisfied, confirmed.confirmed_at) == (
        State.CONFIRMED, True, ON[3],
    )  # fmt: skip
    life.root_cause()
    archived = life.archive()
    assert (archived.state, archived.closed_at) == (State.ARCHIVED, ON[5])
    assert (archived.next_due_at, archived.escalates_at) == (None, None)
    deeds = list(archived.events.values_list("deed", flat=True))
    assert deeds == [
        "open", "take_over", "investigate", "solve", "call_back", "root_cause", "archive",
    ]  # fmt: skip


def test_solution_decides_each_fault(life: Life) -> None:
    life.take_over()
    life.investigate()
    first, second = life.fault_ids
    with pytest.raises(Refused, match="not yet said to be solved or not: “等待太久”"):
        life.solve(solved_faults=[first])
    solved = life.solve(solved_faults=[first], unsolved_faults=[second], goodwill_fen=30_000)
    verdicts = solved.faults.order_by("pk").values_list("is_solved", flat=True)
    assert (list(verdicts), solved.goodwill_fen) == ([True, False], 30_000)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"solution": " "}, "Solution"),
        ({"solved_faults": [0]}, "not those of complaint"),
        ({"goodwill_fen": -1}, "cannot be negative"),
    ],
)
def test_solution_that_is_none_is_refused(life: Life, said: dict[str, object], why: str) -> None:
    life.take_over()
    life.investigate()
    with pytest.raises(Refused, match=why):
        life.solve(**said)
    assert (life.now.state, life.now.solution) == (State.INVESTIGATED, "")
    assert not life.complaint.faults.exclude(is_solved=None).exists()


def test_fault_is_not_solved_and_unsolved(life: Life) -> None:
    life.take_over()
    life.investigate()
    with pytest.raises(Refused, match="both solved and not"):
        life.solve(unsolved_faults=life.fault_ids)


def test_nothing_is_solved_before_it_is_investigated(life: Life) -> None:
    with pytest.raises(Refused, match="taken over first"):
        life.solve()
    life.take_over()
    with pytest.raises(Refused, match="investigation has to be completed first"):
        life.solve()


def test_region_is_asked_for_its_plan_first(life: Life) -> None:
    life.take_over()
    life.do("raise_level", ON[0], level="management")
    life.do("raise_level", ON[0], life.li, level="region")
    life.investigate()
    with pytest.raises(Refused, match="whose plan is missing"):
        life.solve()
    life.do("plan_of_region", ON[1], text="区域批准更换")
    assert life.solve().level == "region"


def test_solution_ends_the_pause(life: Life) -> None:
    life.take_over()
    life.investigate()
    life.do("pause", ON[1], reason="part")
    life.solve()
    assert life.complaint.pauses.get().ended_at == ON[2]


def test_owner_does_not_call_back(life: Life) -> None:
    life.solved()
    with pytest.raises(Refused, match="Somebody else has to call"):
        life.do("call_back", ON[3], reached=True, satisfied=True)
    assert not CallBack.objects.exists()
    assert life.now.state == State.SOLVED


def test_responsible_person_does_not_call_back(life: Life, books: Books) -> None:
    life.colleague.employee = books.employee("A7")
    life.colleague.save()
    life.take_over()
    life.investigate(responsible_no="A7")
    life.solve()
    with pytest.raises(Refused, match="Somebody else has to call"):
        life.call_back()


def test_call_back_waits_for_the_solution(life: Life) -> None:
    life.take_over()
    with pytest.raises(Refused, match="investigation has to be completed first"):
        life.call_back()


def test_call_back_before_the_solution_in_time_is_refused(life: Life) -> None:
    life.solved()
    with pytest.raises(Refused, match="lies before “solved”"):
        life.call_back(at=ON[2] - timedelta(hours=1))


def test_who_is_reached_says_whether_satisfied(life: Life) -> None:
    life.solved()
    with pytest.raises(Refused, match="Whether the customer is satisfied"):
        life.call_back(satisfied=None)


def test_nobody_reached_leaves_it_to_be_called(life: Life) -> None:
    due = life.solved().call_back_due_at
    called = life.call_back(reached=False, satisfied=None, note="无人接听")
    assert (called.state, called.satisfied, called.call_back_due_at) == (State.SOLVED, None, due)
    assert called.first_reply_at is None
    assert (CallBack.objects.get().reached, called.events.last().code) == (False, "nobody")


def test_not_satisfied_opens_it_again_and_counts(life: Life, director: User) -> None:
    life.solved()
    Notice.objects.all().delete()
    again = life.call_back(satisfied=False, note="刹车还在响")
    assert (again.state, again.reopened, again.solved_at) == (State.TAKEN_OVER, 1, None)
    assert (again.owner, again.satisfied, again.investigated_at) == (life.owner, False, None)
    assert not again.faults.exclude(is_solved=None).exists()
    assert {notice.recipient for notice in Notice.objects.all()} == {life.owner, director}
    assert again.escalates_at is not None
    life.investigate(at=ON[4])
    assert life.solve(at=ON[5]).satisfied is None
    assert life.call_back(at=ON[6]).state == State.CONFIRMED


def test_call_back_tells_the_customer_at_the_latest(life: Life) -> None:
    life.solved()
    assert life.call_back().first_reply_at == ON[3]


@pytest.mark.parametrize("reached", [True, False])
def test_nothing_is_archived_without_a_satisfied_call_back(life: Life, reached: bool) -> None:
    life.solved()
    life.root_cause()
    if not reached:
        life.call_back(reached=False, satisfied=None)
    with pytest.raises(Refused, match="no call-back has confirmed"):
        life.archive()
    assert (life.now.state, life.now.closed_at) == (State.SOLVED, None)


def test_nothing_is_archived_without_its_root_cause(life: Life) -> None:
    life.solved()
    life.call_back()
    with pytest.raises(Refused, match="has no root cause"):
        life.archive()


def test_agents_archive_nothing(life: Life) -> None:
    life.solved()
    life.call_back()
    life.root_cause()
    with pytest.raises(Forbidden):
        life.do("archive", ON[5])


def test_what_is_not_valid_is_archived_once_the_customer_was_told(life: Life) -> None:
    life.take_over()
    life.investigate(is_valid=False, invalid_reason="正常磨损")
    life.root_cause()
    with pytest.raises(Refused, match="customer was not told"):
        life.archive()
    life.do("reply", ON[2], note="已解释磨损情况")
    assert life.archive().state == State.ARCHIVED


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"whys": []}, "Why .at least one"),
        ({"whys": ["", " "]}, "Why .at least one"),
        ({"whys": list("abcdef")}, "At most 5"),
        ({"category": "moon"}, "no department “moon”"),
    ],
)
def test_root_cause_that_explains_nothing_is_refused(
    life: Life, said: dict[str, object], why: str
) -> None:
    life.solved()
    with pytest.raises(Refused, match=why):
        life.do("root_cause", ON[3], **{"whys": ["缺油"], "category": "workshop"} | said)
    assert not RootCause.objects.exists()


def test_root_cause_written_again_replaces_the_first(life: Life) -> None:
    life.solved()
    life.root_cause()
    life.do("root_cause", ON[4], life.li, whys=["培训不足"], category="front_desk")
    kept = RootCause.objects.get()
    assert (kept.whys, kept.category, kept.action, kept.by) == (
        ["培训不足"], "front_desk", "", life.boss,
    )  # fmt: skip
    assert Event.objects.filter(deed="root_cause").count() == 2


def test_archived_is_the_end(life: Life) -> None:
    life.solved()
    life.call_back()
    life.root_cause()
    life.archive()
    for deed, said in (("reply", {"note": "x"}), ("correct", {"changes": {"cause": "time"}})):
        with pytest.raises(Refused, match="It is closed"):
            life.do(deed, ON[6], life.li, **said)
