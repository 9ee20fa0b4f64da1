"""The legal calendar of China: days off, and weekend days worked in exchange (调休)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
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
    return LegalDays(off=frozenset(china), worked=worked)
