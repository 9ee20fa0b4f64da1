"""What customers agreed to and forbade."""

from __future__ import annotations

from collections.abc import Collection

from careloop.customers.consent import Refusals, Stance
from careloop.customers.models import Consent, Customer
from careloop.organisation.choices import Permission
from careloop.organisation.rules import Viewer


def refusals(store_id: int, customer_ids: Collection[int] | None = None) -> Refusals:
    """What a store's customers refuse, or what those of ``customer_ids`` do; two queries.

    For the gate, which asks for no viewer: rules run without one.
    """
    closed = Customer.objects.filter(store_id=store_id, do_not_contact=True)
    consents = Consent.objects.filter(customer__store_id=store_id)
    if customer_ids is None:
        refusing = Consent.objects.filter(customer__store_id=store_id, is_given=False)
        consents = consents.filter(customer__in=refusing.values("customer"))
    else:
        closed = closed.filter(pk__in=customer_ids)
        consents = consents.filter(customer__in=customer_ids)
    stances: dict[int, list[Stance]] = {}
    for row in consents:
        stances.setdefault(row.customer_id, []).append(stance(row))
    return Refusals(
        closed=frozenset(closed.values_list("pk", flat=True)),
        stances={pk: tuple(held) for pk, held in stances.items()},
    )


def stance(row: Consent) -> Stance:
    return Stance(
        channel=row.channel,
        purpose=row.purpose,
        is_given=row.is_given,
        recorded_at=row.recorded_at,
        vehicle_id=row.vehicle_id,
        reason=row.reason,
        id=row.pk,
    )


def consents(viewer: Viewer, customer: Customer) -> list[Consent]:
    """Everything the customer agreed to or forbade, the latest first: the first on a matter
    holds, the rest is its history."""
    viewer.require(Permission.VIEW_CUSTOMERS, customer.store_id)
    rows = Consent.objects.filter(customer=customer).select_related("vehicle", "recorded_by")
    return list(rows.order_by("-recorded_at", "-pk"))


def standing_consents(viewer: Viewer, customer: Customer) -> list[Consent]:
    """Of each matter (channel, purpose, vehicle) the latest row."""
    latest: dict[tuple[str, str, int | None], Consent] = {}
    for row in consents(viewer, customer):
        latest.setdefault((row.channel, row.purpose, row.vehicle_id), row)
    return list(latest.values())
