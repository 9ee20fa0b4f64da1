"""Imports that run at the same time: whoever comes second waits, and nothing is lost or halved.

They are processes of their own, as on a site. SQLite's test database lives in this process, so
they are given a copy of it in a file.
"""

from __future__ import annotations

import csv
import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from careloop.dms.turns import PATIENCE_MS, patient
from careloop.organisation.actions import add_store
from careloop.organisation.rules import Viewer
from tests.core.ingest import orders_file

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
ROWS = 3_000


@pytest.fixture
def site(tmp_path: Path) -> dict[str, str]:
    """The environment of a site with two stores of one group and one of another."""
    for code, group in (("S1", "G1"), ("S2", "G1"), ("S3", "G3")):
        add_store(by=Viewer.system(), code=code, name=f"{code}店", group=group)
    name = str(settings.DATABASES["default"]["NAME"])
    url = os.environ.get("CARELOOP_DATABASE_URL", "").rpartition("/")[0] + f"/{name}"
    if connection.vendor == "sqlite":
        with sqlite3.connect(tmp_path / "careloop.sqlite3") as copy:
            connection.connection.backup(copy)
        url = ""
    return {"CARELOOP_HOME": str(tmp_path), "CARELOOP_DATABASE_URL": url}


@pytest.fixture
def orders(tmp_path: Path) -> Path:
    """Orders that name no store: they belong to the one they are imported into."""
    with (tmp_path / "orders.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(orders_file.HEADERS[1:])
        writer.writerows(row[1:] for row in orders_file.rows(ROWS))
    return tmp_path / "orders.csv"


def begin(site: dict[str, str], store: str, file: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "careloop.cli.main", "import", "repair_orders", str(file)]
    return subprocess.Popen(
        [*command, "--store", store, "--json"],
        env=os.environ | site,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def together(site: dict[str, str], *imports: tuple[str, Path]) -> list[dict[str, Any]]:
    """What came of imports that were begun at once."""
    begun = [begin(site, store, file) for store, file in imports]
    said = [process.communicate(timeout=120) for process in begun]
    assert [process.returncode for process in begun] == [0] * len(begun), said
    return [json.loads(out) for out, _ in said]


def counts(run: dict[str, Any]) -> tuple[int, int, int]:
    return run["created"], run["updated"], run["unchanged"]


def test_stores_of_one_group_and_of_another_import_at_once(
    site: dict[str, str], orders: Path
) -> None:
    runs = together(site, ("S1", orders), ("S2", orders), ("S3", orders))
    assert [counts(run) for run in runs] == [(ROWS, 0, 0)] * 3
    vehicles = sorted(run["stubs"].get("vehicles", 0) for run in runs)
    assert vehicles[0] == 0  # the second of the group found those of the first
    assert vehicles[1] == vehicles[2] > 0
    assert counts(together(site, ("S2", orders))[0]) == (0, 0, ROWS)


def test_one_file_imported_twice_at_once_is_stored_once(site: dict[str, str], orders: Path) -> None:
    runs = together(site, ("S1", orders), ("S1", orders))
    assert sorted(counts(run) for run in runs) == [(0, 0, ROWS), (ROWS, 0, 0)], runs


def test_sqlite_is_given_time_for_the_length_of_a_job() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL waits for a lock until it has it")

    def waits() -> int:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout")
            return int(cursor.fetchone()[0])

    usual = waits()
    with patient():
        assert waits() == PATIENCE_MS
    assert waits() == usual < PATIENCE_MS
