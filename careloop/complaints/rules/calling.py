"""How the contact about a solved complaint is told from every other: pure."""

from __future__ import annotations

from datetime import date

KIND = "complaint_callback"
RULE, REASON = "rule", "complaint"


def reason_to_call(complaint_id: int, solved_on: date, reopened: int) -> str:
    """Why the customer is called: once for each solution, also on the day of the one before."""
    again = f":{reopened}" if reopened else ""
    return f"{REASON}:{complaint_id}:{solved_on.isoformat()}{again}"


def occasions_of(complaint_id: int) -> str:
    """How the occasions of all contacts about a complaint begin."""
    return f"{RULE}:{REASON}:{complaint_id}:"


def complaint_of(occasion: str) -> int | None:
    """The complaint a contact was made due for; ``None`` where people made it due."""
    rule, _, rest = occasion.partition(f":{REASON}:")
    number = rest.partition(":")[0]
    return int(number) if rule == RULE and number.isdecimal() else None
