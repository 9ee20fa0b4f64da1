"""The job that sends a notice outside the web request."""

from __future__ import annotations

from datetime import datetime

from careloop.notifications import actions


def deliver(delivery_id: int) -> str:
    """What the worker calls; returns where the delivery stands."""
    return actions.deliver(delivery_id=delivery_id, now=datetime.now().replace(microsecond=0))
