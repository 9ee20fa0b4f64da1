"""One complaint with all that is kept about it, and those of the same car or customer."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from careloop.complaints.choices import OPEN
from careloop.complaints.models import Complaint, Event, Pause, RootCause
from careloop.complaints.rules import Facts
from careloop.customers.models import Customer, Vehicle
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.queries import staff_no
from careloop.organisation.rules import Viewer

_BESIDE = (
    "store", "customer", "vehicle", "order", "owner", "recorded_by", "store_cause",
    "merged_into", "split_from", "root_cause",
)  # fmt: skip

LEARNT_FROM = 300


def complaint(viewer: Viewer, store: Store, complaint_id: int) -> Complaint:
    """One complaint of the store.

    Raises:
        Forbidden: the viewer may not see complaints there.
        Complaint.DoesNotExist: the store has no such complaint.
    """
    viewer.require(Permission.VIEW_COMPLAINTS, store.pk)
    return Complaint.objects.select_related(*_BESIDE).get(store=store, pk=complaint_id)


def events(viewer: Viewer, complaint: Complaint) -> list[Event]:
    """What happened to it, oldest first."""
    viewer.require(Permission.VIEW_COMPLAINTS, complaint.store_id)
    return list(complaint.events.select_related("by"))


def pauses(complaint: Complaint) -> list[Pause]:
    """The times its clocks waited, oldest first."""
    return list(complaint.pauses.order_by("began_at")) if complaint.pk else []


def repeats(viewer: Viewer, complaint: Complaint) -> list[Complaint]:
    """The other complaints about the same car, newest first; those merged are told once."""
    viewer.require(Permission.VIEW_COMPLAINTS, complaint.store_id)
    if complaint.vehicle_id is None:
        return []
    others = _counted(complaint.store_id).filter(vehicle_id=complaint.vehicle_id)
    return list(others.exclude(pk=complaint.pk))


def of_customer(viewer: Viewer, customer: Customer) -> list[Complaint]:
    """The complaints of a customer, newest first."""
    viewer.require(Permission.VIEW_COMPLAINTS, customer.store_id)
    return list(_counted(customer.store_id).filter(customer=customer))


def open_about(
    viewer: Viewer, store: Store, *, vehicle: Vehicle | None, customer: Customer | None = None
) -> list[Complaint]:
    """Open complaints about the car or of the customer: a new one may be the same again."""
    viewer.require(Permission.VIEW_COMPLAINTS, store.pk)
    about = Q(pk__in=())
    if vehicle is not None:
        about |= Q(vehicle=vehicle)
    if customer is not None:
        about |= Q(customer=customer)
    return list(_counted(store.pk).filter(about, state__in=OPEN))


def settled(viewer: Viewer, store: Store) -> list[tuple[str, str]]:
    """Cause and text of the store's latest complaints whose cause was looked into: what the
    suggestion of a cause learns from."""
    viewer.require(Permission.VIEW_COMPLAINTS, store.pk)
    looked_into = Q(investigated_at__isnull=False) | Q(closed_at__isnull=False)
    found = _counted(store.pk).filter(looked_into).exclude(description="")
    return list(found.values_list("cause", "description")[:LEARNT_FROM])


def facts(viewer: Viewer, complaint: Complaint) -> Facts:
    """What decides, beside its own state, what the viewer may do to it."""
    return Facts(
        may_handle=viewer.may(Permission.HANDLE_COMPLAINT, complaint.store_id),
        may_supervise=viewer.may(Permission.SUPERVISE_COMPLAINTS, complaint.store_id),
        is_own=is_own(viewer, complaint),
        is_paused=complaint.pauses.filter(ended_at=None).exists(),
        has_root_cause=RootCause.objects.filter(complaint=complaint).exists(),
    )


def is_own(viewer: Viewer, complaint: Complaint) -> bool:
    """Whether the viewer owns the complaint or is the one it is about."""
    if viewer.user_id is None:
        return False
    if viewer.user_id == complaint.owner_id:
        return True
    return bool(complaint.responsible_no) and complaint.responsible_no == staff_no(viewer.user_id)


def _counted(store_id: int) -> QuerySet[Complaint]:
    found = Complaint.objects.filter(store_id=store_id, merged_into=None)
    return found.select_related("owner", "store_cause").order_by("-received_at", "-pk")
