"""Who is reminded of what, and that nobody hears it twice."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from careloop.improvement import actions, tasks
from careloop.improvement.models import Measure, Reminder
from careloop.improvement.reminding import stage_of
from careloop.notifications.models import Notice
from careloop.organisation.models import Employee, Store, User
from careloop.organisation.rules import Viewer
from tests.improvement.conftest import NOW, AddMeasure, AddProblem
from tests.improvement.test_meetings import held, plan
from tests.mart.books import Books

pytestmark = pytest.mark.django_db
DUE = date(2026, 11, 20)


def remind(store: Store, on: date) -> list[tuple[str, str]]:
    """Whom the reminders of a day told what."""
    known = set(Notice.objects.values_list("pk", flat=True))
    actions.remind(store=store, now=datetime(on.year, on.month, on.day, 7, 30))
    made = Notice.objects.exclude(pk__in=known).order_by("pk").select_related("recipient")
    return [(notice.recipient.username, notice.text_en) for notice in made]


@pytest.fixture
def own(problem: AddProblem, measure: AddMeasure, as_sun: Viewer, sun: Employee) -> Measure:
    """A measure of Sun's, whose account is wang's."""
    return measure(problem(), owner=sun, due_on=DUE)


@pytest.mark.parametrize(
    ("days", "stage"),
    [(-3, None), (-2, "soon"), (0, "soon"), (1, "late0"), (7, "late0"), (8, "late1")],
)
def test_stages_of_being_due(days: int, stage: str | None) -> None:
    assert stage_of(DUE, DUE + timedelta(days=days)) == stage


def test_owner_hears_two_days_before_and_when_it_is_late(own: Measure, store: Store) -> None:
    told = {
        on.day: remind(store, on) for on in (DUE + timedelta(days=step) for step in range(-4, 10))
    }
    soon = ("wang", "Your measures due soon: 1, the first on 11-20.")
    late = ("wang", "Your measures overdue: 1, the first since 11-20.")
    assert {day: said for day, said in told.items() if said} == {
        18: [soon],
        21: [late],
        28: [late],
    }


def test_day_that_was_missed_is_made_up(own: Measure, store: Store) -> None:
    """The job server was off on the day itself."""
    assert [who for who, _ in remind(store, date(2026, 11, 25))] == ["wang"]


def test_same_day_again_tells_nobody(own: Measure, store: Store) -> None:
    assert len(remind(store, DUE)) == 1
    assert remind(store, DUE) == []
    assert Reminder.objects.count() == 1


def test_another_day_agreed_is_told_anew(as_director: Viewer, own: Measure, store: Store) -> None:
    remind(store, DUE)
    later = date(2026, 12, 1)
    actions.change_measure(by=as_director, measure=own, revision=0, now=NOW, due_on=later)
    assert remind(store, DUE + timedelta(days=3)) == []
    assert len(remind(store, later)) == 1


def test_done_and_closed_measures_are_nobodys_business(
    as_director: Viewer, own: Measure, store: Store
) -> None:
    actions.report_progress(
        by=as_director, measure=own, revision=0, state="done", progress="", now=NOW
    )
    assert remind(store, DUE + timedelta(days=1)) == []


def test_several_measures_are_one_notice(
    own: Measure, measure: AddMeasure, sun: Employee, store: Store
) -> None:
    measure(own.problem, owner=sun, due_on=date(2026, 11, 19))
    (told,) = remind(store, DUE + timedelta(days=1))
    assert told[1] == "Your measures overdue: 2, the first since 11-19."
    notice = Notice.objects.get()
    assert notice.text_zh == "您负责的 2 项整改措施已逾期，最早的应于 11-19 完成。"
    assert notice.link == "/stores/S1/improvement/mine/"


def test_supervisor_hears_what_is_late_only(
    problem: AddProblem,
    measure: AddMeasure,
    books: Books,
    director: User,
    store: Store,
) -> None:
    director.employee = books.employee("D1", post="care_director")
    director.save()
    measure(problem(), supervisor=director.employee, due_on=DUE)
    assert remind(store, DUE) == []
    assert remind(store, DUE + timedelta(days=1)) == [
        ("li", "Measures you supervise overdue: 1, the first since 11-20.")
    ]


def test_leaders_hear_of_what_nobody_with_an_account_answers_for(
    problem: AddProblem, measure: AddMeasure, store: Store
) -> None:
    measure(problem(), due_on=DUE)
    assert remind(store, DUE) == []
    assert remind(store, DUE + timedelta(days=1)) == [
        ("li", "Measures overdue whose owner has no account: 1, the first since 11-20.")
    ]


def test_late_meeting_is_told_to_the_leaders_until_one_is_planned(
    as_director: Viewer, as_agent: Viewer, store: Store
) -> None:
    held(as_director, store, "suggestions", date(2026, 10, 26))
    assert remind(store, date(2026, 11, 2)) == []
    assert remind(store, date(2026, 11, 3)) == [
        (
            "li",
            "Weekly review of suggestions is late: last held on 2026-10-26, due by 2026-11-02.",
        )
    ]
    assert remind(store, date(2026, 11, 4)) == []
    plan(as_director, store, datetime(2026, 11, 12, 9, 0), kind="suggestions")
    assert remind(store, date(2026, 11, 11)) == []


def test_store_that_never_began_hears_nothing(director: User, store: Store) -> None:
    assert remind(store, date(2026, 11, 3)) == []


def test_every_store_hears_its_own(
    own: Measure, store: Store, other_store: Store, outsider: User
) -> None:
    Measure.objects.update(due_on=date(2026, 1, 1))
    assert tasks.remind() == 1
    assert not Notice.objects.filter(store=other_store).exists()
    assert tasks.remind() == 0
