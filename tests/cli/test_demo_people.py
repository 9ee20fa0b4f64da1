"""What the demonstration's people do at the pages, through the same actions."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta

import pytest

from careloop.audits.models import Finding, Inspection
from careloop.cli.demo_people import complaints, gatherings, inspections, problems
from careloop.cli.demo_people.accounts import ROLES, Accounts, make
from careloop.cli.demo_people.staff import Staff
from careloop.complaints.models import Complaint, EscalationStep
from careloop.core.kernel.periods import Period
from careloop.demo.cases import CASES
from careloop.improvement.models import Evidence, Measure, Meeting, Problem, Training
from careloop.kpis import queries as kpis
from careloop.organisation.models import Employee, Store, Tenure
from careloop.organisation.rules import Viewer
from careloop.suggestions.models import Suggestion

OCTOBER = Period.month(2026, 10)
NOW = datetime(2026, 11, 22, 14, 0)
POSTS = (*ROLES, "service_advisor", "technician", "technical_manager", "parts_manager")
SYSTEM = Viewer.system()


@pytest.fixture
def staff(store: Store) -> Staff:
    """One person at each post."""
    for number, post in enumerate(POSTS):
        person = Employee.objects.create(
            store=store, employee_no=f"E{number}", name=f"员工{number}", changed_at=NOW
        )
        Tenure.objects.create(
            employee=person, post=post, started_on=date(2024, 1, 1), changed_at=NOW
        )
    return Staff(store, NOW.date())


@pytest.fixture
def accounts(staff: Staff) -> Accounts:
    return make(by=SYSTEM, staff=staff)


@pytest.fixture
def no_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kpis, "figures", lambda viewer, codes, **question: [])


def test_accounts_are_made_once_and_nobody_can_sign_in(staff: Staff, accounts: Accounts) -> None:
    again = make(by=SYSTEM, staff=staff)
    assert {user.pk for user in again.users.values()} == {
        user.pk for user in accounts.users.values()
    }
    assert not any(user.has_usable_password() for user in again.users.values())


def test_complaints_stand_at_every_stage(store: Store, accounts: Accounts) -> None:
    complaints.write(store=store, accounts=accounts, now=NOW)
    states = Counter(Complaint.objects.values_list("state", flat=True))
    assert states.total() == len(CASES)
    assert set(states) == {
        "recorded", "taken_over", "investigated", "solved", "confirmed", "archived",
    }  # fmt: skip
    assert Complaint.objects.filter(pauses__ended_at=None, pauses__isnull=False).exists()
    assert Complaint.objects.filter(next_due_at__lt=NOW, closed_at=None).exists()
    assert Complaint.objects.filter(reopened=1, state="archived").count() == 1
    assert EscalationStep.objects.exists()


def test_nobody_calls_back_about_a_complaint_of_their_own(store: Store, accounts: Accounts) -> None:
    complaints.write(store=store, accounts=accounts, now=NOW)
    for complaint in Complaint.objects.filter(call_backs__isnull=False):
        assert complaint.owner_id not in set(complaint.call_backs.values_list("by_id", flat=True))


def test_inspections_are_made_told_and_followed_up(
    store: Store, staff: Staff, accounts: Accounts
) -> None:
    begins = datetime(2026, 10, 8, 8, 0)
    now = begins + timedelta(days=20)
    inspections.plan(store=store, staff=staff, accounts=accounts, now=begins)
    inspections.live(stores={store: accounts}, since=begins.date(), now=now)
    states = Counter(Inspection.objects.values_list("state", flat=True))
    assert states["finished"] > 15
    assert states["due"] >= 1
    assert not Inspection.objects.filter(due_on=now.date(), state="finished").exists()
    assert Finding.objects.filter(state="cured").exists()


def test_problems_of_three_months_are_carried_and_proved(
    store: Store, staff: Staff, no_figures: None
) -> None:
    problems.write(by=SYSTEM, store=store, month=OCTOBER, now=NOW)
    months = set(Problem.objects.values_list("month_on", flat=True))
    assert months == {date(2026, 7, 1), date(2026, 9, 1), date(2026, 10, 1)}
    assert Problem.objects.filter(month_on=OCTOBER.start, carried_from__isnull=False).exists()
    assert Problem.objects.filter(closed_at__isnull=False).exists()
    assert Evidence.objects.exists()
    assert set(Measure.objects.values_list("state", flat=True)) == {
        "not_done", "in_progress", "done",
    }  # fmt: skip


@pytest.mark.parametrize("day", [1, 2, 28])
def test_the_story_can_be_told_on_any_day_of_the_month(
    store: Store, accounts: Accounts, no_figures: None, day: int
) -> None:
    now = datetime(2026, 11, day, 8, 40)
    complaints.write(store=store, accounts=accounts, now=now)
    problems.write(by=SYSTEM, store=store, month=OCTOBER, now=now)
    gatherings.write(by=SYSTEM, store=store, month=OCTOBER, now=now)
    assert not Measure.objects.filter(made_at__gt=now).exists()


def test_meetings_and_training_are_held_and_planned(
    store: Store, staff: Staff, no_figures: None
) -> None:
    gatherings.write(by=SYSTEM, store=store, month=OCTOBER, now=NOW)
    kinds = {"weak_points", "suggestions", "satisfaction", "monthly_report"}
    assert set(Meeting.objects.filter(held_at=None).values_list("kind", flat=True)) == kinds
    assert set(Meeting.objects.exclude(held_at=None).values_list("kind", flat=True)) == kinds
    assert Measure.objects.filter(meeting__isnull=False, problem=None).exists()
    assert Training.objects.exclude(held_on=None).exists()
    assert Training.objects.filter(held_on=None).exists()


def test_suggestions_are_decided_and_some_wait(store: Store, staff: Staff) -> None:
    for number in range(12):
        Suggestion.objects.create(
            store=store,
            suggestion_no=f"J{number}",
            text="x",
            made_on=NOW.date() - timedelta(days=20),
            changed_at=NOW,
        )
    gatherings.suggest(by=SYSTEM, store=store, now=NOW)
    assert Suggestion.objects.filter(executed_on__isnull=False).exists()
    assert Suggestion.objects.filter(declined_on__isnull=False).exists()
    assert Suggestion.objects.filter(accepted_on=None, declined_on=None).count() == 3
