"""The page on which tokens are made and revoked."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from careloop.api import actions, queries
from careloop.api.choices import SCOPE_LABELS, Scope
from careloop.api.door import now
from careloop.api.forms import TokenForm
from careloop.api.models import ApiToken
from careloop.api.rules import is_over
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import language_of
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store, User
from careloop.organisation.pages import StoreRequest, store_page


@store_page(Permission.MANAGE_CONNECTIONS)
def tokens(request: StoreRequest, store: Store) -> HttpResponse:
    """The store's tokens; posted, a new one, whose secret is on this one answer only."""
    form = TokenForm(request.POST or None)
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        try:
            context["made"], context["secret"] = _make(request, store, form)
            context["form"] = TokenForm()
        except Refused as refusal:
            form.add_error(None, refusal.say(language_of(get_language())))
    context["rows"] = [_row(token) for token in queries.tokens(request.viewer, store)]
    status = 422 if request.method == "POST" and form.errors else 200
    answer = render(request, "api/tokens.html", context, status=status)
    answer["Cache-Control"] = "no-store"
    return answer


def _make(request: StoreRequest, store: Store, form: TokenForm) -> tuple[ApiToken, str]:
    user = request.user
    if not isinstance(user, User):
        raise Http404
    return actions.make_token(
        by=request.viewer, store=store, user=user, now=now(), **form.cleaned_data
    )


def _row(token: ApiToken) -> dict[str, Any]:
    labels = [SCOPE_LABELS[Scope(scope)] for scope in token.scopes if scope in list(Scope)]
    return {"token": token, "scopes": labels, "is_over": is_over(token.expires_on, now().date())}


@store_page(Permission.MANAGE_CONNECTIONS)
@require_POST
def revoke(request: StoreRequest, store: Store, token_id: int) -> HttpResponse:
    """Let a token in no more."""
    token = queries.token(request.viewer, store, token_id)
    if token is None:
        raise Http404
    actions.revoke_token(by=request.viewer, token=token, now=now())
    messages.success(request, _("The token was revoked."))
    return redirect("tokens:tokens", store_code=store.code)
