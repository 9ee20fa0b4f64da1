"""Marts made of a few rows, written as a person would write them."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from careloop.core.engines.interface import Engine
from careloop.core.facts import derive, draft
from careloop.core.facts.schema import FACTS, Fact
from careloop.core.facts.store import MartStore, Version
from careloop.core.metrics import rollup

Rows = list[dict[str, Any]]
AS_OF = date(2026, 7, 1)


def table(fact: Fact, rows: Rows) -> pa.Table:
    """Rows with ISO texts for days and moments; what is left out is null."""
    columns = {
        c.name: pa.array([_value(row.get(c.name), c.type) for row in rows], c.type)
        for c in fact.columns
    }
    return pa.table(columns, schema=fact.schema)


def _value(value: Any, kind: pa.DataType) -> Any:
    if isinstance(value, str) and pa.types.is_date(kind):
        return date.fromisoformat(value)
    if isinstance(value, str) and pa.types.is_timestamp(kind):
        return datetime.fromisoformat(value)
    return value


def build(root: Path, facts: dict[str, Rows], engine: Engine | None = None) -> Version:
    """A published version of these facts and those derived from them; rolled up with an engine."""
    made = draft.begin(MartStore(root))
    for name, rows in with_derived({n: table(FACTS[n], rows) for n, rows in facts.items()}).items():
        parts = by_month(FACTS[name], rows).items()
        made.put_months(name, [(month, part, draft.fingerprint(part)) for month, part in parts])
    if engine:
        rollup.refresh(made, engine)
    return made.publish(datetime.combine(AS_OF, datetime.min.time()))


def with_derived(facts: dict[str, pa.Table]) -> dict[str, pa.Table]:
    empty = {name: table(FACTS[name], []) for name in ("repair_order", "vehicle")}
    known = {**empty, **facts}
    visits = derive.visits(known["repair_order"], known["vehicle"])
    made = {**facts, "visit": visits, "rework": derive.reworks(known["repair_order"])}
    made["vehicle"] = derive.vehicles(known["vehicle"], visits)
    if "vehicle_sale" in facts:
        made["vehicle_sale"] = derive.sales(facts["vehicle_sale"], visits)
    if "policy" in facts:
        made["policy"] = derive.policies(facts["policy"])
    return {name: rows for name, rows in made.items() if rows.num_rows}


def by_month(fact: Fact, rows: pa.Table) -> dict[str | None, pa.Table]:
    if fact.month_on is None:
        return {None: rows}
    at: dict[str | None, list[int]] = defaultdict(list)
    for i, day in enumerate(rows[fact.month_on].to_pylist()):
        if day:
            at[f"{day:%Y-%m}"].append(i)
    return {month: rows.take(indices) for month, indices in at.items()}
