"""How often one address may call a public page: guesses and floods are turned away."""

from __future__ import annotations

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

WINDOW = 60  # seconds
MOST_A_WINDOW = 60


def is_too_fast(request: HttpRequest) -> bool:
    """Count this request; true where its address has made too many in a minute.

    Each serving process counts for itself, so that the true limit is a small multiple.
    """
    key = f"surveys.pace.{_address(request)}"
    cache.add(key, 0, WINDOW)
    try:
        return cache.incr(key) > MOST_A_WINDOW
    except ValueError:  # it ran out between the two calls: a new minute has begun
        return False


def _address(request: HttpRequest) -> str:
    """Behind a proxy every request comes from the proxy: it names the caller last."""
    forwarded = str(request.META.get("HTTP_X_FORWARDED_FOR", "")) if settings.BEHIND_TLS else ""
    return forwarded.rpartition(",")[2].strip() or str(request.META.get("REMOTE_ADDR", ""))
