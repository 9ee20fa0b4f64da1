"""Reads of messages and templates, and of those a message may go to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from careloop.customers.models import CustomerTag, StoreVehicle
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.rules import Viewer
from careloop.outreach.choices import TaskState
from careloop.outreach.message_choices import MessageState
from careloop.outreach.messages.batches import Subject
from careloop.outreach.models import ContactTask, CustomerMessage, MessageTemplate
from careloop.service.models import Appointment

MOST_AT_ONCE = 500
REMINDED_AHEAD = (timedelta(hours=12), timedelta(hours=24))


@dataclass(frozen=True, slots=True)
class Page:
    """Some messages, the newest first, and the one after which the next page goes on."""

    messages: tuple[CustomerMessage, ...]
    after: int | None


def messages(
    viewer: Viewer,
    store: Store,
    *,
    state: MessageState | None = None,
    after: int | None = None,
    limit: int = 50,
) -> Page:
    """The store's messages after the one with the id ``after``.

    Raises:
        Refused: the viewer may not send messages there.
    """
    rows = _messages(viewer, store)
    rows = rows.filter(state=state) if state else rows
    rows = rows.filter(pk__lt=after) if after is not None else rows
    found = list(rows.order_by("-id")[: limit + 1])
    return Page(tuple(found[:limit]), found[limit - 1].pk if len(found) > limit else None)


def message(viewer: Viewer, store: Store, message_id: int) -> CustomerMessage | None:
    """One message of the store."""
    return _messages(viewer, store).filter(pk=message_id).first()


def _messages(viewer: Viewer, store: Store) -> QuerySet[CustomerMessage]:
    viewer.require(Permission.SEND_MESSAGE, store.pk)
    rows = CustomerMessage.objects.filter(store=store)
    return rows.select_related("template", "customer", "vehicle", "made_by")


def history(
    viewer: Viewer, store: Store, about: Q, *, before: datetime, limit: int
) -> list[CustomerMessage]:
    """The latest messages that were sent to a customer or about a car, before a moment."""
    viewer.require(Permission.VIEW_CUSTOMERS, store.pk)
    rows = CustomerMessage.objects.filter(about, store=store, sent_at__lt=before)
    return list(rows.select_related("template").order_by("-sent_at", "-id")[:limit])


def templates(viewer: Viewer, store: Store, *, only_active: bool = False) -> list[MessageTemplate]:
    """The store's templates by name."""
    viewer.require(Permission.SEND_MESSAGE, store.pk)
    rows = MessageTemplate.objects.filter(store=store)
    return list(rows.filter(is_active=True) if only_active else rows)


def template(viewer: Viewer, store: Store, template_id: int) -> MessageTemplate | None:
    """One template of the store."""
    viewer.require(Permission.SEND_MESSAGE, store.pk)
    return MessageTemplate.objects.filter(store=store, pk=template_id).first()


def of_tasks(viewer: Viewer, store: Store, contact_type: str, now: datetime) -> list[Subject]:
    """The customers of the open contacts of one kind that are due, at most 500."""
    viewer.require(Permission.SEND_MESSAGE, store.pk)
    due = ContactTask.objects.filter(
        store=store, state=TaskState.OPEN, contact_type=contact_type, opens_at__lte=now
    )
    named = due.filter(customer__isnull=False, customer__merged_into=None)
    rows = named.select_related("customer", "vehicle").order_by("-priority", "due_on", "id")
    return [Subject(t.customer, t.vehicle, t) for t in rows[:MOST_AT_ONCE] if t.customer]


def of_tag(viewer: Viewer, store: Store, tag_id: int) -> list[Subject]:
    """The customers with a tag, each with a car of theirs, at most 500."""
    viewer.require(Permission.SEND_MESSAGE, store.pk)
    tagged = CustomerTag.objects.filter(tag_id=tag_id, tag__store=store, customer__merged_into=None)
    found = list(tagged.select_related("customer").order_by("customer_id")[:MOST_AT_ONCE])
    cars = StoreVehicle.objects.filter(
        store=store, customer_id__in=[row.customer_id for row in found]
    )
    first = {row.customer_id: row.vehicle for row in cars.select_related("vehicle").order_by("-pk")}
    return [Subject(row.customer, first.get(row.customer_id)) for row in found]


def of_appointments(viewer: Viewer, store: Store, now: datetime) -> list[Subject]:
    """The customers expected in 12 to 24 hours whom nobody has reminded yet (REM-04)."""
    viewer.require(Permission.SEND_MESSAGE, store.pk)
    first, last = REMINDED_AHEAD
    expected = Appointment.objects.filter(
        store=store,
        appointed_at__gte=now + first,
        appointed_at__lte=now + last,
        reminded_at=None,
        cancelled_at=None,
        arrived_at=None,
        customer__isnull=False,
        customer__merged_into=None,
    )
    rows = expected.select_related("customer", "vehicle").order_by("appointed_at", "pk")
    return [
        Subject(booked.customer, booked.vehicle, appointment=booked)
        for booked in rows[:MOST_AT_ONCE]
        if booked.customer
    ]
