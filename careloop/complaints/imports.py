"""What imports write of complaints: many rows at once, set by set.

The permission was asked and the audit row is written by the run (``dms.actions``), in whose
transaction these work.
"""

from __future__ import annotations

import pyarrow as pa

from careloop.common.bulk.columns import added, column, constant, picked
from careloop.common.bulk.scope import Scope
from careloop.common.bulk.writing import write
from careloop.complaints.models import Complaint
from careloop.organisation.imports import note_unknown_employees
from careloop.service.naming import with_order, with_phone_index, with_vehicle

COLUMNS = {
    name: name
    for name in (
        "row_id", "digest", "complaint_no", "received_at", "channel", "ro_no", "vin", "cause",
        "severity", "description", "responsible_no", "first_reply_at", "solved_at", "closed_at",
        "is_valid", "invalid_reason", "satisfied",
    )
}  # fmt: skip


def import_complaints(*, scope: Scope, rows: pa.Table) -> None:
    """Store rows of the feed ``complaints``; order and vehicle are linked where known."""
    table = added(picked(rows, COLUMNS), store_id=constant(scope.store, rows.num_rows, pa.int64()))
    table = with_order(scope, with_vehicle(scope, with_phone_index(table, rows)))
    note_unknown_employees(scope=scope, numbers=column(rows, "responsible_no"))
    write(scope, Complaint, table)
