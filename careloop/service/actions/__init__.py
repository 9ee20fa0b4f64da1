"""Writes of the workshop by people; what imports write stands in ``service.imports``."""

from careloop.service.actions.appointments import (
    arrive,
    book,
    cancel,
    expect_again,
    link_order,
    mark_no_show,
    mark_reminded,
    move,
)
from careloop.service.actions.bays import save_bay, set_capacity
from careloop.service.actions.declined import note_declined, settle_declined
from careloop.service.actions.linking import link_orders
from careloop.service.actions.sales import note_first_contact
from careloop.service.actions.summaries import refresh_summaries

__all__ = [
    "arrive",
    "book",
    "cancel",
    "expect_again",
    "link_order",
    "link_orders",
    "mark_no_show",
    "mark_reminded",
    "move",
    "note_declined",
    "note_first_contact",
    "refresh_summaries",
    "save_bay",
    "set_capacity",
    "settle_declined",
]
