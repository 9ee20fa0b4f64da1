"""Decisions about complaints: pure, without a database."""

from careloop.complaints.rules.deeds import (
    DEED_LABELS,
    RULES,
    Deed,
    Facts,
    Standing,
    deeds,
    neighbours,
    refusal,
)
from careloop.complaints.rules.history import CALL_BACK_LABELS, about, validity
from careloop.complaints.rules.opening import (
    NOW,
    RECEIVED,
    distinct,
    require_codes,
    require_complete,
    require_deeds_after,
    require_order,
)
from careloop.complaints.rules.refusing import Stale

__all__ = [
    "CALL_BACK_LABELS",
    "DEED_LABELS",
    "NOW",
    "RECEIVED",
    "RULES",
    "Deed",
    "Facts",
    "Stale",
    "Standing",
    "about",
    "deeds",
    "distinct",
    "neighbours",
    "refusal",
    "require_codes",
    "require_complete",
    "require_deeds_after",
    "require_order",
    "validity",
]
