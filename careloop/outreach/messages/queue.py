"""Handing messages to the job server."""

from __future__ import annotations

from django.db import transaction
from django_q.tasks import async_task

TASK = "careloop.outreach.messages.tasks.deliver"


def deliver(message_id: int) -> None:
    """Have a message sent as soon as it is committed."""
    transaction.on_commit(
        lambda: async_task(TASK, message_id, task_name=f"message-{message_id}"), robust=True
    )
