"""The page a customer opens on a phone: one sheet, one answer, no signing in."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from careloop.core.kernel.errors import Refused
from careloop.surveys import queries
from careloop.surveys.actions import answer_link
from careloop.surveys.actions.links import LinkClosed
from careloop.surveys.asking import posted
from careloop.surveys.choices import LinkState
from careloop.surveys.models import SheetLink
from careloop.surveys.pace import is_too_fast
from careloop.surveys.rules import link_state

# What a link that takes no answer says, and its status: gone for good.
STATUS = {LinkState.USED: 410, LinkState.EXPIRED: 410}


@never_cache
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Ask the sheet of a link, or take its answers."""
    if is_too_fast(request):
        return _plain(request, "too_fast", 429)
    link = queries.link_of(token)
    if link is None:
        return _plain(request, "unknown", 404)
    state = link_state(link.expires_at, link.used_at, datetime.now())
    if state is not LinkState.OPEN:
        return _plain(request, state.value, STATUS[state])
    return _take(request, link) if request.method == "POST" else _ask(request, link)


def _take(request: HttpRequest, link: SheetLink) -> HttpResponse:
    answers = posted(link.version.sheet, request.POST)
    try:
        answer_link(link=link, answers=answers, now=datetime.now())
    except LinkClosed:
        return _plain(request, LinkState.USED.value, 410)
    except Refused as fault:
        return _ask(request, link, answers, fault)
    return _plain(request, "thanks", 200)


def _ask(
    request: HttpRequest,
    link: SheetLink,
    answers: dict[str, str] | None = None,
    fault: Refused | None = None,
) -> HttpResponse:
    context = {
        "store": link.store,
        "sheet": link.version.sheet,
        "answers": answers,
        "fault": fault,
        "faults": getattr(fault, "faults", {}),
    }
    return render(request, "surveys/public.html", context, status=422 if fault else 200)


def _plain(request: HttpRequest, what: str, status: int) -> HttpResponse:
    return render(request, "surveys/plain.html", {"what": what}, status=status)
