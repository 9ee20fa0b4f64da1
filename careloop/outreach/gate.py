"""The one gate: whether a contact may be made now, and if not, why not.

Everything that contacts a customer asks here: the worklist, the call screen, every message.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from careloop.customers.choices import Channel, Purpose
from careloop.customers.models import Contact, Customer, Vehicle
from careloop.organisation.models import Store
from careloop.outreach import rules, settings
from careloop.outreach.consents import Refusals, refusals
from careloop.outreach.kinds import registry
from careloop.outreach.message_choices import REACHING
from careloop.outreach.models import ContactAttempt, ContactTask, CustomerMessage
from careloop.outreach.rules import Limits, Standing, Verdict

__all__ = ["Verdict", "verdict", "verdict_on", "verdicts"]

# A taxi's owner still hears how a repair was; what decisions.md keeps them out of is reminders.
NOT_FOR_FLEETS = (Purpose.REMINDER, Purpose.INSURANCE, Purpose.MARKETING, Purpose.CARE)
CALLED = (Channel.PHONE, Channel.SMS)


def verdict(
    *,
    store: Store,
    customer: Customer | None,
    vehicle: Vehicle | None,
    channel: Channel,
    purpose: Purpose,
    now: datetime,
    agreed: bool = False,
) -> Verdict:
    """Whether one contact may be made. ``agreed``: the customer agreed to this moment, or
    complained; then neither the hours nor the cap hold."""
    ids = [customer.pk] if customer else []
    known = _Known(store.pk, ids, now)
    standing = known.standing(
        customer_id=customer.pk if customer else None,
        vehicle_id=vehicle.pk if vehicle else None,
        is_fleet=vehicle.is_fleet if vehicle else False,
        channel=channel,
        purpose=purpose,
        agreed=agreed,
    )
    return rules.may_contact(standing, now, known.limits)


def verdict_on(task: ContactTask, now: datetime) -> Verdict:
    """The verdict on one task that has its vehicle at hand."""
    known = _Known(task.store_id, [task.customer_id] if task.customer_id else [], now)
    is_fleet = task.vehicle is not None and task.vehicle.is_fleet
    return rules.may_contact(known.of_task(task, is_fleet), now, known.limits)


def verdicts(*, store: Store, tasks: Iterable[ContactTask], now: datetime) -> dict[int, Verdict]:
    """The verdict on each task, by its id, in as many queries as there are purposes and a few."""
    tasks = list(tasks)
    known = _Known(store.pk, {t.customer_id for t in tasks if t.customer_id}, now)
    fleet = _fleet({t.vehicle_id for t in tasks if t.vehicle_id})
    return {
        task.pk: rules.may_contact(known.of_task(task, task.vehicle_id in fleet), now, known.limits)
        for task in tasks
    }


def verdicts_on(
    *,
    store: Store,
    about: Iterable[tuple[Customer, Vehicle | None]],
    channel: Channel,
    purpose: Purpose,
    now: datetime,
) -> list[Verdict]:
    """The verdict on the same contact with each of many customers, in a handful of queries."""
    about = list(about)
    known = _Known(store.pk, {customer.pk for customer, _ in about}, now)
    return [
        rules.may_contact(
            known.standing(
                customer_id=customer.pk,
                vehicle_id=vehicle.pk if vehicle else None,
                is_fleet=vehicle.is_fleet if vehicle else False,
                channel=channel,
                purpose=purpose,
                agreed=False,
            ),
            now,
            known.limits,
        )
        for customer, vehicle in about
    ]


class _Known:
    """What is known of some customers, read once."""

    def __init__(self, store_id: int, customer_ids: Collection[int], now: datetime) -> None:
        self.store_id, self.customer_ids = store_id, list(customer_ids)
        self.limits = settings.limits(store_id)
        self.made = recent_contacts(store_id, self.customer_ids, now, self.limits)
        self.reachable = _reachable(self.customer_ids)
        self._refusals: dict[tuple[Channel, Purpose], Refusals] = {}

    def of_task(self, task: ContactTask, is_fleet: bool) -> Standing:
        kind = registry.KINDS[task.contact_type]
        return self.standing(
            customer_id=task.customer_id,
            vehicle_id=task.vehicle_id,
            is_fleet=is_fleet,
            channel=kind.channel,
            purpose=kind.purpose,
            agreed=task.next_at is not None and task.last_outcome in rules.CONNECTED,
            is_complaint=kind.is_exempt,
        )

    def standing(
        self,
        *,
        customer_id: int | None,
        vehicle_id: int | None,
        is_fleet: bool,
        channel: Channel,
        purpose: Purpose,
        agreed: bool,
        is_complaint: bool = False,
    ) -> Standing:
        refused = self._refused(channel, purpose)
        return Standing(
            is_requested=purpose == Purpose.REQUESTED,
            agreed=agreed or is_complaint,
            do_not_contact=customer_id in refused.never,
            refused=refused.why(customer_id, vehicle_id),
            is_fleet=is_fleet and purpose in NOT_FOR_FLEETS,
            has_number=channel not in CALLED or customer_id in self.reachable,
            recent_contacts=self.made[customer_id or 0],
        )

    def _refused(self, channel: Channel, purpose: Purpose) -> Refusals:
        if (channel, purpose) not in self._refusals:
            found = refusals(self.store_id, channel, purpose, self.customer_ids)
            self._refusals[channel, purpose] = found
        return self._refusals[channel, purpose]


def recent_contacts(
    store_id: int, customer_ids: Collection[int], now: datetime, limits: Limits
) -> Counter[int]:
    """Contacts made in the days of the cap that the customers had not asked for.

    A call counts when somebody was reached: one that rings unheard tires nobody. A message counts
    as soon as it is on its way.
    """
    since = now - timedelta(days=limits.cap_days)
    asked_for = [kind.code for kind in registry.KINDS.values() if kind.purpose == Purpose.REQUESTED]
    calls = ContactAttempt.objects.filter(
        store_id=store_id,
        attempted_at__gt=since,
        attempted_at__lte=now,
        task__customer_id__in=list(customer_ids),
        outcome__in=rules.REACHED,
    ).exclude(task__contact_type__in=asked_for)
    messages = CustomerMessage.objects.filter(
        store_id=store_id,
        made_at__gt=since,
        made_at__lte=now,
        customer_id__in=list(customer_ids),
        state__in=REACHING,
    ).exclude(purpose=Purpose.REQUESTED)
    made = Counter(calls.values_list("task__customer_id", flat=True))
    made.update(messages.values_list("customer_id", flat=True))
    return made


def _reachable(customer_ids: Collection[int]) -> set[int]:
    """The customers with at least one number that can be rung."""
    numbers = Contact.objects.filter(customer_id__in=list(customer_ids), is_valid=True)
    return set(numbers.exclude(phone_index="").values_list("customer_id", flat=True))


def _fleet(vehicle_ids: Collection[int]) -> set[int]:
    hired = Vehicle.objects.filter(pk__in=list(vehicle_ids), is_fleet=True)
    return set(hired.values_list("pk", flat=True))
