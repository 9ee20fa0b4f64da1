"""One front desk of several: books its cars at one time, and what is offered when it is gone."""

from __future__ import annotations

import sys
from datetime import datetime

from careloop.customers.models import Vehicle
from careloop.organisation.models import Store
from careloop.organisation.rules import Viewer
from careloop.service import actions
from careloop.service.rules import NoRoom
from tests.apart import wait_until

NOW, NINE = datetime(2026, 11, 20, 8, 0), datetime(2026, 11, 23, 9, 0)


def book(store: Store, vehicle: Vehicle) -> int:
    """How often the desk was told that the time is gone."""
    at, refusals = NINE, 0
    while True:
        try:
            actions.book(
                by=Viewer.system(), store=store, vehicle=vehicle, customer=None,
                appointed_at=at, now=NOW, origin="passive",
            )  # fmt: skip
        except NoRoom as gone:
            at, refusals = gone.offers[0], refusals + 1
        else:
            return refusals


def main() -> None:
    """``starts_at vehicle…`` as arguments: all desks begin at one second."""
    starts_at, *vehicle_ids = sys.argv[1:]
    store = Store.objects.get(code="S1")
    vehicles = list(Vehicle.objects.filter(pk__in=vehicle_ids))
    wait_until(starts_at)
    sys.stdout.write(str(sum(book(store, vehicle) for vehicle in vehicles)))
