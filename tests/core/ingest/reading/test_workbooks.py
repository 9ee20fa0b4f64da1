"""Workbooks: cells as people typed them, limits before loading, nothing unsafe unpacked."""

from __future__ import annotations

import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
import xlsxwriter

from careloop.core.ingest.reading import archives
from careloop.core.ingest.reading.limits import Limits
from careloop.core.ingest.reading.sniff import EMPTY, TOO_BIG, WRONG_TYPE, sniff
from careloop.core.ingest.reading.workbooks import SHEET_TOO_LARGE, Cell, as_text, sheets
from careloop.core.kernel.errors import Refused


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (13800138000.0, "13800138000"),
        (202610030001.0, "202610030001"),
        (1234.5, "1234.5"),
        (0.1 + 0.2, "0.3"),
        (1e-7, "0.0000001"),
        (-0.0, "0"),
        (7, "7"),
        (True, "TRUE"),
        (datetime(2026, 10, 3, 14, 5), "2026-10-03 14:05:00"),
        (datetime(2026, 10, 3, 14, 4, 59, 999_997), "2026-10-03 14:05:00"),
        (date(2026, 10, 3), "2026-10-03"),
        (time(14, 5), "14:05:00"),
        (timedelta(hours=7, minutes=30), "7.5"),
        ("文字", "文字"),
    ],
)
def test_cell_reads_as_a_person_would_type_it(cell: Cell, text: str) -> None:
    assert as_text(cell) == text


def workbook(path: Path) -> Path:
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("数据")
    sheet.write_row(3, 2, ["甲", "乙"])
    sheet.write_row(4, 2, [1, 2.5])
    sheet.write_formula(5, 2, "=A1+missing", None, "#NAME?")
    sheet.write(5, 3, "末")
    book.add_worksheet("空")
    book.close()
    return path


def test_rows_keep_their_numbers_and_errors_their_place(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx")
    (sheet,) = sheets(path, path.name, Limits())
    (chunk,) = sheet.chunks
    named = dict(zip(chunk.numbers, chunk.rows, strict=True))
    assert [cell for cell in named[4] if cell] == ["甲", "乙"]
    assert [cell for cell in named[5] if cell] == ["1", "2.5"]
    assert [cell for cell in named[6] if cell] == ["#NAME?", "末"]


def test_sheet_over_the_limits_is_refused_by_name(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx")
    with pytest.raises(Refused) as refused:
        sheets(path, path.name, Limits(columns=1))
    assert refused.value.text == SHEET_TOO_LARGE
    assert "数据" in refused.value.say("zh")


def rewritten(path: Path, entry: str, data: bytes) -> Path:
    """A workbook with one entry put in or replaced."""
    target = path.with_name("changed.xlsx")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name != entry:
                new.writestr(name, old.read(name))
        new.writestr(entry, data)
    return target


@pytest.mark.parametrize(
    ("entry", "data", "text"),
    [
        ("xl/worksheets/sheet1.xml", b'<?xml version="1.0"?><!DOCTYPE x><x/>', archives.DOCTYPE),
        ("xl/extra.xml", "<!DOCTYPE x>".encode("utf-16"), archives.DOCTYPE),
        ("../evil.xml", b"<x/>", archives.BAD_NAME),
        ("/etc/evil", b"x", archives.BAD_NAME),
        ("C:\\evil", b"x", archives.BAD_NAME),
        ("xl/zeros.bin", bytes(20 << 20), archives.BOMB),
    ],
)
def test_unsafe_archive_is_refused(tmp_path: Path, entry: str, data: bytes, text: object) -> None:
    path = rewritten(workbook(tmp_path / "a.xlsx"), entry, data)
    with pytest.raises(Refused) as refused:
        sniff(path, path.name, Limits())
    assert refused.value.text == text


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"", EMPTY),
        (b"%PDF-1.7 ...", WRONG_TYPE),
        (b"PK\x03\x04 broken", archives.DAMAGED),
        (b"\x89PNG\r\n", WRONG_TYPE),
        (b"<html><table>", WRONG_TYPE),
        (b'[{"a": 1}]', WRONG_TYPE),
        (bytes(range(32)) * 20, WRONG_TYPE),
        (b"a,b\n" * 1000, TOO_BIG),
    ],
)
def test_what_is_no_table_is_refused_by_its_bytes(tmp_path: Path, data: bytes, text: object):
    path = tmp_path / "named.csv"
    path.write_bytes(data)
    with pytest.raises(Refused) as refused:
        sniff(path, path.name, Limits(file_bytes=3000))
    assert refused.value.text == text


def test_name_is_not_believed(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx").rename(tmp_path / "a.csv")
    assert sniff(path, path.name, Limits()) == "xlsx"
