"""When the job server is to send a delivery."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django_q.tasks import async_task, schedule

TASK = "careloop.notifications.tasks.deliver"


def deliver(delivery_id: int, *, at: datetime, now: datetime) -> None:
    """Have a delivery sent at ``at``, once what made it is committed.

    A queue that cannot be written is logged; it is no reason to undo what the notice tells of.
    """
    transaction.on_commit(lambda: _put(delivery_id, at, now), robust=True)


def _put(delivery_id: int, at: datetime, now: datetime) -> None:
    if at <= now:
        async_task(TASK, delivery_id, task_name=f"notice-{delivery_id}")
    else:
        schedule(TASK, delivery_id, schedule_type="O", next_run=at)
