"""Meetings, training and suggestions of the last months."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from careloop.cli.demo_people.staff import Staff
from careloop.core.kernel.periods import Period
from careloop.demo.dice import Dice
from careloop.demo.talks import (
    DECLINED,
    IDEAS,
    LESSONS,
    MINUTES,
    MONTHLY,
    WEEKLY,
    Lesson,
    Talk,
)
from careloop.demo.written import EXAMPLE
from careloop.improvement import actions
from careloop.organisation.models import Store
from careloop.organisation.rules import Viewer
from careloop.suggestions import actions as suggestions
from careloop.suggestions.models import Suggestion

WAITING = timedelta(days=40)  # older suggestions stay as the import says


def write(*, by: Viewer, store: Store, month: Period, now: datetime) -> None:
    """Meetings since the beginning of ``month`` with one planned ahead of each kind, and the
    training of that month, the two before and the one after."""
    for talk, at in _talks(month.start, now):
        _meet(by, store, talk, at, now)
    for number, taught in enumerate(month.shifted(step) for step in range(-2, 2)):
        for lesson in LESSONS:
            _teach(by=by, store=store, lesson=lesson, number=number, month=taught, now=now)


def _talks(since: date, now: datetime) -> Iterator[tuple[Talk, datetime]]:
    """Each talk on its day, up to the next after now."""
    for weekday, hour, talk in WEEKLY:
        day = since + timedelta(days=(weekday - since.weekday()) % 7)
        while (at := datetime.combine(day, time(hour))) <= now:
            yield talk, at
            day += timedelta(days=7)
        yield talk, at
    for day_of_month, hour, talk in MONTHLY:
        month = Period.month_of(since)
        while (at := datetime.combine(month.start.replace(day=day_of_month), time(hour))) <= now:
            yield talk, at
            month = month.shifted(1)
        yield talk, at


def _meet(by: Viewer, store: Store, talk: Talk, at: datetime, now: datetime) -> None:
    staff = Staff(store, at.date())
    people = [person for post in talk.people for person in staff.all(post)[:2]]
    meeting = actions.plan_meeting(
        by=by,
        store=store,
        kind=talk.kind,
        planned_at=at,
        chaired_by=next(iter(staff.all(talk.chair)), None),
        people=people,
        agenda=EXAMPLE + talk.agenda,
        now=min(at, now),
    )
    if at > now or not people:
        return
    owner, owner_name = staff.answering(talk.owner) if talk.owner else (None, "")
    decision = {
        "text": talk.decision,
        "owner": owner,
        "owner_name": owner_name,
        "due_on": at.date() + timedelta(days=14),
    }
    actions.hold_meeting(
        by=by,
        meeting=meeting,
        revision=meeting.revision,
        held_at=at,
        people=people,
        minutes=EXAMPLE + talk.minutes,
        decisions=[decision] if _is_first_of_month(talk, at) else [],
        now=at,
    )


def _is_first_of_month(talk: Talk, at: datetime) -> bool:
    """One decision a month is enough to show."""
    return bool(talk.decision) and at.day <= 7


def _teach(
    *, by: Viewer, store: Store, lesson: Lesson, number: int, month: Period, now: datetime
) -> None:
    day = month.start.replace(day=lesson.day)
    staff = Staff(store, min(day, now.date()))
    people = staff.all(lesson.post)
    made = actions.plan_training(
        by=by,
        store=store,
        department=lesson.department,
        topic=EXAMPLE + lesson.topics[number % len(lesson.topics)],
        planned_on=day,
        kpi_code=lesson.kpi,
        reason="obstacle" if lesson.kpi else "plan",
        trainer=lesson.trainer,
        people=people,
        now=min(now, datetime.combine(month.start, time(9))),
    )
    dice = Dice(store.code, lesson.department, month)
    # One department of one month did not come round to it: what a year's strip is for.
    if day > now.date() or not people or dice.chance(0.1):
        return
    came = [
        actions.Came(person, came=place == 0 or dice.chance(0.9), score=dice.randint(72, 98))
        for place, person in enumerate(people)
    ]
    actions.hold_training(
        by=by,
        training=made,
        revision=made.revision,
        held_on=day,
        minutes=MINUTES,
        attendance=came,
        now=datetime.combine(day, time(18)),
    )


def suggest(*, by: Viewer, store: Store, now: datetime) -> None:
    """Decide what came in lately, carry some of it out, and add what waits for the next review."""
    dice = Dice(store.code, "suggestions decided")
    recent = Suggestion.objects.filter(store=store, made_on__gte=(now - WAITING).date())
    for suggestion in recent.filter(accepted_on=None).order_by("made_on", "pk"):
        at = datetime.combine(suggestion.made_on + timedelta(days=6), time(9, 30))
        if at <= now:
            _decide(by, suggestion, dice, at, now)
    for place, (department, text) in enumerate(IDEAS):
        at = now - timedelta(days=place, hours=2)
        suggestions.make_suggestion(
            by=by, store=store, text=EXAMPLE + text, department=department, now=at
        )


def _decide(by: Viewer, suggestion: Suggestion, dice: Dice, at: datetime, now: datetime) -> None:
    if dice.chance(0.3):
        suggestions.decline(
            by=by, suggestion=suggestion, revision=suggestion.revision, reason=DECLINED, now=at
        )
        return
    taken = suggestions.accept(by=by, suggestion=suggestion, revision=suggestion.revision, now=at)
    done = at + timedelta(days=10)
    if done <= now and dice.chance(0.6):
        suggestions.execute(by=by, suggestion=taken, revision=taken.revision, now=done)
