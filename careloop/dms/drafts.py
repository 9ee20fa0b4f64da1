"""A file before it is imported: look at it, correct how it is read, try or import it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, replace
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from careloop.core.ingest.feeds.registry import feed
from careloop.core.ingest.reading.chosen import AS_FOUND
from careloop.core.ingest.verdicts import Preview
from careloop.core.kernel.errors import Refused
from careloop.dms import actions, queries, tasks
from careloop.dms.choices import RunState
from careloop.dms.forms import LayoutForm, MappingForm
from careloop.dms.models import ImportRun
from careloop.dms.pages import line, run_of, shown
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.pages import StoreRequest, language, store_page

SAMPLE_ROWS = 8
TEXT_FILES = (".csv", ".txt", ".tsv")


def page(request: StoreRequest, run: ImportRun, *, sent: Any = None) -> HttpResponse:
    """The preview of a draft; ``sent`` is a layout in which something is wrong."""
    try:
        seen = queries.preview(request.viewer, run)
    except Refused as refusal:
        return _unreadable(request, run, refusal, sent)
    return _preview(request, run, seen, sent=sent)


@require_POST
@store_page(Permission.IMPORT)
def look(request: StoreRequest, store: Store, run_id: int) -> HttpResponse:
    """Show the file again, read with the sheet, header row and encoding given."""
    return _look(request, store, run_of(request, store, run_id))


@require_POST
@store_page(Permission.IMPORT)
def confirm(request: StoreRequest, store: Store, run_id: int) -> HttpResponse:
    """Try the file or import it, with the mapping as corrected.

    Where the layout was changed on the page as well, the mapping is of columns nobody has seen
    yet: the file is shown again.
    """
    found = run_of(request, store, run_id)
    if found.state != RunState.DRAFT:
        return redirect("dms:run", store_code=store.code, run_id=run_id)
    try:
        seen = queries.preview(request.viewer, found)
        if _layout_form(found, seen, request.POST).has_changed():
            return _look(request, store, found)
        form = _mapping_form(found, seen, request.POST)
        if not form.is_valid():
            return _preview(request, found, seen, form=form)
        confirmed = actions.confirm(
            by=request.viewer,
            run=found,
            mapping=form.mapping(),
            chosen=replace(found.chosen, sheet=seen.layout.sheet),
            dry_run=request.POST.get("do") != "import",
        )
    except Refused as refusal:
        messages.error(request, refusal.say(language()))
        return redirect("dms:run", store_code=store.code, run_id=run_id)
    tasks.enqueue(confirmed)
    return redirect("dms:run", store_code=store.code, run_id=run_id)


def _look(request: StoreRequest, store: Store, run: ImportRun) -> HttpResponse:
    layout = LayoutForm(request.POST)
    if not layout.is_valid() and run.state == RunState.DRAFT:
        return page(request, run, sent=request.POST)
    try:
        actions.lay_out(by=request.viewer, run=run, chosen=layout.chosen())
    except Refused as refusal:
        messages.error(request, refusal.say(language()))
    return redirect("dms:run", store_code=store.code, run_id=run.pk)


def _unreadable(request: StoreRequest, run: ImportRun, refusal: Refused, sent: Any) -> HttpResponse:
    """Why the file cannot be taken, and the layout where another may help."""
    is_text = run.file_name.lower().endswith(TEXT_FILES)
    context = line(run) | {"refusal": refusal.say(language())}
    if is_text or run.chosen != AS_FOUND:
        context["layout"] = _layout_form(run, None, sent)
    return render(request, "dms/preview.html", context, status=422)


def _preview(
    request: StoreRequest,
    run: ImportRun,
    seen: Preview,
    *,
    sent: Any = None,
    form: MappingForm | None = None,
) -> HttpResponse:
    form = form or _mapping_form(run, seen)
    names = {column.name: column.label.say(language()) for column in feed(run.feed).columns}
    context = line(run) | {
        "seen": seen,
        "layout": _layout_form(run, seen, sent),
        "header_row": seen.layout.header_row,
        "columns": list(_columns(run, form, seen)),
        "missing": [names[name] for name in seen.missing],
        "unknown": seen.mapping.unknown,
    }
    return render(request, "dms/preview.html", context)


def _layout_form(run: ImportRun, seen: Preview | None, data: Any = None) -> LayoutForm:
    """What was chosen of the layout, with the fields this file calls for: one of several sheets
    is always chosen, a workbook has no encoding.
    """
    sheets = seen.sheets if seen else ()
    read_with = replace(run.chosen, sheet=seen.layout.sheet if seen else None)
    form = LayoutForm(data, sheets=sheets, initial=asdict(read_with))
    if len(sheets) < 2:
        del form.fields["sheet"]
    if seen and seen.layout.encoding is None:
        del form.fields["encoding"]
    return form


def _mapping_form(run: ImportRun, seen: Preview, data: Any = None) -> MappingForm:
    initial = {
        f"column_{place}": seen.mapping.columns.get(header, "")
        for place, header in enumerate(seen.layout.headers)
    }
    return MappingForm(
        data,
        feed=feed(run.feed),
        headers=seen.layout.headers,
        language=language(),
        initial=initial,
    )


def _columns(run: ImportRun, form: MappingForm, seen: Preview) -> Iterator[dict[str, Any]]:
    """Each column of the file: its header, the select, the first values."""
    for place, header in enumerate(seen.layout.headers):
        hide = shown(run.feed, seen.mapping.columns.get(header))
        values = [row[place] for row in seen.rows[:SAMPLE_ROWS] if place < len(row)]
        yield {
            "header": header,
            "field": form[f"column_{place}"],
            "values": [hide(value) for value in values if value],
        }
