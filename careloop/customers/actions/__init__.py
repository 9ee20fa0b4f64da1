"""Writes of customers, one module a noun; what imports write stands in ``customers.imports``."""

from careloop.customers.actions.adding import (
    LooksLike,
    add_customer,
    add_customer_with_vehicle,
    add_vehicle,
)
from careloop.customers.actions.consents import record_consent, set_do_not_contact
from careloop.customers.actions.corrections import correct, correct_vehicle
from careloop.customers.actions.duplicates import dismiss_duplicates, find_duplicates
from careloop.customers.actions.merging import follow_merges, merge, unmerge
from careloop.customers.actions.numbers import reveal_phone
from careloop.customers.actions.search_keys import refresh_search_keys
from careloop.customers.actions.tags import add_tag, drop_tag, make_tag, remove_tag, rename_tag

__all__ = [
    "LooksLike",
    "add_customer",
    "add_customer_with_vehicle",
    "add_tag",
    "add_vehicle",
    "correct",
    "correct_vehicle",
    "dismiss_duplicates",
    "drop_tag",
    "find_duplicates",
    "follow_merges",
    "make_tag",
    "merge",
    "record_consent",
    "refresh_search_keys",
    "remove_tag",
    "rename_tag",
    "reveal_phone",
    "set_do_not_contact",
    "unmerge",
]
