"""Complaints of a feed: where they stand follows their dates, until people work on them here."""

from __future__ import annotations

from datetime import datetime

import pytest

from careloop.complaints import actions
from careloop.complaints.actions.escalation import escalate
from careloop.complaints.choices import State
from careloop.complaints.models import Complaint, EscalationStep, Event
from careloop.core.kernel.errors import Refused
from careloop.dms.actions import revert_import
from careloop.dms.choices import RunState
from careloop.dms.models import ImportRun
from careloop.organisation.models import Store
from careloop.organisation.queries import viewer_for
from careloop.organisation.rules import Viewer
from tests.complaints.life import Life
from tests.dms.files import counts, row, take

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 10, 9, 10)
UNSOLVED = {"solved_at": "", "closed_at": "", "satisfied": ""}


def taken(store: Store, **cells: str) -> ImportRun:
    run = take(store, "complaints", row("complaints", **cells))
    assert run.state == RunState.DONE, run.message
    return run


def stored() -> Complaint:
    return Complaint.objects.get(complaint_no="J1")


@pytest.mark.parametrize(
    ("cells", "state"),
    [
        ({}, State.ARCHIVED),
        ({"closed_at": ""}, State.CONFIRMED),
        ({"closed_at": "", "satisfied": ""}, State.SOLVED),
        ({"closed_at": "", "satisfied": "否"}, State.SOLVED),
        (UNSOLVED, State.RECORDED),
    ],
)
def test_state_follows_the_dates(store: Store, cells: dict[str, str], state: State) -> None:
    taken(store, **cells)
    assert stored().state == state


def test_open_one_has_its_clocks_and_a_closed_one_none(store: Store) -> None:
    taken(store, **UNSOLVED)
    waiting = stored()
    assert waiting.solution_due_at is not None
    assert (waiting.reply_due_at, waiting.next_due_at) == (None, waiting.solution_due_at)
    assert waiting.escalates_at is not None
    taken(store)
    closed = stored()
    assert (closed.next_due_at, closed.escalates_at, closed.state) == (None, None, "archived")


def test_confirmed_one_waits_for_no_call(store: Store) -> None:
    taken(store, closed_at="")
    assert (stored().call_back_due_at, stored().next_due_at) == (None, None)


def test_feed_goes_on_as_long_as_nobody_worked_on_it(store: Store) -> None:
    taken(store, **UNSOLVED)
    taken(store, closed_at="", satisfied="")
    assert (stored().state, stored().revision) == (State.SOLVED, 0)


def worked_on(life: Life) -> Complaint:
    return actions.take_over(by=life.wang, complaint=stored(), revision=0, now=NOW)


def test_what_people_did_holds_against_the_feed(store: Store, life: Life) -> None:
    taken(store, **UNSOLVED)
    before = worked_on(life)
    run = taken(store, cause="费用", description="别的说法")
    assert counts(run) == (0, 1, 0, 0)
    now = stored()
    assert (now.state, now.owner, now.closed_at) == (State.TAKEN_OVER, life.owner, None)
    assert (now.cause, now.description) == (before.cause, before.description)
    assert (now.revision, now.changed_run) == (1, None)


def test_what_people_recorded_is_not_the_feeds(store: Store, life: Life) -> None:
    taken(store, complaint_no=life.complaint.complaint_no, cause="费用")
    assert (life.now.cause, life.now.state) == ("quality", State.RECORDED)
    assert life.now.description == "刹车异响没有修好"


def test_other_rows_of_the_file_are_stored_all_the_same(store: Store, life: Life) -> None:
    taken(store, **UNSOLVED)
    worked_on(life)
    rows = [row("complaints", **UNSOLVED, channel="到店"), row("complaints", complaint_no="J2")]
    assert counts(take(store, "complaints", *rows)) == (1, 1, 0, 0)
    assert Complaint.objects.get(complaint_no="J2").state == State.ARCHIVED
    assert stored().owner == life.owner


def test_steps_of_the_ladder_go_with_the_import(store: Store) -> None:
    run = taken(store, **UNSOLVED)
    assert escalate(now=datetime(2026, 10, 30, 10)) > 0
    assert EscalationStep.objects.exists()
    assert revert_import(by=Viewer.system(), run=run).state == RunState.REVERTED
    assert not Complaint.objects.exists()
    assert not EscalationStep.objects.exists()
    assert not Event.objects.exists()


def test_what_people_did_keeps_the_import(store: Store, life: Life) -> None:
    run = taken(store, **UNSOLVED)
    worked_on(life)
    with pytest.raises(Refused, match="depend on it"):
        revert_import(by=Viewer.system(), run=run)
    assert stored().owner == life.owner


def test_importer_needs_no_right_to_complaints(store: Store, life: Life) -> None:
    run = take(store, "complaints", row("complaints"), by=viewer_for(life.boss))
    assert run.state == RunState.DONE
