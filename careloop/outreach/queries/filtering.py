"""The filters of the worklist as conditions on tasks (reminders.md, "Work list columns")."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from careloop.common.crypto import last_four_index, phone_index
from careloop.customers.asking import Asked, asked
from careloop.customers.models import Contact, CustomerKey, CustomerTag, VehicleKey
from careloop.customers.spelling import backwards
from careloop.organisation.models import Store
from careloop.outreach.filters import Filters
from careloop.outreach.models import ContactTask
from careloop.service.models import VisitSummary

BEYOND = b"\xff"  # sorts after every byte a key may hold


def filtered(
    tasks: QuerySet[ContactTask], store: Store, asked_for: Filters, today: date
) -> QuerySet[ContactTask]:
    """Those of ``tasks`` that meet every filter that is set."""
    tasks = tasks.filter(*_about_the_task(asked_for, today))
    if asked_for.model_line:
        tasks = tasks.filter(vehicle__model_line=asked_for.model_line)
    if asked_for.tag_id is not None:
        tagged = CustomerTag.objects.filter(tag_id=asked_for.tag_id, tag__store=store)
        tasks = tasks.filter(customer__in=tagged.values("customer_id"))
    if wanted := _visits(asked_for):
        cars = VisitSummary.objects.filter(store=store, vehicle=OuterRef("vehicle_id"), **wanted)
        tasks = tasks.filter(Exists(cars))
    return tasks.filter(_named(store, asked(asked_for.text))) if asked_for.text.strip() else tasks


def _about_the_task(asked_for: Filters, today: date) -> list[Q]:
    """One condition for each filter that is set on the task itself."""
    late = today if asked_for.is_overdue else None
    called_to = asked_for.called_to and asked_for.called_to + timedelta(days=1)
    conditions: dict[str, object] = {
        "contact_type__in": asked_for.contact_types or None,
        "advisor_id": asked_for.advisor_id,
        "attempts_made__gte": asked_for.attempts_from,
        "attempts_made__lte": asked_for.attempts_to,
        "last_outcome": asked_for.last_outcome or None,
        "last_agent_no": asked_for.last_agent_no or None,
        "last_attempt_at__gte": asked_for.called_from,
        "last_attempt_at__lt": called_to,
        "due_on__lt": late,
        "due_on__gte": asked_for.due_from,
        "due_on__lte": asked_for.due_to,
        "pool": asked_for.pool or None,
        "priority__gte": asked_for.priority_from,
        "owner_id": asked_for.owner_id or None,
        "owner__isnull": True if asked_for.owner_id == 0 else None,
    }
    return [Q(**{name: value}) for name, value in conditions.items() if value is not None]


def _visits(asked_for: Filters) -> dict[str, object]:
    """The conditions on what the car's visits so far come to."""
    conditions: dict[str, object] = {
        "last_mileage__gte": asked_for.mileage_from,
        "last_mileage__lte": asked_for.mileage_to,
        "last_maintenance_on__gte": asked_for.maintained_from,
        "last_maintenance_on__lte": asked_for.maintained_to,
    }
    return {name: value for name, value in conditions.items() if value is not None}


def _named(store: Store, sought: Asked) -> Q:
    """Tasks whose customer or car the search box would find by these words."""
    key = sought.words.encode()
    customers = CustomerKey.objects.filter(store=store, key__gte=key, key__lt=key + BEYOND)
    by_key = Q(key__gte=key, key__lt=key + BEYOND)
    if sought.ending:
        end = backwards(sought.ending).encode()
        by_key |= Q(key__gte=end, key__lt=end + BEYOND)
    cars = VehicleKey.objects.filter(by_key, store=store)
    found = Q(customer_id__in=customers.values("customer_id"))
    found |= Q(vehicle_id__in=cars.values("vehicle_id"))
    if numbers := _numbers(sought):
        people = Contact.objects.filter(numbers, customer__store=store)
        found |= Q(customer_id__in=people.values("customer_id"))
    return found


def _numbers(sought: Asked) -> Q:
    """A whole number by its index, last digits by the index of four."""
    if sought.phone:
        return Q(phone_index=phone_index(sought.phone))
    return Q(last_four_index=last_four_index(sought.digits)) if sought.digits else Q()
