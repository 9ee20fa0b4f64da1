"""Feed files made of a few numbers, taken in by the real importer.

Everything a golden table needs enters through a CSV with canonical headers and
``dms.actions``: what these tests print has gone the whole way.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from careloop.dms import actions
from careloop.dms.choices import RunState
from careloop.organisation.models import Store
from careloop.organisation.rules import Viewer

Row = dict[str, Any]


class Feeds:
    """The exports of one store, written and imported table by table."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._numbers = count(1)

    def load(self, feed: str, rows: list[Row]) -> None:
        """Import ``rows`` as a file of ``feed``; every row must be accepted."""
        waiting = actions.start_import(
            by=Viewer.system(),
            store=self.store,
            feed=feed,
            file=io.BytesIO(self.as_csv(rows)),
            file_name=f"{feed}.csv",
        )
        run = actions.run_import(waiting.pk)
        assert run.state == RunState.DONE, run.message
        assert (run.quarantined, run.created + run.updated) == (0, len(rows))

    def as_csv(self, rows: list[Row]) -> bytes:
        """The file of ``rows``, with canonical headers."""
        headers = list(dict.fromkeys(["store", *(name for row in rows for name in row)]))
        text = io.StringIO(newline="")
        writer = csv.DictWriter(text, headers)
        writer.writeheader()
        for row in rows:
            cells = {name: _cell(value) for name, value in row.items()}
            writer.writerow({"store": self.store.code} | cells)
        return text.getvalue().encode()

    def number(self) -> int:
        return next(self._numbers)

    def vin(self) -> str:
        return f"LSVAA{self.number():012d}"

    def vehicle(self, model: str = "帕萨特", **fields: Any) -> Row:
        return {"vin": self.vin(), "model": model} | fields

    def order(self, on: date, *, vin: str | None = None, **fields: Any) -> Row:
        """An order opened and settled on ``on``, of a car of its own unless ``vin`` is given."""
        opened_at = datetime(on.year, on.month, on.day, 9)
        return {
            "ro_no": f"R{self.number():06d}",
            "vin": vin or self.vin(),
            "model": "帕萨特",
            "job_type": "repair",
            "opened_at": opened_at,
            "settled_at": opened_at + timedelta(hours=5),
        } | fields

    def appointment(self, on: date, origin: str, **fields: Any) -> Row:
        appointed_at = datetime(on.year, on.month, on.day, 9)
        return {
            "appointment_no": f"A{self.number():06d}",
            "origin": origin,
            "booked_at": appointed_at - timedelta(days=2),
            "appointed_at": appointed_at,
            "has_exact_time": 1,
            "arrived_at": appointed_at,
        } | fields

    def call(
        self, due_on: date, outcome: str, contact_type: str = "after_repair", **fields: Any
    ) -> Row:
        return {
            "call_no": f"C{self.number():06d}",
            "contact_type": contact_type,
            "due_on": due_on,
            "attempted_at": datetime(due_on.year, due_on.month, due_on.day, 10),
            "outcome": outcome,
        } | fields

    def complaint(self, on: date, cause: str, **fields: Any) -> Row:
        return {
            "complaint_no": f"K{self.number():06d}",
            "received_at": datetime(on.year, on.month, on.day, 11),
            "cause": cause,
        } | fields

    def answer(self, on: date, question: str, score: str, **fields: Any) -> Row:
        return {
            "response_no": f"Q{self.number():06d}",
            "questionnaire": "外访",
            "answered_at": datetime(on.year, on.month, on.day, 12),
            "question": question,
            "score": score,
        } | fields

    def score(self, month: str, kind: str, item: str, score: str, **fields: Any) -> Row:
        return {"period": month, "kind": kind, "row": "this", "item": item, "score": score} | fields


def _cell(value: Any) -> Any:
    match value:
        case datetime():
            return value.strftime("%Y-%m-%d %H:%M")
        case date():
            return value.isoformat()
        case None:
            return ""
        case _:
            return value


def spread(first: date, days: int, amount: int) -> Iterator[date]:
    """``amount`` days spread evenly over ``days`` days from ``first``."""
    return (first + timedelta(days=number * days // amount) for number in range(amount))
