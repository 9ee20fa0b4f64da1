"""What the pages of the customer file share: the customer of an address."""

from __future__ import annotations

from careloop.customers import queries
from careloop.customers.models import Customer
from careloop.organisation.models import Store
from careloop.organisation.pages import StoreRequest, missing_is_404


def customer(request: StoreRequest, store: Store, customer_id: int) -> Customer:
    """The customer an address names; one the store does not have is no page."""
    with missing_is_404():
        found = queries.customer(request.viewer, store, customer_id)
    found.store = store  # known already
    return found
