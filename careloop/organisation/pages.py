"""The door of every page that shows a store: signed in, the store visible, the permission held.

A store the viewer has nothing to do with does not exist for them (404); a store of theirs without
the permission is refused with a sentence (:class:`Forbidden`, answered 403 by the middleware).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.translation import get_language

from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Language, language_of
from careloop.organisation import queries
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.rules import NOT_ALLOWED, Forbidden, Viewer

ALL = "all"
LAST_STORE = "last_store"

View = Callable[..., HttpResponseBase]


class StoreRequest(HttpRequest):
    """A request behind the door."""

    viewer: Viewer
    scope: Scope
    stores: list[Store]


@dataclass(frozen=True, slots=True)
class Scope:
    """What a page looks at: one store, or all the viewer may see together (``store`` is None)."""

    code: str
    stores: tuple[Store, ...]
    store: Store | None = None

    @property
    def store_ids(self) -> tuple[int, ...]:
        return tuple(store.pk for store in self.stores)

    @property
    def group(self) -> str:
        """The group's name; blank where the stores are of several."""
        names = {store.group.name for store in self.stores}
        return names.pop() if len(names) == 1 else ""


def store_page(permission: Permission) -> Callable[[View], View]:
    """A page of one store: the view is called with ``(request, store, …)``."""

    def decorate(view: View) -> View:
        @login_required
        @wraps(view)
        def page(request: StoreRequest, store_code: str, **rest: Any) -> HttpResponseBase:
            store = _visible(request, store_code)
            request.viewer.require(permission, store.pk)
            _enter(request, Scope(code=store.code, stores=(store,), store=store))
            return view(request, store, **rest)

        return page

    return decorate


def scope_page(permission: Permission) -> Callable[[View], View]:
    """A page of one store or of ``all``: the view is called with ``(request, scope, …)``."""

    def decorate(view: View) -> View:
        @login_required
        @wraps(view)
        def page(request: StoreRequest, store_code: str, **rest: Any) -> HttpResponseBase:
            scope = _scope(request, store_code, permission)
            _enter(request, scope)
            return view(request, scope, **rest)

        return page

    return decorate


def _scope(request: StoreRequest, code: str, permission: Permission) -> Scope:
    viewer = request.viewer
    if code != ALL:
        store = _visible(request, code)
        viewer.require(permission, store.pk)
        return Scope(code=store.code, stores=(store,), store=store)
    stores = tuple(queries.stores(viewer, permission))
    if not stores:
        raise Forbidden(NOT_ALLOWED, permission=permission.value)
    return Scope(code=ALL, stores=stores)


def _visible(request: StoreRequest, code: str) -> Store:
    store = next((store for store in stores_of(request) if store.code == code), None)
    if store is None:
        raise Http404(code)
    return store


def stores_of(request: StoreRequest) -> list[Store]:
    """The stores open to the viewer, asked for once a request."""
    if not hasattr(request, "stores"):
        found = Store.objects.select_related("group").filter(id__in=request.viewer.grants)
        request.stores = list(found)
    return request.stores


def _enter(request: StoreRequest, scope: Scope) -> None:
    request.scope = scope
    if request.session.get(LAST_STORE) != scope.code:
        request.session[LAST_STORE] = scope.code


def language() -> Language:
    """The language of the page."""
    return language_of(get_language())


@contextmanager
def missing_is_404() -> Iterator[None]:
    """What an address names and the store does not have is no page; a forbidden one stays so."""
    try:
        yield
    except Forbidden:
        raise
    except Refused as missing:
        raise Http404(str(missing)) from missing
