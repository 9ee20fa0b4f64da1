from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import duckdb
import pytest

from careloop.core.engines.duck import DuckEngine
from careloop.core.engines.interface import Condition, Measure, Pass, RowsAsked, Split
from careloop.core.facts import draft
from careloop.core.facts.schema import FACTS
from careloop.core.facts.store import MartStore, Version
from tests.core.metrics.marts import Rows, table

MONTH = date(2025, 10, 1), date(2025, 11, 1)
ORDERS: Rows = [
    {"order_id": 1, "settled_on": "2025-10-02", "advisor_id": 11, "parts_fen": 100},
    {"order_id": 2, "settled_on": "2025-10-09", "advisor_id": 12, "parts_fen": None},
    {"order_id": 3, "settled_on": "2025-11-09", "advisor_id": 11, "parts_fen": 7},
    {"order_id": 4, "settled_on": None, "advisor_id": 11, "parts_fen": 7},
]


@pytest.fixture(scope="module")
def engine() -> DuckEngine:
    return DuckEngine(threads=1, memory="500MB")


def mart(root: Path, rows: Rows) -> Version:
    made = draft.begin(MartStore(root))
    rows = [{"store_id": 1, "opened_on": "2025-10-01", "group_code": "O'Neill"} | r for r in rows]
    made.put("repair_order", "2025-10", table(FACTS["repair_order"], rows), "x")
    return made.publish(datetime(2025, 12, 1))


@pytest.fixture(scope="module")
def version(tmp_path_factory: pytest.TempPathFactory) -> Version:
    return mart(tmp_path_factory.mktemp("mart"), ORDERS)


def orders(*measures: Measure, splits: tuple[Split, ...] = (), **given: object) -> Pass:
    where = tuple(given.values())
    return Pass("repair_order", "settled_on", *MONTH, splits, measures, where)  # type: ignore[arg-type]


def test_sums_count_the_rows_of_the_span(engine: DuckEngine, version: Version) -> None:
    asked = orders(Measure("settled"), Measure("sold_parts"))
    assert engine.sums(version, (asked,)).to_pylist() == [{"settled": 2, "sold_parts": 100}]


def test_sum_of_nulls_alone_is_null(engine: DuckEngine, version: Version) -> None:
    asked = orders(Measure("sold_parts"), splits=(Split("advisor", "advisor_id"),))
    found = {r["advisor"]: r["sold_parts"] for r in engine.sums(version, (asked,)).to_pylist()}
    assert found == {11: 100, 12: None}


def test_passes_meet_in_one_row_per_key(engine: DuckEngine, version: Version) -> None:
    by_advisor = (Split("advisor", "advisor_id"),)
    opened = Pass("repair_order", "opened_on", *MONTH, by_advisor, (Measure("opened"),))
    asked = orders(Measure("settled"), splits=by_advisor), opened
    rows = sorted(engine.sums(version, asked).to_pylist(), key=lambda r: r["advisor"])
    assert rows == [
        {"advisor": 11, "settled": 1, "opened": 3},
        {"advisor": 12, "settled": 1, "opened": 1},
    ]


