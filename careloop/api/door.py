"""The door of the API: the token is good, not used too often, and has the scope."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from ninja.security import HttpBearer

from careloop.api import actions, queries, rules
from careloop.api.choices import Scope
from careloop.api.faults import NO_SCOPE, NO_TOKEN, TOO_MANY, TooMany, Unauthorized
from careloop.api.models import ApiToken
from careloop.organisation.models import Store
from careloop.organisation.queries import viewer_for
from careloop.organisation.rules import Forbidden, Viewer


class TokenRequest(HttpRequest):
    """A request behind the door."""

    token: ApiToken
    viewer: Viewer
    store: Store


def now() -> datetime:
    """The clock, to the second."""
    return datetime.now().replace(microsecond=0)


class With(HttpBearer):
    """Lets a request in whose token has the scope."""

    def __init__(self, scope: Scope) -> None:
        super().__init__()
        self.scope = scope

    def __call__(self, request: HttpRequest) -> Any:
        """Not ninja's own: whoever shows no token is told what to do."""
        token = admitted(request)
        if self.scope not in token.scopes:
            raise Forbidden(NO_SCOPE, scope=self.scope.value)
        return token

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        raise NotImplementedError


def admitted(request: Any) -> ApiToken:
    """The token of a request, looked up once; the request then has viewer and store.

    Raises:
        Unauthorized: no token, or none that is good.
        TooMany: the token asks too often.
    """
    known: ApiToken | None = getattr(request, "token", None)
    if known is not None:
        return known
    kind, _, secret = request.headers.get("Authorization", "").partition(" ")
    token = queries.token_of(secret.strip(), now().date()) if kind == "Bearer" else None
    if token is None:
        raise Unauthorized(NO_TOKEN)
    _require_calm(token)
    actions.note_use(token=token, now=now())
    request.token, request.store = token, token.store
    request.viewer = rules.narrowed(viewer_for(token.user), token.store_id, token.scopes)
    return token


def _require_calm(token: ApiToken) -> None:
    """So many requests a minute, counted in each process for itself."""
    most = settings.CARELOOP_API_PER_MINUTE
    place = f"api-{token.pk}-{now():%H%M}"
    cache.add(place, 0, timeout=120)
    if cache.incr(place) > most:
        raise TooMany(TOO_MANY, most=most)
