"""The supervisor's board: open complaints in the order they are due, a page at a time.

Only open complaints are walked, along the index that holds nothing else: first those a clock runs
for, those due first before the others, then those that wait.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from careloop.complaints.models import Complaint, Pause
from careloop.complaints.queries.asked import Filters, Tab, filtered, of_tab
from careloop.organisation.choices import Permission
from careloop.organisation.models import Employee, Store
from careloop.organisation.rules import Viewer

SHOWN_WITH = ("customer", "vehicle", "owner", "store_cause")


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page ended: the due moment of its last row, where that has one, and its id."""

    at: datetime | None
    complaint_id: int

    @property
    def text(self) -> str:
        """As an address carries it; :func:`read_cursor` reads it back."""
        return f"{self.at.isoformat() if self.at else ''}_{self.complaint_id}"


def read_cursor(text: str) -> Cursor | None:
    """The cursor that :attr:`Cursor.text` wrote; ``None`` for anything else."""
    moment, _, last = text.partition("_")
    try:
        return Cursor(datetime.fromisoformat(moment) if moment else None, int(last))
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Line:
    """One row: the complaint with customer, car and owner at hand, the pauses of its clocks (the
    first first), and the name of who is responsible."""

    complaint: Complaint
    pauses: tuple[Pause, ...]
    responsible: str

    @property
    def paused(self) -> Pause | None:
        """The pause that still goes on."""
        return next((pause for pause in self.pauses if pause.ended_at is None), None)


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows of the board, and where the next page goes on (``None``: there is none)."""

    lines: tuple[Line, ...]
    after: Cursor | None


def board(
    viewer: Viewer,
    store: Store,
    filters: Filters,
    after: Cursor | None = None,
    limit: int = 50,
    *,
    now: datetime,
) -> Page:
    """A page of the board, in at most four queries.

    Raises:
        Refused: the viewer sees no complaints in the store.
    """
    viewer.require(Permission.VIEW_COMPLAINTS, store.pk)
    found = filtered(of_tab(store, filters.tab, now), store, filters)
    rows = (
        _archived(found, after, limit) if filters.tab is Tab.ARCHIVED else _due(found, after, limit)
    )
    shown = rows[:limit]
    more = _cursor(filters.tab, shown[-1]) if len(rows) > limit else None
    return Page(tuple(_lines(store, shown)), more)


def _archived(found: QuerySet[Complaint], after: Cursor | None, limit: int) -> list[Complaint]:
    """What is archived is read the newest first."""
    if after is not None and after.at is not None:
        same = Q(received_at=after.at, pk__lt=after.complaint_id)
        found = found.filter(Q(received_at__lt=after.at) | same)
    return list(found.select_related(*SHOWN_WITH).order_by("-received_at", "-pk")[: limit + 1])


def _due(found: QuerySet[Complaint], after: Cursor | None, limit: int) -> list[Complaint]:
    """Those with a due moment by it, then those without; one row more than ``limit``."""
    found = found.select_related(*SHOWN_WITH)
    timed = found.filter(next_due_at__isnull=False).order_by("next_due_at", "pk")
    still = found.filter(next_due_at=None).order_by("pk")
    if after is not None and after.at is None:
        return list(still.filter(pk__gt=after.complaint_id)[: limit + 1])
    if after is not None:
        same = Q(next_due_at=after.at, pk__gt=after.complaint_id)
        timed = timed.filter(Q(next_due_at__gt=after.at) | same)
    rows = list(timed[: limit + 1])
    missing = limit + 1 - len(rows)
    return rows + list(still[:missing]) if missing else rows


def _cursor(tab: Tab, last: Complaint) -> Cursor:
    return Cursor(last.received_at if tab is Tab.ARCHIVED else last.next_due_at, last.pk)


def _lines(store: Store, complaints: list[Complaint]) -> Iterable[Line]:
    pauses: dict[int, list[Pause]] = {}
    for pause in Pause.objects.filter(complaint__in=complaints).order_by("began_at"):
        pauses.setdefault(pause.complaint_id, []).append(pause)
    names = names_of(store, {complaint.responsible_no for complaint in complaints})
    for complaint in complaints:
        number = complaint.responsible_no
        yield Line(complaint, tuple(pauses.get(complaint.pk, ())), names.get(number, number))


def names_of(store: Store, numbers: Iterable[str]) -> dict[str, str]:
    """Names of members of staff by their numbers; the number itself where none is on file."""
    found = Employee.objects.filter(
        store=store, employee_no__in={number for number in numbers if number}
    )
    return {row.employee_no: row.name or row.employee_no for row in found}
