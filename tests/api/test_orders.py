"""Orders: read, and sent by a dealer's system the way a file goes."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from careloop.api.choices import Scope
from careloop.dms.models import ImportRun
from careloop.organisation.models import Store
from careloop.service.models import LabourLine, RepairOrder
from tests.api.conftest import System, SystemWith
from tests.mart.books import Books

ROW: dict[str, Any] = {
    "ro_no": "R1", "vin": "LSVAA49J132123456", "plate": "沪A12345", "customer_no": "C1",
    "customer_name": "王芳", "phone": "13912345678", "job_type": "一般维修",
    "opened_at": "2026-10-03 08:30", "settled_at": "2026-10-03 15:30", "mileage": 20510,
    "total_amount": 1234.5,
}  # fmt: skip


@pytest.fixture(autouse=True)
def _home(settings: Any, tmp_path: Path) -> None:
    settings.CARELOOP_HOME = tmp_path


def test_orders_are_stored_and_read_back(system: System) -> None:
    verdict = system.post("orders", {"rows": [ROW]}).json()
    assert (verdict["created"], verdict["rejected"]) == (1, 0)
    told = system.get("orders/R1").json()
    assert (told["vin"], told["mileage"], told["total_fen"]) == (ROW["vin"], 20510, 123450)


def test_same_order_again_changes_nothing_and_a_new_value_does(system: System) -> None:
    system.post("orders", {"rows": [ROW]})
    again = system.post("orders", {"rows": [ROW]}).json()
    assert (again["created"], again["updated"], again["unchanged"]) == (0, 0, 1)
    changed = system.post("orders", {"rows": [ROW | {"mileage": 20600}]}).json()
    assert (changed["created"], changed["updated"]) == (0, 1)
    assert RepairOrder.objects.get().mileage == 20600


def test_wrong_row_is_set_aside_and_says_why(system: System) -> None:
    wrong = ROW | {"ro_no": "R2", "opened_at": "soon"}
    verdict = system.post("orders", {"rows": [ROW, wrong]}).json()
    assert (verdict["created"], verdict["rejected"]) == (1, 1)
    (reject,) = verdict["rejects"]
    assert reject["row"] == 2
    assert "soon" in reject["reasons"][0]


def test_pushed_rows_leave_the_trace_of_an_import(system: System, store: Store) -> None:
    run_id = system.post("orders", {"rows": [ROW]}).json()["run"]
    run = ImportRun.objects.get(pk=run_id)
    assert (run.store, run.feed, run.source and run.source.name) == (
        store, "repair_orders", "API DMS",
    )  # fmt: skip


def test_other_tables_are_sent_by_name(system: System) -> None:
    system.post("orders", {"rows": [ROW]})
    line = {"ro_no": "R1", "line_no": "1", "operation": "换机油", "amount": "100"}
    assert system.post("rows/labour_lines", {"rows": [line]}).json()["created"] == 1
    assert LabourLine.objects.get().amount_fen == 10000
    assert system.get("orders/R1").json()["labour_lines"][0]["amount_fen"] == 10000


@pytest.mark.parametrize(
    ("path", "rows", "named"),
    [
        ("orders", [], "no rows"),
        ("orders", [{"colour": "red"}], "colour"),
        ("orders", [ROW | {"store": "S9"}], "S9"),
        ("orders", [{"ro_no": "R1"}] * 2001, "2000"),
        ("rows/secrets", [{"a": "b"}], "secrets"),
    ],
)
def test_rows_that_cannot_be_taken_are_refused_whole(
    system: System, other_store: Store, path: str, rows: list[Any], named: str
) -> None:
    answer = system.post(path, {"rows": rows})
    assert answer.status_code == 422
    assert named in answer.json()["message"]
    assert not ImportRun.objects.exists()


def test_orders_come_a_page_at_a_time(
    system: System, books: Books, django_assert_max_num_queries: Any
) -> None:
    car = books.vehicle()
    made = [books.order(car, date(2026, 10, day)) for day in (1, 2, 3)]
    with django_assert_max_num_queries(12):
        first = system.get("orders", limit=2).json()
    second = system.get("orders", limit=2, after=first["after"]).json()
    assert [one["id"] for one in first["items"] + second["items"]] == [o.pk for o in made]


def test_orders_are_closed_to_other_scopes(system_with: SystemWith) -> None:
    system = system_with(Scope.READ_CUSTOMERS)
    assert system.get("orders").status_code == 403
    assert system.get("orders/R1").status_code == 403
    assert system.post("orders", {"rows": [ROW]}).status_code == 403
    assert system.post("rows/customers", {"rows": [{"name": "x"}]}).status_code == 403
    assert not ImportRun.objects.exists()


def test_other_stores_orders_are_not_found(system: System, stranger: System) -> None:
    system.post("orders", {"rows": [ROW]})
    assert stranger.get("orders/R1").status_code == 404
    assert stranger.get("orders").json()["items"] == []
