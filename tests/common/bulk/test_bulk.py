"""Many rows at once: staged, found, inserted and updated."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from django.db import connection

from careloop.common.bulk.columns import added, column, given, last_known, picked
from careloop.common.bulk.finding import completed, find, ids, matched
from careloop.common.bulk.scope import Scope
from careloop.common.bulk.staging import pour, staged
from careloop.common.bulk.writing import write
from careloop.organisation.models import Employee, Store

AT = datetime(2026, 11, 20, 9)


@pytest.fixture
def kept() -> list[str]:
    return []


@pytest.fixture
def scope(store: Store, kept: list[str]) -> Scope:
    def keep(cursor: Any, model: Any, staged_as: str, changed: str) -> None:
        kept.append(model.__name__)

    return Scope(store.pk, store.group_id, 5, AT, keep)


def employees(store_id: int, **columns: list[Any]) -> pa.Table:
    rows = len(next(iter(columns.values())))
    table = pa.table(columns)
    if "row_id" not in columns:
        table = added(table, row_id=pa.nulls(rows, pa.int64()))
    return added(table, store_id=pa.array([store_id] * rows))


def test_staged_values_come_back_as_they_were(db: None) -> None:
    rows = pa.table(
        {
            "t": ["", None, 'a,"b"\n'],
            "n": [1, None, -3],
            "b": [True, None, False],
            "d": pa.array([date(2026, 1, 2), None, None]),
            "m": pa.array([datetime(2026, 1, 2, 3, 4), None, None], pa.timestamp("s")),
            "x": pa.array([b"\x00\xff", None, b""]),
            "q": pa.array([Decimal("4.500"), None, None], pa.decimal128(10, 3)),
        }
    )
    with staged(rows, with_position=True) as name, connection.cursor() as cursor:
        cursor.execute(f"SELECT t, n, x FROM {name} ORDER BY pos")
        found = [(t, n, None if x is None else bytes(x)) for t, n, x in cursor.fetchall()]
        cursor.execute(f"SELECT count(*) FROM {name} WHERE d = '2026-01-02' AND q = 4.5 AND b")
        matching = cursor.fetchone()
    assert found == [("", 1, b"\x00\xff"), (None, None, None), ('a,"b"\n', -3, b"")]
    assert matching == (1,)


def test_poured_columns_with_one_value_stand_beside_the_others(db: None) -> None:
    nothing = pa.table({"t": pa.array([], pa.string()), "run": pa.array([], pa.int64())})
    with staged(nothing) as name, connection.cursor() as cursor:
        pour(cursor, name, pa.table({"t": ["a", None]}), {"run": 7})
        pour(cursor, name, pa.table({"t": pa.array([], pa.string())}), {"run": 8})
        cursor.execute(f"SELECT t, run FROM {name} ORDER BY t IS NULL")
        assert cursor.fetchall() == [("a", 7), (None, 7)]


def test_what_is_missing_in_a_column_without_null_is_empty_or_no(scope: Scope) -> None:
    known = Employee.objects.create(
        store_id=scope.store, employee_no="1", name="甲", is_stub=True, changed_at=AT
    )
    rows = employees(scope.store, row_id=[known.pk, None], employee_no=["1", "2"], name=[None] * 2)
    rows = added(rows, is_stub=pa.array([None, None], pa.bool_()))
    assert write(scope, Employee, added(rows, name=rows["name"].cast(pa.string()))) == (1, 1)
    assert list(Employee.objects.values_list("name", "is_stub")) == [("", False)] * 2


def test_new_rows_are_inserted_with_defaults_and_marks(scope: Scope) -> None:
    rows = employees(scope.store, employee_no=["1", "2"], name=["甲", None])
    assert write(scope, Employee, rows) == (2, 0)
    found = Employee.objects.order_by("employee_no").values_list(
        "name", "phone", "is_stub", "created_run", "changed_run", "changed_at"
    )
    assert list(found) == [("甲", "", False, 5, 5, AT), ("", "", False, 5, 5, AT)]


def test_known_rows_are_updated_and_only_their_columns(scope: Scope, kept: list[str]) -> None:
    old = Employee.objects.create(
        store_id=scope.store, employee_no="1", name="甲", phone="1", changed_at=datetime(2020, 1, 1)
    )
    rows = employees(scope.store, row_id=[old.pk], employee_no=["1"], name=["乙"])
    assert write(scope, Employee, rows) == (0, 1)
    found = Employee.objects.get()
    assert (found.name, found.phone, found.changed_run, found.created_run) == ("乙", "1", 5, None)
    assert kept == ["Employee"]


def test_compare_leaves_rows_that_do_not_differ(scope: Scope) -> None:
    old = Employee.objects.create(
        store_id=scope.store, employee_no="1", name="", changed_at=datetime(2020, 1, 1)
    )
    same = employees(scope.store, row_id=[old.pk], employee_no=["1"], name=[None])
    same = added(same, name=pa.array([None], pa.string()))
    assert write(scope, Employee, same, compare=["name"]) == (0, 0)


def test_fill_sets_what_is_empty_and_nothing_else(scope: Scope) -> None:
    old = Employee.objects.create(
        store_id=scope.store, employee_no="1", name="甲", changed_at=datetime(2020, 1, 1)
    )
    rows = employees(scope.store, row_id=[old.pk], employee_no=["9"], name=["乙"])
    rows = added(rows, hired_on=pa.array([date(2024, 1, 1)]))
    fixed = ["employee_no", "store_id"]
    assert write(scope, Employee, rows, fill=True, on_insert=fixed) == (0, 1)
    found = Employee.objects.get()
    assert (found.employee_no, found.name, found.hired_on) == ("1", "甲", date(2024, 1, 1))
    assert write(scope, Employee, rows, fill=True, on_insert=fixed) == (0, 0)


def test_found_values_are_aligned_with_their_keys(scope: Scope, other_store: Store) -> None:
    write(scope, Employee, employees(scope.store, employee_no=["1", "2"], name=["甲", "乙"]))
    keys = pa.table({"employee_no": ["2", "x", "1", "2"]})
    where = {"store_id": scope.store}
    assert find(Employee, keys, ("name",), where) == {"name": ["乙", None, "甲", "乙"]}
    elsewhere = {"store_id": other_store.pk}
    assert ids(Employee, "employee_no", keys["employee_no"], elsewhere).null_count == 4


def test_ids_are_completed_after_an_insert_and_matched_to_rows(scope: Scope) -> None:
    where = {"store_id": scope.store}
    told = pa.array(["1", "2"])
    before = ids(Employee, "employee_no", told, where)
    write(scope, Employee, employees(scope.store, employee_no=["1", "2"]))
    after = completed(Employee, "employee_no", told, before, where)
    assert after.null_count == 0
    rows = matched(pa.array(["2", None, "1"]), told, after)
    assert rows.to_pylist() == [after[1].as_py(), None, after[0].as_py()]


def test_last_known_value_wins_over_blanks() -> None:
    rows = pa.table({"vin": ["a", "b", "a", "a"], "plate": ["p", None, "q", ""]})
    assert last_known(rows, ["vin"], ["plate", "model"]).to_pylist() == [
        {"vin": "a", "plate": "q"},
        {"vin": "b", "plate": None},
    ]


def test_columns_not_carried_stay_out_or_are_null() -> None:
    rows = pa.table({"a": ["x", "", None]})
    assert picked(rows, {"b": "a", "c": "z"}).column_names == ["b"]
    assert column(rows, "z").null_count == 3
    assert given(rows["a"]).to_pylist() == [True, False, False]
