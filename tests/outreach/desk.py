"""What the tests of contacts do over and over: customers who can be called, runs of the rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from careloop.customers.models import Contact, Customer, StoreVehicle, Vehicle
from careloop.organisation.models import Store
from careloop.organisation.rules import Viewer
from careloop.outreach import actions
from careloop.outreach.actions import RulesRun
from careloop.outreach.models import ContactTask
from tests.mart.books import WRITTEN, Books


@dataclass
class Desk:
    """A store, its books and the moment the test plays in."""

    store: Store
    books: Books
    now: datetime

    @property
    def today(self) -> date:
        return self.now.date()

    def ago(self, days: int) -> date:
        return self.today - timedelta(days=days)

    def customer(self, name: str = "王小明", number: str = "index", **fields: Any) -> Customer:
        """A customer with a number that can be rung."""
        identity = f"no:{Customer.objects.count()}"
        customer = Customer.objects.create(
            store=self.store, identity=identity, name=name, changed_at=WRITTEN, **fields
        )
        Contact.objects.create(
            customer=customer,
            role="owner",
            phone="13800001234",
            phone_index=f"{number}{customer.pk}",
            changed_at=WRITTEN,
        )
        return customer

    def car(self, customer: Customer | None = None, **fields: Any) -> Vehicle:
        """A car on file, of a new customer unless one is given."""
        car = Vehicle.objects.create(
            group=self.store.group,
            vin=f"LSV{Vehicle.objects.count():014d}",
            changed_at=WRITTEN,
            **fields,
        )
        StoreVehicle.objects.create(
            store=self.store, vehicle=car, customer=customer or self.customer(), changed_at=WRITTEN
        )
        return car

    def run(self, *kinds: str, now: datetime | None = None) -> RulesRun:
        return actions.run_rules(
            by=Viewer.system(), store=self.store, now=now or self.now, kinds=kinds or None
        )

    def open(self, contact_type: str) -> list[ContactTask]:
        tasks = ContactTask.objects.filter(state="open", contact_type=contact_type)
        return list(tasks.order_by("due_on", "pk"))

    def only(self, contact_type: str) -> ContactTask:
        (task,) = self.open(contact_type)
        return task

    def task(self, customer: Customer | None = None, **fields: Any) -> ContactTask:
        """An open task that may be called on now."""
        number = ContactTask.objects.count()
        defaults: dict[str, Any] = {
            "contact_type": "after_repair",
            "subject": f"task {number}",
            "occasion": f"test:{number}",
            "due_on": self.today,
            "state": "open",
            "opens_at": self.now - timedelta(days=1),
            "expires_at": self.now + timedelta(days=10),
            "changed_at": WRITTEN,
            "customer": customer or self.customer(),
        }
        return ContactTask.objects.create(store=self.store, **(defaults | fields))
