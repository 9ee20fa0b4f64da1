"""What becomes of a new car's customer after the hand-over."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from careloop.service.models import VehicleSale


def note_first_contact(*, store_id: int, vehicle_id: int, at: datetime) -> bool:
    """Remember when the service department first contacted the customer of a car sold (ACT-02).

    Only the first contact after the delivery counts (KPI 23); whether this was it. Works in the
    transaction of the contact, which asked the permission and writes the audit row.
    """
    delivered = Q(delivered_on=None) | Q(delivered_on__lte=at.date())
    sales = VehicleSale.objects.filter(delivered, store_id=store_id, vehicle_id=vehicle_id)
    first = sales.filter(first_service_contact_at=None)
    return bool(first.update(first_service_contact_at=at, changed_at=at, changed_run=None))
