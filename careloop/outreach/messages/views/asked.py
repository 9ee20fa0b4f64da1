"""What every page of messages reads: the clock, a number in an address, a refusal's sentence."""

from __future__ import annotations

from datetime import datetime

from django.http import Http404
from django.utils.translation import get_language

from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import language_of
from careloop.organisation.models import Store
from careloop.organisation.rules import Viewer
from careloop.outreach.messages import queries
from careloop.outreach.models import MessageTemplate


def now() -> datetime:
    """The clock, to the second."""
    return datetime.now().replace(microsecond=0)


def number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < 18 else None


def said(refusal: Refused) -> str:
    return refusal.say(language_of(get_language()))


def template_or_404(viewer: Viewer, store: Store, template_id: int) -> MessageTemplate:
    found = queries.template(viewer, store, template_id)
    if found is None:
        raise Http404
    return found
