"""How a month's complaints were handled."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction
from typing import Any

from careloop.complaints.models import Complaint, EscalationStep, Pause
from careloop.organisation.models import Store
from careloop.reports import handling
from tests.reports.sample import OCTOBER

NOW = datetime(2026, 11, 5, 8, 30)
MORNING = datetime(2026, 10, 13, 9, 0)  # a Tuesday; the store works 8:30–12:00, 13:00–17:30


def received(store: Store, at: datetime = MORNING, **how: Any) -> Complaint:
    number = Complaint.objects.count() + 1
    return Complaint.objects.create(
        store=store, complaint_no=f"T{number}", received_at=at, changed_at=at, **how
    )


def told(store: Store) -> handling.Handling:
    found = handling.of_month(store, OCTOBER, NOW)
    assert found is not None
    return found


def test_month_without_complaints_tells_nothing(store: Store) -> None:
    received(store, datetime(2026, 11, 1))
    assert handling.of_month(store, OCTOBER, NOW) is None


def test_escalated_is_what_the_ladder_told_of_or_a_higher_level_settles(store: Store) -> None:
    received(store)
    received(store, level="region")
    stepped = received(store)
    for step in (1, 2):
        EscalationStep.objects.create(
            complaint=stepped, step=step, roles="care_director", due_at=NOW, taken_at=NOW
        )
    assert (told(store).received, told(store).escalated) == (3, 2)


def test_reopened_counts_complaints_and_not_times(store: Store) -> None:
    received(store, reopened=3)
    received(store)
    assert told(store).reopened == 1


def test_overdue_is_what_is_open_and_past_its_time(store: Store) -> None:
    received(store, next_due_at=datetime(2026, 11, 5, 8, 0))
    received(store, next_due_at=datetime(2026, 11, 5, 9, 0))
    received(store, next_due_at=datetime(2026, 11, 1), state="archived")
    assert told(store).overdue == 1


def test_merged_complaint_is_not_counted_twice(store: Store) -> None:
    kept = received(store)
    received(store, state="merged", merged_into=kept, reopened=1)
    assert (told(store).received, told(store).reopened) == (1, 0)


def test_time_to_solve_is_working_time_without_pauses(store: Store) -> None:
    first = received(store, solved_at=datetime(2026, 10, 14, 9, 0), state="archived")
    Pause.objects.create(
        complaint=first,
        reason="part",
        began_at=datetime(2026, 10, 13, 10, 0),
        ended_at=datetime(2026, 10, 13, 12, 0),
    )
    received(store, solved_at=datetime(2026, 10, 13, 10, 0), state="solved")
    # 9–10, 13–17:30 and 8:30–9 of the first (six hours), one hour of the second.
    assert (told(store).solved, told(store).minutes) == (2, 7 * 60)
    assert told(store).hours == Fraction(7, 2)


def test_complaint_that_was_opened_again_is_not_solved(store: Store) -> None:
    received(store, solved_at=datetime(2026, 10, 13, 10, 0), state="taken_over", reopened=1)
    assert told(store).solved == 0
    assert told(store).hours is None


def test_other_stores_complaints_are_not_counted(store: Store, other_store: Store) -> None:
    received(other_store)
    assert handling.of_month(store, OCTOBER, NOW) is None


def test_counts_are_kept_as_figures(store: Store) -> None:
    received(store, reopened=1)
    figures = {figure.code: figure for figure in handling.figures(told(store), OCTOBER)}
    assert figures["complaints_reopened"].numerator == 1
    assert figures["complaints_solving"].value is None
    assert handling.figures(None, OCTOBER) == ()
