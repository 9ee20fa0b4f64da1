"""Statistical periods: day, ISO week, report week, month, quarter, year, any range of days.

Report weeks of a month run 1–7, 8–14, 15–21 and 22–end (``decisions.md``).
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text

PeriodKind = Literal["day", "week", "report_week", "month", "quarter", "year", "range"]

NOT_A_PERIOD = Text(
    zh="“{text}”不是统计周期。请写成 2026-10-03、2026-W41、2026-10:w2、2026-10、2026-Q4、2026 "
    "或 2026-07-16..2026-10-17。",
    en="“{text}” is not a period. Write 2026-10-03, 2026-W41, 2026-10:w2, 2026-10, 2026-Q4, 2026 "
    "or 2026-07-16..2026-10-17.",
)


def add_months(day: date, months: int) -> date:
    """``day`` moved by whole months, clamped to the month's end (31 Aug + 6 = 28 or 29 Feb)."""
    year, month0 = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month0 + 1)[1]
    return date(year, month0 + 1, min(day.day, last))


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """The days from ``start`` up to, not including, ``end``."""

    start: date
    end: date
    kind: PeriodKind

    @classmethod
    def day(cls, day: date) -> Period:
        return cls(day, day + timedelta(days=1), "day")

    @classmethod
    def month(cls, year: int, month: int) -> Period:
        first = date(year, month, 1)
        return cls(first, add_months(first, 1), "month")

    @classmethod
    def month_of(cls, day: date) -> Period:
        return cls.month(day.year, day.month)

    @classmethod
    def quarter(cls, year: int, quarter: int) -> Period:
        first = date(year, 3 * quarter - 2, 1)
        return cls(first, add_months(first, 3), "quarter")

    @classmethod
    def year(cls, year: int) -> Period:
        return cls(date(year, 1, 1), date(year + 1, 1, 1), "year")

    @classmethod
    def week(cls, iso_year: int, iso_week: int) -> Period:
        first = date.fromisocalendar(iso_year, iso_week, 1)
        return cls(first, first + timedelta(days=7), "week")

    @classmethod
    def report_week(cls, year: int, month: int, number: int) -> Period:
        first = date(year, month, 1 + 7 * (number - 1))
        end = first + timedelta(days=7) if number < 4 else add_months(date(year, month, 1), 1)
        return cls(first, end, "report_week")

    @classmethod
    def between(cls, first: date, last: date) -> Period:
        """The days from ``first`` to ``last``, both included."""
        return cls(first, last + timedelta(days=1), "range")

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read a period as commands and addresses write it.

        Raises:
            Refused: the text names no period.
        """
        try:
            period = cls._read(text.strip())
        except ValueError:
            period = None
        if period is None or period.start >= period.end:
            raise Refused(NOT_A_PERIOD, text=text)
        return period

    @classmethod
    def _read(cls, text: str) -> Period | None:
        for pattern, make in _WRITTEN:
            if match := re.fullmatch(pattern, text):
                return make(*map(int, match.groups()))
        if ".." in text:
            first, last = text.split("..", 1)
            return cls.between(date.fromisoformat(first), date.fromisoformat(last))
        return cls.day(date.fromisoformat(text))

    def __str__(self) -> str:
        """The text that :meth:`parse` reads back."""
        first, iso = self.start, self.start.isocalendar()
        written = {
            "day": first.isoformat(),
            "week": f"{iso.year}-W{iso.week:02d}",
            "report_week": f"{first:%Y-%m}:w{(first.day - 1) // 7 + 1}",
            "month": f"{first:%Y-%m}",
            "quarter": f"{first.year}-Q{(first.month + 2) // 3}",
            "year": f"{first:%Y}",
            "range": f"{first.isoformat()}..{self.last_day.isoformat()}",
        }
        return written[self.kind]

    @property
    def last_day(self) -> date:
        return self.end - timedelta(days=1)

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.end

    def shifted(self, steps: int) -> Period:
        """The period ``steps`` later (earlier when negative), of the same kind."""
        match self.kind:
            case "month" | "quarter" | "year":
                months = {"month": 1, "quarter": 3, "year": 12}[self.kind] * steps
                return Period(
                    add_months(self.start, months), add_months(self.end, months), self.kind
                )
            case "report_week":
                return self._shifted_report_week(steps)
            case _:
                days = (self.end - self.start) * steps
                return Period(self.start + days, self.end + days, self.kind)

    def _shifted_report_week(self, steps: int) -> Period:
        index = (
            (self.start.year * 12 + self.start.month - 1) * 4 + (self.start.day - 1) // 7 + steps
        )
        month_index, week0 = divmod(index, 4)
        return Period.report_week(month_index // 12, month_index % 12 + 1, week0 + 1)

    @property
    def previous(self) -> Period:
        return self.shifted(-1)

    @property
    def same_last_year(self) -> Period:
        """The same days a year earlier; an ISO week keeps its number."""
        if self.kind == "week":
            iso = self.start.isocalendar()
            last_week = date(iso.year - 1, 12, 28).isocalendar().week
            return Period.week(iso.year - 1, min(iso.week, last_week))
        if self.kind in ("day", "range"):
            first, last = add_months(self.start, -12), add_months(self.last_day, -12)
            return Period(first, last + timedelta(days=1), self.kind)
        if self.kind == "report_week":
            return self.shifted(-48)
        return Period(add_months(self.start, -12), add_months(self.end, -12), self.kind)

    def months(self) -> Iterator[Period]:
        """Every calendar month that shares a day with the period, in order."""
        month = Period.month_of(self.start)
        while month.start < self.end:
            yield month
            month = month.shifted(1)

    def report_weeks(self) -> list[Period]:
        """The four report weeks of a month."""
        return [Period.report_week(self.start.year, self.start.month, n) for n in (1, 2, 3, 4)]


_WRITTEN: tuple[tuple[str, Callable[..., Period]], ...] = (
    (r"(\d{4})", Period.year),
    (r"(\d{4})-(\d{1,2})", Period.month),
    (r"(\d{4})-?[Qq]([1-4])", Period.quarter),
    (r"(\d{4})-?[Ww](\d{1,2})", Period.week),
    (r"(\d{4})-(\d{1,2}):w([1-4])", Period.report_week),
)
