"""An inspection being done: begun, kept at every touch, photographed, finished."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from careloop.audits import actions, queries
from careloop.audits.actions import FindingsNeeded, Incomplete, NewFinding
from careloop.audits.choices import InspectionState
from careloop.audits.queries import Sheet
from careloop.audits.rules import Stale
from careloop.audits.views import sheets
from careloop.audits.views.frame import asked_number, frame, inspection_of, now, refused, sheet_of
from careloop.audits.views.photos import shown_photo
from careloop.audits.views.results import result_page
from careloop.audits.views.sheets import Typed
from careloop.core.kernel.errors import Refused
from careloop.core.scoring.inspections import ChecklistContent, Item
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.pages import StoreRequest, language, store_page
from careloop.organisation.rules import Forbidden


@store_page(Permission.VIEW_INSPECTIONS)
def inspection(request: StoreRequest, store: Store, inspection_id: int) -> HttpResponse:
    """The form of one's own inspection (GET) and its end (POST); of any other what it is."""
    sheet = sheet_of(request, store, inspection_id)
    if request.method == "POST":
        return _finish(request, store, sheet)
    found = sheet.inspection
    if found.state in (InspectionState.FINISHED, InspectionState.MISSED):
        return result_page(request, store, sheet)
    if found.state == InspectionState.BEGUN and found.inspector_id == request.viewer.user_id:
        return _form(request, store, sheet)
    context = {
        "inspection": found,
        "total": len(sheet.content.items),
        "answered": len(sheet.answers),
        **frame(request, store, "today"),
    }
    return render(request, "audits/waiting.html", context)


@require_POST
@store_page(Permission.INSPECT)
def begin(request: StoreRequest, store: Store, inspection_id: int) -> HttpResponse:
    """Begin one that is due, or take over what another began."""
    found = inspection_of(request, store, inspection_id)
    try:
        actions.begin(by=request.viewer, inspection=found, revision=_revision(request), now=now())
    except Stale as refusal:
        messages.error(request, refusal.say(language()))
    return redirect("audits:inspection", store_code=store.code, inspection_id=found.pk)


def _revision(request: StoreRequest) -> int:
    """What the person saw; nothing sent is older than anything."""
    found = asked_number(request.POST.get("revision", ""))
    return -1 if found is None else found


