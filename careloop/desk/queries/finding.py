"""Search from anywhere: customers and cars, and orders by number."""

from __future__ import annotations

from careloop.customers.queries.searching import Hit, search
from careloop.organisation.models import Store
from careloop.organisation.rules import Viewer
from careloop.service.models import RepairOrder
from careloop.service.queries import find_order


def find(viewer: Viewer, store: Store, text: str, limit: int = 20) -> list[Hit]:
    """What ``text`` names in the store; an order's number is always exact and stands first."""
    orders = [_order(order) for order in find_order(viewer, [store.pk], text)]
    return [*orders, *search(viewer, [store.pk], text, limit)][:limit]


def only_exact(hits: list[Hit]) -> Hit | None:
    """The hit whose page opens at once: the one exact among them."""
    exact = [hit for hit in hits if hit.is_exact]
    return exact[0] if len(exact) == 1 else None


def _order(order: RepairOrder) -> Hit:
    customer = order.customer
    return Hit(
        kind="order",
        store_id=order.store_id,
        customer_id=customer.pk if customer else None,
        vehicle_id=order.vehicle_id,
        order_id=order.pk,
        title=order.ro_no,
        plates=(order.vehicle.plate,),
        models=(order.vehicle.model,),
        why="order_no",
        is_exact=True,
    )
