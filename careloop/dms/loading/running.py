"""One file from disk to store: read and checked by core, loaded, counted, the verdict kept."""

from __future__ import annotations

import gc
import json
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import IO, Any

from django.db import transaction

from careloop.core.ingest.feeds.registry import feed as feed_of
from careloop.core.ingest.pipeline import Checked, read_checked
from careloop.core.ingest.reading.child import ReadingChild
from careloop.core.ingest.verdicts import CheckedBatch, Fault, Quarantined
from careloop.core.kernel.text import Text
from careloop.dms import folder
from careloop.dms.choices import RunState
from careloop.dms.ledger import keeping_before
from careloop.dms.loading.engine import Loading, Stores
from careloop.dms.loading.links import link_late
from careloop.dms.loading.registry import LOADERS
from careloop.dms.models import ImportRun, QuarantinedRow
from careloop.dms.reasons import TOTAL_ROWS, UNKNOWN_NAMES
from careloop.organisation.choices import Permission
from careloop.organisation.queries import stores
from careloop.organisation.rules import Viewer

Progress = Callable[[int, int], None]
SHOWN_NAMES = 5


class LostRows(Exception):
    """The counts do not add up to the rows of the file: a bug, and nothing may be stored."""


class Reporting:
    """Tells how far a run is: first the rows read, then the share of them stored."""

    def __init__(self, run_id: int, progress: Progress | None) -> None:
        self.run_id = run_id
        self.progress = progress
        self.said = (-1, -1)

    def __call__(self, rows: int, total: int) -> None:
        """``total`` is 0 while the rows of the file are not counted yet."""
        percent = min(99, 100 * rows // total) if total else 0
        if (percent, rows // 5000) == self.said:
            return
        self.said = (percent, rows // 5000)
        folder.write_progress(self.run_id, percent, rows)
        if self.progress is not None:
            self.progress(rows, total)


@contextmanager
def opened(
    run: ImportRun, report: Reporting, child: ReadingChild | None = None
) -> Iterator[Checked]:
    """The run's file, read to its end by core and ready to be handed out in batches.

    It is read before the transaction begins, so that others may write meanwhile.

    Raises:
        Refused: the file cannot be taken.
    """
    own_store = None if LOADERS[run.feed].blank_store_is_group else run.store.code
    with read_checked(
        folder.folder_of(run.pk) / run.stored_path,
        feed_of(run.feed),
        now=run.started_at or run.created_at,
        name=run.file_name,
        store=own_store,
        chosen=run.chosen,
        mapping=run.mapping,
        progress=report,
        child=child,
    ) as checked:
        yield checked


@contextmanager
def _without_looking_for_cycles() -> Iterator[None]:
    """Rows are tuples and tables without cycles: looking for some at each batch finds none."""
    looking = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if looking:
            gc.enable()


def _one_ahead(checked: Checked) -> Iterator[CheckedBatch]:
    """The batches, the next one checked while the database takes in the one before."""
    batches = iter(checked)
    with ThreadPoolExecutor(max_workers=1) as beside:
        waiting = beside.submit(next, batches, None)
        while (batch := waiting.result()) is not None:
            waiting = beside.submit(next, batches, None)
            yield batch


def load(run: ImportRun, *, by: Viewer, checked: Checked) -> None:
    """Store the rows of a file inside the caller's transaction, and the run's verdict with them.

    A dry run takes back all but the verdict.

    Raises:
        LostRows: the counts do not add up.
    """
    spool = folder.folder_of(run.pk) / "quarantine.jsonl"
    at = run.started_at or run.created_at
    with spool.open("w", encoding="utf-8") as aside:
        loading = Loading(
            feed=feed_of(run.feed),
            run_id=run.pk,
            at=at,
            stores=_stores(run, by),
            keep_before=keeping_before(run.pk),
            set_aside=_spooling(aside),
        )
        with transaction.atomic(), _without_looking_for_cycles():
            for batch in _one_ahead(checked):
                loading.take(batch)
            link_late(run.pk, at)
            transaction.set_rollback(run.is_dry_run)
    _settle(run, loading, checked)
    _keep_quarantine(run, spool)
    _remember_mapping(run, checked)
    folder.write_progress(run.pk, 100, run.rows_in_file)


def _stores(run: ImportRun, by: Viewer) -> Stores:
    """The stores of the run's group where the one who imports may, by code and by name."""
    group_id = run.store.group_id
    allowed = list(stores(by, Permission.IMPORT).filter(group_id=group_id))
    known = {store.name: store.pk for store in allowed}
    known |= {store.code: store.pk for store in allowed}
    return Stores(group_id, run.store_id, known)


def _spooling(aside: IO[str]) -> Callable[[Quarantined], None]:
    """Rows set aside go to a file first: a dry run takes back all else that was written."""

    def set_aside(row: Quarantined) -> None:
        told = [_reason(fault) for fault in row.faults]
        line = json.dumps([row.source_row, list(row.cells), told], ensure_ascii=False)
        aside.write(line + "\n")

    return set_aside


def _reason(fault: Fault) -> dict[str, str | None]:
    return {
        "code": fault.reason.code,
        "column": fault.column,
        "value": fault.value,
        "zh": fault.say("zh"),
        "en": fault.say("en"),
    }


def _keep_quarantine(run: ImportRun, spool: Path) -> None:
    with spool.open(encoding="utf-8") as lines:
        rows = (
            QuarantinedRow(run=run, row_number=row, cells=cells, reasons=reasons)
            for row, cells, reasons in map(json.loads, lines)
        )
        while chunk := list(islice(rows, 2000)):
            QuarantinedRow.objects.bulk_create(chunk)
    spool.unlink()


def _settle(run: ImportRun, loading: Loading, checked: Checked) -> None:
    """Write what came of the run, after holding it against the rows of the file."""
    tally, counts = checked.tally, loading.counts
    run.rows_in_file = tally.rows_in_file
    run.blank = tally.blank + tally.totals
    run.created, run.updated = counts.created, counts.updated
    run.unchanged, run.quarantined = counts.unchanged, counts.quarantined
    if counts.accounted + run.blank != run.rows_in_file:
        raise LostRows(f"{counts} and {run.blank} blank of {run.rows_in_file} rows")
    run.stubs = dict(+loading.notes.stubs)
    run.warnings = list(_warnings(loading, tally.totals))
    run.unknown_columns = list(checked.mapping.unknown)
    run.layout = as_json(checked.layout) | {"chosen": asdict(run.chosen)}
    run.mapping = dict(checked.mapping.columns)
    run.state, run.progress, run.finished_at = RunState.DONE, 100, datetime.now()
    run.save()


def as_json(layout: Any) -> dict[str, Any]:
    """A layout as it is stored with the run."""
    return {name: getattr(layout, name) for name in layout.__dataclass_fields__}


def _warnings(loading: Loading, totals: int) -> Iterable[dict[str, Any]]:
    for code, faults in loading.warned.items():
        said = [_reason(fault) | {"row": fault.source_row} for fault in faults]
        yield {
            "code": code,
            "rows": loading.warnings[code],
            "zh": said[0]["zh"],
            "en": said[0]["en"],
            "first": said,
        }
    for kind, names in loading.notes.unknown.items():
        if names:
            yield _told(f"unknown_{kind}", UNKNOWN_NAMES[kind], names.total(), _unknown(names))
    if totals:
        yield _told("total_rows", TOTAL_ROWS, totals, {})


def _unknown(names: Any) -> dict[str, object]:
    shown = sorted(names)[:SHOWN_NAMES]
    more = ", …" if len(names) > SHOWN_NAMES else ""
    return {"count": len(names), "names": ", ".join(shown) + more}


def _told(code: str, text: Text, rows: int, params: dict[str, object]) -> dict[str, Any]:
    zh, en = (text.say(language, rows=rows, **params) for language in ("zh", "en"))
    return {"code": code, "rows": rows, "zh": zh, "en": en}


def _remember_mapping(run: ImportRun, checked: Checked) -> None:
    """A source remembers how its file was read, for the next file it sends; not which sheet, as
    their names tend to hold the month.
    """
    if run.source is None or run.is_dry_run:
        return
    run.source.mapping = {**run.source.mapping, **checked.mapping.columns}
    run.source.layout = asdict(replace(run.chosen, sheet=None))
    run.source.save(update_fields=["mapping", "layout"])
