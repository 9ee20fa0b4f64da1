"""Opening hours: the week, the legal calendar, days set by hand."""

from __future__ import annotations

from datetime import date

import pytest

from careloop.common.models import AuditRow
from careloop.core.kernel.errors import Refused
from careloop.organisation import actions, queries
from careloop.organisation.legal_calendar import legal_days
from careloop.organisation.models import DayException, OpeningHours, Store
from careloop.organisation.rules import USUAL_DAY, Forbidden, Viewer

NATIONAL_DAY, MONDAY, SUNDAY = date(2026, 10, 1), date(2026, 11, 23), date(2026, 11, 22)
SUNDAY_WORKED = date(2026, 9, 20)
TEN_TO_FOUR = ((600, 960),)


def hours(store: Store, day: date) -> object:
    return queries.working_calendar(store, date(2026, 9, 1)).hours(day)


def test_legal_calendar_knows_days_off_and_days_worked() -> None:
    legal = legal_days((2026,))
    assert NATIONAL_DAY in legal.off
    assert SUNDAY_WORKED in legal.worked
    assert MONDAY not in legal.off | legal.worked
    assert all(day.year == 2026 for day in legal.off | legal.worked)


def test_store_that_set_nothing_works_every_day_but_holidays(store: Store) -> None:
    assert hours(store, MONDAY) == hours(store, SUNDAY) == USUAL_DAY
    assert hours(store, NATIONAL_DAY) == ()


def test_set_hours_hold_for_weekdays_and_holidays(store: Store, as_director: Viewer) -> None:
    week = dict.fromkeys(range(1, 6), USUAL_DAY) | {OpeningHours.HOLIDAY: TEN_TO_FOUR}
    actions.set_opening_hours(by=as_director, store=store, week=week)
    assert hours(store, MONDAY) == USUAL_DAY
    assert hours(store, SUNDAY) == ()
    assert hours(store, SUNDAY_WORKED) == USUAL_DAY
    assert hours(store, NATIONAL_DAY) == TEN_TO_FOUR
    assert AuditRow.objects.filter(action="store.hours").count() == 1


def test_set_hours_again_replaces_them(store: Store, as_director: Viewer) -> None:
    actions.set_opening_hours(by=as_director, store=store, week={1: USUAL_DAY})
    actions.set_opening_hours(by=as_director, store=store, week={1: TEN_TO_FOUR})
    assert hours(store, MONDAY) == TEN_TO_FOUR
    assert OpeningHours.objects.count() == 8


@pytest.mark.parametrize(
    "wrong",
    [((600, 600),), ((600, 540),), ((540, 720), (700, 800)), ((-10, 50),), ((540, 1500),)],
)
def test_hours_out_of_order_are_refused_with_their_day(
    store: Store, as_director: Viewer, wrong: tuple[tuple[int, int], ...]
) -> None:
    with pytest.raises(Refused, match="Tuesday"):
        actions.set_opening_hours(by=as_director, store=store, week={2: wrong})
    assert not OpeningHours.objects.exists()


def test_day_set_by_hand_goes_before_week_and_holiday(store: Store, as_director: Viewer) -> None:
    actions.set_day(by=as_director, store=store, day=NATIONAL_DAY, hours=TEN_TO_FOUR)
    actions.set_day(by=as_director, store=store, day=MONDAY, hours=(), note="盘点")
    assert hours(store, NATIONAL_DAY) == TEN_TO_FOUR
    assert hours(store, MONDAY) == ()
    actions.unset_day(by=as_director, store=store, day=MONDAY)
    assert hours(store, MONDAY) == USUAL_DAY
    told = list(AuditRow.objects.values_list("action", "detail__day"))
    assert told[-1] == ("store.day_unset", "2026-11-23")


def test_days_of_the_past_are_not_listed(store: Store, as_director: Viewer) -> None:
    for day in (NATIONAL_DAY, MONDAY):
        actions.set_day(by=as_director, store=store, day=day, hours=())
    listed = queries.day_exceptions(as_director, store, since=date(2026, 11, 1))
    assert [row.day for row in listed] == [MONDAY]


def test_hours_are_for_those_who_lead_the_store(
    store: Store, as_agent: Viewer, as_outsider: Viewer
) -> None:
    for viewer in (as_agent, as_outsider):
        with pytest.raises(Forbidden):
            actions.set_opening_hours(by=viewer, store=store, week={})
        with pytest.raises(Forbidden):
            actions.set_day(by=viewer, store=store, day=MONDAY, hours=())
        with pytest.raises(Forbidden):
            actions.unset_day(by=viewer, store=store, day=MONDAY)
        with pytest.raises(Forbidden):
            queries.day_exceptions(viewer, store, since=MONDAY)
    assert not DayException.objects.exists()
