"""What customers agreed to or forbade, read for many at once.

Of all rows that speak of a channel and a purpose, in particular or by ``any``, the latest holds.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from careloop.customers.choices import Channel, Purpose
from careloop.customers.models import Consent, Customer


@dataclass(frozen=True, slots=True)
class Refusals:
    """Who may not be contacted on a channel for a purpose, and why (blank: not said).

    ``by_car`` knows a customer's refusals that hold for one vehicle only, and the vehicles on
    which they agreed although they refused in general (``None``).
    """

    never: frozenset[int]
    in_general: dict[int, str]
    by_car: dict[tuple[int, int], str | None]

    def why(self, customer_id: int | None, vehicle_id: int | None) -> str | None:
        """The reason of the refusal that holds; ``None`` where there is none."""
        if customer_id is None:
            return None
        particular = (customer_id, vehicle_id or 0)
        if particular in self.by_car:
            return self.by_car[particular]
        return self.in_general.get(customer_id)

    def standing(self, customer_id: int | None, vehicle_id: int | None) -> bool:
        """Whether the customer is not to be contacted at all about this."""
        return customer_id in self.never or self.why(customer_id, vehicle_id) is not None


def refusals(
    store_id: int,
    channel: Channel,
    purpose: Purpose,
    customer_ids: Iterable[int] | None = None,
) -> Refusals:
    """The refusals of a store's customers, or of some of them; two queries."""
    customers = Customer.objects.filter(store_id=store_id)
    consents = Consent.objects.filter(
        customer__store_id=store_id,
        channel__in=[Channel.ANY, channel],
        purpose__in=[Purpose.ANY, purpose],
    )
    if customer_ids is not None:
        ids = list(customer_ids)
        customers = customers.filter(pk__in=ids)
        consents = consents.filter(customer_id__in=ids)
    never = frozenset(customers.filter(do_not_contact=True).values_list("pk", flat=True))
    in_general: dict[int, str] = {}
    by_car: dict[tuple[int, int], str | None] = {}
    rows = consents.order_by("recorded_at", "id")
    for customer_id, vehicle_id, is_given, why in rows.values_list(
        "customer_id", "vehicle_id", "is_given", "reason"
    ):
        if vehicle_id:
            by_car[customer_id, vehicle_id] = None if is_given else why
            continue
        _forget_cars(by_car, customer_id)
        if is_given:
            in_general.pop(customer_id, None)
        else:
            in_general[customer_id] = why
    return Refusals(never, in_general, by_car)


def _forget_cars(by_car: dict[tuple[int, int], str | None], customer_id: int) -> None:
    """What is said later of all cars holds for each of them."""
    for key in [key for key in by_car if key[0] == customer_id]:
        del by_car[key]
