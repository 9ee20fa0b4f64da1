"""What the job server does with complaints: every ten minutes, and when an import has ended."""

from __future__ import annotations

from datetime import datetime

from careloop.common.models import AuditRow
from careloop.complaints.actions import escalation, reckoning
from careloop.organisation.models import Store


def escalate() -> int:
    """Take the steps of the ladder that are due in all stores; how many were taken."""
    return escalation.escalate(now=_now())


def after_import(run_id: int) -> int:
    """Reckon when the open complaints of the store of import ``run_id`` are due; how many moved.

    Imports stand above this room; whose store one was about is told by its audit row.
    """
    told = AuditRow.objects.filter(subject_kind="dms.importrun", subject_id=str(run_id))
    stores = Store.objects.filter(pk__in=told.values_list("store_id", flat=True))
    return sum(reckoning.reckon_open(store=store, now=_now()) for store in stores)


def _now() -> datetime:
    return datetime.now().replace(microsecond=0)
