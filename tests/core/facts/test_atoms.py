"""Atoms and gaps: the same integers on a second engine, and at the edges of months."""

from __future__ import annotations

from datetime import date, timedelta

import ibis
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from careloop.core.facts.atoms import atoms_of
from careloop.core.facts.building import (
    conform,
    definitions_hash,
    widen,
    widen_all,
    with_atoms,
)
from careloop.core.facts.schema import ADVISORS, FACTS, STORES, VISIT, place
from careloop.core.kernel.periods import add_months
from tests.core.metrics.generated import Dealers
from tests.core.metrics.marts import table, with_derived

DAYS = st.dates(date(2020, 1, 1), date(2027, 12, 31))


@pytest.fixture(scope="module")
def generated() -> dict[str, pa.Table]:
    rows = Dealers(seed=3, orders=300).facts
    return with_derived({name: table(FACTS[name], of_fact) for name, of_fact in rows.items()})


@pytest.mark.parametrize("name", [name for name in FACTS if atoms_of(name)])
def test_atoms_are_the_same_integers_on_polars(name: str, generated: dict[str, pa.Table]) -> None:
    fact = FACTS[name]
    rows = generated.get(name, table(fact, []))
    wide = widen(rows, fact)
    atoms = [atom.name for atom in atoms_of(name)]
    marked = wide.drop_columns([c for c in (*atoms, *_months(wide)) if c not in fact.names])
    polars = ibis.polars.connect()
    polars.create_table("part", marked)
    second = with_atoms(polars.table("part"), fact).to_pyarrow()
    for atom in atoms:
        assert second[atom].to_pylist() == wide[atom].to_pylist(), atom


def _months(wide: pa.Table) -> list[str]:
    return [name for name in wide.column_names if name.endswith("_on_month")]


@given(visited=DAYS, days=st.integers(1, 1500), window=st.integers(1, 24))
def test_gap_says_what_add_months_says(visited: date, days: int, window: int) -> None:
    later = visited + timedelta(days=days)
    months = (later.year - visited.year) * 12 + later.month - visited.month
    gap = months - (later.day <= visited.day)
    assert (gap >= window) == (add_months(visited, window) < later)


@pytest.mark.parametrize(
    ("visited", "came_back", "gap"),
    [
        ("2024-08-31", "2025-02-28", 5),  # the loss day of six months: back in time
        ("2024-08-31", "2025-03-01", 6),
        ("2023-08-31", "2024-02-29", 5),
        ("2023-08-29", "2024-02-29", 5),
        ("2023-08-28", "2024-02-29", 6),
        ("2025-02-28", "2025-08-31", 6),
        ("2025-02-28", "2025-08-28", 5),
        ("2025-01-31", "2025-02-01", 0),
        ("2025-10-01", None, 9999),
    ],
)
def test_gap_counts_whole_clamped_months(visited: str, came_back: str | None, gap: int) -> None:
    rows = [{"order_id": 1, "store_id": 1, "visited_on": visited, "next_on": came_back}]
    assert widen(table(VISIT, rows), VISIT)["gap"].to_pylist() == [gap]


def test_what_is_not_recorded_stays_null() -> None:
    fact = FACTS["repair_order"]
    rows = [{"order_id": 1, "store_id": 1, "opened_on": "2025-10-01", "settled_on": "2025-10-01"}]
    (row,) = widen(table(fact, rows), fact).to_pylist()
    assert row["settled"] == 1
    assert row["menu_priced"] is None
    assert row["prechecked"] is None
    assert row["completed_on_time"] is None


def test_parts_widened_together_are_widened_as_alone() -> None:
    fact = FACTS["contact"]
    rows = Dealers(seed=5, orders=1).facts["contact"]
    parts = [table(fact, rows[:150]), table(fact, rows[150:])]
    together = widen_all(parts, fact)
    alone = [widen(part, fact) for part in parts]
    for one, other in zip(together, alone, strict=True):
        assert one.sort_by("task_id").equals(other.sort_by("task_id"))


@pytest.mark.parametrize("advisor", [None, 1, ADVISORS - 1])
def test_place_tells_month_store_and_advisor(advisor: int | None) -> None:
    fact = FACTS["repair_order"]
    day = {"opened_on": "2025-10-01", "settled_on": None}
    rows = [{"order_id": 1, "store_id": STORES - 1, "advisor_id": advisor} | day]
    (row,) = widen(table(fact, rows), fact).to_pylist()
    assert row["opened_on_place"] == place(2025 * 12 + 9, STORES - 1, advisor or 0)
    assert row["settled_on_place"] is None


def test_facts_without_an_advisor_have_no_place() -> None:
    fact = FACTS["vehicle"]
    wide = widen(table(fact, [{"store_id": 1, "vehicle_id": 1, "on_file_on": "2025-10-01"}]), fact)
    assert "on_file_on_place" not in wide.column_names


@pytest.mark.parametrize(("name", "key"), [("store_id", STORES), ("advisor_id", ADVISORS)])
def test_key_that_does_not_fit_a_place_is_refused(name: str, key: int) -> None:
    fact = FACTS["repair_order"]
    row = {"order_id": 1, "store_id": 1, "opened_on": "2025-10-01"} | {name: key}
    with pytest.raises(ValueError, match=f"{name} {key} is not below"):
        widen(table(fact, [row]), fact)


def test_conform_fills_missing_columns_and_refuses_wrong_ones() -> None:
    assert conform(pa.table({"order_id": [1]}), VISIT)["visited_on"].null_count == 1
    with pytest.raises(pa.ArrowInvalid):
        conform(pa.table({"order_id": ["x"]}), VISIT)


def test_definitions_have_a_hash_that_differs_between_facts() -> None:
    assert len({definitions_hash(name) for name in FACTS}) == len(FACTS)
