"""The legal calendar of China: days off, and weekend days worked in exchange (调休)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import holidays


@dataclass(frozen=True, slots=True)
class LegalDays:
    """Of some years; a year not yet announced has its fixed holidays and no exchanged days."""

    off: frozenset[date]
    worked: frozenset[date]


@lru_cache(maxsize=16)
def legal_days(years: tuple[int, ...]) -> LegalDays:
    """The legal days of ``years``."""
    china = holidays.country_holidays("CN", years=years)
    worked = frozenset(day for day in china.weekend_workdays if day.year in years)
    return LegalDays(off=_whole_breaks(frozenset(china), worked), worked=worked)


def _whole_breaks(off: frozenset[date], worked: frozenset[date]) -> frozenset[date]:
    """The days off with the weekend days between and beside them: the State Council counts them
    in (1–7 October), lists of days off leave them out."""
    found = set(off)
    for day in off:
        for step in (timedelta(days=-1), timedelta(days=1)):
            beside = day + step
            while beside.weekday() >= 5 and beside not in worked:
                found.add(beside)
                beside += step
    return frozenset(found)
