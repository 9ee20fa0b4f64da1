"""The board of findings, and one finding: acted on, checked again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from careloop.audits import actions, queries
from careloop.audits.choices import FindingState
from careloop.audits.models import Finding
from careloop.audits.queries import FindingFilters, FindingLine
from careloop.audits.queries.findings import Show
from careloop.audits.rules import Stale
from careloop.audits.views.frame import (
    asked_day,
    asked_month,
    asked_number,
    asked_of,
    frame,
    missing_is_404,
    now,
)
from careloop.audits.views.results import list_choices
from careloop.core.kernel.errors import Refused
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store, User
from careloop.organisation.pages import StoreRequest, language, store_page
from careloop.organisation.rules import Forbidden

TABS: dict[Show, Promise | str] = {
    "open": gettext_lazy("To put right"),
    "overdue": gettext_lazy("Past their day"),
    "to_recheck": gettext_lazy("To check again"),
    "cured": gettext_lazy("Cured"),
}
LISTED = 100


@store_page(Permission.VIEW_INSPECTIONS)
def findings(request: StoreRequest, store: Store) -> HttpResponse:
    """Open, overdue, to be checked again, cured; or those a figure counts."""
    filters = _asked(request)
    rows = queries.findings(request.viewer, store, filters, limit=LISTED)
    counts = queries.counts(request.viewer, store, filters.today)
    context = {
        "lines": rows[:LISTED],
        "has_more": len(rows) > LISTED,
        "most": LISTED,
        "tabs": [(tab, name, counts[tab]) for tab, name in TABS.items()],
        "filters": filters,
        "counted": _counted(filters),
        "is_mine": request.GET.get("whose") == "mine",
        "has_staff": _employee_id(request) is not None,
        "lists": list_choices(request, store),
        **frame(request, store, "findings"),
    }
    return render(request, "audits/findings.html", context)


def _asked(request: StoreRequest) -> FindingFilters:
    get = request.GET.get
    counted, tab = get("counted") == "follow_up", get("show", "")
    shown: Show | None = cast(Show, tab) if tab in TABS else None
    return FindingFilters(
        today=now().date(),
        show=shown if shown or counted else "open",
        period=asked_month(request) if "month" in request.GET or counted else None,
        checklist=get("checklist", ""),
        of=asked_of(get("of", "")),
        owner_id=_employee_id(request) if get("whose") == "mine" else None,
        counted=counted,
        is_hit={"yes": True, "no": False}.get(get("hit", "")),
    )


def _counted(filters: FindingFilters) -> str:
    if not filters.counted:
        return ""
    said = {
        None: _("Counted in the follow-up rate"),
        True: _("Counted in the follow-up rate: followed up"),
        False: _("Counted in the follow-up rate: not followed up"),
    }
    return said[filters.is_hit]


def _employee_id(request: StoreRequest) -> int | None:
    """The member of staff who is signed in, where the account is linked to one."""
    return request.user.employee_id if isinstance(request.user, User) else None


@dataclass(frozen=True, slots=True)
class Step:
    """What happened to a finding."""

    at: datetime
    who: Any
    what: str
    tone: str
    text: str = ""
    photo: int | None = None


@store_page(Permission.VIEW_INSPECTIONS)
def finding(request: StoreRequest, store: Store, finding_id: int) -> HttpResponse:
    """One finding: what was wrong, what is to be done, what was done."""
    return _page(request, store, _line(request, store, finding_id))


def _line(request: StoreRequest, store: Store, finding_id: int) -> FindingLine:
    with missing_is_404():
        return queries.finding(request.viewer, store, finding_id, now().date())


def _page(
    request: StoreRequest, store: Store, line: FindingLine, refusal: Refused | None = None
) -> HttpResponse:
    found = line.finding
    context = frame(request, store, "findings")
    owns = found.owner_id is not None and found.owner_id == _employee_id(request)
    sheet = queries.sheet(request.viewer, found.inspection)
    context |= {
        "line": line,
        "finding": found,
        "steps": _steps(request, found),
        "photos": sheet.photos.get(found.item, []),
        "owns": owns,
        "may_act": found.state == FindingState.OPEN and (owns or context["may_inspect"]),
        "may_recheck": found.state == FindingState.ACTED_ON and context["may_inspect"] and not owns,
        "typed": request.POST,
        "refusal": refusal.say(language()) if refusal else "",
        "is_stale": isinstance(refusal, Stale),
    }
    status = 409 if isinstance(refusal, Stale) else 422 if refusal else 200
    return render(request, "audits/finding.html", context, status=status)


def _steps(request: StoreRequest, found: Finding) -> list[Step]:
    """From the day it was found; what was said when it was acted on is kept of the last time."""
    inspected = found.inspection
    steps = []
    if at := inspected.finished_at:
        what = _("Found by the inspection")
        steps.append(Step(at, inspected.inspector, what, "bad", found.text))
    for check in queries.rechecks(request.viewer, found):
        what = _("Checked again: cured") if check.is_cured else _("Checked again: not cured")
        tone = "good" if check.is_cured else "bad"
        photo = check.pk if check.photo_id else None
        steps.append(Step(check.at, check.by, what, tone, check.remark, photo))
    if found.acted_at:
        steps.append(Step(found.acted_at, found.acted_by, _("Acted on"), "busy", found.done))
    return sorted(steps, key=lambda step: step.at)


@require_POST
@store_page(Permission.VIEW_INSPECTIONS)
def act(request: StoreRequest, store: Store, finding_id: int) -> HttpResponse:
    """The action is done."""
    line = _line(request, store, finding_id)
    try:
        actions.act_on_finding(
            by=request.viewer,
            finding=line.finding,
            revision=_revision(request),
            done=request.POST.get("done", ""),
            now=now(),
        )
    except Forbidden:
        raise
    except Refused as refusal:
        return _page(request, store, _line(request, store, finding_id), refusal)
    messages.success(request, _("Noted. Somebody else checks it again."))
    return redirect("audits:finding", store_code=store.code, finding_id=finding_id)


def _revision(request: StoreRequest) -> int:
    found = asked_number(request.POST.get("revision", ""))
    return -1 if found is None else found


@require_POST
@store_page(Permission.INSPECT)
def recheck(request: StoreRequest, store: Store, finding_id: int) -> HttpResponse:
    """Looked again: cured or not."""
    line = _line(request, store, finding_id)
    is_cured = request.POST.get("verdict") == "cured"
    try:
        actions.recheck(
            by=request.viewer,
            finding=line.finding,
            revision=_revision(request),
            is_cured=is_cured,
            now=now(),
            remark=request.POST.get("remark", ""),
            photo=_photo(request),
            due_on=None if is_cured else asked_day(request.POST.get("due_on", "")),
        )
    except Forbidden:
        raise
    except Refused as refusal:
        return _page(request, store, _line(request, store, finding_id), refusal)
    said = _("Cured. The finding is closed.") if is_cured else _("Not cured: it is open anew.")
    messages.success(request, said)
    return redirect("audits:finding", store_code=store.code, finding_id=finding_id)


def _photo(request: StoreRequest) -> UploadedFile | None:
    return cast("UploadedFile | None", request.FILES.get("photo"))
