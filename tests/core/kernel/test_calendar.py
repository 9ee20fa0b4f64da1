"""Hours of a store, day by day: the week, holidays, exchanged days, days of its own."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from careloop.core.kernel.calendar import WorkingCalendar, moment

LUNCH_KEPT = ((510, 720), (780, 1050))  # 8:30–12:00, 13:00–17:30
WEEK = (LUNCH_KEPT,) * 5 + (((540, 720),),) + ((),)  # Saturday mornings, Sundays shut
NATIONAL_DAY, SUNDAY_WORKED, INVENTORY = date(2026, 10, 1), date(2026, 9, 20), date(2026, 9, 30)
STORE = WorkingCalendar(
    week=WEEK,
    holidays=frozenset({NATIONAL_DAY, date(2026, 10, 2)}),
    make_up=frozenset({SUNDAY_WORKED}),
    special={INVENTORY: (), date(2026, 10, 2): ((600, 660),)},
)


@pytest.mark.parametrize(
    ("day", "hours"),
    [
        (date(2026, 9, 28), LUNCH_KEPT),  # a Monday
        (date(2026, 9, 26), ((540, 720),)),  # a Saturday
        (date(2026, 9, 27), ()),  # a Sunday
        (SUNDAY_WORKED, LUNCH_KEPT),
        (NATIONAL_DAY, ()),
        (INVENTORY, ()),
        (date(2026, 10, 2), ((600, 660),)),  # a holiday the store set by hand
    ],
)
def test_hours_of_a_day(day: date, hours: tuple[tuple[int, int], ...]) -> None:
    assert STORE.hours(day) == hours


def test_holidays_may_have_hours() -> None:
    open_then = WorkingCalendar(WEEK, frozenset({NATIONAL_DAY}), holiday_hours=((600, 900),))
    assert open_then.hours(NATIONAL_DAY) == ((600, 900),)


def test_exchanged_day_keeps_hours_the_store_has_anyway() -> None:
    saturday = date(2026, 10, 10)
    store = WorkingCalendar(WEEK, make_up=frozenset({saturday}))
    assert store.hours(saturday) == ((540, 720),)


@pytest.mark.parametrize(
    ("at", "is_open"),
    [("08:29", False), ("08:30", True), ("11:59", True), ("12:00", False), ("17:30", False)],
)
def test_open_from_the_first_minute_to_before_the_last(at: str, is_open: bool) -> None:
    assert STORE.is_open(datetime.fromisoformat(f"2026-09-28 {at}")) is is_open


def test_visit_is_held_over_lunch_and_not_past_closing() -> None:
    monday = date(2026, 9, 28)
    assert STORE.holds(moment(monday, 690), 90)
    assert STORE.holds(moment(monday, 990), 60)
    assert not STORE.holds(moment(monday, 991), 60)
    assert not STORE.holds(moment(monday, 730), 10)
    assert not STORE.holds(moment(NATIONAL_DAY, 600), 10)


def test_open_days_leave_out_what_is_shut() -> None:
    found = list(STORE.open_days(date(2026, 9, 26), 7))
    assert found == [date(2026, 9, d) for d in (26, 28, 29)] + [date(2026, 10, 2)]


@pytest.mark.parametrize(
    ("since", "minutes", "until"),
    [
        ("2026-09-28 09:00", 60, "2026-09-28 10:00"),
        ("2026-09-28 11:30", 60, "2026-09-28 13:30"),
        ("2026-09-28 12:15", 30, "2026-09-28 13:30"),
        ("2026-09-28 17:00", 60, "2026-09-29 09:00"),
        ("2026-09-28 20:00", 0, "2026-09-29 08:30"),
        ("2026-09-29 17:00", 90, "2026-10-02 11:00"),  # inventory and holiday pass by
    ],
)
def test_after_counts_open_minutes_only(since: str, minutes: int, until: str) -> None:
    assert STORE.after(datetime.fromisoformat(since), minutes) == datetime.fromisoformat(until)


def test_store_that_never_opens_has_no_moment_after() -> None:
    assert WorkingCalendar(week=((),) * 7).after(datetime(2026, 1, 1), 1) is None
