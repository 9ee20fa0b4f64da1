"""What every page's frame shows: where one is, where one may go, what day it is."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from careloop.organisation.choices import Permission
from careloop.organisation.models import Store, User
from careloop.organisation.pages import ALL, LAST_STORE, Scope, stores_of
from careloop.organisation.rules import Viewer
from careloop.web.navigation import DASHBOARD, ENTRIES, PARTS, Entry


def shell(request: HttpRequest) -> dict[str, Any]:
    """Nothing for a visitor who has not signed in: their pages have no menu."""
    viewer: Viewer | None = getattr(request, "viewer", None)
    if viewer is None or viewer.user_id is None:
        return {"viewer": viewer}
    scope: Scope | None = getattr(request, "scope", None)
    stores = stores_of(request)  # type: ignore[arg-type]
    return {
        "viewer": viewer,
        "today": date.today(),
        "scope": scope,
        "store_switch": _switch(request, stores),
        "navigation": _navigation(request, viewer, stores, scope),
        "search_url": _search(viewer, _here(request, stores, scope)),
        "user_name": _name(request.user),
    }


def _search(viewer: Viewer, store: Store | None) -> str:
    """Where the box in the top bar asks; empty for those who may not see customers."""
    if store is None or not viewer.may(Permission.VIEW_CUSTOMERS, store.pk):
        return ""
    return reverse("desk:search", kwargs={"store_code": store.code})


def _name(user: Any) -> str:
    return (user.get_full_name() or user.username) if isinstance(user, User) else ""


def _switch(request: HttpRequest, stores: list[Store]) -> list[dict[str, Any]]:
    """The same page of the other stores; the page's first address where it has arguments."""
    entry = _entry_of(request)
    choices = [
        {
            "code": store.code,
            "name": store.name,
            "group": store.group.name,
            "url": _url(entry, store.code),
        }
        for store in stores
    ]
    if len(stores) > 1 and entry.for_all:
        choices.append({"code": ALL, "name": "", "group": "", "url": _url(entry, ALL)})
    return choices


def _entry_of(request: HttpRequest) -> Entry:
    return _lit(request) or DASHBOARD


def _lit(request: HttpRequest) -> Entry | None:
    """The entry of the menu a page belongs to."""
    match = request.resolver_match
    if match is None:
        return None
    naming = [entry for entry in ENTRIES if {match.view_name, match.namespace} & {*entry.pages}]
    own = [entry for entry in ENTRIES if entry.namespace == match.namespace]
    return next(iter(naming + own), None)


def _url(entry: Entry, code: str) -> str:
    return reverse(entry.url_name, kwargs={"store_code": code})


def _navigation(
    request: HttpRequest, viewer: Viewer, stores: list[Store], scope: Scope | None
) -> list[dict[str, Any]]:
    """The parts of the menu with the entries the viewer may open; none without an entry."""
    here = _here(request, stores, scope)
    if here is None:
        return []
    lit = _lit(request)
    shown = [
        {
            "label": part.label,
            "entries": [
                {
                    "label": entry.label,
                    "icon": entry.icon,
                    "url": _url(entry, here.code),
                    "active": entry is lit,
                }
                for entry in part.entries
                if viewer.may(entry.permission, here.pk)
            ],
        }
        for part in PARTS
    ]
    return [part for part in shown if part["entries"]]


def _here(request: HttpRequest, stores: list[Store], scope: Scope | None) -> Any:
    """The store the menu leads to: the page's own, else the last one visited, else the first."""
    if scope is not None and scope.store is not None:
        return scope.store
    last = request.session.get(LAST_STORE)
    return next((store for store in stores if store.code == last), stores[0] if stores else None)
