"""What the job server does for improvement: every morning."""

from __future__ import annotations

from datetime import datetime

from careloop.improvement.actions.reminding import remind as remind_in
from careloop.organisation.models import Store


def remind() -> int:
    """Remind people of measures, meetings and training in every store; how many notices."""
    now = datetime.now().replace(microsecond=0)
    return sum(remind_in(store=store, now=now) for store in Store.objects.all())
