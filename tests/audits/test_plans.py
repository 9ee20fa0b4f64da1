from __future__ import annotations

from datetime import date, timedelta

import pytest

from careloop.audits import actions, queries, tasks
from careloop.audits.choices import InspectionState, Rhythm, Subject
from careloop.audits.models import Checklist, Inspection, Plan
from careloop.audits.rules import due_day, round_of
from careloop.common.models import AuditRow
from careloop.core.kernel.calendar import WorkingCalendar
from careloop.core.kernel.errors import Refused
from careloop.core.scoring.ready_inspections import READY
from careloop.organisation.models import DayException, OpeningHours, Store, User
from careloop.organisation.rules import Forbidden, Viewer
from tests.audits.conftest import MONDAY, on, planned
from tests.mart.books import Books

OPEN = ((480, 1020),)
SIX_DAYS = WorkingCalendar(week=(OPEN,) * 6 + ((),))  # shut on Sundays
TUESDAY, WEDNESDAY, SATURDAY, SUNDAY = (MONDAY + timedelta(days=n) for n in (1, 2, 5, 6))
NEXT_MONDAY = MONDAY + timedelta(days=7)


def days_made(plan: Plan, since: date, count: int) -> list[date]:
    """The due days a plan came to when the job ran on each of ``count`` days."""
    for ahead in range(count):
        actions.make_due(now=on(since + timedelta(days=ahead)))
    return list(
        Inspection.objects.filter(plan=plan).order_by("due_on").values_list("due_on", flat=True)
    )


def shut_on_sundays(store: Store) -> None:
    for weekday in range(1, 7):
        OpeningHours.objects.create(store=store, weekday=weekday, opens=480, closes=1020)


# When one is due (pure)


def test_ready_rhythms_and_subjects_are_codes_of_the_room() -> None:
    for ready in READY.values():
        assert Rhythm(ready.rhythm)
        assert Subject(ready.subject)


@pytest.mark.parametrize("rhythm", Rhythm)
def test_nothing_is_due_on_a_day_the_store_is_shut(rhythm: Rhythm) -> None:
    assert due_day(rhythm, None, SUNDAY, SIX_DAYS) is None


def test_daily_is_due_every_open_day() -> None:
    assert due_day(Rhythm.DAILY, MONDAY, TUESDAY, SIX_DAYS) == TUESDAY


@pytest.mark.parametrize(
    ("last", "day", "is_due"),
    [
        (None, MONDAY, True),
        (MONDAY, TUESDAY, False),
        (MONDAY, WEDNESDAY, True),
        (SATURDAY, NEXT_MONDAY, False),  # Sunday is shut and does not count
        (SATURDAY, NEXT_MONDAY + timedelta(days=1), True),
        (MONDAY, SATURDAY, True),  # the job did not run for days: due at once
    ],
)
def test_every_two_days_counts_open_days(last: date | None, day: date, is_due: bool) -> None:
    assert due_day(Rhythm.EVERY_TWO_DAYS, last, day, SIX_DAYS) == (day if is_due else None)


def test_weekly_is_due_by_the_last_open_day_of_the_week() -> None:
    assert due_day(Rhythm.WEEKLY, None, TUESDAY, SIX_DAYS) == SATURDAY
    assert round_of(Rhythm.WEEKLY, SUNDAY).start == MONDAY


def test_monthly_is_due_by_the_last_open_day_of_the_month() -> None:
    assert due_day(Rhythm.MONTHLY, None, date(2026, 5, 4), SIX_DAYS) == date(2026, 5, 30)


# Making them due


def test_daily_plan_makes_one_a_day_and_none_when_shut(store: Store, lounge: Checklist) -> None:
    DayException.objects.create(store=store, day=TUESDAY)
    plan = planned(store)
    assert days_made(plan, MONDAY, 3) == [MONDAY, WEDNESDAY]


def test_every_two_days_skips_shut_days_of_the_stores_calendar(
    store: Store, lounge: Checklist
) -> None:
    shut_on_sundays(store)
    plan = planned(store, Rhythm.EVERY_TWO_DAYS)
    assert [day.day for day in days_made(plan, MONDAY, 10)] == [2, 4, 6, 9, 11]


def test_plan_keeps_the_october_holiday(store: Store) -> None:
    shut_on_sundays(store)
    first = date(2026, 9, 29)
    actions.adopt(by=Viewer.system(), store=store, code="lounge", now=on(first))
    plan = planned(store, since=first)
    assert days_made(plan, first, 11) == [
        first,
        date(2026, 9, 30),
        date(2026, 10, 8),
        date(2026, 10, 9),
    ]


