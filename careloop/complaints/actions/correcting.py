"""Putting right what was recorded of a complaint."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from careloop.complaints.actions import texts
from careloop.complaints.actions.changing import done, locked
from careloop.complaints.actions.checking import require_employee, require_of_store
from careloop.complaints.models import Complaint, Fault
from careloop.complaints.rules import (
    NOW,
    RECEIVED,
    Deed,
    distinct,
    require_complete,
    require_deeds_after,
    require_order,
)
from careloop.core.kernel.errors import Refused
from careloop.organisation.rules import Viewer


@transaction.atomic
def correct(
    *,
    by: Viewer,
    complaint: Complaint,
    revision: int,
    now: datetime,
    changes: Mapping[str, object],
) -> Complaint:
    """Change what was recorded: any of :data:`CORRECTABLE`.

    ``store_cause`` brings its cause along, an ``order`` its car and customer. ``faults`` are all
    the texts as they shall be: equal ones keep their verdict, undecided ones not named go.

    Raises:
        Refused: a field that cannot be corrected, or a value that opening would refuse.
    """
    found = locked(by, complaint, revision, Deed.CORRECT, now)
    for field in changes:
        if field not in CORRECTABLE:
            raise Refused(texts.NOT_CORRECTABLE, field=field, known="、".join(CORRECTABLE))
    before = {field: getattr(found, field) for field in SETTERS}
    for field, put in SETTERS.items():
        if field in changes:
            put(found, changes[field])
    _check(found, now)
    changed = [field for field in SETTERS if getattr(found, field) != before[field]]
    if "faults" in changes and _set_faults(found, changes["faults"]):  # type: ignore[arg-type]
        changed.append("faults")
    return done(by, found, Deed.CORRECT, now, fields=sorted(changed))


def _plain(field: str) -> Callable[[Complaint, Any], None]:
    def put(complaint: Complaint, value: Any) -> None:
        setattr(complaint, field, value.strip() if isinstance(value, str) else value)

    return put


def _cause(complaint: Complaint, cause: Any) -> None:
    """Another cause: the store's own one no longer fits."""
    if cause != complaint.cause:
        complaint.cause, complaint.store_cause = cause, None


def _store_cause(complaint: Complaint, cause: Any) -> None:
    complaint.store_cause = cause
    if cause is not None:
        complaint.cause = cause.cause


def _order(complaint: Complaint, order: Any) -> None:
    complaint.order, complaint.ro_no = order, order.ro_no if order else ""
    if order is not None:
        complaint.customer = order.customer or complaint.customer
        _vehicle(complaint, order.vehicle)


def _vehicle(complaint: Complaint, vehicle: Any) -> None:
    complaint.vehicle, complaint.vin = vehicle, vehicle.vin if vehicle else ""


# In this order: the store's own cause after the cause, car and customer after the order.
SETTERS: dict[str, Callable[[Complaint, Any], None]] = {
    "cause": _cause,
    "store_cause": _store_cause,
    "severity": _plain("severity"),
    "description": _plain("description"),
    "channel": _plain("channel"),
    "received_at": _plain("received_at"),
    "responsible_no": _plain("responsible_no"),
    "goodwill_fen": _plain("goodwill_fen"),
    "order": _order,
    "vehicle": _vehicle,
    "customer": _plain("customer"),
}
CORRECTABLE = (*SETTERS, "faults")


def _check(complaint: Complaint, now: datetime) -> None:
    require_complete(
        cause=complaint.cause, severity=complaint.severity, description=complaint.description
    )
    require_order(complaint.received_at, RECEIVED, now, NOW)
    require_deeds_after(complaint)
    require_goodwill(complaint.goodwill_fen)
    require_employee(complaint.store, complaint.responsible_no)
    require_of_store(
        complaint.store,
        complaint.customer,
        complaint.vehicle,
        complaint.order,
        complaint.store_cause,
    )


def require_goodwill(fen: int | None) -> None:
    """Raises ``Refused`` where a cost is below nothing."""
    if fen is not None and fen < 0:
        raise Refused(texts.NEGATIVE)


def _set_faults(complaint: Complaint, wanted: Sequence[str]) -> bool:
    """Whether anything was added or taken out."""
    kept = {fault.text: fault for fault in complaint.faults.all()}
    named = distinct(list(wanted))
    gone = [fault for text, fault in kept.items() if text not in named]
    for fault in gone:
        if fault.is_solved is not None:
            raise Refused(texts.FAULT_DECIDED, fault=fault.text)
    complaint.faults.filter(pk__in=[fault.pk for fault in gone]).delete()
    new = [Fault(complaint=complaint, text=text) for text in named if text not in kept]
    Fault.objects.bulk_create(new)
    return bool(gone or new)
