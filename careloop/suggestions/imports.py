"""What imports write of suggestions: many rows at once, set by set.

The permission was asked and the audit row is written by the run (``dms.actions``), in whose
transaction these work. Once people have decided about a suggestion here, what they decided holds,
and the feed's row is left aside.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

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
    rows = _undecided(scope, rows)
    store = constant(scope.store, rows.num_rows, pa.int64())
    write(scope, Suggestion, added(picked(rows, COLUMNS), store_id=store))


def _undecided(scope: Scope, rows: pa.Table) -> pa.Table:
    """The rows without those of suggestions somebody has decided about here."""
    decided = Suggestion.objects.filter(store_id=scope.store, revision__gt=0)
    ids = pa.array(decided.values_list("pk", flat=True), pa.int64())
    ours = pc.fill_null(pc.is_in(rows["row_id"], value_set=ids), False)
    return rows.filter(pc.invert(ours))