def test_weekly_and_monthly_are_made_once_a_round(store: Store, lounge: Checklist) -> None:
    weekly = planned(store, Rhythm.WEEKLY)
    monthly = planned(store, Rhythm.MONTHLY)
    assert days_made(weekly, MONDAY, 9) == [SUNDAY, SUNDAY + timedelta(days=7)]
    assert days_made(monthly, MONDAY, 1) == [date(2026, 3, 31)]


def test_weekly_is_not_made_again_when_the_calendar_changes_in_the_week(
    store: Store, lounge: Checklist
) -> None:
    plan = planned(store, Rhythm.WEEKLY)
    actions.make_due(now=on(MONDAY))
    DayException.objects.create(store=store, day=SUNDAY)
    assert days_made(plan, TUESDAY, 3) == [SUNDAY]


def test_make_due_twice_makes_nothing_twice(store: Store, lounge: Checklist) -> None:
    planned(store)
    assert actions.make_due(now=on(MONDAY)).made == 1
    assert actions.make_due(now=on(MONDAY, 14)) == actions.Run(made=0, missed=0)
    assert AuditRow.objects.filter(action="inspection.make_due").count() == 1


def test_plan_makes_one_for_each_advisor_on_that_post_that_day(
    store: Store, books: Books, lounge: Checklist
) -> None:
    there = books.employee("A1")
    books.employee("A2", until=MONDAY - timedelta(days=1))  # no advisor any more
    books.employee("A3", since=TUESDAY)  # not yet
    books.employee("T1", post="technician")
    planned(store, subject=Subject.ADVISOR)
    actions.make_due(now=on(MONDAY))
    assert list(Inspection.objects.values_list("subject", flat=True)) == [there.pk]
    actions.make_due(now=on(TUESDAY))
    assert Inspection.objects.filter(due_on=TUESDAY).count() == 2


def test_plan_leaves_out_who_left_the_store(store: Store, books: Books, lounge: Checklist) -> None:
    gone = books.employee("T1", post="technician")
    gone.left_on = MONDAY - timedelta(days=1)
    gone.save()
    stays = books.employee("T2", post="technician")
    planned(store, subject=Subject.TECHNICIAN)
    actions.make_due(now=on(MONDAY))
    assert Inspection.objects.get().subject == stays


def test_an_advisor_who_comes_during_the_day_is_made_due_by_the_next_run(
    store: Store, books: Books, lounge: Checklist
) -> None:
    books.employee("A1")
    planned(store, Rhythm.EVERY_TWO_DAYS, Subject.ADVISOR)
    actions.make_due(now=on(MONDAY))
    books.employee("A2", since=MONDAY)
    assert actions.make_due(now=on(MONDAY, 10)).made == 1


def test_plan_makes_the_version_in_use(store: Store, lounge: Checklist) -> None:
    planned(store)
    actions.make_due(now=on(MONDAY))
    second = actions.save_checklist(
        by=Viewer.system(),
        store=store,
        code="lounge",
        name=queries.name_of(lounge),
        content=READY["lounge"].content,
        based_on=1,
    )
    actions.make_due(now=on(TUESDAY))
    actions.publish(by=Viewer.system(), checklist=second, now=on(TUESDAY, 10))
    actions.make_due(now=on(WEDNESDAY))
    versions = Inspection.objects.order_by("due_on").values_list("checklist__version", flat=True)
    assert list(versions) == [1, 1, 2]


def test_plan_names_its_inspector(store: Store, lounge: Checklist, checker: User) -> None:
    planned(store, inspector=checker)
    actions.make_due(now=on(MONDAY))
    assert Inspection.objects.get().inspector == checker


def test_what_was_not_done_in_time_is_missed(store: Store, lounge: Checklist) -> None:
    planned(store)
    actions.make_due(now=on(MONDAY))
    assert actions.make_due(now=on(TUESDAY)).missed == 1
    assert Inspection.objects.get(due_on=MONDAY).state == InspectionState.MISSED


def test_a_begun_one_waits_to_be_finished(
    store: Store, lounge: Checklist, as_checker: Viewer
) -> None:
    planned(store)
    actions.make_due(now=on(MONDAY))
    actions.begin(by=as_checker, inspection=Inspection.objects.get(), revision=0, now=on(MONDAY))
    assert actions.make_due(now=on(TUESDAY)).missed == 0
    assert Inspection.objects.get(due_on=MONDAY).state == InspectionState.BEGUN


def test_a_weekly_one_is_not_missed_before_its_week_is_over(
    store: Store, lounge: Checklist
) -> None:
    planned(store, Rhythm.WEEKLY)
    actions.make_due(now=on(MONDAY))
    assert actions.make_due(now=on(SUNDAY)).missed == 0
    assert actions.make_due(now=on(NEXT_MONDAY)).missed == 1


