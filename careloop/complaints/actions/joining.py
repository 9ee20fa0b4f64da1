"""Two complaints that are one, one complaint that is two: both numbers stay readable."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from careloop.common import audit
from careloop.complaints.actions import texts
from careloop.complaints.actions.changing import done, locked, require_possible
from careloop.complaints.actions.handling import end_pause
from careloop.complaints.actions.opening import numbered
from careloop.complaints.choices import State
from careloop.complaints.models import Complaint
from careloop.complaints.rules import Deed, require_complete
from careloop.core.kernel.errors import Refused
from careloop.organisation.rules import Viewer


@transaction.atomic
def merge(
    *, by: Viewer, complaint: Complaint, revision: int, now: datetime, into: Complaint
) -> Complaint:
    """Put a complaint into an older one that is about the same; returns ``into``.

    Faults, papers, call-backs and history go over. The merged one counts nowhere any more: it is
    closed, keeps its number and leads to the other.

    Raises:
        Refused: into itself, another store's, another customer's and car's, or a younger one;
            one of the two is solved already, archived or merged.
    """
    _lock_both(complaint, into)
    found = locked(by, complaint, revision, Deed.MERGE, now)
    other = Complaint.objects.select_related("store").get(pk=into.pk)
    _require_same_matter(found, other)
    require_possible(by, other, Deed.MERGE)
    for moved in (found.faults, found.attachments, found.call_backs, found.events):
        moved.update(complaint=other)
    end_pause(found, now)
    found.state, found.merged_into, found.closed_at = State.MERGED.value, other, now
    done(by, found, Deed.MERGE, now, code=other.complaint_no, into=other.pk)
    return done(by, other, Deed.ABSORB, now, code=found.complaint_no, merged=found.pk)


def _lock_both(*complaints: Complaint) -> None:
    """In the order of their keys, so that two who merge crosswise do not wait for each other."""
    ids = [complaint.pk for complaint in complaints]
    list(Complaint.objects.filter(pk__in=ids).order_by("pk").select_for_update())


def _require_same_matter(complaint: Complaint, into: Complaint) -> None:
    number, other = complaint.complaint_no, into.complaint_no
    if complaint.pk == into.pk:
        raise Refused(texts.INTO_ITSELF, number=number)
    if complaint.store_id != into.store_id:
        raise Refused(texts.OTHER_STORE)
    same_car = complaint.vehicle_id is not None and complaint.vehicle_id == into.vehicle_id
    known = complaint.customer_id is not None and into.customer_id is not None
    if known and complaint.customer_id != into.customer_id and not same_car:
        raise Refused(texts.OTHER_CUSTOMER, number=number, into=other)
    if complaint.received_at < into.received_at:
        raise Refused(texts.OLDER_ONE, number=number, into=other)


@transaction.atomic
def split(
    *,
    by: Viewer,
    complaint: Complaint,
    revision: int,
    now: datetime,
    fault_ids: Collection[int],
    cause: str,
    description: str,
) -> Complaint:
    """Make a complaint of its own of some faults; returns the new one, which leads back.

    It was received when the first one was, and is to be taken over by somebody.

    Raises:
        Refused: no fault or all of them chosen, faults of another complaint, an unknown cause,
            nothing described.
    """
    found = locked(by, complaint, revision, Deed.SPLIT, now)
    require_complete(cause=cause, severity="", description=description)
    wanted = frozenset(fault_ids)
    its_own = frozenset(found.faults.values_list("pk", flat=True))
    if not wanted:
        raise Refused(texts.NO_FAULT_CHOSEN)
    if not wanted <= its_own:
        raise Refused(texts.NOT_ITS_FAULT, number=found.complaint_no)
    if wanted == its_own:
        raise Refused(texts.ALL_FAULTS, number=found.complaint_no)
    made = numbered(_part_of(found, cause, description), by, now)
    found.faults.filter(pk__in=wanted).update(complaint=made)
    done(by, found, Deed.SPLIT, now, code=made.complaint_no, made=made.pk)
    audit.record(
        actor_id=by.user_id,
        action="complaint.open",
        subject=made,
        store_id=made.store_id,
        detail={"cause": cause, "split_from": found.pk},
    )
    return made


def _part_of(complaint: Complaint, cause: str, description: str) -> Complaint:
    copied = {
        field: getattr(complaint, field)
        for field in (
            "store", "received_at", "channel", "customer", "vehicle", "order", "ro_no", "vin",
            "phone_index", "severity", "source_kind", "source_id", "first_reply_at",
        )
    }  # fmt: skip
    return Complaint(**copied, cause=cause, description=description.strip(), split_from=complaint)
