"""The same message to many: who may get it now, and why the others not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text
from careloop.customers.choices import Channel, Purpose
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.rules import Viewer
from careloop.outreach import gate
from careloop.outreach.messages.actions.writing import mobile_of, require_ours, store_message
from careloop.outreach.messages.batches import Batch, Subject
from careloop.outreach.messages.fields import About
from careloop.outreach.models import MessageTemplate

TWICE = Text(zh="同一客户只发一条", en="The customer is in the list already")


def plan_many(
    *, by: Viewer, store: Store, template: MessageTemplate, subjects: Sequence[Subject],
    now: datetime,
) -> Batch:  # fmt: skip
    """Who of a list would get the message now, and why the others would not; nothing is written.

    A customer with two cars in the list gets one message.
    """
    by.require(Permission.SEND_MESSAGE, store.pk)
    verdicts = gate.verdicts_on(
        store=store,
        about=[(subject.customer, subject.vehicle) for subject in subjects],
        channel=Channel(template.channel),
        purpose=Purpose(template.purpose),
        now=now,
    )
    allowed: dict[int, Subject] = {}
    refused: Counter[Text] = Counter()
    for subject, verdict in zip(subjects, verdicts, strict=True):
        if subject.customer.pk in allowed:
            refused[TWICE] += 1
        elif verdict.allowed:
            allowed[subject.customer.pk] = subject
        else:
            refused[verdict.reasons[0]] += 1
    return Batch(tuple(allowed.values()), dict(refused.most_common()))


@transaction.atomic
def send_many(
    *, by: Viewer, store: Store, template: MessageTemplate, subjects: Sequence[Subject],
    now: datetime,
) -> Batch:  # fmt: skip
    """Write the message to all of a list who may get it now.

    Raises:
        Refused: no permission. What stands against one customer stops no other.
    """
    planned = plan_many(by=by, store=store, template=template, subjects=subjects, now=now)
    sent: list[Subject] = []
    refused = Counter(planned.refused)
    for subject in planned.allowed:
        try:
            _send_one(by, store, template, subject, now)
        except Refused as refusal:
            refused[Text(zh=refusal.say("zh"), en=refusal.say("en"))] += 1
        else:
            sent.append(subject)
    return Batch(tuple(sent), dict(refused.most_common()))


def _send_one(
    by: Viewer, store: Store, template: MessageTemplate, subject: Subject, now: datetime
) -> None:
    with transaction.atomic():
        require_ours(store, template, subject.customer)
        about = About(
            by=by,
            store=store,
            customer=subject.customer,
            vehicle=subject.vehicle,
            now=now,
            task=subject.task,
            appointment=subject.appointment,
        )
        store_message(template, about, mobile_of(template, subject.customer))
