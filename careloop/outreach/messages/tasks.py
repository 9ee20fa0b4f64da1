"""The job that sends a message outside the web request."""

from __future__ import annotations

from datetime import datetime

from careloop.outreach.messages import actions


def deliver(message_id: int) -> str:
    """What the worker calls; returns the state the message is in."""
    return actions.deliver(message_id=message_id, now=datetime.now().replace(microsecond=0))