def test_keys_of_time_are_numbers(engine: DuckEngine, version: Version) -> None:
    units = ("day", "week", "report_week", "month", "quarter", "year")
    splits = tuple(Split(unit, "settled_on", unit) for unit in units)
    found = engine.sums(version, (orders(Measure("settled"), splits=splits),)).to_pylist()
    first = min(found, key=lambda r: r["day"])
    month = 2025 * 12 + 9
    assert first["day"] == (date(2025, 10, 2) - date(1970, 1, 1)).days
    assert first["week"] == (date(2025, 9, 29) - date(1970, 1, 1)).days
    assert (first["month"], first["quarter"], first["year"]) == (month, month // 3, 2025)
    assert sorted(r["report_week"] for r in found) == [month * 4, month * 4 + 1]


BY_PLACE = (
    Split("month", "settled_on", "month"),
    Split("store", "store_id"),
    Split("advisor", "advisor_id"),
)
OF_NOBODY: Rows = [
    {"order_id": 5, "settled_on": "2025-10-30", "advisor_id": None, "parts_fen": 9},
    {"order_id": 6, "settled_on": "2025-10-30", "advisor_id": 12, "store_id": 2, "parts_fen": 4},
]


def by_key(engine: DuckEngine, version: Version, *passes: Pass) -> dict[tuple[object, ...], object]:
    names = [split.name for split in passes[0].splits]
    rows = engine.sums(version, passes).to_pylist()
    found = {tuple(row.pop(n) for n in names): row for row in rows}
    assert len(found) == len(rows)
    return found


def test_sums_by_month_store_and_advisor_keep_their_keys_apart(
    engine: DuckEngine, tmp_path: Path
) -> None:
    version = mart(tmp_path, [*ORDERS, *OF_NOBODY])
    asked = orders(Measure("settled"), Measure("sold_parts"), splits=BY_PLACE)
    month = 2025 * 12 + 9
    assert by_key(engine, version, asked) == {
        (month, 1, 11): {"settled": 1, "sold_parts": 100},
        (month, 1, 12): {"settled": 1, "sold_parts": None},
        (month, 1, None): {"settled": 1, "sold_parts": 9},
        (month, 2, 12): {"settled": 1, "sold_parts": 4},
    }


@pytest.mark.parametrize(("unit", "months"), [("month", 1), ("quarter", 3), ("year", 12)])
def test_sums_by_store_and_time_add_the_advisors(
    engine: DuckEngine, tmp_path: Path, unit: str, months: int
) -> None:
    version = mart(tmp_path, [*ORDERS, *OF_NOBODY])
    splits = Split(unit, "settled_on", unit), Split("store", "store_id")
    found = by_key(engine, version, orders(Measure("settled"), splits=splits))
    number = (2025 * 12 + 9) // months
    assert found == {(number, 1): {"settled": 3}, (number, 2): {"settled": 1}}


def test_passes_by_place_stand_side_by_side(engine: DuckEngine, version: Version) -> None:
    settled = orders(Measure("settled"), splits=BY_PLACE)
    of_november = Pass(
        "repair_order",
        "settled_on",
        *(date(2025, 11, 1), date(2025, 12, 1)),
        BY_PLACE,
        (Measure("sold_parts"),),
    )
    month = 2025 * 12 + 9
    assert by_key(engine, version, settled, of_november) == {
        (month, 1, 11): {"settled": 1, "sold_parts": None},
        (month, 1, 12): {"settled": 1, "sold_parts": None},
        (month + 1, 1, 11): {"settled": None, "sold_parts": 7},
    }


def test_passes_by_place_add_measures_of_one_name(engine: DuckEngine, version: Version) -> None:
    splits = Split("store", "store_id"), Split("advisor", "advisor_id")
    spans = [MONTH, (date(2025, 11, 1), date(2025, 12, 1))]
    passes = [
        Pass("repair_order", "settled_on", *span, splits, (Measure("settled"),)) for span in spans
    ]
    assert by_key(engine, version, *passes) == {(1, 11): {"settled": 2}, (1, 12): {"settled": 1}}


def test_condition_of_all_measures_leaves_the_others_alone(
    engine: DuckEngine, version: Version
) -> None:
    of_11 = Condition("advisor_id", "in", (11,))
    dear = Condition("parts_fen", ">=", 200)
    asked = orders(Measure("settled", (of_11,), "all"), Measure("settled", (of_11, dear), "dear"))
    assert engine.sums(version, (asked,)).to_pylist() == [{"all": 1, "dear": None}]


@pytest.mark.parametrize(
    ("condition", "count"),
    [
        (Condition("parts_fen", ">=", 100), 1),
        (Condition("parts_fen", "<", 100), None),
        (Condition("parts_fen", "null"), 1),
        (Condition("parts_fen", "null or >=", 101), 1),
        (Condition("group_code", "in", ("O'Neill", "x")), 2),
        (Condition("group_code", "in", ()), None),
        (Condition("settled_on", "<", date(2025, 10, 3)), 1),
    ],
)
def test_measure_counts_rows_that_meet_its_condition(
    engine: DuckEngine, version: Version, condition: Condition, count: int | None
) -> None:
    measure = Measure("settled", (condition,), "n")
    assert engine.sums(version, (orders(measure),)).to_pylist() == [{"n": count}]


def test_fact_without_files_sums_to_null_or_no_row(engine: DuckEngine, version: Version) -> None:
    of_calls = Pass("contact", "due_on", *MONTH, (), (Measure("call_due"),))
    assert engine.sums(version, (of_calls,)).to_pylist() == [{"call_due": None}]
    split = Pass("contact", "due_on", *MONTH, (Split("agent", "agent_id"),), of_calls.measures)
    assert engine.sums(version, (split,)).to_pylist() == []


def test_sum_that_does_not_fit_is_refused(engine: DuckEngine, tmp_path: Path) -> None:
    huge = [dict(ORDERS[0], order_id=i, parts_fen=2**62) for i in range(3)]
    with pytest.raises((duckdb.ConversionException, duckdb.OutOfRangeException)):
        engine.sums(mart(tmp_path, huge), (orders(Measure("sold_parts")),))


def test_rows_are_those_that_add_to_a_side(engine: DuckEngine, version: Version) -> None:
    asked = RowsAsked(
        orders(), ("order_id",), ((-1, Measure("sold_parts")),), ((1, Measure("settled")),)
    )
    rows, total = engine.rows(version, (asked,), 10)
    found = {r["order_id"]: (r["in_numerator"], r["in_denominator"]) for r in rows.to_pylist()}
    assert (found, total) == ({1: (-100, 1), 2: (0, 1)}, 2)


def test_rows_stop_at_the_limit_and_say_how_many_there_are(
    engine: DuckEngine, version: Version
) -> None:
    asked = RowsAsked(orders(), ("order_id",), ((1, Measure("settled")),), ())
    rows, total = engine.rows(version, (asked,), 1)
    assert (rows.num_rows, total) == (1, 2)


def test_read_gives_columns_or_none(engine: DuckEngine, version: Version) -> None:
    where = (Condition("order_id", "in", (1,)),)
    found = engine.read(version, "repair_order", ("order_id", "parts_fen"), where)
    assert found.to_pylist() == [{"order_id": 1, "parts_fen": 100}]
    assert engine.read(version, "contact", ("task_id",), ()).num_rows == 0