def _form(
    request: StoreRequest,
    store: Store,
    sheet: Sheet,
    *,
    typed: Typed | None = None,
    refusal: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    """The form with what is kept, or with what was sent and why it was refused."""
    found, draft = sheet.inspection, sheet.inspection.draft
    stood = typed or _kept(sheet)
    photos = {
        code: [shown_photo(store, one) for one in taken] for code, taken in sheet.photos.items()
    }
    sections = sheets.shown(
        sheet.content,
        stood,
        photos,
        language(),
        missing=_missing(refusal),
        owner=found.plan.responsible_id if found.plan else None,
    )
    context = {
        "inspection": found,
        "device": secrets.token_hex(8),
        "kept_at": draft.get("saved_at", "")[11:16],
        "kept_by": draft.get("device", ""),
        "sections": sections,
        "total": len(sheet.content.items),
        "answered": len(stood.answers),
        "remark": stood.remark,
        "owners": _owners(request, store),
        "refusal": refusal.say(language()) if refusal else "",
        "missing": [item for section in sections for item in section.items if item.is_missing],
        "differs": _differs(sheet, stood) if isinstance(refusal, Stale) else [],
        **frame(request, store, "today"),
    }
    return render(request, "audits/check.html", context, status=status)


def _owners(request: StoreRequest, store: Store) -> list[tuple[int, str]]:
    staff = queries.staff(request.viewer, store, now().date())
    return [
        (one.pk, f"{one.name} ({one.employee_no})" if one.name else one.employee_no)
        for one in staff
    ]


def _kept(sheet: Sheet) -> Typed:
    """What the draft holds."""
    other = sheets.typed_in(sheet.content, sheet.typed)
    return Typed(sheet.answers, sheet.remarks, other.findings, other.remark)


def _differs(sheet: Sheet, typed: Typed) -> list[tuple[int, str]]:
    """Where what is kept differs from what was sent: the item's number, and what is kept."""
    kept = sheet.answers
    return [
        (number, sheets.mark(item.scale, kept[item.code]))
        for number, item in enumerate(sheet.content.items, 1)
        if item.code in kept and kept[item.code] != typed.answers.get(item.code, sheets.NOTHING)
    ]


def _missing(refusal: Refused | None) -> Collection[str]:
    if isinstance(refusal, Incomplete):
        return {one.item.code for one in refusal.missing}
    if isinstance(refusal, FindingsNeeded):
        return {fault.item.code for fault in refusal.faults}
    return ()


@require_POST
@store_page(Permission.INSPECT)
def draft(request: StoreRequest, store: Store, inspection_id: int) -> HttpResponse:
    """Keep what is filled in so far."""
    sheet = sheet_of(request, store, inspection_id)
    typed, at = sheets.typed_in(sheet.content, request.POST), now()
    try:
        kept = actions.save_draft(
            by=request.viewer,
            inspection=sheet.inspection,
            revision=_revision(request),
            answers=typed.answers,
            remarks=typed.remarks,
            now=at,
            device=request.POST.get("device", "")[:32],
            typed=_rest(request.POST),
        )
    except Forbidden:
        raise
    except Refused as refusal:
        return refused(refusal)
    return JsonResponse({"revision": kept.revision, "kept_at": f"{at:%H:%M}"})


def _rest(sent: Any) -> dict[str, str]:
    """What the draft keeps besides answers and remarks: findings begun, the remark on the whole."""
    names = ("action-", "owner-", "due-")
    return {
        name: sent[name]
        for name in sent
        if sent[name].strip() and (name == "remark" or name.startswith(names))
    }


def _finish(request: StoreRequest, store: Store, sheet: Sheet) -> HttpResponse:
    """Finish it; what cannot be finished is shown again with all that was typed."""
    request.viewer.require(Permission.INSPECT, store.pk)
    found, at = sheet.inspection, now()
    typed = sheets.typed_in(sheet.content, request.POST)
    try:
        _take_files(request, sheet, at)
        actions.finish(
            by=request.viewer,
            inspection=found,
            revision=_revision(request),
            answers=typed.answers,
            remarks=typed.remarks,
            findings=_findings(request, store, sheet.content, typed),
            now=at,
            remark=typed.remark,
            device=request.POST.get("device", "")[:32],
        )
    except Forbidden:
        raise
    except Refused as refusal:
        return _not_finished(request, store, found.pk, typed, refusal)
    messages.success(request, _("The inspection is finished. Tell those concerned the result."))
    return redirect("audits:inspection", store_code=store.code, inspection_id=found.pk)


def _not_finished(
    request: StoreRequest, store: Store, inspection_id: int, typed: Typed, refusal: Refused
) -> HttpResponse:
    stands = sheet_of(request, store, inspection_id)
    if stands.inspection.state != InspectionState.BEGUN:
        messages.error(request, refusal.say(language()))
        return redirect("audits:inspection", store_code=store.code, inspection_id=inspection_id)
    status = 409 if isinstance(refusal, Stale) else 422
    return _form(request, store, stands, typed=typed, refusal=refusal, status=status)


def _take_files(request: StoreRequest, sheet: Sheet, at: datetime) -> None:
    """Photos that come with the form itself, from a browser without scripts."""
    for item in sheet.content.items:
        upload = request.FILES.get(f"photo-{item.code}")
        if upload is not None:
            actions.add_photo(
                by=request.viewer,
                inspection=sheet.inspection,
                item=item.code,
                upload=upload,
                now=at,
            )


def _findings(
    request: StoreRequest, store: Store, content: ChecklistContent, typed: Typed
) -> list[NewFinding]:
    """What is typed about items at fault, where owner and day are named."""
    staff = {one.pk: one for one in queries.staff(request.viewer, store, now().date())}
    told = {item.code: typed.findings[item.code] for item in _at_fault(content, typed)}
    return [
        NewFinding(code, finding.action, staff[finding.owner], finding.due)
        for code, finding in told.items()
        if finding.owner in staff and finding.due
    ]


def _at_fault(content: ChecklistContent, typed: Typed) -> list[Item]:
    """The items that ask for a finding and have one begun."""
    marked = [(item, typed.answers.get(item.code)) for item in content.items]
    return [
        item
        for item, points in marked
        if points is not None and item.asks_for_finding(points) and item.code in typed.findings
    ]
