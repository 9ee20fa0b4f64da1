"""In which store, by which run and on which day rows are written, and what was noticed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import models
from django.db.backends.utils import CursorWrapper

KeepBefore = Callable[[CursorWrapper, type[models.Model], str, str], None]


@dataclass(slots=True)
class Notes:
    """What a run noticed on its way: stubs it made, names it did not know.

    ``unknown`` maps a kind (employee, vehicle, order) to the unknown names and the number of rows
    that name each.
    """

    stubs: Counter[str] = field(default_factory=Counter)
    unknown: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))


@dataclass(frozen=True, slots=True)
class Scope:
    """Where an import writes: one store (``None``: all of the group) and one run.

    ``keep_before`` is called with a cursor, a model, the name of a temporary table whose
    ``row_id`` names the rows about to change, and an SQL condition on ``t`` (the stored row) and
    ``s`` (the new one): it keeps what those rows held.
    """

    store_id: int | None
    group_id: int
    run_id: int
    at: datetime
    keep_before: KeepBefore
    notes: Notes = field(default_factory=Notes)

    @property
    def today(self) -> date:
        return self.at.date()

    @property
    def store(self) -> int:
        """The store's id, where only a store makes sense."""
        if self.store_id is None:
            raise ValueError("these rows belong to a store")
        return self.store_id
