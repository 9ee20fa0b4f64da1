"""XLSX, XLS, XLSB and ODS as rows of text, read by calamine and checked before and after."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from pathlib import Path

import python_calamine as calamine

from careloop.core.ingest.reading.archives import DAMAGED, PASSWORD
from careloop.core.ingest.reading.error_cells import ErrorCells, error_cells
from careloop.core.ingest.reading.limits import Limits
from careloop.core.ingest.reading.rows import CHUNK_ROWS, Chunk, Sheet
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text

SHEET_TOO_LARGE = Text(
    zh="文件“{file}”的工作表“{sheet}”有 {rows} 行 × {columns} 列,超过 {row_limit} 行 × "
    "{column_limit} 列的上限。请拆分,或删除表格以外的空白行列后再导入。",
    en="Sheet “{sheet}” of “{file}” has {rows} rows × {columns} columns, more than the {row_limit} "
    "× {column_limit} allowed. Split it, or delete the empty rows and columns around the table.",
)
SHEET_DAMAGED = Text(
    zh="文件“{file}”的工作表“{sheet}”无法读取({cause})。请用 Excel 打开后另存为 .xlsx。",
    en="Sheet “{sheet}” of “{file}” cannot be read ({cause}). Open it in Excel and save it as "
    ".xlsx.",
)
# Cells the reader would lay out at once; a stray cell in the last corner must not cost gigabytes.
MAX_CELLS = 60_000_000

Cell = str | float | int | bool | date | datetime | time | timedelta


def sheets(path: Path, name: str, limits: Limits) -> list[Sheet]:
    """Every sheet of the workbook that has cells, hidden ones as well.

    Raises:
        Refused: damaged, with a password, or a sheet over the limits; never a part of a file.
    """
    try:
        book = calamine.CalamineWorkbook.from_path(str(path))
        names = book.sheet_names
    except calamine.PasswordError as locked:
        raise Refused(PASSWORD, file=name) from locked
    except (calamine.CalamineError, OSError) as damage:
        raise Refused(DAMAGED, file=name, cause=str(damage)) from damage
    errors = error_cells(path) if zipfile.is_zipfile(path) else {}
    found = [_sheet(book, sheet, name, limits, errors.get(sheet, {})) for sheet in names]
    return [sheet for sheet in found if sheet is not None]


def _sheet(
    book: calamine.CalamineWorkbook, name: str, file: str, limits: Limits, errors: ErrorCells
) -> Sheet | None:
    try:
        sheet = book.get_sheet_by_name(name)
    except (calamine.CalamineError, OSError) as damage:
        raise Refused(SHEET_DAMAGED, file=file, sheet=name, cause=str(damage)) from damage
    if sheet.end is None:
        return None
    _check_size(sheet, file, limits)
    return Sheet(name, _chunks(sheet, errors))


def _check_size(sheet: calamine.CalamineSheet, file: str, limits: Limits) -> None:
    last_row, last_column = sheet.end or (0, 0)
    rows, columns = last_row + 1, last_column + 1
    if columns > limits.columns or rows > limits.rows + 100 or rows * columns > MAX_CELLS:
        raise Refused(
            SHEET_TOO_LARGE,
            file=file,
            sheet=sheet.name,
            rows=rows,
            columns=columns,
            row_limit=limits.rows,
            column_limit=limits.columns,
        )


def _chunks(sheet: calamine.CalamineSheet, errors: ErrorCells) -> Iterator[Chunk]:
    # calamine begins at the first row of the sheet, but at the first column that is filled.
    number, left = 1, (sheet.start or (0, 0))[1]
    rows = sheet.iter_rows()
    while taken := list(islice(rows, CHUNK_ROWS)):
        numbers = list(range(number, number + len(taken)))
        number += len(taken)
        texts = [_texts(row) for row in taken]
        for at in errors.keys() & set(numbers):
            for column, error in errors[at].items():
                _put(texts[at - numbers[0]], column - left, error)
        yield Chunk(numbers, texts)


def _put(row: list[str], place: int, error: str) -> None:
    if 0 <= place < len(row) and not row[place]:
        row[place] = error


def _texts(row: list[Cell]) -> list[str]:
    return [cell if isinstance(cell, str) else as_text(cell) for cell in row]


def as_text(cell: Cell) -> str:
    """A cell as a person would have typed it.

    Whole numbers stay whole (13800138000, not 1.38E10), others keep the 15 digits Excel keeps,
    dates are ISO, a time of day is ``HH:MM:SS``, a duration decimal hours.
    """
    if isinstance(cell, float):
        return _number(cell)
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, datetime):
        return _moment(cell)
    if isinstance(cell, timedelta):
        return _number(cell / timedelta(hours=1))
    return str(cell)


def _number(cell: float) -> str:
    if cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return format(Decimal(f"{cell:.15g}"), "f")


def _moment(cell: datetime) -> str:
    """Excel keeps fractions of a day, so a second may come out a few microseconds off."""
    rounded = (cell + timedelta(microseconds=500_000)).replace(microsecond=0)
    return rounded.isoformat(" ")
