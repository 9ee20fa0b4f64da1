"""What all pages of the desk share."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.http import Http404
from django.utils.translation import get_language

from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Language, language_of
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.pages import StoreRequest
from careloop.organisation.rules import Forbidden


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


def may(request: StoreRequest, store: Store) -> dict[str, bool]:
    """What the person may do here, for the templates."""
    asked = {
        "may_reveal": Permission.REVEAL_PHONE,
        "may_edit": Permission.EDIT_CUSTOMER,
        "may_book": Permission.BOOK_APPOINTMENT,
        "may_contact": Permission.MAKE_CONTACTS,
        "may_complain": Permission.OPEN_COMPLAINT,
        "may_see_complaints": Permission.VIEW_COMPLAINTS,
    }
    return {name: request.viewer.may(held, store.pk) for name, held in asked.items()}
