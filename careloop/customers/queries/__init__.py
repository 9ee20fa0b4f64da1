"""Reads of customers, scoped by viewer, one module a noun."""

from careloop.customers.queries.consents import consents, refusals, standing_consents
from careloop.customers.queries.duplicates import Likely, duplicate_groups, likely
from careloop.customers.queries.files import (
    Party,
    age,
    contact,
    corrections,
    customer,
    keeper,
    owned,
    owners,
    parties,
    shown_value,
    vehicle,
    vehicles_of,
)
from careloop.customers.queries.phones import masked_phones
from careloop.customers.queries.searching import Hit, search
from careloop.customers.queries.tags import tags, tags_of

__all__ = [
    "Hit",
    "Likely",
    "Party",
    "age",
    "consents",
    "contact",
    "corrections",
    "customer",
    "duplicate_groups",
    "keeper",
    "likely",
    "masked_phones",
    "owned",
    "owners",
    "parties",
    "refusals",
    "search",
    "shown_value",
    "standing_consents",
    "tags",
    "tags_of",
    "vehicle",
    "vehicles_of",
]
