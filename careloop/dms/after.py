"""What other rooms do as soon as an import has ended: their tasks, named in the settings.

Imports stand below the mart and know nothing of it. ``CARELOOP_AFTER_IMPORT`` lists functions by
dotted name; each gets the number of the run, as a job of its own, and must bear being called twice.
"""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django_q.tasks import async_task

from careloop.dms.models import ImportRun


def tell(run: ImportRun) -> None:
    """Have the tasks done once ``run``, which stored rows or took them back, is committed.

    A queue that cannot be written is logged and no reason to call a committed import failed.
    """
    transaction.on_commit(lambda: _queue(run.pk), robust=True)


def _queue(run_id: int) -> None:
    for task in settings.CARELOOP_AFTER_IMPORT:
        async_task(task, run_id, task_name=f"after-import-{run_id}")
