"""What the pages of audits share: the clock, the language, the head, and what is not there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any, Literal

from django.http import Http404, JsonResponse

from careloop.audits import queries
from careloop.audits.models import Inspection
from careloop.audits.rules import Stale
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.periods import Period
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.pages import StoreRequest, language

MONTHS_OFFERED = 13


def now() -> datetime:
    """The clock, to the second."""
    return datetime.now().replace(microsecond=0)


@contextmanager
def missing_is_404() -> Iterator[None]:
    """What an address names and the store does not have is no page."""
    try:
        yield
    except queries.Missing as missing:
        raise Http404(str(missing)) from missing


def inspection_of(request: StoreRequest, store: Store, inspection_id: int) -> Inspection:
    """An inspection of the store; any other does not exist here."""
    with missing_is_404():
        return queries.inspection(request.viewer, store, inspection_id)


def sheet_of(request: StoreRequest, store: Store, inspection_id: int) -> queries.Sheet:
    """The same with all that was marked."""
    return queries.sheet(request.viewer, inspection_of(request, store, inspection_id))


def frame(request: StoreRequest, store: Store, section: str) -> dict[str, Any]:
    """The tab that is lit, the day, and what the person may do here."""
    may = request.viewer.may
    return {
        "section": section,
        "day": now().date(),
        "may_inspect": may(Permission.INSPECT, store.pk),
        "may_manage": may(Permission.MANAGE_CHECKLISTS, store.pk),
    }


def asked_month(request: StoreRequest) -> Period:
    """The month the address names, else this one.

    Raises:
        Refused: it names none.
    """
    text = request.GET.get("month", "")
    return Period.month_of(Period.parse(text).start) if text else Period.month_of(now().date())


def months(today: date) -> list[Period]:
    """The months a page offers, the newest first."""
    this = Period.month_of(today)
    return [this.shifted(-step) for step in range(MONTHS_OFFERED)]


def asked_day(text: str) -> date | None:
    """A day as a form sends it; ``None`` where it is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def asked_number(text: str) -> int | None:
    """A row's number as an address or a form names it."""
    return int(text) if text.isdecimal() and len(text) < 19 else None


def refused(refusal: Refused) -> JsonResponse:
    """A refusal as a script reads it: 409 where the row is another than the person saw."""
    status = 409 if isinstance(refusal, Stale) else 422
    return JsonResponse({"sentence": refusal.say(language())}, status=status)


def asked_of(text: str) -> int | Literal["place"] | None:
    """Whom an address asks about: the place, one employee, or everybody."""
    return "place" if text == "place" else asked_number(text)
