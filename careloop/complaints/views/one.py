"""One complaint: all that is known of it, and its next deeds as forms in place."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from careloop.complaints.choices import State
from careloop.complaints.deed_form import DeedForm, Offered
from careloop.complaints.forms import staff
from careloop.complaints.models import Complaint
from careloop.complaints.queries import one, people
from careloop.complaints.queries.tuning import own_causes
from careloop.complaints.rules import Facts, Stale, deeds
from careloop.complaints.rules.deeds import NEXT
from careloop.complaints.views import pages
from careloop.complaints.views.deeds import DOINGS, next_deed
from careloop.complaints.views.showing import shown
from careloop.complaints.views.stale import Meanwhile, meanwhile
from careloop.core.kernel.errors import Refused
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.pages import StoreRequest, language, store_page
from careloop.organisation.rules import Forbidden

Posted = tuple[str, DeedForm]


@store_page(Permission.VIEW_COMPLAINTS)
def complaint_page(request: StoreRequest, store: Store, complaint_id: int) -> HttpResponse:
    """All of one complaint."""
    return _page(request, store, _found(request, store, complaint_id))


@require_POST
@store_page(Permission.VIEW_COMPLAINTS)
def act(request: StoreRequest, store: Store, complaint_id: int, code: str) -> HttpResponse:
    """Do one deed; what is refused comes back with the form as it was filled in."""
    if code not in DOINGS:
        raise Http404(code)
    complaint, doing, at = _found(request, store, complaint_id), DOINGS[code], pages.now()
    form = doing.form(request.POST, request.FILES, offered=_offered(request, store, complaint, at))
    if not form.is_valid():
        return _page(request, store, complaint, posted=(code, form))
    try:
        changed = doing.do(request.viewer, complaint, form, at)
    except Forbidden:
        raise
    except Stale:
        return _stale(request, store, complaint_id, code, form)
    except Refused as refusal:
        form.add_error(None, refusal.say(language()))
        return _page(request, store, complaint, posted=(code, form))
    messages.success(request, str(doing.done))
    return redirect("complaints:complaint", store_code=store.code, complaint_id=changed.pk)


def _stale(
    request: StoreRequest, store: Store, complaint_id: int, code: str, form: DeedForm
) -> HttpResponse:
    """Both are shown: what was typed and what stands now; sent again, the form takes the latter's
    place knowingly."""
    current, at = _found(request, store, complaint_id), pages.now()
    typed = request.POST.copy()
    typed["revision"] = str(current.revision)
    again = type(form)(typed, request.FILES, offered=_offered(request, store, current, at))
    again.is_valid()
    behind = current.revision - form.cleaned_data["revision"]
    seen = meanwhile(again, one.events(request.viewer, current), behind)
    return _page(request, store, current, posted=(code, again), seen=seen)


def _found(request: StoreRequest, store: Store, complaint_id: int) -> Complaint:
    try:
        return one.complaint(request.viewer, store, complaint_id)
    except Complaint.DoesNotExist as missing:
        raise Http404(str(missing)) from missing


def _offered(request: StoreRequest, store: Store, complaint: Complaint, at: datetime) -> Offered:
    return Offered(
        complaint=complaint,
        faults=list(complaint.faults.order_by("pk")),
        own=own_causes(store),
        staff=staff(store),
        owners=people.owners(request.viewer, store, at.date()),
        may_supervise=request.viewer.may(Permission.SUPERVISE_COMPLAINTS, store.pk),
        language=language(),
    )


def _page(
    request: StoreRequest,
    store: Store,
    complaint: Complaint,
    *,
    posted: Posted | None = None,
    seen: Meanwhile | None = None,
) -> HttpResponse:
    viewer, at = request.viewer, pages.now()
    facts, offered = one.facts(viewer, complaint), _offered(request, store, complaint, at)
    doings = _doings(complaint, facts, offered, posted)
    is_mine = any(doing["is_open"] for doing in doings)
    context = {
        "faults": offered.faults,
        "doings": doings,
        "next_words": None if is_mine else NEXT[State(complaint.state)],
        "seen": seen,
    }
    context |= shown(viewer, store, complaint, at)
    return render(request, "complaints/complaint.html", context, status=422 if posted else 200)


def _doings(
    complaint: Complaint, facts: Facts, offered: Offered, posted: Posted | None
) -> list[dict[str, Any]]:
    """The deeds possible now, in the order of a complaint's life, and the one that was refused."""
    code, filled = posted or ("", None)
    possible = deeds(complaint, facts)
    first = code or next_deed(complaint, possible, facts)
    return [
        {
            "doing": doing,
            "code": doing.deed.value,
            "form": filled if doing.deed == code else doing.form(offered=offered),
            "is_open": doing.deed == first,
        }
        for doing in DOINGS.values()
        if (doing.deed in possible and doing.suits(offered)) or doing.deed == code
    ]
