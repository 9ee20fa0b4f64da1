"""Days as the moments between which a contact may be made."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta


def opens_on(day: date) -> datetime:
    """The moment a window opens that opens on ``day``."""
    return datetime.combine(day, time.min)


def ends_on(day: date) -> datetime:
    """The moment a window ends whose last day is ``day``."""
    return datetime.combine(day + timedelta(days=1), time.min)