def test_a_plan_that_ends_makes_nothing_after_its_day(store: Store, lounge: Checklist) -> None:
    plan = planned(store, Rhythm.WEEKLY)
    actions.end_plan(by=Viewer.system(), plan=plan, ends_on=WEDNESDAY, now=on(MONDAY))
    assert days_made(plan, MONDAY, 10) == [WEDNESDAY]


def test_make_due_touches_every_store(store: Store, other_store: Store, lounge: Checklist) -> None:
    actions.adopt(by=Viewer.system(), store=other_store, code="lounge", now=on(MONDAY))
    planned(store)
    planned(other_store)
    assert actions.make_due(now=on(MONDAY)).made == 2


def test_the_job_runs_by_its_name(store: Store, lounge: Checklist) -> None:
    assert tasks.make_due() == 0


def test_make_due_asks_the_database_no_more_for_more_people(
    store: Store, books: Books, lounge: Checklist, django_assert_max_num_queries: object
) -> None:
    for number in range(30):
        books.employee(f"A{number}")
    planned(store, subject=Subject.ADVISOR)
    with django_assert_max_num_queries(20):  # type: ignore[operator]
        actions.make_due(now=on(MONDAY))
    assert Inspection.objects.count() == 30


# Planning


def test_plan_needs_the_permission(
    store: Store, lounge: Checklist, as_checker: Viewer, as_outsider: Viewer
) -> None:
    for viewer in (as_checker, as_outsider):
        with pytest.raises(Forbidden):
            actions.plan(
                by=viewer,
                store=store,
                checklist_code="lounge",
                rhythm=Rhythm.DAILY,
                subject=Subject.PLACE,
                starts_on=MONDAY,
                now=on(MONDAY),
            )


def test_plan_of_a_list_not_in_use_is_refused(store: Store) -> None:
    with pytest.raises(Refused, match="uses no checklist “lounge”"):
        planned(store)


def test_plan_refuses_a_day_in_the_past_and_an_end_before_the_start(
    store: Store, lounge: Checklist
) -> None:
    system = Viewer.system()
    common = {"by": system, "store": store, "checklist_code": "lounge", "now": on(TUESDAY)}
    daily = {"rhythm": Rhythm.DAILY, "subject": Subject.PLACE}
    with pytest.raises(Refused, match="2026-03-02 is before today"):
        actions.plan(**common, **daily, starts_on=MONDAY)  # type: ignore[arg-type]
    with pytest.raises(Refused, match="before it starts"):
        actions.plan(**common, **daily, starts_on=WEDNESDAY, ends_on=TUESDAY)  # type: ignore[arg-type]


def test_plan_refuses_people_of_another_store_or_without_the_right(
    store: Store, other_store: Store, lounge: Checklist, outsider: User, agent: User
) -> None:
    for person in (outsider, agent):
        with pytest.raises(Refused, match="may not inspect in this store"):
            planned(store, inspector=person)
    stranger = Books(other_store).employee("X1")
    with pytest.raises(Refused, match="“X1” is not on the staff"):
        planned(store, responsible=stranger)


def test_the_same_plan_twice_is_refused_until_the_first_ended(
    store: Store, lounge: Checklist
) -> None:
    first = planned(store)
    with pytest.raises(Refused, match="planned like this already"):
        planned(store)
    planned(store, Rhythm.WEEKLY)
    actions.end_plan(by=Viewer.system(), plan=first, ends_on=MONDAY, now=on(MONDAY))
    planned(store, since=TUESDAY)


def test_end_plan_refuses_a_day_in_the_past(
    store: Store, lounge: Checklist, as_checker: Viewer
) -> None:
    plan = planned(store)
    with pytest.raises(Refused, match="is before today"):
        actions.end_plan(by=Viewer.system(), plan=plan, ends_on=MONDAY, now=on(TUESDAY))
    with pytest.raises(Forbidden):
        actions.end_plan(by=as_checker, plan=plan, ends_on=TUESDAY, now=on(TUESDAY))


def test_plans_lists_those_that_run(store: Store, lounge: Checklist, as_checker: Viewer) -> None:
    ended = planned(store)
    actions.end_plan(by=Viewer.system(), plan=ended, ends_on=MONDAY, now=on(MONDAY))
    runs = planned(store, Rhythm.WEEKLY)
    assert queries.plans(as_checker, store, TUESDAY) == [runs]
    assert queries.plan(as_checker, store, ended.pk) == ended


def test_plans_of_another_store_are_not_there(
    store: Store, other_store: Store, lounge: Checklist, as_outsider: Viewer
) -> None:
    plan = planned(store)
    with pytest.raises(Forbidden):
        queries.plans(as_outsider, store, MONDAY)
    with pytest.raises(queries.Missing):
        queries.plan(as_outsider, other_store, plan.pk)
