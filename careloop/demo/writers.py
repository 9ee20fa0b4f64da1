"""Files as they come out of dealer systems and off people's desks: CSV and workbooks."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path

import xlsxwriter

from careloop.demo.shapes import HEADERS, TITLES, Row, Style, Value

MADE = datetime(2020, 1, 1)  # workbooks carry a fixed day, so that the same run is the same bytes
# feed → columns added up in the row people put at the end
TOTALS = {"insurance_policies": "premium", "complaints": None, "customers": None}
# feed → (first column, last column, words): a merged band above the header
BANDS = {
    "complaints": (("complaint_no", "phone", "投诉信息"), ("cause", "satisfied", "处理情况")),
    "survey_scores": (("period", "item", "评估项目"), ("score", "weight", "评估结果")),
}


def write_csv(path: Path, feed: str, rows: Iterable[Row], style: Style) -> None:
    columns = list(HEADERS[feed])
    printed = style.printed
    with path.open("w", encoding=style.encoding, newline="") as file:
        writer = csv.writer(file)
        writer.writerow([style.header(feed, column) for column in columns])
        writer.writerows([printed(row.get(column)) for column in columns] for row in rows)


def write_workbook(
    path: Path, feed: str, rows: Iterable[Row], style: Style, store_name: str
) -> None:
    """A workbook as people make it: titles above, a band over the header, 合计 at the end."""
    with xlsxwriter.Workbook(path) as book:
        book.set_properties({"created": MADE})
        desk = _Desk(book, feed, style)
        desk.titles(store_name)
        desk.band()
        desk.header()
        for row in rows:
            desk.row(row)
        desk.total()


class _Desk:
    """One sheet being filled from the top."""

    def __init__(self, book: xlsxwriter.Workbook, feed: str, style: Style) -> None:
        self._feed, self._style = feed, style
        self._columns = list(HEADERS[feed])
        self._sheet = book.add_worksheet(TITLES[feed])
        self._title = book.add_format({"bold": True, "font_size": 16, "align": "center"})
        self._head = book.add_format({"bold": True, "align": "center", "border": 1})
        self._day = book.add_format({"num_format": "yyyy-mm-dd"})
        self._moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        self._line = self._count = 0
        self._sum = 0.0

    def titles(self, store_name: str) -> None:
        last = len(self._columns) - 1
        self._sheet.merge_range(0, 0, 0, last, f"{store_name}{TITLES[self._feed]}", self._title)
        self._sheet.write_string(1, 0, "制表部门：客户关爱部")
        self._line = 3

    def band(self) -> None:
        for first, last, words in BANDS.get(self._feed, ()):
            left, right = self._columns.index(first), self._columns.index(last)
            self._sheet.merge_range(self._line, left, self._line, right, words, self._head)
        self._line += self._feed in BANDS

    def header(self) -> None:
        for place, column in enumerate(self._columns):
            self._sheet.write_string(
                self._line, place, self._style.header(self._feed, column), self._head
            )
        self._line += 1

    def row(self, row: Row) -> None:
        for place, column in enumerate(self._columns):
            self._cell(place, column, row.get(column))
        amount = row.get(TOTALS.get(self._feed) or "")
        self._sum += amount if isinstance(amount, float) else 0.0
        self._count += 1
        self._line += 1

    def _cell(self, place: int, column: str, value: Value) -> None:
        if value is None or value == "":
            return
        if isinstance(value, bool):
            self._sheet.write(self._line, place, self._style.printed(value))
        elif isinstance(value, datetime):
            self._sheet.write_datetime(self._line, place, value, self._moment)
        elif isinstance(value, date):
            self._sheet.write_datetime(self._line, place, value, self._day)
        elif isinstance(value, (int, float)):
            self._sheet.write_number(self._line, place, value)
        elif column == "phone" and value.isdigit():
            self._sheet.write_number(self._line, place, int(value))  # shown as 1.99E+10
        else:
            self._sheet.write_string(self._line, place, value)

    def total(self) -> None:
        if self._feed not in TOTALS:
            return
        self._sheet.write_string(self._line, 0, "合计", self._head)
        summed = TOTALS[self._feed]
        place = self._columns.index(summed) if summed else 1
        self._sheet.write_number(self._line, place, self._sum if summed else self._count)
