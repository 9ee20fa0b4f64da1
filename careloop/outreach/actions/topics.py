"""A special topic: one contact due with each customer of a list (专题回访, CAR-04)."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db import transaction

from careloop.common import audit
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text
from careloop.customers.models import Contact, Customer
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store, User
from careloop.organisation.rules import Viewer
from careloop.outreach import rules
from careloop.outreach.actions.tasks import require_caller
from careloop.outreach.choices import Pool, TaskState
from careloop.outreach.consents import refusals
from careloop.outreach.kinds.by_hand import SPECIAL_TOPIC
from careloop.outreach.models import ContactTask
from careloop.outreach.storing import store_new

NO_TOPIC = Text(zh="请填写专题名称。", en="Give the topic a name.")
NO_WINDOW = Text(
    zh="专题的截止日期 {last} 早于今天。请改正。",
    en="The topic ends on {last}, before today. Put the day right.",
)
OUT_OF_ORDER = Text(
    zh="专题的日期须依次为开始 {opens}、应联系 {due}、截止 {last}。请改正。",
    en="The days of a topic run from opening ({opens}) over due ({due}) to the last ({last}). "
    "Put them right.",
)


@dataclass(frozen=True, slots=True)
class TopicStarted:
    """How many contacts a topic made, and how many customers it left out and why: they do not
    want invitations, have no number that can be rung, or were asked under this name before."""

    made: int
    unwilling: int = 0
    unreachable: int = 0
    already: int = 0


@transaction.atomic
def start_topic(
    *,
    by: Viewer,
    store: Store,
    topic: str,
    customer_ids: Collection[int],
    due_on: date,
    last_day: date,
    now: datetime,
    opens_on: date | None = None,
    owner: User | None = None,
    pool: Pool = Pool.CALL_AGENTS,
) -> TopicStarted:
    """Make one contact due with each of some customers of the store.

    A topic of the same name asks each customer once, however often it is started. ``opens_on`` is
    today unless given.

    Raises:
        Refused: no permission, no name, a window that has closed or whose days are out of order,
            an owner who may not call there.
    """
    by.require(Permission.ASSIGN_CONTACTS, store.pk)
    named, opens_on = topic.strip(), opens_on or now.date()
    _require_sense(named, opens_on, due_on, last_day, now)
    if owner is not None:
        require_caller(owner, store.pk)
    wanted = _of_the_store(store, customer_ids)
    willing = _willing(store, wanted)
    asked = sorted(willing & _reachable(store))
    shared = {
        "due_on": due_on,
        "opens_at": max(now, datetime.combine(opens_on, time.min)),
        "expires_at": rules.ends_on(last_day),
        "owner": owner,
        "pool": pool.value,
        "changed_at": now,
    }
    made = store_new([_task(store, named, customer_id, shared) for customer_id in asked])
    _audit(by, store, made, due_on)
    return TopicStarted(
        made=made,
        unwilling=len(wanted) - len(willing),
        unreachable=len(willing) - len(asked),
        already=len(asked) - made,
    )


def _require_sense(topic: str, opens: date, due: date, last: date, now: datetime) -> None:
    if not topic:
        raise Refused(NO_TOPIC)
    if last < now.date():
        raise Refused(NO_WINDOW, last=last.isoformat())
    if not opens <= due <= last:
        days = {"opens": opens.isoformat(), "due": due.isoformat(), "last": last.isoformat()}
        raise Refused(OUT_OF_ORDER, **days)


def _of_the_store(store: Store, customer_ids: Collection[int]) -> set[int]:
    here = Customer.objects.filter(store=store, merged_into=None)
    return set(customer_ids) & set(here.values_list("pk", flat=True))


def _willing(store: Store, customer_ids: set[int]) -> set[int]:
    """Those who may be invited."""
    refused = refusals(store.pk, SPECIAL_TOPIC.channel, SPECIAL_TOPIC.purpose)
    return {pk for pk in customer_ids if not refused.standing(pk, None)}


def _reachable(store: Store) -> set[int]:
    """The store's customers with a number that can be rung: of all at once, for a topic may be
    put to more customers than a database takes in one list."""
    numbers = Contact.objects.filter(customer__store=store, is_valid=True).exclude(phone_index="")
    return set(numbers.values_list("customer_id", flat=True))


def _task(store: Store, topic: str, customer_id: int, shared: dict[str, Any]) -> ContactTask:
    digest = hashlib.sha256(topic.encode()).hexdigest()[:16]
    occasion = f"topic:{digest}:{customer_id}"
    return ContactTask(
        store=store,
        contact_type=SPECIAL_TOPIC.code,
        occasion=occasion,
        subject=occasion,
        customer_id=customer_id,
        state=TaskState.OPEN.value,
        priority=SPECIAL_TOPIC.priority,
        note=topic,
        **shared,
    )


def _audit(by: Viewer, store: Store, made: int, due_on: date) -> None:
    audit.record(
        actor_id=by.user_id,
        action="contact.topic",
        subject=store,
        store_id=store.pk,
        detail={"made": made, "due_on": due_on.isoformat()},
    )
