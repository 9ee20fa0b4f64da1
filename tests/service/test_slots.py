"""What is free when: bays, jobs, the share kept for walk-ins, what is taken."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from careloop.core.kernel.calendar import WorkingCalendar
from careloop.service.choices import BayKind
from careloop.service.slots import Booked, Place, Plan

MONDAY = date(2026, 11, 23)
NINE = datetime(2026, 11, 23, 9, 0)
WEEK = (((540, 720),),) * 5 + ((),) * 2  # nine to twelve, weekends shut


def place(number: int, kind: BayKind = BayKind.ANY, *, dedicated: bool = True) -> Place:
    return Place(number, kind, dedicated)


def taken(bay: int | None, start: datetime = NINE, minutes: int = 60) -> Booked:
    return Booked(bay, start, start + timedelta(minutes=minutes))


def plan(*places: Place, booked: tuple[Booked, ...] = (), walk_in: int = 0) -> Plan:
    return Plan(WorkingCalendar(WEEK), places, booked, 30, walk_in)


def free_ids(found: Plan, minutes: int = 60, job_type: str = "", at: datetime = NINE) -> list[int]:
    return [free.id for free in found.free_places(at, minutes, job_type)]


def test_what_is_taken_is_not_free() -> None:
    assert free_ids(plan(place(1), place(2), booked=(taken(1),))) == [2]


def test_bay_is_free_the_minute_the_one_before_ends() -> None:
    before = taken(1, NINE - timedelta(minutes=60))
    after = taken(1, NINE + timedelta(minutes=60))
    assert free_ids(plan(place(1), booked=(before, after))) == [1]
    assert free_ids(plan(place(1), booked=(before, after)), minutes=61) == []


def test_appointment_without_a_bay_takes_one_of_all() -> None:
    assert len(free_ids(plan(place(1), place(2), booked=(taken(None),)))) == 1
    assert free_ids(plan(place(1), booked=(taken(None),))) == []


def test_dedicated_bays_go_first() -> None:
    assert free_ids(plan(place(1, dedicated=False), place(2))) == [2, 1]


@pytest.mark.parametrize(
    ("walk_in", "bookable"), [(0, 3), (30, 2), (34, 1), (66, 1), (67, 0), (100, 0)]
)
def test_share_of_bays_stays_free_for_walk_ins(walk_in: int, bookable: int) -> None:
    shared = [place(number, dedicated=False) for number in (1, 2, 3)]
    assert len(free_ids(plan(*shared, walk_in=walk_in))) == bookable
    kept = plan(place(9), *shared, walk_in=walk_in)
    assert len(free_ids(kept)) == bookable + 1


def test_share_counts_what_runs_at_once_not_what_follows() -> None:
    shared = [place(number, dedicated=False) for number in (1, 2, 3)]
    one_after_the_other = (taken(1, minutes=30), taken(2, NINE + timedelta(minutes=30), 30))
    assert free_ids(plan(*shared, booked=one_after_the_other, walk_in=30)) == [3]
    at_once = (taken(1), taken(2))
    assert free_ids(plan(*shared, booked=at_once, walk_in=30)) == []


@pytest.mark.parametrize(
    ("job_type", "fit"),
    [
        ("", [1, 2, 3, 4]),
        ("periodic_maintenance", [1, 2, 3]),
        ("repair", [1, 3]),
        ("insurance", [1, 4]),
    ],
)
def test_job_takes_a_bay_made_for_it(job_type: str, fit: list[int]) -> None:
    kinds = (BayKind.ANY, BayKind.MAINTENANCE, BayKind.REPAIR, BayKind.BODYWORK)
    found = plan(*(place(number, kind) for number, kind in enumerate(kinds, 1)))
    assert free_ids(found, job_type=job_type) == fit


def test_slots_run_through_the_hours_and_end_before_closing() -> None:
    slots = list(plan(place(1), booked=(taken(1),)).slots(MONDAY, 60))
    told = [(f"{slot.at:%H:%M}", slot.free) for slot in slots]
    assert told == [("09:00", 0), ("09:30", 0), ("10:00", 1), ("10:30", 1), ("11:00", 1)]


def test_next_free_goes_on_over_the_weekend() -> None:
    friday_late = datetime(2026, 11, 20, 10, 45)
    found = plan(place(1)).next_free(friday_late, 60, days=14, count=2)
    assert found == [datetime(2026, 11, 20, 11, 0), NINE]
    assert plan(place(1)).next_free(friday_late, 240, days=14, count=2) == []


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 5), st.integers(1, 6)), max_size=12))
def test_what_is_offered_can_always_be_given(bookings: list[tuple[int, int, int]]) -> None:
    """Whatever is booked, the bays offered are not taken, and never more than may be booked."""
    booked = tuple(
        taken(bay or None, NINE + timedelta(minutes=30 * start), 30 * halves)
        for bay, start, halves in bookings
    )
    found = plan(place(1), place(2, dedicated=False), booked=booked, walk_in=30)
    for slot in found.slots(MONDAY, 30):
        end = slot.at + timedelta(minutes=30)
        running = [one for one in booked if one.meets(slot.at, end)]
        assert not {one.bay_id for one in running} & set(free_ids(found, 30, at=slot.at))
        assert slot.free <= max(0, found.bookable - len(running))
