"""Calls a supervisor should look at: too short for their answers, the same answers again and again,
an outcome put right afterwards (FCB)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, time
from typing import Literal, NamedTuple

from careloop.core.kernel.periods import Period
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.rules import Viewer
from careloop.outreach import rules, settings
from careloop.outreach.models import ContactAttempt
from careloop.outreach.rules import Limits

Why = Literal["short", "same", "changed"]
MOST = 500  # rows shown; the counts are of all


class Call(NamedTuple):
    """What of a call decides whether it is flagged."""

    pk: int
    agent_id: int
    seconds: int | None
    answers_key: str
    outcome_before: str


@dataclass(frozen=True, slots=True)
class Flag:
    """A call and every reason to look at it."""

    attempt: ContactAttempt
    why: tuple[Why, ...]


def flags(viewer: Viewer, store: Store, period: Period) -> list[Flag]:
    """The flagged calls people made at the desk in a period, newest first; three queries.

    Raises:
        Refused: the viewer supervises no calls in the store.
    """
    viewer.require(Permission.SUPERVISE_CONTACTS, store.pk)
    found = flagged(_calls(store, period), settings.limits(store.pk))
    attempts = ContactAttempt.objects.filter(pk__in=sorted(found)[-MOST:])
    shown = attempts.select_related("agent", "task", "task__customer", "task__vehicle")
    return [Flag(one, tuple(found[one.pk])) for one in shown.order_by("-attempted_at", "-id")]


def _calls(store: Store, period: Period) -> list[Call]:
    made = ContactAttempt.objects.filter(
        store_id=store.pk,
        agent__isnull=False,
        attempted_at__gte=datetime.combine(period.start, time.min),
        attempted_at__lt=datetime.combine(period.end, time.min),
    )
    rows = made.order_by("attempted_at", "id").values_list(*Call._fields)
    return [Call._make(row) for row in rows]


def flagged(calls: list[Call], limits: Limits) -> dict[int, list[Why]]:
    """The reasons to look at each call, by its id; ``calls`` are in the order they were made."""
    found: dict[int, list[Why]] = defaultdict(list)
    by_agent: dict[int, list[Call]] = defaultdict(list)
    for call in calls:
        if rules.is_too_short(call.seconds, bool(call.answers_key), limits):
            found[call.pk].append("short")
        if call.outcome_before:
            found[call.pk].append("changed")
        if call.answers_key:
            by_agent[call.agent_id].append(call)
    for theirs in by_agent.values():
        keys = [call.answers_key for call in theirs]
        for place in rules.runs_of_same(keys, limits.same_answers):
            found[theirs[place].pk].append("same")
    return dict(found)
