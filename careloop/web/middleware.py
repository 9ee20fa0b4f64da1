"""What every request carries, the viewer and their language, and how a refusal is answered."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import language_of
from careloop.organisation import queries
from careloop.organisation.models import User
from careloop.organisation.rules import Forbidden, Viewer


class ViewerMiddleware:
    """Sets ``request.viewer``; a visitor who has not signed in may nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if isinstance(user, User):
            request.viewer = queries.viewer_for(user)  # type: ignore[attr-defined]
            _speak(request, user.language)
        else:
            request.viewer = Viewer(user_id=None)  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, fault: Exception) -> HttpResponse | None:
        """Answer a refusal that no page caught with its sentence; a bug propagates."""
        if not isinstance(fault, Refused):
            return None
        status, template = (403, "403.html") if isinstance(fault, Forbidden) else (400, "400.html")
        sentence = fault.say(language_of(translation.get_language()))
        return render(request, template, {"sentence": sentence}, status=status)


def _speak(request: HttpRequest, language: str) -> None:
    """The language a user chose, wherever they sign in."""
    translation.activate(language)
    request.LANGUAGE_CODE = translation.get_language()  # type: ignore[attr-defined]
