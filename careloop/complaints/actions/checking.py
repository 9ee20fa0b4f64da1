"""What of another room a complaint may name: people and things of its own store."""

from __future__ import annotations

from datetime import date

from careloop.complaints.actions import texts
from careloop.complaints.models import StoreCause
from careloop.complaints.queries.people import has_left, may_handle
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text
from careloop.customers.models import Customer, Vehicle
from careloop.organisation.models import Employee, Store, User
from careloop.service.models import RepairOrder


def require_of_store(
    store: Store,
    customer: Customer | None = None,
    vehicle: Vehicle | None = None,
    order: RepairOrder | None = None,
    store_cause: StoreCause | None = None,
) -> None:
    """Raises ``Refused`` where something is another store's, a vehicle another group's."""
    named = [row.store_id for row in (customer, order, store_cause) if row is not None]
    foreign = vehicle is not None and vehicle.group_id != store.group_id
    if foreign or any(store_id != store.pk for store_id in named):
        raise Refused(texts.NOT_OF_STORE)


def require_employee(store: Store, employee_no: str) -> None:
    """Raises ``Refused`` where a staff number is given that nobody of the store has."""
    if not employee_no:
        return
    if not Employee.objects.filter(store=store, employee_no=employee_no).exists():
        raise Refused(texts.NO_SUCH_EMPLOYEE, no=employee_no)


def require_owner(store: Store, person: User, today: date) -> None:
    """Raises ``Refused`` where a person has left or may not handle complaints in the store."""
    who = person.get_full_name() or person.username
    if has_left(person, today):
        raise Refused(texts.HAS_LEFT, who=who)
    if not may_handle(person, store.pk):
        raise Refused(texts.MAY_NOT_OWN, who=who)


def filled(text: str, what: Text) -> str:
    """The text without blanks around it; raises ``Refused`` where nothing is left."""
    if not text.strip():
        raise Refused(texts.MISSING, what=what)
    return text.strip()
