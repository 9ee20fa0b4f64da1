"""One plain table as a workbook: every text a text, so that nothing in it is ever a formula."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime

import xlsxwriter

Cell = str | int | date | datetime | None
WIDEST = 40


def as_xlsx(title: str, headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A workbook with one sheet: a bold first line that stays in sight, columns as wide as their
    words. Days and moments are real dates, ``None`` an empty cell."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet(title[:31])
        bold, day, moment = (
            book.add_format({"bold": True}),
            book.add_format({"num_format": "yyyy-mm-dd"}),
            book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
        )
        sheet.freeze_panes(1, 0)
        widths = [_width(heading) for heading in headings]
        for column, heading in enumerate(headings):
            sheet.write_string(0, column, heading, bold)
        for line, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                widths[column] = max(widths[column], _width(cell))
                match cell:
                    case datetime():
                        sheet.write_datetime(line, column, cell, moment)
                    case date():
                        sheet.write_datetime(line, column, cell, day)
                    case int():
                        sheet.write_number(line, column, cell)
                    case str():
                        sheet.write_string(line, column, cell)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, min(width, WIDEST) + 2)
    return target.getvalue()


def _width(cell: Cell) -> int:
    """How many Latin letters wide a cell is; a Chinese one counts two."""
    if isinstance(cell, datetime):
        return 16
    return sum(2 if ord(letter) > 0x2E7F else 1 for letter in str("" if cell is None else cell))
