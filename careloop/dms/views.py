"""Imports: upload, look, try, import, see what came of it, take it back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from careloop.common.crypto import masked
from careloop.core.ingest.feeds.registry import FEEDS, feed
from careloop.core.ingest.verdicts import Preview
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Language, language_of
from careloop.dms import actions, queries, tasks
from careloop.dms.choices import RUN_STATE_LABELS, RunState
from careloop.dms.forms import MappingForm, UploadForm
from careloop.dms.models import ImportRun, QuarantinedRow
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.pages import StoreRequest, store_page

RUNS_SHOWN = 25
ROWS_SHOWN = 50
SAMPLE_ROWS = 8
TONES = {
    RunState.DONE: "good",
    RunState.REFUSED: "bad",
    RunState.FAILED: "bad",
    RunState.WAITING: "busy",
    RunState.READING: "busy",
}


@store_page(Permission.IMPORT)
def imports(request: StoreRequest, store: Store) -> HttpResponse:
    """What can be imported, the form to do it, and what was."""
    return _imports_page(request, store, UploadForm(language=_language()))


def _imports_page(
    request: StoreRequest, store: Store, form: UploadForm, status: int = 200
) -> HttpResponse:
    pages = Paginator(queries.runs(request.viewer, store), RUNS_SHOWN)
    page = pages.get_page(request.GET.get("page"))
    context = {
        "form": form,
        "feeds": list(FEEDS.values()),
        "sources": queries.sources(request.viewer, store),
        "runs": [_line(run) for run in page],
        "page": page,
    }
    return render(request, "dms/imports.html", context, status=status)


@require_POST
@store_page(Permission.IMPORT)
def upload(request: StoreRequest, store: Store) -> HttpResponse:
    """Keep the file and show what is in it; nothing is imported yet."""
    form = UploadForm(request.POST, request.FILES, language=_language())
    if not form.is_valid():
        return _imports_page(request, store, form, status=422)
    given = form.cleaned_data
    try:
        run = actions.receive(
            by=request.viewer,
            store=store,
            feed=given["feed"],
            file=given["file"],
            file_name=given["file"].name,
            source=given["source"] or None,
        )
    except Refused as refusal:
        form.add_error("file", refusal.say(_language()))
        return _imports_page(request, store, form, status=422)
    return redirect("dms:run", store_code=store.code, run_id=run.pk)


@store_page(Permission.IMPORT)
def template(request: StoreRequest, store: Store, feed: str) -> HttpResponse:
    """An empty file with the headers of a feed."""
    if feed not in FEEDS:
        raise Http404(feed)
    return _download(queries.template(feed, _language()))


@store_page(Permission.IMPORT)
def run(request: StoreRequest, store: Store, run_id: int) -> HttpResponse:
    """One run: its preview while it is a draft, how far it is, what came of it."""
    found = _run(request, store, run_id)
    if found.state == RunState.DRAFT:
        return _preview_page(request, found)
    return render(request, "dms/run.html", _result(request, found))


@store_page(Permission.IMPORT)
def state(request: StoreRequest, store: Store, run_id: int) -> HttpResponse:
    """The part of a run's page that asks for itself until the run is over."""
    return render(request, "dms/result.html", _result(request, _run(request, store, run_id)))


@require_POST
@store_page(Permission.IMPORT)
def confirm(request: StoreRequest, store: Store, run_id: int) -> HttpResponse:
    """Take the mapping as corrected; then look again, try, or import."""
    found = _run(request, store, run_id)
    if found.state != RunState.DRAFT:
        return redirect("dms:run", store_code=store.code, run_id=run_id)
    sheet = request.POST.get("sheet") or None
    try:
        seen = queries.preview(request.viewer, found, sheet=sheet)
        form = _mapping_form(found, seen, request.POST)
        if request.POST.get("do") == "look":
            return _preview_page(request, found, sheet=sheet)
        if not form.is_valid():
            return _preview_page(request, found, sheet=sheet, form=form)
        confirmed = actions.confirm(
            by=request.viewer,
            run=found,
            mapping=form.mapping(),
            sheet=sheet,
            dry_run=request.POST.get("do") != "import",
        )
    except Refused as refusal:
        messages.error(request, refusal.say(_language()))
        return redirect("dms:run", store_code=store.code, run_id=run_id)
    tasks.enqueue(confirmed)
    return redirect("dms:run", store_code=store.code, run_id=run_id)


@require_POST
@store_page(Permission.IMPORT)
def import_now(request: StoreRequest, store: Store, run_id: int) -> HttpResponse:
    """Import for good the file that was tried."""
    found = _run(request, store, run_id)
    try:
        again = actions.again(by=request.viewer, run=found)
    except Refused as refusal:
        messages.error(request, refusal.say(_language()))
        return redirect("dms:run", store_code=store.code, run_id=run_id)
    tasks.enqueue(again)
    return redirect("dms:run", store_code=store.code, run_id=again.pk)


