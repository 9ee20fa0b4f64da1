import itertools
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careloop.core.kernel.errors import Refused
from careloop.core.kernel.periods import Period, add_months

DAYS = st.dates(min_value=date(1990, 1, 1), max_value=date(2090, 12, 31))


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026", date(2026, 1, 1), date(2026, 12, 31)),
        ("2026-Q4", date(2026, 10, 1), date(2026, 12, 31)),
        ("2026-10", date(2026, 10, 1), date(2026, 10, 31)),
        ("2026-W41", date(2026, 10, 5), date(2026, 10, 11)),
        ("2026-10:w1", date(2026, 10, 1), date(2026, 10, 7)),
        ("2026-10:w4", date(2026, 10, 22), date(2026, 10, 31)),
        ("2028-02:w4", date(2028, 2, 22), date(2028, 2, 29)),
        ("2026-10-03", date(2026, 10, 3), date(2026, 10, 3)),
        ("2013-07-16..2014-01-17", date(2013, 7, 16), date(2014, 1, 17)),
    ],
)
def test_period_reads_every_way_of_writing_it(text: str, first: date, last: date) -> None:
    period = Period.parse(text)
    assert (period.start, period.last_day) == (first, last)
    assert str(period) == text
    assert Period.parse(str(period)) == period


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-13",
        "2026-00",
        "2026-Q5",
        "2026-W54",
        "2026-10:w5",
        "10/2026",
        "2026-02-30",
        "2026-10-03..2026-10-01",
        "昨天",
    ],
)
def test_period_refuses_what_is_none_and_says_how_to_write_it(text: str) -> None:
    with pytest.raises(Refused) as refusal:
        Period.parse(text)
    assert "2026-10" in refusal.value.say("zh")
    assert "2026-10" in refusal.value.say("en")


def test_report_weeks_cover_the_month_once() -> None:
    month = Period.month(2026, 2)
    weeks = month.report_weeks()
    days = [day for week in weeks for day in range((week.end - week.start).days)]
    assert len(days) == 28
    assert weeks[0].start == month.start
    assert weeks[-1].end == month.end
    assert all(a.end == b.start for a, b in itertools.pairwise(weeks))


@pytest.mark.parametrize(
    ("day", "months", "moved"),
    [
        (date(2025, 8, 31), 6, date(2026, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 1, 31), -2, date(2025, 11, 30)),
        (date(2026, 5, 15), 0, date(2026, 5, 15)),
    ],
)
def test_add_months_clamps_to_the_end_of_the_month(day: date, months: int, moved: date) -> None:
    assert add_months(day, months) == moved


@given(DAYS, st.integers(-60, 60))
def test_add_months_lands_in_the_month_meant(day: date, months: int) -> None:
    moved = add_months(day, months)
    assert (moved.year * 12 + moved.month) - (day.year * 12 + day.month) == months
    assert moved.day <= day.day


@pytest.mark.parametrize(
    ("text", "previous", "last_year"),
    [
        ("2026-01", "2025-12", "2025-01"),
        ("2026-Q1", "2025-Q4", "2025-Q1"),
        ("2026", "2025", "2025"),
        ("2026-10:w1", "2026-09:w4", "2025-10:w1"),
        ("2026-W53", "2026-W52", "2025-W52"),
        ("2028-02-29", "2028-02-28", "2027-02-28"),
        ("2026-10-05..2026-10-11", "2026-09-28..2026-10-04", "2025-10-05..2025-10-11"),
    ],
)
def test_period_before_and_a_year_before(text: str, previous: str, last_year: str) -> None:
    period = Period.parse(text)
    assert str(period.previous) == previous
    assert str(period.same_last_year) == last_year


def test_previous_report_week_of_march_keeps_the_short_february() -> None:
    assert Period.parse("2026-03:w1").previous.last_day == date(2026, 2, 28)


def test_months_of_a_range_are_all_it_touches() -> None:
    months = [str(m) for m in Period.parse("2013-12-31..2014-02-01").months()]
    assert months == ["2013-12", "2014-01", "2014-02"]


def test_period_contains_its_first_and_last_day_only() -> None:
    month = Period.month(2026, 10)
    assert date(2026, 10, 1) in month
    assert date(2026, 10, 31) in month
    assert date(2026, 11, 1) not in month
