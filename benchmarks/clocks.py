"""Check of the clock that runs while a store works, against one that looks at every minute.

    python benchmarks/clocks.py [--cases 100000] [--seed 1]

Generates stores (hours of every weekday with and without lunch, to the minute, round midnight;
holidays, exchanged days, days of their own) in places whose clocks change in those days and in
some where they do not; asks when a limit is up and how much time has passed, with up to three
pauses that overlap, lie outside or never end; and asks ``tests/core/kernel/minute_by_minute.py``
the same. Not one answer may differ. It takes some minutes; the fast clock's own share is printed.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from careloop.core.kernel.calendar import Day, WorkingCalendar
from careloop.core.kernel.clock import Limit, Span, Unit, due, elapsed
from tests.core.kernel.minute_by_minute import MinuteByMinute

# The first day of a week in which the clocks change there, or stay as they are.
PLACES = (
    ("", date(2026, 9, 28)),
    ("Asia/Shanghai", date(2026, 9, 28)),
    ("Asia/Shanghai", date(1991, 4, 11)),
    ("Europe/Berlin", date(2026, 3, 26)),
    ("Europe/Berlin", date(2026, 10, 22)),
    ("America/New_York", date(2026, 3, 5)),
    ("America/New_York", date(2026, 10, 29)),
    ("Australia/Lord_Howe", date(2026, 4, 2)),  # by half an hour
    ("Asia/Beirut", date(2026, 3, 26)),  # at midnight
    ("Asia/Beirut", date(2026, 10, 22)),
    ("America/Havana", date(2026, 10, 29)),  # the first hour of a day comes twice
    ("Pacific/Apia", date(2011, 12, 27)),  # 30 December is skipped
    ("Asia/Kathmandu", date(2026, 9, 28)),  # 5:45 ahead
)
CASES_A_STORE = 200
SHOWN = 5
DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Case:
    """Two questions about one store: when the limit is up, and how much passed until ``end``."""

    start: datetime
    end: datetime
    limit: Limit
    pauses: tuple[Span, ...]


def stores(chance: random.Random) -> Iterator[tuple[WorkingCalendar, tzinfo | None, date]]:
    while True:
        name, first = chance.choice(PLACES)
        week = [_hours(chance) for _ in range(7)]
        week[chance.randrange(7)] = ((510, 720), (780, 1050))  # one day at least
        calendar = WorkingCalendar(
            week=tuple(week),
            holidays=frozenset(_days(chance, first, 3)),
            make_up=frozenset(_days(chance, first, 2)),
            holiday_hours=chance.choice(((), (), ((600, 840),))),
            special={day: _hours(chance) for day in _days(chance, first, 2)},
        )
        yield calendar, ZoneInfo(name) if name else None, first


def _days(chance: random.Random, first: date, most: int) -> list[date]:
    count = chance.randrange(most + 1)
    return [first + timedelta(days=chance.randrange(9)) for _ in range(count)]


def _hours(chance: random.Random) -> Day:
    if chance.random() < 0.2:
        return ()
    step = chance.choice((1, 15, 30))
    opens, lunch, back, closes = sorted(chance.sample(range(0, DAY + 1, step), 4))
    return ((opens, lunch), (back, closes)) if chance.random() < 0.6 else ((opens, closes),)


def case(chance: random.Random, first: date) -> Case:
    """Most of them within a few days."""
    start = _moment(chance, first, 5)
    unit = chance.choice(list(Unit))
    most = {Unit.WORKING_MINUTES: 700, Unit.HOURS: 30}.get(unit, 4)
    return Case(
        start=start,
        end=start + timedelta(minutes=chance.randrange(-60, 2 * DAY)),
        limit=Limit(chance.randrange(most), unit),
        pauses=tuple(_pause(chance, first) for _ in range(chance.choice((0, 0, 1, 1, 2, 3)))),
    )


def _pause(chance: random.Random, first: date) -> Span:
    began = _moment(chance, first, 6)
    length = chance.choice((30, 300, 2 * DAY))
    ended = began + timedelta(minutes=chance.randrange(length))
    return began, None if chance.random() < 0.1 else ended


def _moment(chance: random.Random, first: date, days: int) -> datetime:
    midnight = datetime(first.year, first.month, first.day)
    return midnight + timedelta(seconds=chance.randrange(days * DAY * 60))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    chance, begun = random.Random(asked.seed), time.perf_counter()
    checked, wrong, fast = 0, 0, 0.0
    for calendar, zone, first in stores(chance):
        slow = MinuteByMinute(calendar, zone)
        for one in [case(chance, first) for _ in range(CASES_A_STORE)]:
            at = time.process_time()
            found = (
                due(calendar, one.start, one.limit, one.pauses, zone),
                elapsed(calendar, one.start, one.end, one.pauses, zone),
            )
            fast += time.process_time() - at
            right = (
                slow.due(one.start, one.limit, one.pauses),
                slow.elapsed(one.start, one.end, one.pauses),
            )
            checked += 1
            if found != right:
                wrong += 1
                if wrong <= SHOWN:
                    print(calendar, zone, one, found, right, file=sys.stderr)
        if checked >= asked.cases:
            break
    figure = {
        "figure": "clocks_against_every_minute",
        "cases": checked,
        "wrong": wrong,
        "limit_wrong": 0,
        "seconds": round(time.perf_counter() - begun, 1),
        "microseconds_a_question": round(fast / checked / 2 * 1e6, 1),
        "met": wrong == 0 and checked >= asked.cases,
    }
    print(json.dumps(figure))


if __name__ == "__main__":
    main()
