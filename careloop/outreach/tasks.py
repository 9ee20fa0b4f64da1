"""What the job server does with contacts: every night, every hour, and when an import has ended."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django_q.tasks import async_task

from careloop.common.models import AuditRow
from careloop.organisation.models import Store
from careloop.organisation.rules import Viewer
from careloop.outreach import actions

# What cannot wait for the night: an appointment booked at noon is reminded of in the evening.
HOURLY = ("appointment_reminder", "no_show", "complaint_callback")


def nightly() -> int:
    """Run every rule in every store; how many tasks were made."""
    return sum(_run(store) for store in Store.objects.all())


def hourly() -> int:
    """Run the rules of the day in every store; how many tasks were made."""
    return sum(_run(store, HOURLY) for store in Store.objects.all())


def after_import(run_id: int) -> int:
    """Run the rules in the store of the import ``run_id`` (settings.CARELOOP_AFTER_IMPORT).

    Imports stand above this room; whose store one was about is told by its audit row.
    """
    told = AuditRow.objects.filter(subject_kind="dms.importrun", subject_id=str(run_id))
    store_ids = told.values_list("store_id", flat=True)
    return sum(_run(store) for store in Store.objects.filter(pk__in=store_ids))


def run_later(store: Store) -> str:
    """Ask the job server to run a store's rules; the name of the job."""
    name = f"contacts-{store.pk}"
    return str(async_task("careloop.outreach.tasks.run_store", store.pk, task_name=name))


def run_store(store_id: int) -> int:
    """Run every rule in one store; how many tasks were made."""
    return _run(Store.objects.get(pk=store_id))


def _run(store: Store, kinds: Collection[str] | None = None) -> int:
    run = actions.run_rules(by=Viewer.system(), store=store, now=datetime.now(), kinds=kinds)
    return run.made_in_all
