"""One plain table as a workbook."""

from __future__ import annotations

import io
from datetime import date, datetime

import openpyxl

from careloop.core.documents.sheet import as_xlsx


def test_cells_keep_their_kinds_and_no_text_is_a_formula() -> None:
    row = ["=1+1", 7, date(2026, 11, 22), datetime(2026, 11, 22, 9, 30), None, "+86"]
    headings = ["a", "b", "c", "d", "e", "f"]
    book = openpyxl.load_workbook(io.BytesIO(as_xlsx("清单", headings, [row])))
    sheet = book.active
    assert [cell.value for cell in sheet[1]] == headings
    assert [cell.value for cell in sheet[2]] == [
        "=1+1", 7, datetime(2026, 11, 22), datetime(2026, 11, 22, 9, 30), None, "+86",
    ]  # fmt: skip
    assert sheet["A2"].data_type == "s"
    assert sheet.freeze_panes == "A2"
    book.close()
