"""What all pages of complaints share."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.http import Http404
from django.utils.translation import get_language

from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Language, language_of
from careloop.organisation.rules import Forbidden


def now() -> datetime:
    """The clock, to the second."""
    return datetime.now().replace(microsecond=0)


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
