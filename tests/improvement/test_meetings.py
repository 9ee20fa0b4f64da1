"""Meetings: planned, held, their decisions measures; the rhythm they keep."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from careloop.core.kernel.errors import Refused
from careloop.improvement import actions, queries
from careloop.improvement.choices import MEETING_DAYS, MeetingKind
from careloop.improvement.models import Measure, Meeting
from careloop.improvement.rhythm import PULSE_LABELS, Beat, Pulse
from careloop.improvement.rules import Stale
from careloop.organisation.models import Employee, Store
from careloop.organisation.rules import Forbidden, Viewer
from tests.improvement.conftest import NOVEMBER, NOW, OCTOBER
from tests.mart.books import Books

pytestmark = pytest.mark.django_db


def plan(by: Viewer, store: Store, at: datetime = NOW, **fields: Any) -> Meeting:
    usual = {"kind": "weak_points", "planned_at": at, "now": NOW}
    return actions.plan_meeting(by=by, store=store, **(usual | fields))


def hold(by: Viewer, meeting: Meeting, **fields: Any) -> Meeting:
    usual: dict[str, Any] = {
        "revision": meeting.revision,
        "held_at": meeting.planned_at,
        "people": [],
        "others": "服务总监",
        "minutes": "接车顺序不规范",
        "now": NOW,
    }
    return actions.hold_meeting(by=by, meeting=meeting, **(usual | fields))


def held(by: Viewer, store: Store, kind: str, on: date) -> Meeting:
    at = datetime(on.year, on.month, on.day, 9, 0)
    now = datetime(2027, 1, 1)
    return hold(by, plan(by, store, at, kind=kind), now=now)


def test_decisions_of_a_meeting_become_measures(
    as_director: Viewer, store: Store, sun: Employee
) -> None:
    meeting = plan(as_director, store, people=[sun], chaired_by=sun, agenda="薄弱项")
    decided = [
        {"text": "每两天考核接车", "owner": sun, "due_on": date(2026, 11, 10)},
        {"text": "公布薄弱项", "owner_name": "服务总监"},
    ]
    done = hold(as_director, meeting, people=[sun], decisions=decided)
    assert (done.held_at, done.minutes, done.revision) == (NOW, "接车顺序不规范", 1)
    found = queries.meeting(as_director, store, meeting.pk)
    assert [m.text for m in found.decisions.all()] == ["每两天考核接车", "公布薄弱项"]
    assert list(found.people.all()) == [sun]
    overdue = queries.overdue(as_director, store, date(2026, 11, 11))
    assert [row.measure.meeting for row in overdue] == [meeting]


def test_decision_that_is_no_measure_keeps_nothing(
    as_director: Viewer, store: Store, gone: Employee
) -> None:
    meeting = plan(as_director, store)
    for wrong in (
        {"text": "查"},
        {"text": "", "owner_name": "店总"},
        {"text": "查", "owner": gone},
    ):
        with pytest.raises(Refused):
            hold(as_director, meeting, decisions=[{"text": "好", "owner_name": "店总"}, wrong])
    meeting.refresh_from_db()
    assert (meeting.held_at, meeting.revision, Measure.objects.count()) == (None, 0, 0)


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"minutes": " "}, "“Minutes” is empty"),
        ({"others": " "}, "who was there"),
        ({"held_at": datetime(2026, 11, 3, 10, 1)}, "2026-11-03 10:01 has not come"),
    ],
)
def test_record_that_lacks_something_is_refused(
    as_director: Viewer, store: Store, fields: dict[str, Any], named: str
) -> None:
    with pytest.raises(Refused, match=named):
        hold(as_director, plan(as_director, store), **fields)


def test_people_are_of_the_store_and_were_employed(
    as_director: Viewer, store: Store, other_store: Store, gone: Employee
) -> None:
    stranger = Books(other_store).employee("B1")
    for person in (stranger, gone):
        with pytest.raises(Refused):
            plan(as_director, store, people=[person])
    early = plan(as_director, store, datetime(2026, 10, 6, 9, 0), people=[gone])
    assert hold(as_director, early, people=[gone]).held_at is not None
    with pytest.raises(Refused, match="moon"):
        plan(as_director, store, kind="moon")


def test_meeting_is_held_once_and_its_record_corrected(
    as_director: Viewer, store: Store, sun: Employee
) -> None:
    done = hold(as_director, plan(as_director, store))
    with pytest.raises(Refused, match="was held on 2026-11-03"):
        hold(as_director, done)
    with pytest.raises(Refused, match="was held"):
        actions.cancel_meeting(by=as_director, meeting=done, revision=1, now=NOW)
    fixed = actions.change_meeting(
        by=as_director, meeting=done, revision=1, now=NOW, minutes="更正", people=[sun]
    )
    assert (fixed.minutes, list(fixed.people.all()), fixed.revision) == ("更正", [sun], 2)
    with pytest.raises(Refused, match="“Minutes” is empty"):
        actions.change_meeting(by=as_director, meeting=done, revision=2, now=NOW, minutes="")
    with pytest.raises(TypeError):
        actions.change_meeting(by=as_director, meeting=done, revision=2, now=NOW, held_at=None)


def test_plan_is_moved_or_cancelled(as_director: Viewer, store: Store) -> None:
    meeting, later = plan(as_director, store), datetime(2026, 11, 5, 9, 0)
    moved = actions.change_meeting(
        by=as_director, meeting=meeting, revision=0, now=NOW, planned_at=later, kind="other"
    )
    assert (moved.planned_at, moved.kind) == (later, "other")
    with pytest.raises(Stale):
        actions.cancel_meeting(by=as_director, meeting=meeting, revision=0, now=NOW)
    actions.cancel_meeting(by=as_director, meeting=meeting, revision=1, now=NOW)
    assert not Meeting.objects.exists()


def test_meetings_of_a_month_latest_first(as_director: Viewer, store: Store) -> None:
    october = held(as_director, store, "weak_points", date(2026, 10, 31))
    first, last = plan(as_director, store), plan(as_director, store, NOW + timedelta(days=9))
    assert queries.meetings(as_director, store, NOVEMBER) == [last, first]
    assert queries.meetings(as_director, store, OCTOBER) == [october]


def test_meetings_are_for_the_store(
    as_agent: Viewer,
    as_director: Viewer,
    as_outsider: Viewer,
    store: Store,
    other_store: Store,
) -> None:
    meeting = plan(as_director, store)
    for viewer in (as_agent, as_outsider):
        with pytest.raises(Forbidden):
            plan(viewer, store)
    with pytest.raises(Forbidden):
        queries.meeting(as_outsider, store, meeting.pk)
    with pytest.raises(Forbidden):
        queries.rhythm(as_outsider, store, NOW.date())
    with pytest.raises(Refused, match="no meeting"):
        queries.meeting(as_outsider, other_store, meeting.pk)


def beats(viewer: Viewer, store: Store, today: date) -> dict[str, Beat]:
    return {beat.code: beat for beat in queries.rhythm(viewer, store, today)}


def test_rhythm_that_has_not_begun_is_not_late(as_director: Viewer, store: Store) -> None:
    found = beats(as_director, store, NOW.date())
    assert {*MEETING_DAYS, "weak_points_twice"} < set(found)
    assert {beat.pulse for beat in found.values()} == {Pulse.NOT_BEGUN}
    assert set(PULSE_LABELS) == set(Pulse)


@pytest.mark.parametrize(
    ("kind", "days", "pulse"),
    [
        ("weak_points", 4, Pulse.KEPT),
        ("weak_points", 5, Pulse.DUE_SOON),
        ("weak_points", 7, Pulse.DUE_SOON),
        ("weak_points", 8, Pulse.LATE),
        ("suggestions", 8, Pulse.LATE),
        ("satisfaction", 8, Pulse.KEPT),
        ("satisfaction", 32, Pulse.LATE),
    ],
)
def test_meeting_is_late_when_its_days_have_passed(
    as_director: Viewer, store: Store, kind: str, days: int, pulse: Pulse
) -> None:
    held(as_director, store, kind, date(2026, 10, 5))
    beat = beats(as_director, store, date(2026, 10, 5) + timedelta(days=days))[kind]
    assert beat.pulse is pulse
    assert beat.last_on == date(2026, 10, 5)
    assert beat.due_on == date(2026, 10, 5) + timedelta(days=MEETING_DAYS[MeetingKind(kind)])


def test_next_meeting_planned_is_told(as_director: Viewer, store: Store) -> None:
    plan(as_director, store, datetime(2026, 11, 6, 9, 0))
    plan(as_director, store, datetime(2026, 11, 4, 9, 0))
    assert beats(as_director, store, NOW.date())["weak_points"].planned_on == date(2026, 11, 4)
    assert beats(as_director, store, date(2026, 11, 5))["weak_points"].planned_on == date(
        2026, 11, 6
    )


@pytest.mark.parametrize(
    ("days", "today", "pulse", "count"),
    [
        ([(11, 5)], date(2026, 11, 6), Pulse.KEPT, 1),  # the first month has its whole length
        ([(11, 5)], date(2026, 11, 29), Pulse.DUE_SOON, 1),
        ([(11, 5)], date(2026, 12, 1), Pulse.LATE, 0),
        ([(11, 5)], date(2027, 2, 1), Pulse.LATE, 0),
        ([(11, 5), (11, 12)], date(2026, 11, 29), Pulse.KEPT, 2),
        ([(11, 5), (11, 12)], date(2026, 12, 1), Pulse.KEPT, 0),
        ([(11, 5), (12, 1), (12, 2)], date(2026, 12, 3), Pulse.KEPT, 2),
    ],
)
def test_two_weak_point_meetings_a_month_are_watched(
    as_director: Viewer,
    store: Store,
    days: list[tuple[int, int]],
    today: date,
    pulse: Pulse,
    count: int,
) -> None:
    for month, day in days:
        held(as_director, store, "weak_points", date(2026, month, day))
    beat = beats(as_director, store, today)["weak_points_twice"]
    assert (beat.pulse, beat.held, beat.wanted) == (pulse, count, 2)
