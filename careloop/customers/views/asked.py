"""What the pages of the customer file share: the customer of an address, the reader's language."""

from __future__ import annotations

from django.http import Http404
from django.utils.translation import get_language

from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Language, language_of
from careloop.customers import queries
from careloop.customers.models import Customer
from careloop.organisation.models import Store
from careloop.organisation.pages import StoreRequest
from careloop.organisation.rules import Forbidden


def language() -> Language:
    """The language of the page."""
    return language_of(get_language())


def customer(request: StoreRequest, store: Store, customer_id: int) -> Customer:
    """The customer an address names; one the store does not have is no page."""
    try:
        found = queries.customer(request.viewer, store, customer_id)
    except Forbidden:
        raise
    except Refused as missing:
        raise Http404(str(customer_id)) from missing
    found.store = store  # known already
    return found
