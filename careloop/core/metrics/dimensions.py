"""What figures can be split by: columns of facts, units of time, and bands.

A dimension that a metric's facts do not have is refused with the list of those they have.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from careloop.core.engines.interface import Condition
from careloop.core.facts.schema import FACTS
from careloop.core.kernel.periods import Period, PeriodKind
from careloop.core.metrics.formulas import Ask
from careloop.core.metrics.loss import ONE_DAY, last_visit_lost_by

COLUMNS = {
    "store": "store_id",
    "advisor": "advisor_id",
    "group": "group_code",
    "technician": "technician_id",
    "agent": "agent_id",
    "consultant": "consultant_id",
    "responsible": "responsible_id",
    "model": "model",
    "model_line": "model_line",
    "region": "region",
    "job_type": "job_type",
    "cause": "cause",
    "severity": "severity",
    "channel": "channel",
    "contact_type": "contact_type",
    "outcome": "outcome",
    "questionnaire": "questionnaire",
    "question": "question",
    "external": "is_external",
    "item": "item",
    "section": "item",
    "row": "row",
    "department": "department",
    "post": "post",
    "kind": "kind",
}

ROLLED_UP: dict[str, str] = {
    name: COLUMNS[name]
    for name in (
        "advisor",
        "group",
        "technician",
        "agent",
        "responsible",
        "model",
        "job_type",
        "cause",
        "outcome",
    )
}
"""The dimensions the rollup is split by, one at a time."""

TIME_UNITS: tuple[PeriodKind, ...] = ("day", "week", "report_week", "month", "quarter", "year")

EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Band:
    """One value of a banded dimension and what its rows meet."""

    code: str
    conditions: tuple[Condition, ...]


def _vehicle_age(ask: Ask) -> tuple[Band, ...]:
    """Years since purchase at the period's end."""
    edges = [_older_than(ask, years) for years in (1, 2, 3, 4)]
    codes = ("under_1", "1_to_2", "2_to_3", "3_to_4", "over_4")
    spans = zip([*edges, None], [None, *edges], strict=True)
    bands = [_between("purchased_on", code, *span) for code, span in zip(codes, spans, strict=True)]
    return (*bands, _unknown("purchased_on"))


def _warranty(ask: Ask) -> tuple[Band, ...]:
    last = ask.period.last_day
    return (
        Band("in_warranty", (Condition("warranty_ends_on", ">=", last),)),
        Band("out_of_warranty", (Condition("warranty_ends_on", "<", last),)),
        _unknown("warranty_ends_on"),
    )


def _dormancy(ask: Ask) -> tuple[Band, ...]:
    """Months since the last visit at the period's end (``decisions.md``)."""
    half, one, two, three = (
        last_visit_lost_by(min(ask.period.last_day, ask.as_of), months) + ONE_DAY
        for months in (6, 12, 24, 36)
    )
    return (
        _between("visited_on", "active", half, None),
        _between("visited_on", "wavering", one, half),
        _between("visited_on", "lost", two, one),
        _between("visited_on", "tending_to_complete", three, two),
        _between("visited_on", "completely_lost", None, three),
    )


BANDS: dict[str, Callable[[Ask], tuple[Band, ...]]] = {
    "vehicle_age": _vehicle_age,
    "warranty": _warranty,
    "dormancy": _dormancy,
}


def _older_than(ask: Ask, years: int) -> date:
    """The first purchase day of the vehicles younger than so many years."""
    return last_visit_lost_by(ask.period.last_day, 12 * years) + ONE_DAY


def _between(column: str, code: str, first: date | None, end: date | None) -> Band:
    tests = [Condition(column, ">=", first)] if first else []
    tests += [Condition(column, "<", end)] if end else []
    return Band(code, tuple(tests))


def _unknown(column: str) -> Band:
    return Band("unknown", (Condition(column, "null"),))


def key_column(dimension: str) -> str:
    """The column of the rollup that holds the keys of ``dimension``."""
    return "key_id" if ROLLED_UP[dimension].endswith("_id") else "key_code"


def has(fact: str, dimension: str) -> bool:
    """Whether rows of ``fact`` can be split by ``dimension``."""
    if dimension in BANDS:
        return fact == "visit"
    return dimension in TIME_UNITS or COLUMNS.get(dimension) in FACTS[fact].names


def parts_of(period: Period, unit: PeriodKind) -> Iterator[tuple[int, Period]]:
    """The days of ``period`` cut into units, each with the number of its unit."""
    day = period.start
    while day < period.end:
        whole = unit_of(day, unit)
        end = min(whole.end, period.end)
        yield number_of(whole, unit), Period(day, end, unit)
        day = end


def unit_of(day: date, unit: PeriodKind) -> Period:
    """The day, week, report week, month, quarter or year that ``day`` lies in."""
    match unit:
        case "day":
            return Period.day(day)
        case "week":
            return Period.week(*day.isocalendar()[:2])
        case "report_week":
            return Period.report_week(day.year, day.month, min((day.day - 1) // 7, 3) + 1)
        case "quarter":
            return Period.quarter(day.year, (day.month + 2) // 3)
        case "year":
            return Period.year(day.year)
        case _:
            return Period.month_of(day)


def number_of(period: Period, unit: PeriodKind) -> int:
    """The number an engine gives the unit (see :class:`~careloop.core.engines.interface.Split`)."""
    month = period.start.year * 12 + period.start.month - 1
    match unit:
        case "day" | "week":
            return (period.start - EPOCH).days
        case "report_week":
            return month * 4 + (period.start.day - 1) // 7
        case "quarter":
            return month // 3
        case "year":
            return month // 12
        case _:
            return month


def name_of(number: int, unit: PeriodKind) -> str:
    """The text of the unit with this number, as :meth:`Period.parse` reads it."""
    match unit:
        case "day" | "week":
            start = EPOCH + timedelta(days=number)
        case "report_week":
            month, week = divmod(number, 4)
            start = date(month // 12, month % 12 + 1, 1 + 7 * week)
        case "quarter":
            start = date(number // 4, number % 4 * 3 + 1, 1)
        case "year":
            start = date(number, 1, 1)
        case _:
            start = date(number // 12, number % 12 + 1, 1)
    return str(unit_of(start, unit))
