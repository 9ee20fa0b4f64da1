"""Reads of lunch tickets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from careloop.audits.models import LunchTicket
from careloop.audits.queries.checklists import Missing
from careloop.core.kernel.periods import Period
from careloop.core.kernel.text import Text
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.rules import Viewer

NO_SUCH_TICKET = Text(zh="{store}没有第 {id} 号餐票。", en="{store} has no lunch ticket {id}.")


@dataclass(frozen=True, slots=True)
class Lunch:
    """A day's tickets, the latest first."""

    day: date
    tickets: list[LunchTicket]

    @property
    def diners(self) -> int:
        """How many meals were asked for."""
        return sum(ticket.diners for ticket in self.tickets)

    @property
    def served(self) -> int:
        """How many of them were eaten."""
        return sum(ticket.diners for ticket in self.tickets if ticket.used_at)


def lunch(viewer: Viewer, store: Store, day: date) -> Lunch:
    """The tickets handed out on a day."""
    viewer.require(Permission.VIEW_INSPECTIONS, store.pk)
    of_day = Period.day(day)
    found = LunchTicket.objects.filter(
        store=store, issued_at__gte=of_day.start, issued_at__lt=of_day.end
    )
    return Lunch(day, list(found.select_related("vehicle", "issued_by").order_by("-pk")))


def ticket(viewer: Viewer, store: Store, ticket_id: int) -> LunchTicket:
    """One ticket.

    Raises:
        Missing: the store has none such.
    """
    viewer.require(Permission.VIEW_INSPECTIONS, store.pk)
    rows = LunchTicket.objects.select_related("store", "vehicle", "issued_by")
    found = rows.filter(store=store, pk=ticket_id).first()
    if found is None:
        raise Missing(NO_SUCH_TICKET, store=store.name, id=ticket_id)
    return found
