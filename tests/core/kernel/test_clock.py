"""Clocks that run while a store works: by hand, and against the slow clock on generated cases."""

from __future__ import annotations

from datetime import date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from careloop.core.kernel.calendar import Day, WorkingCalendar
from careloop.core.kernel.clock import Limit, Span, Unit, due, elapsed
from tests.core.kernel.minute_by_minute import MinuteByMinute

LUNCH_KEPT = ((510, 720), (780, 1050))  # 8:30–12:00, 13:00–17:30
STORE = WorkingCalendar(
    week=(LUNCH_KEPT,) * 5 + (((540, 720),), ()),  # Saturday mornings, Sundays shut
    holidays=frozenset(date(2026, 10, d) for d in range(1, 8)),
    make_up=frozenset({date(2026, 9, 20)}),
    special={date(2026, 9, 24): (), date(2026, 10, 9): ((600, 660),)},
)
NEVER = WorkingCalendar(week=((),) * 7)
MINUTES, HOURS, DAYS = Unit.WORKING_MINUTES, Unit.HOURS, Unit.WORKING_DAYS


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}")


def spans(*texts: str) -> list[Span]:
    """Pauses written ``09-28 10:00/09-28 11:00``; nothing after the stroke: still going on."""
    halves = [text.partition("/") for text in texts]
    return [(at(began), at(ended) if ended else None) for began, _, ended in halves]


@pytest.mark.parametrize(
    ("start", "amount", "unit", "until"),
    [
        ("09-28 09:00", 60, MINUTES, "09-28 10:00"),
        ("09-28 11:30", 60, MINUTES, "09-28 13:30"),  # over lunch
        ("09-28 17:00", 30, MINUTES, "09-28 17:30"),  # to the last minute of the day
        ("09-28 17:00", 31, MINUTES, "09-29 08:31"),
        ("09-30 17:00", 120, MINUTES, "10-08 10:00"),  # over the October holiday
        ("09-19 11:30", 60, MINUTES, "09-20 09:00"),  # into a Sunday worked in exchange
        ("09-23 17:00", 60, MINUTES, "09-25 09:00"),  # over a day of inventory
        ("09-28 22:15", 0, MINUTES, "09-28 22:15"),  # nothing: at once, even at night
        ("09-28 14:20", 24, HOURS, "09-29 14:20"),  # round the clock
        ("09-26 14:20", 24, HOURS, "09-28 14:20"),  # but not on a Sunday
        ("10-03 09:00", 24, HOURS, "10-09 00:00"),  # received in the holiday: from the 8th on
        ("09-28 09:00", 1, DAYS, "09-29 17:30"),
        ("09-25 09:00", 1, DAYS, "09-26 12:00"),  # a Saturday ends at noon
        ("09-21 23:00", 7, DAYS, "09-30 17:30"),  # the 24th and Sunday do not count
        ("09-28 09:00", 7, DAYS, "10-13 17:30"),
        ("10-01 09:00", 3, Unit.DAYS, "10-04 23:59"),  # the calendar's own days
    ],
)
def test_due_counts_what_the_store_works(start: str, amount: int, unit: Unit, until: str) -> None:
    assert due(STORE, at(start), Limit(amount, unit)) == at(until)


@pytest.mark.parametrize(
    ("pauses", "until"),
    [
        (spans("09-28 09:30/09-28 10:30"), "09-28 12:00"),
        (spans("09-27 08:00/09-28 09:30"), "09-28 11:30"),  # began before the clock did
        (spans("09-27 08:00/09-27 20:00"), "09-28 11:00"),  # and ended before it
        (spans("09-28 10:00/09-28 11:00", "09-28 10:30/09-28 11:30"), "09-28 13:30"),
        (spans("09-28 10:00/09-28 11:30", "09-28 10:15/09-28 10:20"), "09-28 13:30"),
        (spans("09-28 12:00/09-28 13:00"), "09-28 11:00"),  # after it was due
        (spans("09-28 12:05/09-28 12:50", "09-28 10:00/09-28 12:00"), "09-28 14:00"),
        (spans("09-28 10:00/10-08 09:00"), "10-08 10:00"),
        (spans("09-28 11:00/"), "09-28 11:00"),  # paused in the minute it is up
    ],
)
def test_pauses_move_what_is_due(pauses: list[Span], until: str) -> None:
    assert due(STORE, at("09-28 09:00"), Limit(120, MINUTES), pauses) == at(until)


@pytest.mark.parametrize("unit", list(Unit))
def test_nothing_is_due_while_paused_without_end(unit: Unit) -> None:
    paused = spans("09-28 10:00/", "09-28 09:10/09-28 09:20")
    assert due(STORE, at("09-28 09:00"), Limit(61, unit), paused) is None


def test_a_working_day_counts_if_the_clock_runs_when_it_ends() -> None:
    limit, monday = Limit(2, DAYS), at("09-28 09:00")
    assert due(STORE, monday, limit, spans("09-29 09:00/09-29 17:00")) == at("09-30 17:30")
    assert due(STORE, monday, limit, spans("09-29 17:00/09-30 09:00")) == at("10-08 17:30")
    assert due(STORE, monday, limit, spans("09-30 17:30/")) == at("09-30 17:30")


@pytest.mark.parametrize("unit", [MINUTES, HOURS, DAYS])
def test_nothing_is_due_where_the_store_never_opens(unit: Unit) -> None:
    assert due(NEVER, at("09-28 09:00"), Limit(1, unit)) is None


def test_a_pause_longer_than_a_year_ends_like_any_other() -> None:
    pauses = [(at("09-28 10:00"), datetime(2028, 3, 6, 9))]
    assert due(STORE, at("09-28 09:00"), Limit(90, MINUTES), pauses) == datetime(2028, 3, 6, 9, 30)


