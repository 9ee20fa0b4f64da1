"""The first page and the language switch."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from careloop.organisation import actions, queries
from careloop.organisation.choices import Permission
from careloop.organisation.models import User
from careloop.organisation.pages import ALL, LAST_STORE, StoreRequest


@login_required
def home(request: StoreRequest) -> HttpResponse:
    """To the KPIs of the store visited last, else of the first one."""
    codes = list(
        queries.stores(request.viewer, Permission.VIEW_FIGURES).values_list("code", flat=True)
    )
    if not codes:
        return render(request, "careloop/no_store.html")
    last = request.session.get(LAST_STORE)
    known = last in codes or (last == ALL and len(codes) > 1)
    return redirect("kpis:dashboard", store_code=last if known else codes[0])


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Remember the language: with the user when signed in, in a cookie always."""
    code = request.POST.get("language", "")
    response = redirect(_back(request))
    if code not in dict(settings.LANGUAGES):
        return response
    if isinstance(request.user, User):
        actions.set_language(user=request.user, language=code)
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        code,
        max_age=365 * 24 * 3600,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response


def _back(request: HttpRequest) -> str:
    """The page the switch was on, never an address of another site."""
    address = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return address if ours else "/"
