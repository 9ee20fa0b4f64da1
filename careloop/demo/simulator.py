"""Three years of a dealer group as the files its systems export."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from careloop.demo import faults
from careloop.demo.books import YEARS, Books, live_through
from careloop.demo.shapes import STYLES, TITLES
from careloop.demo.tables import TABLES
from careloop.demo.writers import write_csv, write_workbook

SEED = 20_260_101


@dataclass(frozen=True, slots=True)
class ExportFile:
    """One file of one store, of the feed it belongs to."""

    feed: str
    store_code: str
    path: Path


def simulate(
    folder: Path, *, today: date, seed: int = SEED, years: int = YEARS
) -> list[ExportFile]:
    """Write the exports of the demonstration group and return them in the order to import them.

    The files cover ``years`` of whole months before ``today``'s month and that month up to the
    day before ``today``. The same ``today`` and ``seed`` give the same bytes. The last file holds
    a handful of faulty rows on purpose.
    """
    folder.mkdir(parents=True, exist_ok=True)
    group = live_through(today, seed, years)
    files = [_export(folder, feed, books) for feed in TABLES for books in group]
    return [*files, _late_entries(folder, group)]


def _export(folder: Path, feed: str, books: Books) -> ExportFile:
    store, style = books.store, STYLES[books.store.code]
    rows = TABLES[feed](books)
    name = f"{store.code}_{TITLES[feed]}"
    if feed in style.sheets:
        path = folder / f"{name}.xlsx"
        write_workbook(path, feed, rows, style, store.name)
    else:
        path = folder / f"{name}.csv"
        write_csv(path, feed, rows, style)
    return ExportFile(feed, store.code, path)


def _late_entries(folder: Path, group: list[Books]) -> ExportFile:
    books = next(books for books in group if books.store.code == faults.STORE)
    path = folder / f"{faults.STORE}_{TITLES[faults.FEED]}_补录.csv"
    write_csv(path, faults.FEED, faults.late_entries(books), STYLES[faults.STORE])
    return ExportFile(faults.FEED, faults.STORE, path)
