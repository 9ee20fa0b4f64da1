"""Every kind of contact by its code. Rooms above add theirs when they are loaded."""

from __future__ import annotations

from careloop.outreach.kinds import (
    after_repair,
    appointments,
    by_hand,
    declined,
    expiry,
    greetings,
    lost,
    maintenance,
    sales,
)
from careloop.outreach.kinds.kind import Kind

KINDS: dict[str, Kind] = {
    kind.code: kind
    for kind in (
        after_repair.KIND,
        sales.SALES,
        sales.DELIVERY,
        sales.CONTACT,
        maintenance.FIRST,
        maintenance.PERIODIC,
        expiry.WARRANTY,
        expiry.INSPECTION,
        appointments.REMINDER,
        appointments.NO_SHOW,
        lost.KIND,
        by_hand.SPECIAL_TOPIC,
        greetings.BIRTHDAY,
        greetings.FESTIVAL,
        declined.KIND,
    )
}


def register(kind: Kind) -> None:
    """Add a kind of a room above; called once, from its ``AppConfig.ready``."""
    if KINDS.setdefault(kind.code, kind) is not kind:
        raise ValueError(f"two kinds of contact are called {kind.code!r}")
