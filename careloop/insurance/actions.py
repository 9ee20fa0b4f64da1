"""Writes of policies, as imports make them: many rows at once, set by set.

The permission was asked and the audit row is written by the run (``dms.actions``), in whose
transaction these work.
"""

from __future__ import annotations

import pyarrow as pa

from careloop.common.bulk.columns import added, column, constant, picked
from careloop.common.bulk.scope import Scope
from careloop.common.bulk.writing import write
from careloop.insurance.models import InsurancePolicy
from careloop.organisation.imports import note_unknown_employees
from careloop.service.naming import with_vehicle

COLUMNS = {
    name: name
    for name in (
        "row_id", "digest", "policy_no", "vin", "insurer", "kind", "starts_on", "ends_on",
        "is_new_car", "is_renewal", "agent_no",
    )
} | {"premium_fen": "premium"}  # fmt: skip


def import_policies(*, scope: Scope, rows: pa.Table) -> None:
    """Store rows of the feed ``insurance_policies``; the vehicle is linked where known."""
    table = added(picked(rows, COLUMNS), store_id=constant(scope.store, rows.num_rows, pa.int64()))
    note_unknown_employees(scope=scope, numbers=column(rows, "agent_no"))
    write(scope, InsurancePolicy, with_vehicle(scope, table))
