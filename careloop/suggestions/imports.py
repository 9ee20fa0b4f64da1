"""What imports write of suggestions: many rows at once, set by set.

The permission was asked and the audit row is written by the run (``dms.actions``), in whose
transaction these work.
"""

from __future__ import annotations

import pyarrow as pa

from careloop.common.bulk.columns import added, constant, picked
from careloop.common.bulk.scope import Scope
from careloop.common.bulk.writing import write
from careloop.suggestions.models import Suggestion

COLUMNS = {
    name: name
    for name in (
        "row_id", "digest", "suggestion_no", "made_on", "department", "text", "accepted_on",
        "executed_on",
    )
}  # fmt: skip


def import_suggestions(*, scope: Scope, rows: pa.Table) -> None:
    """Store rows of the feed ``suggestions``."""
    store = constant(scope.store, rows.num_rows, pa.int64())
    write(scope, Suggestion, added(picked(rows, COLUMNS), store_id=store))
