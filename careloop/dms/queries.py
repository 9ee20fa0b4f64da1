"""Reads of imports, scoped by viewer."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, fields

from django.db.models import QuerySet

from careloop.core.ingest import pipeline
from careloop.core.ingest.feeds.feed import Feed
from careloop.core.ingest.feeds.registry import FEEDS
from careloop.core.ingest.feeds.registry import feed as feed_of
from careloop.core.ingest.reasons import Reason
from careloop.core.ingest.rejects import template as feed_template
from careloop.core.ingest.rejects import write_rejects
from careloop.core.ingest.verdicts import Fault, Layout, Preview, Quarantined
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Language, Text
from careloop.dms import folder
from careloop.dms.loading.registry import LOADERS
from careloop.dms.models import ImportRun, QuarantinedRow, Source
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.queries import stores
from careloop.organisation.rules import Viewer

NO_SUCH_RUN = Text(
    zh="没有第 {run} 次导入，或您无权查看。",
    en="There is no import {run}, or you may not see it.",
)
CSV_TYPE = "text/csv; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Download:
    """A file for the reader to keep."""

    filename: str
    content: bytes
    content_type: str = CSV_TYPE


def feeds() -> list[Feed]:
    """What can be imported, in the order in which a dealer would."""
    return list(FEEDS.values())


def feed(code: str) -> Feed:
    """One feed; raises ``Refused`` where there is none of that code."""
    return feed_of(code)


def template(feed: str, language: Language) -> Download:
    """An empty file with the headers of a feed.

    Raises:
        Refused: there is no such feed.
    """
    return Download(f"{feed}.csv", feed_template(feed_of(feed), language).encode())


def runs(viewer: Viewer, store: Store | None = None) -> QuerySet[ImportRun]:
    """The runs of a store, or of every store where the viewer imports; the newest first."""
    allowed = stores(viewer, Permission.IMPORT)
    if store is not None:
        allowed = allowed.filter(pk=store.pk)
    found = ImportRun.objects.filter(store__in=allowed).select_related("store", "source")
    return found.order_by("-pk")


def run(viewer: Viewer, run_id: int) -> ImportRun:
    """One run.

    Raises:
        Refused: there is none that the viewer may see.
    """
    found = runs(viewer).filter(pk=run_id).first()
    if found is None:
        raise Refused(NO_SUCH_RUN, run=run_id)
    return found


def run_of(viewer: Viewer, store: Store, run_id: int) -> ImportRun:
    """One run of ``store``; raises as :func:`run` does."""
    found = run(viewer, run_id)
    if found.store_id != store.pk:
        raise Refused(NO_SUCH_RUN, run=run_id)
    return found


def sources(viewer: Viewer, store: Store) -> list[str]:
    """The names of the sources this store imports from."""
    viewer.require(Permission.IMPORT, store.pk)
    names = Source.objects.filter(store=store).order_by("name").values_list("name", flat=True)
    return list(names.distinct())


def saved_mapping(viewer: Viewer, store: Store, feed: str, source: str) -> dict[str, str | None]:
    """How the headers of a source map; empty for a source not known."""
    viewer.require(Permission.IMPORT, store.pk)
    found = Source.objects.filter(store=store, feed=feed, name=source).first()
    return dict(found.mapping) if found else {}


def progress(run: ImportRun) -> dict[str, int]:
    """How far a run is: ``percent`` and ``rows``."""
    return folder.read_progress(run.pk)


def preview(viewer: Viewer, run: ImportRun) -> Preview:
    """The first look at the file of a run, read as its draft says.

    Raises:
        Refused: no permission, or the file is not a table.
    """
    viewer.require(Permission.IMPORT, run.store_id)
    own_store = None if LOADERS[run.feed].blank_store_is_group else run.store.code
    return pipeline.preview(
        folder.folder_of(run.pk) / run.stored_path,
        feed_of(run.feed),
        name=run.file_name,
        store=own_store,
        chosen=run.chosen,
        mapping=run.mapping,
    )


def quarantined(viewer: Viewer, run: ImportRun) -> QuerySet[QuarantinedRow]:
    """The rows a run set aside, in the order of the file."""
    viewer.require(Permission.IMPORT, run.store_id)
    return QuarantinedRow.objects.filter(run=run).order_by("row_number", "pk")


def rejects(viewer: Viewer, run: ImportRun, language: Language) -> Download:
    """The rows a run set aside, in the layout they came in, with a column of reasons.

    Formula-like text is neutralised on its way out.
    """
    rows = quarantined(viewer, run)
    stream = io.StringIO(newline="")
    write_rejects(stream, _layout(run), _as_they_came(rows), language)
    return Download(f"{run.feed}-{run.pk}-rejects.csv", stream.getvalue().encode())


def _layout(run: ImportRun) -> Layout:
    kept = {field.name: run.layout.get(field.name) for field in fields(Layout)}
    kept["headers"] = tuple(kept["headers"] or ())
    kept["header_row"] = kept["header_row"] or 1
    return Layout(**kept)


def _as_they_came(rows: QuerySet[QuarantinedRow]) -> Iterator[Quarantined]:
    for row in rows.iterator(chunk_size=2000):
        faults = tuple(_fault(row.row_number, reason) for reason in row.reasons)
        yield Quarantined(row.row_number, tuple(row.cells), faults)


def _fault(row_number: int, kept: dict[str, str]) -> Fault:
    """A fault from what was kept of it: its sentences were said when it was found."""
    said = Text(zh=_literal(kept["zh"]), en=_literal(kept["en"]))
    return Fault(row_number, kept["column"], kept["value"], Reason(kept["code"], said))


def _literal(sentence: str) -> str:
    return sentence.replace("{", "{{").replace("}", "}}")
