"""Imports: upload, see what came of it, take it back; what lies between is in ``drafts``."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from careloop.core.ingest.feeds.registry import FEEDS
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Language
from careloop.dms import actions, drafts, queries, tasks
from careloop.dms.choices import RunState
from careloop.dms.forms import UploadForm
from careloop.dms.models import ImportRun, QuarantinedRow
from careloop.dms.pages import line, run_of, shown
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.pages import StoreRequest, language, store_page

RUNS_SHOWN = 25
ROWS_SHOWN = 50


@store_page(Permission.IMPORT)
def imports(request: StoreRequest, store: Store) -> HttpResponse:
    """What can be imported, the form to do it, and what was."""
    return _imports_page(request, store, UploadForm(language=language()))


def _imports_page(
    request: StoreRequest, store: Store, form: UploadForm, status: int = 200
) -> HttpResponse:
    pages = Paginator(queries.runs(request.viewer, store), RUNS_SHOWN)
    page = pages.get_page(request.GET.get("page"))
    context = {
        "form": form,
        "feeds": list(FEEDS.values()),
        "sources": queries.sources(request.viewer, store),
        "runs": [line(run) for run in page],
        "page": page,
    }
    return render(request, "dms/imports.html", context, status=status)


@require_POST
@store_page(Permission.IMPORT)
def upload(request: StoreRequest, store: Store) -> HttpResponse:
    """Keep the file and show what is in it; nothing is imported yet."""
    form = UploadForm(request.POST, request.FILES, language=language())
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
        form.add_error("file", refusal.say(language()))
        return _imports_page(request, store, form, status=422)
    return redirect("dms:run", store_code=store.code, run_id=run.pk)


@store_page(Permission.IMPORT)
def template(request: StoreRequest, store: Store, feed: str) -> HttpResponse:
    """An empty file with the headers of a feed."""
    if feed not in FEEDS:
        raise Http404(feed)
    return _download(queries.template(feed, language()))


@store_page(Permission.IMPORT)
def run(request: StoreRequest, store: Store, run_id: int) -> HttpResponse:
    """One run: its preview while it is a draft, how far it is, what came of it."""
    found = run_of(request, store, run_id)
    if found.state == RunState.DRAFT:
        return drafts.page(request, found)
    return render(request, "dms/run.html", _result(request, found))


@store_page(Permission.IMPORT)
def state(request: StoreRequest, store: Store, run_id: int) -> HttpResponse:
    """The part of a run's page that asks for itself until the run is over."""
    return render(request, "dms/result.html", _result(request, run_of(request, store, run_id)))


@require_POST
@store_page(Permission.IMPORT)
def import_now(request: StoreRequest, store: Store, run_id: int) -> HttpResponse:
    """Import for good the file that was tried."""
    found = run_of(request, store, run_id)
    try:
        again = actions.again(by=request.viewer, run=found)
    except Refused as refusal:
        messages.error(request, refusal.say(language()))
        return redirect("dms:run", store_code=store.code, run_id=run_id)
    tasks.enqueue(again)
    return redirect("dms:run", store_code=store.code, run_id=again.pk)


@require_POST
@store_page(Permission.REVERT_IMPORT)
def revert(request: StoreRequest, store: Store, run_id: int) -> HttpResponse:
    """Take a run back, or say which rows stand on it."""
    try:
        actions.revert_import(by=request.viewer, run=run_of(request, store, run_id))
    except Refused as refusal:
        messages.error(request, refusal.say(language()))
    else:
        messages.success(request, _("The import was taken back; the data is as it was before."))
    return redirect("dms:run", store_code=store.code, run_id=run_id)


@store_page(Permission.IMPORT)
def rejects(request: StoreRequest, store: Store, run_id: int) -> HttpResponse:
    """The quarantined rows in the layout they came in, with their reasons."""
    return _download(queries.rejects(request.viewer, run_of(request, store, run_id), language()))


def _download(file: Any) -> HttpResponse:
    response = HttpResponse(file.content, content_type=file.content_type)
    disposition = content_disposition_header(as_attachment=True, filename=file.filename)
    response.headers["Content-Disposition"] = disposition or "attachment"
    return response


def _result(request: StoreRequest, run: ImportRun) -> dict[str, Any]:
    """What came of a run, with the first rows that were set aside."""
    spoken = language()
    aside = queries.quarantined(request.viewer, run)[:ROWS_SHOWN] if run.quarantined else []
    return line(run) | {
        "is_running": run.state in (RunState.WAITING, RunState.READING),
        "is_done": run.state == RunState.DONE,
        "progress": queries.progress(run),
        "message": run.message.get(spoken, ""),
        "warnings": [warning[spoken] for warning in run.warnings],
        "stubs": {name: count for name, count in run.stubs.items() if count},
        "headers": run.layout.get("headers", []),
        "aside": [_aside(run, row, spoken) for row in aside],
        "may_revert": run.state == RunState.DONE
        and not run.is_dry_run
        and request.viewer.may(Permission.REVERT_IMPORT, run.store_id),
    }


def _aside(run: ImportRun, row: QuarantinedRow, spoken: Language) -> dict[str, Any]:
    headers = run.layout.get("headers", [])
    show_cells = [shown(run.feed, run.mapping.get(header)) for header in headers]
    return {
        "number": row.row_number,
        "reasons": [reason[spoken] for reason in row.reasons],
        "cells": [show(cell) for show, cell in zip(show_cells, row.cells, strict=False)],
    }
