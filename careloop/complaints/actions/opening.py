"""Opening a complaint: from the desk, a call, an answer, the customer's link, another system."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from careloop.common import audit
from careloop.complaints.actions import texts
from careloop.complaints.actions.changing import page_of, record_event, set_clocks
from careloop.complaints.actions.checking import require_employee, require_of_store
from careloop.complaints.models import Complaint, Fault, StoreCause
from careloop.complaints.rules import (
    NOW,
    RECEIVED,
    Deed,
    distinct,
    require_complete,
    require_order,
)
from careloop.core.kernel.codes import COMPLAINT_CAUSE
from careloop.core.kernel.text import Text
from careloop.customers.models import Customer, Vehicle
from careloop.notifications.actions import notify
from careloop.organisation.choices import Permission, Role
from careloop.organisation.models import Store
from careloop.organisation.numbering import next_number
from careloop.organisation.rules import Viewer
from careloop.service.models import RepairOrder


@transaction.atomic
def open_complaint(
    *,
    by: Viewer,
    store: Store,
    cause: str,
    description: str,
    now: datetime,
    channel: str = "phone",
    customer: Customer | None = None,
    vehicle: Vehicle | None = None,
    order: RepairOrder | None = None,
    responsible_no: str = "",
    severity: str = "",
    source_kind: str = "",
    source_id: int | None = None,
    link: str = "",
    faults: Sequence[str] = (),
    store_cause: StoreCause | None = None,
    received_at: datetime | None = None,
) -> Complaint:
    """Open a complaint and tell the service manager at once (FCB-07, AUD-08).

    Customer and vehicle come from ``order`` where they are not given, ``cause`` from the store's
    own cause where that is. ``source_kind`` and ``source_id`` name the attempt or response it came
    from, ``link`` where staff can see it: the complaint's own page where not given. ``faults`` are
    the things complained of, where there are several.

    Raises:
        Forbidden: the viewer may not open complaints in the store.
        Refused: unknown cause or class, nothing described, received in the future, another
            store's customer or order, nobody of the store responsible.
    """
    by.require(Permission.OPEN_COMPLAINT, store.pk)
    cause = store_cause.cause if store_cause else cause
    received_at = received_at or now
    require_complete(cause=cause, severity=severity, description=description)
    require_order(received_at, RECEIVED, now, NOW)
    require_of_store(store, customer, vehicle, order, store_cause)
    require_employee(store, responsible_no)
    vehicle = vehicle or (order.vehicle if order else None)
    complaint = numbered(
        Complaint(
            store=store,
            received_at=received_at,
            channel=channel,
            cause=cause,
            store_cause=store_cause,
            severity=severity,
            description=description.strip(),
            customer=customer or (order.customer if order else None),
            vehicle=vehicle,
            order=order,
            ro_no=order.ro_no if order else "",
            vin=vehicle.vin if vehicle else "",
            responsible_no=responsible_no,
            source_kind=source_kind,
            source_id=source_id,
        ),
        by,
        now,
    )
    Fault.objects.bulk_create(Fault(complaint=complaint, text=t) for t in distinct(list(faults)))
    _audit(by, complaint, source_kind)
    _tell(complaint, link or page_of(complaint), now)
    return complaint


def numbered(complaint: Complaint, by: Viewer, now: datetime) -> Complaint:
    """Store a complaint made by a person, with the next number of the day and its clocks."""
    complaint.complaint_no = next_number(
        Complaint, "complaint_no", store=complaint.store, letters="TS", on=now.date()
    )
    complaint.recorded_by_id = by.user_id
    complaint.changed_at = now
    set_clocks(complaint)
    complaint.save()
    record_event(by, complaint, Deed.OPEN, now)
    return complaint


def _audit(by: Viewer, complaint: Complaint, source: str) -> None:
    audit.record(
        actor_id=by.user_id,
        action="complaint.open",
        subject=complaint,
        store_id=complaint.store_id,
        detail={"cause": complaint.cause, "source": source},
    )


def _tell(complaint: Complaint, link: str, now: datetime) -> None:
    plate = complaint.vehicle.plate if complaint.vehicle else ""
    said = {
        "number": complaint.complaint_no,
        "cause": COMPLAINT_CAUSE.text(complaint.cause),
        "plate": plate or texts.NO_PLATE,
    }
    notify(
        store=complaint.store,
        kind="complaint",
        text=Text(zh=texts.OPENED.say("zh", **said), en=texts.OPENED.say("en", **said)),
        link=link,
        now=now,
        roles=(Role.SERVICE_MANAGER, Role.CARE_DIRECTOR),
        is_urgent=True,
    )
