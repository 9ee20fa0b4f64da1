"""What imports write of answers and scores: many rows at once, set by set.

The permission was asked and the audit row is written by the run (``dms.actions``), in whose
transaction these work.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from careloop.common.bulk.columns import added, column, constant, last_known, picked
from careloop.common.bulk.finding import ids
from careloop.common.bulk.scope import Scope
from careloop.common.bulk.writing import write
from careloop.organisation.imports import note_unknown_employees
from careloop.service.naming import with_order
from careloop.surveys.models import Answer, Response, SurveyScore

RESPONSE_COLUMNS = {
    name: name
    for name in (
        "response_no", "questionnaire", "answered_at", "ro_no", "advisor_no", "is_external",
    )
}  # fmt: skip
ANSWER_COLUMNS = {
    "row_id": "row_id",
    "digest": "digest",
    "question": "question",
    "score_e4": "score",
    "text": "text",
}
SCORE_COLUMNS = {
    "row_id": "row_id",
    "digest": "digest",
    "month_on": "month_on",
    "kind": "kind",
    "row": "row",
    "item": "item",
    "score_e4": "score",
    "sample": "sample",
}


def responses_named(*, scope: Scope, rows: pa.Table) -> pa.Table:
    """``rows`` with the ``response_id`` of their ``response_no``, null for a new response."""
    return added(rows, response_id=_response_ids(scope, rows))


def _response_ids(scope: Scope, rows: pa.Table) -> pa.Array:
    return ids(Response, "response_no", rows["response_no"], {"store_id": scope.store})


def import_responses(*, scope: Scope, rows: pa.Table) -> None:
    """Store rows of the feed ``survey_responses``: the response they belong to, and the answer."""
    told = picked(rows, RESPONSE_COLUMNS)
    told = last_known(told, ["response_no"], told.column_names[1:])
    table = added(
        told,
        row_id=_response_ids(scope, told),
        store_id=constant(scope.store, told.num_rows, pa.int64()),
    )
    write(scope, Response, table, compare=told.column_names)
    with_order(scope, picked(rows, {"ro_no": "ro_no"}))
    note_unknown_employees(scope=scope, numbers=column(rows, "advisor_no"))
    answers = added(picked(rows, ANSWER_COLUMNS), response_id=_response_ids(scope, rows))
    write(scope, Answer, answers)


def months_named(*, scope: Scope, rows: pa.Table) -> pa.Table:
    """``rows`` with ``month_on``, the first day of their month; null where they name a year."""
    is_month = pc.equal(pc.utf8_length(rows["period"]), len("2026-10"))
    first = pc.binary_join_element_wise(rows["period"], "01", "-")
    days = pc.if_else(is_month, first, pa.scalar(None, pa.string()))
    return added(rows, month_on=days.cast(pa.date32()))


def import_scores(*, scope: Scope, rows: pa.Table) -> None:
    """Store rows of the feed ``survey_scores``; weights become ten-thousandths."""
    table = added(
        picked(rows, SCORE_COLUMNS),
        store_id=constant(scope.store, rows.num_rows, pa.int64()),
    )
    if "weight" in rows.column_names:
        scaled = [None if w is None else round(w * 10_000) for w in rows["weight"].to_pylist()]
        table = added(table, weight_e4=pa.array(scaled, pa.int64()))
    write(scope, SurveyScore, table)
