"""What all pages of complaints share."""

from __future__ import annotations

from datetime import datetime


def now() -> datetime:
    """The clock, to the second."""
    return datetime.now().replace(microsecond=0)
