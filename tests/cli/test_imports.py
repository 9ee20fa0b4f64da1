"""``careloop import``, ``imports`` and ``feeds`` as typed, with their exit status."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from careloop.cli import preparing
from careloop.cli.main import run
from careloop.dms.models import ImportRun
from careloop.organisation.models import Store
from careloop.service.models import LabourLine, RepairOrder
from tests.dms.files import ROWS, as_csv, take

pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CARELOOP_LANGUAGE", "en")
    monkeypatch.setattr(preparing, "migrate_if_needed", lambda: None)


@pytest.fixture
def orders(tmp_path: Path) -> str:
    file = tmp_path / "orders.csv"
    file.write_bytes(as_csv(ROWS["repair_orders"], encoding="gb18030"))
    return str(file)


def test_import_stores_and_tells_the_counts(store: Store, orders: str, capsys: Any) -> None:
    assert run(["import", "repair_orders", orders, "--store", "S1", "--source", "DMS"]) == 0
    assert "1 created" in capsys.readouterr().out
    assert RepairOrder.objects.get().store == store
    run_row = ImportRun.objects.get()
    assert run_row.source is not None
    assert run_row.source.name == "DMS"


def test_dry_run_as_json_stores_nothing(store: Store, orders: str, capsys: Any) -> None:
    arguments = ["import", "repair_orders", orders, "--store", "S1", "--dry-run", "--json"]
    assert run(arguments) == 0
    told = json.loads(capsys.readouterr().out)
    expected = {"feed": "repair_orders", "state": "done", "rows": 1, "created": 1, "updated": 0}
    expected |= {"unchanged": 0, "quarantined": 0, "blank": 0, "reasons": [], "dry_run": True}
    assert {name: told[name] for name in expected} == expected
    assert not RepairOrder.objects.exists()


def test_refused_file_is_one_line_on_stderr_and_status_one(
    store: Store, tmp_path: Path, capsys: Any
) -> None:
    file = tmp_path / "bad.csv"
    file.write_bytes(as_csv({"ro_no": "R1", "vin": "x"}))
    assert run(["import", "repair_orders", str(file), "--store", "S1"]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.count("\n") == 1
    assert "job_type" in told.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["repair_orders", "nowhere.csv", "--store", "S1"], "nowhere.csv"),
        (["tyres", "FILE", "--store", "S1"], "tyres"),
        (["repair_orders", "FILE", "--store", "S7"], "S7"),
    ],
)
def test_what_is_not_there_is_named(
    store: Store, orders: str, capsys: Any, arguments: list[str], said: str
) -> None:
    given = [orders if word == "FILE" else word for word in arguments]
    assert run(["import", *given]) == 1
    assert said in capsys.readouterr().err


def test_wrong_usage_is_status_two(store: Store) -> None:
    assert run(["import", "repair_orders"]) == 2


def test_quarantined_rows_are_status_zero_and_can_be_fetched(
    store: Store, tmp_path: Path, capsys: Any
) -> None:
    take(store, "labour_lines", ROWS["labour_lines"])
    number = str(ImportRun.objects.get().pk)
    assert not LabourLine.objects.exists()
    out = tmp_path / "rejects.csv"
    assert run(["imports", "rejects", number, "--out", str(out)]) == 0
    assert "R1" in out.read_text(encoding="utf-8-sig")
    assert run(["imports", "show", number]) == 0
    assert "R1" in capsys.readouterr().out


def test_list_show_and_revert(store: Store, capsys: Any) -> None:
    number = take(store, "repair_orders", ROWS["repair_orders"]).pk
    assert run(["imports", "list", "--store", "S1", "--json"]) == 0
    assert [told["run"] for told in json.loads(capsys.readouterr().out)] == [number]
    assert run(["imports", "list"]) == 0
    assert "repair_orders.csv" in capsys.readouterr().out
    assert run(["imports", "revert", str(number)]) == 0
    assert not RepairOrder.objects.exists()
    assert run(["imports", "revert", str(number)]) == 1
    assert run(["imports", "show", "999"]) == 1


def test_feeds_are_told_with_columns_and_template(capsysbinary: Any) -> None:
    assert run(["feeds"]) == 0
    assert b"repair_orders" in capsysbinary.readouterr().out
    assert run(["feeds", "calls"]) == 0
    assert b"call_no*" in capsysbinary.readouterr().out
    assert run(["feeds", "calls", "--template"]) == 0
    assert capsysbinary.readouterr().out.startswith(b"\xef\xbb\xbf")
