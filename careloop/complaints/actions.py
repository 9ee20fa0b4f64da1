"""Writes of complaints, as people make them."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from careloop.common import audit
from careloop.complaints.models import Complaint
from careloop.complaints.rules import require_complete
from careloop.core.kernel.codes import COMPLAINT_CAUSE
from careloop.core.kernel.text import Text
from careloop.customers.models import Customer, Vehicle
from careloop.notifications.actions import notify
from careloop.organisation.choices import Permission, Role
from careloop.organisation.models import Store
from careloop.organisation.numbering import next_number
from careloop.organisation.rules import Viewer
from careloop.service.models import RepairOrder

OPENED = Text(
    zh="新投诉 {number}：{cause}（{plate}），请马上跟进。",
    en="New complaint {number}: {cause} ({plate}). Please act at once.",
)
NO_PLATE = Text(zh="车牌未知", en="plate unknown")


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
) -> Complaint:
    """Open a complaint and tell the service manager at once (FCB-07, AUD-08).

    Customer and vehicle come from ``order`` where they are not given. ``source_kind`` and
    ``source_id`` name the attempt or response it came from, ``link`` where staff can see it.

    Raises:
        Forbidden: the viewer may not open complaints in the store.
        Refused: unknown cause or class, or nothing described.
    """
    by.require(Permission.OPEN_COMPLAINT, store.pk)
    require_complete(cause=cause, severity=severity, description=description)
    vehicle = vehicle or (order.vehicle if order else None)
    complaint = Complaint.objects.create(
        store=store,
        complaint_no=next_number(
            Complaint, "complaint_no", store=store, letters="TS", on=now.date()
        ),
        received_at=now,
        channel=channel,
        cause=cause,
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
        changed_at=now,
    )
    audit.record(
        actor_id=by.user_id,
        action="complaint.open",
        subject=complaint,
        store_id=store.pk,
        detail={"cause": cause, "source": source_kind},
    )
    _tell(complaint, link, now)
    return complaint


def _tell(complaint: Complaint, link: str, now: datetime) -> None:
    plate = complaint.vehicle.plate if complaint.vehicle else ""
    said = {
        "number": complaint.complaint_no,
        "cause": COMPLAINT_CAUSE.text(complaint.cause),
        "plate": plate or NO_PLATE,
    }
    notify(
        store=complaint.store,
        kind="complaint",
        text=Text(zh=OPENED.say("zh", **said), en=OPENED.say("en", **said)),
        link=link,
        now=now,
        roles=(Role.SERVICE_MANAGER, Role.CARE_DIRECTOR),
        is_urgent=True,
    )
