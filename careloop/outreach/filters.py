"""What a person asks of the worklist: pure values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from careloop.outreach.choices import Sort, Tab

DAYS_AHEAD = (1, 3, 7, 15, 30)


@dataclass(frozen=True, slots=True)
class Filters:
    """The filters of reminders.md, each empty unless asked for.

    ``text`` is a name, plate, VIN or number as the search box takes them. ``days_ahead`` also
    shows what opens within so many days; ``is_overdue`` only what ought to have been done.
    ``owner_id`` 0 asks for tasks nobody owns. Days and kilometres are ranges, both ends included.
    """

    tab: Tab = Tab.TO_CALL
    contact_types: tuple[str, ...] = ()
    text: str = ""
    advisor_id: int | None = None
    tag_id: int | None = None
    model_line: str = ""
    mileage_from: int | None = None
    mileage_to: int | None = None
    maintained_from: date | None = None
    maintained_to: date | None = None
    attempts_from: int | None = None
    attempts_to: int | None = None
    last_outcome: str = ""
    last_agent_no: str = ""
    called_from: date | None = None
    called_to: date | None = None
    days_ahead: int | None = None
    is_overdue: bool = False
    owner_id: int | None = None
    pool: str = ""
    priority_from: int | None = None
    due_from: date | None = None
    due_to: date | None = None
    sort: Sort = Sort.PRIORITY

    @property
    def is_plain(self) -> bool:
        """Whether a whole tab is asked for, in whatever order."""
        return self == Filters(tab=self.tab, sort=self.sort)


Key = tuple[int | date | datetime, ...]


@dataclass(frozen=True, slots=True)
class Cursor:
    """The place after which a page goes on: the sort keys of its last row, then its id."""

    keys: Key
    task_id: int

    @property
    def text(self) -> str:
        """As an address carries it; ``queries.ordering.read_cursor`` reads it back."""
        return "_".join([*map(_written, self.keys), str(self.task_id)])


def _written(key: int | date | datetime) -> str:
    return str(key) if isinstance(key, int) else key.isoformat()
