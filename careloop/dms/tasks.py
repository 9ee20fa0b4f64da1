"""The job that does an import outside the web request."""

from __future__ import annotations

from django.db import transaction
from django_q.tasks import async_task

from careloop.dms import actions
from careloop.dms.models import ImportRun


def enqueue(run: ImportRun) -> None:
    """Have a run done by a worker as soon as the run itself is stored."""
    transaction.on_commit(lambda: async_task(do_import, run.pk, task_name=f"import-{run.pk}"))


def do_import(run_id: int) -> str:
    """What the worker calls. Doing it twice does it once; returns the state of the run."""
    return str(actions.run_import(run_id).state)
