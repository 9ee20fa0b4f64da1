"""What imports write of complaints: many rows at once, set by set.

The permission was asked and the audit row is written by the run (``dms.actions``), in whose
transaction these work. Where a complaint stands follows the dates of the feed until somebody works
on it here: from then on what people did holds, and the feed's row is left aside.
"""

from __future__ import annotations

from itertools import groupby

import pyarrow as pa
import pyarrow.compute as pc
from django.db.models import Case, Q, QuerySet, Value, When

from careloop.common.bulk.columns import added, column, constant, picked
from careloop.common.bulk.scope import Scope
from careloop.common.bulk.writing import write
from careloop.complaints.choices import OPEN, State
from careloop.complaints.clocks import RECKONED, StoreTime, reckon
from careloop.complaints.models import Complaint
from careloop.organisation.imports import note_unknown_employees
from careloop.organisation.models import Store
from careloop.service.naming import with_order, with_phone_index, with_vehicle

COLUMNS = {
    name: name
    for name in (
        "row_id", "digest", "complaint_no", "received_at", "channel", "ro_no", "vin", "cause",
        "severity", "description", "responsible_no", "first_reply_at", "solved_at", "closed_at",
        "is_valid", "invalid_reason", "satisfied",
    )
}  # fmt: skip
STANDING = Case(
    When(closed_at__isnull=False, then=Value(State.ARCHIVED.value)),
    When(solved_at__isnull=False, satisfied=True, then=Value(State.CONFIRMED.value)),
    When(solved_at__isnull=False, then=Value(State.SOLVED.value)),
    default=Value(State.RECORDED.value),
)
OURS = Q(revision__gt=0) | Q(created_run=None)
AT_ONCE = 5000


def import_complaints(*, scope: Scope, rows: pa.Table) -> None:
    """Store rows of the feed ``complaints``; order and vehicle are linked where known."""
    rows = _not_ours(rows)
    table = added(picked(rows, COLUMNS), store_id=constant(scope.store, rows.num_rows, pa.int64()))
    table = with_order(scope, with_vehicle(scope, with_phone_index(table, rows)))
    note_unknown_employees(scope=scope, numbers=column(rows, "responsible_no"))
    write(scope, Complaint, table)
    written = Complaint.objects.filter(store_id=scope.store, changed_run=scope.run_id)
    written.update(state=STANDING)
    _set_clocks(scope, written)


def _not_ours(rows: pa.Table) -> pa.Table:
    """The rows without those of complaints people have recorded or worked on here."""
    known = [row_id for row_id in rows["row_id"].to_pylist() if row_id is not None]
    ours: list[int] = []
    for start in range(0, len(known), AT_ONCE):
        found = Complaint.objects.filter(OURS, pk__in=known[start : start + AT_ONCE])
        ours += found.values_list("pk", flat=True)
    if not ours:
        return rows
    kept = pc.is_in(rows["row_id"], value_set=pa.array(ours, pa.int64()))
    return rows.filter(pc.invert(pc.fill_null(kept, False)))


def _set_clocks(scope: Scope, written: QuerySet[Complaint]) -> None:
    """When those still open are due; each year's are reckoned by the calendar of that year on."""
    written.exclude(state__in=OPEN).update(**dict.fromkeys(RECKONED))
    waiting = written.filter(state__in=OPEN).order_by("received_at").prefetch_related("steps")
    store = Store.objects.get(pk=scope.store)
    for _, received in groupby(waiting, key=lambda complaint: complaint.received_at.year):
        _reckon(store, list(received))


def _reckon(store: Store, complaints: list[Complaint]) -> None:
    time = StoreTime.of(store, complaints[0].received_at.date())
    for complaint in complaints:
        reckon(complaint, time, ())
    Complaint.objects.bulk_update(complaints, RECKONED, batch_size=500)
