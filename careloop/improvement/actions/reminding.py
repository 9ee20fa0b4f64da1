"""Reminding people of measures, meetings and training, each thing once a stage."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from careloop.core.kernel.text import Text
from careloop.improvement import reminding
from careloop.improvement.actions.rows import lock
from careloop.improvement.models import Reminder
from careloop.improvement.queries import rhythm
from careloop.improvement.queries.measures import to_do
from careloop.improvement.reminding import Due
from careloop.notifications.actions import notify
from careloop.organisation.choices import Role
from careloop.organisation.models import Store, User
from careloop.organisation.rules import Viewer

LEADERS = (Role.CARE_DIRECTOR, Role.SERVICE_MANAGER, Role.SERVICE_DIRECTOR)
KIND = "improvement"


@transaction.atomic
def remind(*, store: Store, now: datetime) -> int:
    """Tell people what is due soon, overdue or late in the store; how many notices were made.

    Each person hears of all their measures at once. Run again at the same stage it tells nobody.
    """
    lock(store)
    return _of_measures(store, now) + _of_rhythm(store, now)


def _of_measures(store: Store, now: datetime) -> int:
    dues = reminding.due_ones(list(to_do(store)), now.date())
    new = _untold(store, {due.thing for due in dues}, now)
    dues = [due for due in dues if due.thing in new]
    late = [due for due in dues if due.is_late]
    people = _users(store, dues)
    made = 0
    for user in people.values():
        mine = [due for due in dues if due.measure.owner_id == user.employee_id]
        for is_late, text in reminding.TO_OWNER.items():
            made += _tell(store, text, [d for d in mine if d.is_late == is_late], now, user)
        watched = [d for d in late if d.measure.supervisor_id == user.employee_id and d not in mine]
        made += _tell(store, reminding.TO_SUPERVISOR, watched, now, user)
    reached = set(people)
    lost = [d for d in late if not {d.measure.owner_id, d.measure.supervisor_id} & reached]
    return made + _tell(store, reminding.TO_LEADERS, lost, now)


def _of_rhythm(store: Store, now: datetime) -> int:
    today = now.date()
    beats = {
        thing: beat
        for beat in rhythm(Viewer.system(), store, today)
        if (thing := reminding.thing_of(beat, today)) is not None
    }
    made = 0
    for thing in sorted(_untold(store, set(beats), now)):
        beat = beats[thing]
        page = "trainings" if thing.startswith("training:") else "meetings"
        told = notify(
            store=store,
            kind=KIND,
            text=reminding.said_of_beat(beat),
            link=reverse(f"improvement:{page}", args=[store.code]),
            now=now,
            roles=LEADERS,
        )
        made += len(told)
    return made


def _untold(store: Store, things: Collection[str], now: datetime) -> set[str]:
    """Those of ``things`` nobody was told of yet; from now on they count as told."""
    told = Reminder.objects.filter(store=store, thing__in=things)
    new = set(things) - set(told.values_list("thing", flat=True))
    Reminder.objects.bulk_create(
        [Reminder(store=store, thing=thing, told_at=now) for thing in sorted(new)]
    )
    return new


def _users(store: Store, dues: Sequence[Due]) -> dict[int, User]:
    """The active users behind owners and supervisors, by the id of the employee."""
    ids = {pk for due in dues for pk in (due.measure.owner_id, due.measure.supervisor_id) if pk}
    users = User.objects.filter(employee_id__in=ids, is_active=True).order_by("pk")
    return {user.employee_id: user for user in users if user.employee_id is not None}


def _tell(
    store: Store, text: Text, dues: Sequence[Due], now: datetime, user: User | None = None
) -> int:
    """One notice on ``dues``, to ``user`` or, without one, to the leaders."""
    if not dues:
        return 0
    page = "mine" if user is not None else "month"
    told = notify(
        store=store,
        kind=KIND,
        text=reminding.said_of(text, dues),
        link=reverse(f"improvement:{page}", args=[store.code]),
        now=now,
        users=[user] if user is not None else [],
        roles=() if user is not None else LEADERS,
    )
    return len(told)
