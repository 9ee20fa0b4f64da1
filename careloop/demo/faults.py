"""One file somebody typed in afterwards, with the mistakes people make."""

from __future__ import annotations

from collections.abc import Iterator

from careloop.demo.books import Books
from careloop.demo.shapes import Row
from careloop.demo.tables import order_row

GOOD_ROWS = 40
FEED = "repair_orders"
STORE = "HZ02"


def late_entries(books: Books) -> list[Row]:
    """Orders entered late by hand: most are right, each of the rest breaks one rule.

    The right ones are orders of the books as they are (the importer finds them unchanged); the
    wrong ones carry order numbers of their own, so nothing else refers to them.
    """
    month = books.period.whole_months[-1]
    chosen = [order for order in books.orders if order.opened_at.date() >= month][:GOOD_ROWS]
    good = [order_row(order, books) for order in chosen]
    return [*good, *_wrong(good)]


def _wrong(good: list[Row]) -> Iterator[Row]:
    """One row per mistake; see the reason beside each."""
    mistakes: list[Row] = [
        {"vin": "LCLC3A7H0PY12345"},  # sixteen signs
        {"vin": "LCLC3A7HOPYI23456"},  # letters O and I, which no vehicle number has
        {"opened_at": "2024/2/30 9:10"},  # a day that does not exist
        {"labour_amount": -320.0},  # negative outside a credit
        {"job_type": "喝茶"},  # no such kind of work
        {"completed_at": _earlier(good[0])},  # finished before it was opened
        {"opened_at": ""},  # required
    ]
    for number, mistake in enumerate(mistakes, 1):
        yield {**good[number], "ro_no": f"BL{number:04d}", "appointment_no": "", **mistake}
    twice = {**good[0], "ro_no": "BL0100", "appointment_no": ""}
    yield twice
    yield {**twice, "total_amount": 9_999.0, "job_type": "索赔"}  # the same order, otherwise


def _earlier(row: Row) -> str:
    opened = row["opened_at"]
    return str(opened) if opened is None or isinstance(opened, str) else "2019/1/1 8:00"
