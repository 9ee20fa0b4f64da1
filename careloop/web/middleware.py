"""What every request carries: the viewer and the store they are looking at."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from careloop.organisation import queries
from careloop.organisation.rules import Viewer


class ViewerMiddleware:
    """Sets ``request.viewer``; a visitor who has not signed in may nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        request.viewer = (  # type: ignore[attr-defined]
            queries.viewer_for(user) if user.is_authenticated else Viewer(user_id=None)
        )
        return self.get_response(request)