def test_seconds_are_cut_off() -> None:
    start = datetime(2026, 9, 28, 9, 0, 59)
    assert due(STORE, start, Limit(60, MINUTES)) == at("09-28 10:00")
    assert elapsed(STORE, start, datetime(2026, 9, 28, 9, 1, 1)) == 1


@pytest.mark.parametrize(
    ("start", "end", "pauses", "minutes"),
    [
        ("09-28 09:00", "09-28 10:00", [], 60),
        ("09-28 11:00", "09-28 14:00", [], 120),
        ("09-28 07:00", "09-28 20:00", [], 480),
        ("09-30 17:00", "10-08 09:00", [], 60),
        ("09-28 10:00", "09-28 09:00", [], 0),
        ("09-28 09:00", "09-28 12:00", spans("09-28 10:00/09-28 11:00"), 120),
        ("09-28 09:00", "09-28 12:00", spans("09-28 10:00/"), 60),
        ("09-28 09:00", "09-28 12:00", spans("09-28 08:00/"), 0),
    ],
)
def test_elapsed_is_what_was_worked(start: str, end: str, pauses: list[Span], minutes: int) -> None:
    assert elapsed(STORE, at(start), at(end), pauses) == minutes


def test_elapsed_goes_on_after_two_years_shut() -> None:
    ruin = {date(2026, 9, 29) + timedelta(days=n): () for n in range(730)}
    store = WorkingCalendar(week=(LUNCH_KEPT,) * 7, special=ruin)
    assert elapsed(store, at("09-28 00:00"), datetime(2028, 9, 29)) == 2 * 480


NIGHT_SHIFT = WorkingCalendar(week=(((0, 360),),) * 7)  # 0:00–6:00, when clocks change


@pytest.mark.parametrize(
    ("zone", "start", "minutes", "until"),
    [
        ("Europe/Berlin", "03-29 01:00", 120, "03-29 04:00"),  # 2:00–3:00 is skipped
        ("Europe/Berlin", "10-25 01:00", 120, "10-25 02:00"),  # 2:00–3:00 comes twice
        ("Europe/Berlin", "10-25 01:00", 180, "10-25 03:00"),
        ("Australia/Lord_Howe", "10-04 01:30", 60, "10-04 03:00"),  # half an hour
        ("Asia/Shanghai", "03-29 01:00", 120, "03-29 03:00"),
    ],
)
def test_summer_time_counts_real_minutes(zone: str, start: str, minutes: int, until: str) -> None:
    here = ZoneInfo(zone)
    assert due(NIGHT_SHIFT, at(start), Limit(minutes, MINUTES), zone=here) == at(until)


def test_summer_time_in_elapsed() -> None:
    night = at("10-25 00:00"), at("10-25 06:00")
    assert elapsed(NIGHT_SHIFT, *night) == 360
    assert elapsed(NIGHT_SHIFT, *night, zone=ZoneInfo("Europe/Berlin")) == 420


# Generated cases: a week around a change of clocks, every hour of the day possible.
ZONES = {
    None: date(2026, 9, 28),
    "Asia/Shanghai": date(2026, 9, 28),
    "Europe/Berlin": date(2026, 3, 26),
    "America/New_York": date(2026, 10, 29),
    "Australia/Lord_Howe": date(2026, 4, 2),
    "Asia/Beirut": date(2026, 10, 22),  # changes at midnight
    "Pacific/Apia": date(2011, 12, 27),  # a whole day is skipped
}
HOURS_OF_A_DAY = st.lists(st.integers(0, 1440), min_size=0, max_size=4, unique=True).map(
    lambda edges: tuple(zip(*[iter(sorted(edges))] * 2, strict=False))
)


@st.composite
def cases(
    draw: st.DrawFn,
) -> tuple[WorkingCalendar, tzinfo | None, datetime, Limit, list[Span]]:
    name, first = draw(st.sampled_from(list(ZONES.items())))
    days = st.integers(0, 6).map(lambda n: first + timedelta(days=n))
    moments = st.integers(0, 5 * 1440).map(
        lambda n: datetime.combine(first, datetime.min.time()) + timedelta(minutes=n)
    )
    week: list[Day] = draw(st.lists(HOURS_OF_A_DAY, min_size=7, max_size=7))
    calendar = WorkingCalendar(
        week=(*week[:6], week[6] or ((540, 1020),)),
        holidays=draw(st.frozensets(days, max_size=3)),
        make_up=draw(st.frozensets(days, max_size=2)),
        special=draw(st.dictionaries(days, HOURS_OF_A_DAY, max_size=2)),
    )
    pauses = st.tuples(moments, st.one_of(moments, moments, moments, st.none()))
    unit = draw(st.sampled_from(list(Unit)))
    amount = draw(st.integers(0, 900 if unit is MINUTES else 30 if unit is HOURS else 3))
    zone = ZoneInfo(name) if name else None
    return calendar, zone, draw(moments), Limit(amount, unit), draw(st.lists(pauses, max_size=3))


@settings(max_examples=120, deadline=None)
@given(case=cases())
def test_due_and_elapsed_agree_with_the_slow_clock(
    case: tuple[WorkingCalendar, tzinfo | None, datetime, Limit, list[Span]],
) -> None:
    calendar, zone, start, limit, pauses = case
    slow = MinuteByMinute(calendar, zone)
    assert due(calendar, start, limit, pauses, zone) == slow.due(start, limit, pauses)
    end = start + timedelta(days=2, minutes=7)
    assert elapsed(calendar, start, end, pauses, zone) == slow.elapsed(start, end, pauses)
