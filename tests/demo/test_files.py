"""The files: every feed, in dealers' shapes, the same bytes each time."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from careloop.core.ingest.feeds.registry import FEEDS
from careloop.core.kernel.folding import fold
from careloop.core.metrics.catalogue import CATALOGUE
from careloop.demo import shapes
from careloop.demo.books import Books, live_through
from careloop.demo.faults import GOOD_ROWS, late_entries
from careloop.demo.shapes import HEADERS, STYLES
from careloop.demo.simulator import ExportFile
from careloop.demo.tables import TABLES, TARGETS
from tests.demo.conftest import TODAY

ENCODING = {"HZ01": "gb18030", "HZ02": "utf-8-sig", "NB01": "gb18030"}


def rows_of(export: ExportFile) -> list[dict[str, str]]:
    with export.path.open(encoding=ENCODING[export.store_code], newline="") as file:
        return list(csv.DictReader(file))


def export(exports: list[ExportFile], feed: str, store: str) -> ExportFile:
    return next(one for one in exports if (one.feed, one.store_code) == (feed, store))


def test_every_feed_of_every_store_is_there(exports: list[ExportFile]) -> None:
    assert {feed.code for feed in FEEDS.values()} == set(HEADERS) == set(TABLES)
    assert {(one.feed, one.store_code) for one in exports} == {
        (feed, store) for feed in HEADERS for store in STYLES
    }
    assert all(one.path.stat().st_size > 100 for one in exports)


def test_what_others_refer_to_comes_first(exports: list[ExportFile]) -> None:
    order = [one.feed for one in exports]
    assert order.index("employees") < order.index("repair_orders")
    assert order.index("vehicles") < order.index("repair_orders")
    assert order.index("repair_orders") < order.index("labour_lines") < order.index("calls")


@pytest.mark.parametrize("feed", list(HEADERS))
@pytest.mark.parametrize("store", list(STYLES))
def test_headers_are_those_an_importer_knows(feed: str, store: str) -> None:
    known = FEEDS[feed].headers()
    for column in HEADERS[feed]:
        header = STYLES[store].header(feed, column)
        assert known.get(fold(header)) == column, header


@pytest.mark.parametrize("feed", list(HEADERS))
def test_rows_fill_what_their_feed_requires(group: dict[str, Books], feed: str) -> None:
    required = {column.name for column in FEEDS[feed].required} - {"store"}
    rows = list(TABLES[feed](group["HZ01"]))
    assert rows
    for row in rows:
        assert set(row) == set(HEADERS[feed])
        assert all(row[name] not in (None, "") for name in required), row


@pytest.mark.parametrize("feed", list(HEADERS))
def test_identities_are_unique(group: dict[str, Books], feed: str) -> None:
    identity = [name for name in FEEDS[feed].identity if name != "store"]
    keys = [tuple(row[name] for name in identity) for row in TABLES[feed](group["NB01"])]
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("feed", ["labour_lines", "part_lines", "parts_requests", "calls"])
def test_orders_named_elsewhere_exist(group: dict[str, Books], feed: str) -> None:
    for books in group.values():
        orders = {order.number for order in books.orders}
        named = {row["ro_no"] for row in TABLES[feed](books)} - {""}
        assert named
        assert named <= orders


def test_coded_columns_hold_codes_of_the_lists(group: dict[str, Books]) -> None:
    for feed in FEEDS.values():
        coded = {c.name: c.codes for c in feed.columns if c.codes and c.name in HEADERS[feed.code]}
        said = {
            (name, str(row[name]))
            for books in group.values()
            for row in TABLES[feed.code](books)
            for name in coded
            if row[name]
        }
        for name, value in said:
            codes = coded[name]
            assert codes is not None
            known = {
                fold(word)
                for code in codes.entries
                for word in (code.code, code.text.zh, code.text.en, *code.aliases)
            }
            assert fold(value) in known, f"{feed.code}.{name}: {value}"


def test_targets_are_set_for_metrics_of_the_catalogue() -> None:
    assert set(TARGETS) <= set(CATALOGUE)


def test_lines_add_up_to_their_order(group: dict[str, Books]) -> None:
    books = group["HZ02"]
    totals: dict[object, float] = {}
    for feed in ("labour_lines", "part_lines"):
        for row in TABLES[feed](books):
            amount = row["amount"]
            assert isinstance(amount, float)
            totals[row["ro_no"]] = totals.get(row["ro_no"], 0.0) + amount
    for row in TABLES["repair_orders"](books):
        assert row["total_amount"] == pytest.approx(totals.get(row["ro_no"], 0.0))


def test_the_whole_set_stays_small_enough_for_a_demonstration(group: dict[str, Books]) -> None:
    rows = sum(1 for books in group.values() for table in TABLES.values() for _ in table(books))
    assert 250_000 < rows < 370_000


def test_stores_write_in_their_own_encodings_and_dates(exports: list[ExportFile]) -> None:
    first, second = export(exports, "calls", "HZ01"), export(exports, "calls", "HZ02")
    assert second.path.read_bytes().startswith(b"\xef\xbb\xbf")
    with pytest.raises(UnicodeDecodeError):
        first.path.read_bytes().decode("utf-8")
    assert rows_of(first)[0]["应回访日期"] == "2025-11-04"
    assert rows_of(second)[0]["应回访日期"] == "2025/11/4"


def test_another_system_uses_other_words(exports: list[ExportFile]) -> None:
    assert "委托书号" in rows_of(export(exports, "repair_orders", "HZ02"))[0]
    assert "工单号" in rows_of(export(exports, "repair_orders", "HZ01"))[0]


def cells(path: Path) -> list[list[object]]:
    sheet = openpyxl.load_workbook(path).active
    assert sheet is not None
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def test_tables_made_by_hand_have_titles_a_band_and_a_total(exports: list[ExportFile]) -> None:
    rows = cells(export(exports, "complaints", "HZ01").path)
    assert str(rows[0][0]).endswith("客户抱怨投诉登记表")
    assert "投诉信息" in rows[3]
    assert rows[4][0] == "投诉编号"
    assert rows[-1][0] == "合计"
    assert rows[-1][1] == len(rows) - 6


def test_phones_in_workbooks_are_numbers_as_excel_makes_them(exports: list[ExportFile]) -> None:
    rows = cells(export(exports, "customers", "NB01").path)
    header = next(row for row in rows if row[0] == "客户编号")
    first = rows[rows.index(header) + 1]
    assert isinstance(first[header.index("手机")], int | float)


def test_late_entries_hold_a_handful_of_faults(group: dict[str, Books]) -> None:
    rows = late_entries(group["HZ02"])
    good, wrong = rows[:GOOD_ROWS], rows[GOOD_ROWS:]
    known = {order.number for order in group["HZ02"].orders}
    assert {row["ro_no"] for row in good} <= known
    assert not {row["ro_no"] for row in wrong} & known
    assert len(wrong) == 9


def test_printed_values_are_those_of_the_system() -> None:
    first, second = STYLES["HZ01"], STYLES["HZ02"]
    assert (first.printed(True), second.printed(False), first.printed(None)) == ("是", "0", None)
    assert (first.printed(12.5), first.printed(3)) == ("12.50", 3)
    assert second.printed(date(2026, 3, 5)) == "2026/3/5"
    assert set(shapes.FEEDS) == set(shapes.TITLES)


DIGEST = """
import hashlib, json, sys
from datetime import date
from pathlib import Path
from careloop.demo.simulator import simulate
files = simulate(Path(sys.argv[1]), today=date(2026, 11, 22), seed=20260101, years=1)
print(json.dumps({f.path.name: hashlib.sha256(f.path.read_bytes()).hexdigest() for f in files}))
"""


def test_the_same_seed_gives_the_same_bytes(exports: list[ExportFile], tmp_path: Path) -> None:
    """In another process, whose sets and dicts hash otherwise."""
    environment = {**os.environ, "PYTHONHASHSEED": "4711"}
    done = subprocess.run(
        [sys.executable, "-c", DIGEST, str(tmp_path)],
        cwd=Path(__file__).resolve().parents[2],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    here = {one.path.name: hashlib.sha256(one.path.read_bytes()).hexdigest() for one in exports}
    assert json.loads(done.stdout) == here


def test_another_seed_gives_another_group(group: dict[str, Books]) -> None:
    others = live_through(TODAY, 7, years=1)[0]
    assert [one.name for one in others.staff.employees] != [
        one.name for one in group["HZ01"].staff.employees
    ]
