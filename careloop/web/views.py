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
from careloop.organisation.models import Store, User
from careloop.organisation.pages import ALL, LAST_STORE, StoreRequest
from careloop.organisation.rules import Viewer


@login_required
def home(request: StoreRequest) -> HttpResponse:
    """To the worklist or the KPIs of the store visited last, else of the first one."""
    stores = list(queries.stores(request.viewer, Permission.VIEW_FIGURES))
    if not stores:
        return render(request, "careloop/no_store.html")
    last = request.session.get(LAST_STORE)
    if last == ALL and len(stores) > 1:
        return redirect("kpis:dashboard", store_code=ALL)
    store = next((store for store in stores if store.code == last), stores[0])
    page = "desk:worklist" if _calls_all_day(request.viewer, store) else "kpis:dashboard"
    return redirect(page, store_code=store.code)


def _calls_all_day(viewer: Viewer, store: Store) -> bool:
    """Whether somebody's day begins with calls; who also brings the figures in begins there."""
    return viewer.may(Permission.MAKE_CONTACTS, store.pk) and not viewer.may(
        Permission.IMPORT, store.pk
    )


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