@require_POST
@store_page(Permission.REVERT_IMPORT)
def revert(request: StoreRequest, store: Store, run_id: int) -> HttpResponse:
    """Take a run back, or say which rows stand on it."""
    try:
        actions.revert_import(by=request.viewer, run=_run(request, store, run_id))
    except Refused as refusal:
        messages.error(request, refusal.say(_language()))
    else:
        messages.success(request, _("The import was taken back; the data is as it was before."))
    return redirect("dms:run", store_code=store.code, run_id=run_id)


@store_page(Permission.IMPORT)
def rejects(request: StoreRequest, store: Store, run_id: int) -> HttpResponse:
    """The quarantined rows in the layout they came in, with their reasons."""
    return _download(queries.rejects(request.viewer, _run(request, store, run_id), _language()))


def _run(request: StoreRequest, store: Store, run_id: int) -> ImportRun:
    """A run of this store; any other does not exist here."""
    try:
        return queries.run_of(request.viewer, store, run_id)
    except Refused as refusal:
        raise Http404(str(refusal)) from refusal


def _download(file: Any) -> HttpResponse:
    response = HttpResponse(file.content, content_type=file.content_type)
    disposition = content_disposition_header(as_attachment=True, filename=file.filename)
    response.headers["Content-Disposition"] = disposition or "attachment"
    return response


def _language() -> Language:
    return language_of(get_language())


def _line(run: ImportRun) -> dict[str, Any]:
    """What every list says of a run."""
    return {
        "run": run,
        "feed": feed(run.feed).name.say(_language()),
        "state": RUN_STATE_LABELS[RunState(run.state)],
        "tone": TONES.get(RunState(run.state), ""),
        "accepted": run.created + run.updated,
    }


def _preview_page(
    request: StoreRequest,
    run: ImportRun,
    *,
    sheet: str | None = None,
    form: MappingForm | None = None,
) -> HttpResponse:
    """``form`` is the mapping as it was sent, with what is wrong in it."""
    context = _line(run)
    try:
        seen = queries.preview(request.viewer, run, sheet=sheet)
    except Refused as refusal:
        context["refusal"] = refusal.say(_language())
        return render(request, "dms/preview.html", context, status=422)
    form = form or _mapping_form(run, seen)
    names = {column.name: column.label.say(_language()) for column in feed(run.feed).columns}
    context |= {
        "seen": seen,
        "header_row": seen.layout.header_row,
        "columns": list(_columns(run, form, seen)),
        "missing": [names[name] for name in seen.missing],
        "unknown": seen.mapping.unknown,
    }
    return render(request, "dms/preview.html", context)


def _mapping_form(run: ImportRun, seen: Preview, data: Any = None) -> MappingForm:
    initial = {
        f"column_{place}": seen.mapping.columns.get(header, "")
        for place, header in enumerate(seen.layout.headers)
    }
    return MappingForm(
        data,
        feed=feed(run.feed),
        headers=seen.layout.headers,
        language=_language(),
        initial=initial,
    )


def _columns(run: ImportRun, form: MappingForm, seen: Preview) -> Iterator[dict[str, Any]]:
    """Each column of the file: its header, the select, the first values."""
    for place, header in enumerate(seen.layout.headers):
        hide = _shown(run.feed, seen.mapping.columns.get(header))
        values = [row[place] for row in seen.rows[:SAMPLE_ROWS] if place < len(row)]
        yield {
            "header": header,
            "field": form[f"column_{place}"],
            "values": [hide(value) for value in values if value],
        }


def _result(request: StoreRequest, run: ImportRun) -> dict[str, Any]:
    """What came of a run, with the first rows that were set aside."""
    language = _language()
    aside = queries.quarantined(request.viewer, run)[:ROWS_SHOWN] if run.quarantined else []
    return _line(run) | {
        "is_running": run.state in (RunState.WAITING, RunState.READING),
        "is_done": run.state == RunState.DONE,
        "progress": queries.progress(run),
        "message": run.message.get(language, ""),
        "warnings": [warning[language] for warning in run.warnings],
        "stubs": {name: count for name, count in run.stubs.items() if count},
        "headers": run.layout.get("headers", []),
        "aside": [_aside(run, row, language) for row in aside],
        "may_revert": run.state == RunState.DONE
        and not run.is_dry_run
        and request.viewer.may(Permission.REVERT_IMPORT, run.store_id),
    }


def _shown(feed_code: str, column: str | None) -> Callable[[str], str]:
    """How a cell of a column is shown: phones masked, all else as it came."""
    is_phone = column is not None and feed(feed_code).column(column).kind == "phone"
    return masked if is_phone else str


def _aside(run: ImportRun, row: QuarantinedRow, language: Language) -> dict[str, Any]:
    headers = run.layout.get("headers", [])
    shown = [_shown(run.feed, run.mapping.get(header)) for header in headers]
    return {
        "number": row.row_number,
        "reasons": [reason[language] for reason in row.reasons],
        "cells": [show(cell) for show, cell in zip(shown, row.cells, strict=False)],
    }
