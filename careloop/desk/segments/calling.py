"""A special topic put to the customers of a segment (SEG, CAR-04)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text
from careloop.core.segments.criteria import Criteria
from careloop.desk.segments.finding import cars
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store, User
from careloop.organisation.rules import Viewer
from careloop.outreach.actions import TopicStarted, start_topic
from careloop.outreach.choices import Pool

EVERYBODY = Text(
    zh="请先选择条件：专题不能发给全部客户。",
    en="Choose criteria first: a topic is not put to everybody.",
)


@dataclass(frozen=True, slots=True)
class Topic:
    """What the customers are called about, when, and by whom (nobody in particular: the pool)."""

    title: str
    opens_on: date
    due_on: date
    last_day: date
    pool: Pool = Pool.CALL_AGENTS
    owner: User | None = None


@dataclass(frozen=True, slots=True)
class Called:
    """What came of a topic, and how many customers were left out for their cars' sake."""

    started: TopicStarted
    only_fleet: int


@transaction.atomic
def call_customers(
    *, by: Viewer, store: Store, criteria: Criteria, topic: Topic, now: datetime
) -> Called:
    """Make one contact due with each customer of a segment.

    Those of whose cars in the segment all are taxis or hired out are left out (decisions.md).

    Raises:
        Refused: no permission, no criteria, a topic that cannot be (:func:`start_topic`).
    """
    by.require(Permission.ASSIGN_CONTACTS, store.pk)
    if criteria.is_empty:
        raise Refused(EVERYBODY)
    rows = cars(by, store, criteria, now.date())
    found = set(rows.values_list("customer_id", flat=True))
    private = set(rows.filter(vehicle__is_fleet=False).values_list("customer_id", flat=True))
    started = start_topic(
        by=by, store=store, topic=topic.title, customer_ids=private, now=now,
        opens_on=topic.opens_on, due_on=topic.due_on, last_day=topic.last_day,
        owner=topic.owner, pool=topic.pool,
    )  # fmt: skip
    return Called(started, len(found) - len(private))
