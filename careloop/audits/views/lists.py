"""The pages of checklists: those in use, those that come ready, one in its versions, its editor."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from careloop.audits import actions, queries
from careloop.audits.forms import ChecklistEditor
from careloop.audits.models import Checklist
from careloop.audits.rules import Stale
from careloop.audits.views.frame import asked_number, frame, missing_is_404, now
from careloop.audits.views.sheets import Typed, shown
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text
from careloop.core.scoring import inspection_drafts
from careloop.core.scoring.inspections import SCALE_LABELS, ChecklistContent, content_from
from careloop.core.scoring.ready_inspections import READY
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.pages import StoreRequest, language, store_page
from careloop.organisation.rules import Forbidden

OWN = "own"


@store_page(Permission.VIEW_INSPECTIONS)
def checklists(request: StoreRequest, store: Store) -> HttpResponse:
    """Those in use, and those that come ready."""
    lines = queries.checklists(request.viewer, store, now().date())
    context = {
        "used": [line for line in lines if line.used or line.draft],
        "ready": [line for line in lines if line.ready and not (line.used or line.draft)],
        "retired": [
            queries.versions(request.viewer, store, line.code)[0]
            for line in lines
            if not (line.used or line.draft or line.ready)
        ],
        **frame(request, store, "checklists"),
    }
    return render(request, "audits/checklists.html", context)


@require_POST
@store_page(Permission.MANAGE_CHECKLISTS)
def adopt(request: StoreRequest, store: Store) -> HttpResponse:
    """Take over a checklist that comes ready."""
    made = actions.adopt(
        by=request.viewer, store=store, code=request.POST.get("code", ""), now=now()
    )
    messages.success(request, _("Taken over. Plan how often it is due."))
    return redirect("audits:checklist", store_code=store.code, code=made.code)


@store_page(Permission.VIEW_INSPECTIONS)
def checklist(request: StoreRequest, store: Store, code: str) -> HttpResponse:
    """One checklist: how it looks on a phone, its versions, its plans."""
    versions = queries.versions(request.viewer, store, code)
    if not versions:
        return _ready(request, store, code)
    chosen = _chosen(versions, request.GET.get("version", ""))
    content = content_from(chosen.content)
    today = now().date()
    running = [p for p in queries.plans(request.viewer, store, today) if p.checklist_code == code]
    context = {
        "checklist": chosen,
        "name": queries.name_of(chosen),
        "versions": versions,
        "is_newest": chosen.pk == versions[0].pk,
        "used": next((v for v in versions if v.published_at), None),
        "plans": running,
        "faults": [fault.say(language()) for fault in inspection_drafts.faults(content)],
        **_preview(content),
        **frame(request, store, "checklists"),
    }
    return render(request, "audits/checklist.html", context)


def _chosen(versions: list[Checklist], asked: str) -> Checklist:
    """The version the address names, else the newest."""
    if not asked:
        return versions[0]
    found = next((one for one in versions if str(one.version) == asked), None)
    if found is None:
        raise Http404(asked)
    return found


def _ready(request: StoreRequest, store: Store, code: str) -> HttpResponse:
    """A checklist that comes ready and is not taken over yet."""
    ready = READY.get(code)
    if ready is None:
        raise Http404(code)
    context = {
        "ready": ready,
        "name": ready.name,
        **_preview(ready.content),
        **frame(request, store, "checklists"),
    }
    return render(request, "audits/checklist.html", context)


def _preview(content: ChecklistContent) -> dict[str, Any]:
    return {
        "content": content,
        "sections": shown(content, Typed(), {}, language()),
        "scales": {item.scale: SCALE_LABELS[item.scale] for item in content.items}.values(),
        "total": len(content.items),
    }


@store_page(Permission.MANAGE_CHECKLISTS)
def edit(request: StoreRequest, store: Store, code: str) -> HttpResponse:
    """Change a copy of the newest version; stored, it is the next one."""
    versions = queries.versions(request.viewer, store, code)
    if not versions:
        raise Http404(code)
    last = versions[0]
    names = (last.name_zh, last.name_en)
    used = {item.code for one in versions for item in content_from(one.content).items}
    made_from = _version_asked(request, "made_from", last.version)
    base = next((one for one in versions if one.version == made_from), last)
    editor = ChecklistEditor(
        content_from(base.content), names, language(), request.POST or None, used=used
    )
    based_on = _version_asked(request, "based_on", last.version)
    return _edited(request, store, editor, code, based_on=based_on, made_from=base.version)


def _version_asked(request: StoreRequest, name: str, otherwise: int) -> int:
    found = asked_number(request.POST.get(name, ""))
    return otherwise if found is None else found


@store_page(Permission.MANAGE_CHECKLISTS)
def new(request: StoreRequest, store: Store) -> HttpResponse:
    """A checklist of the store's own."""
    known = {line.code for line in queries.checklists(request.viewer, store, now().date())}
    number = next(n for n in range(1, len(known) + 2) if f"{OWN}_{n}" not in known)
    editor = ChecklistEditor(ChecklistContent(()), ("", ""), language(), request.POST or None)
    return _edited(request, store, editor, f"{OWN}_{number}")


def _edited(
    request: StoreRequest,
    store: Store,
    editor: ChecklistEditor,
    code: str,
    *,
    based_on: int = 0,
    made_from: int = 0,
) -> HttpResponse:
    """``based_on`` is the version the person knows of, ``made_from`` the one the form shows."""
    context: dict[str, Any] = {
        "editor": editor,
        "code": code,
        "based_on": based_on,
        "made_from": made_from,
        **frame(request, store, "checklists"),
    }
    if request.method != "POST":
        return render(request, "audits/editor.html", context)
    if not editor.is_valid():
        return render(request, "audits/editor.html", context, status=422)
    zh, en = editor.names
    try:
        actions.save_checklist(
            by=request.viewer,
            store=store,
            code=code,
            name=Text(zh=zh, en=en),
            content=editor.read(),
            based_on=based_on,
        )
    except Forbidden:
        raise
    except Refused as refusal:
        context["refusal"] = refusal.say(language())
        context["stands"] = refusal.current if isinstance(refusal, Stale) else None
        status = 409 if isinstance(refusal, Stale) else 422
        return render(request, "audits/editor.html", context, status=status)
    messages.success(request, _("Stored as a new version. It is used once you publish it."))
    return redirect("audits:checklist", store_code=store.code, code=code)


@require_POST
@store_page(Permission.MANAGE_CHECKLISTS)
def publish(request: StoreRequest, store: Store, code: str) -> HttpResponse:
    """Put a version to use."""
    version = asked_number(request.POST.get("version", "")) or 0
    with missing_is_404():
        found = queries.checklist(request.viewer, store, code, version)
    return _done(request, store, found, now())


def _done(request: StoreRequest, store: Store, found: Checklist, at: datetime) -> HttpResponse:
    try:
        actions.publish(by=request.viewer, checklist=found, now=at)
    except Forbidden:
        raise
    except Refused as refusal:
        messages.error(request, refusal.say(language()))
    else:
        messages.success(request, _("Version %(n)d is in use.") % {"n": found.version})
    return redirect("audits:checklist", store_code=store.code, code=found.code)


@require_POST
@store_page(Permission.MANAGE_CHECKLISTS)
def retire(request: StoreRequest, store: Store, code: str) -> HttpResponse:
    """Use a checklist no more."""
    actions.retire(by=request.viewer, store=store, code=code, now=now())
    messages.success(request, _("The checklist is not used any more; its plans have ended."))
    return redirect("audits:checklists", store_code=store.code)
