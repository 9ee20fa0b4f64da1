"""How long a car has stayed away, and what the trade calls its owner for that.

Bands of golden 003_dormancy_segments and decisions.md. A band begins on the day so many calendar
months after the last visit, with the month's end clamped.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from careloop.core.kernel.periods import add_months
from careloop.core.kernel.text import Text


@dataclass(frozen=True, slots=True)
class Band:
    """A stretch of absence. ``from_months`` is ``None`` for bands that time does not decide."""

    code: str
    name: Text
    nature: Text
    from_months: int | None = None


ACTIVE = Band(
    "active", Text(zh="6个月以内", en="Under 6 months"), Text(zh="活跃客户", en="Active"), 0
)
WAVERING = Band(
    "wavering",
    Text(zh="6个月-1年以内", en="6 months to 1 year"),
    Text(zh="摇摆客户", en="Wavering"),
    6,
)
LOST = Band("lost", Text(zh="1-2年以内", en="1 to 2 years"), Text(zh="流失客户", en="Lost"), 12)
TENDING = Band(
    "lost_tending_to_complete",
    Text(zh="2-3年以内", en="2 to 3 years"),
    Text(zh="趋向彻底流失客户", en="Tending to complete loss"),
    24,
)
COMPLETE = Band(
    "completely_lost",
    Text(zh="3年以上", en="Over 3 years"),
    Text(zh="彻底流失", en="Completely lost"),
    36,
)
IRREGULAR = Band(
    "uncontrollable_special_or_used_elsewhere",
    Text(zh="不定期", en="Irregular"),
    Text(zh="不可控/特殊/外地使用", en="Beyond control, special, or used elsewhere"),
)
NEVER = Band(
    "no_workshop_record",
    Text(zh="未进站过", en="Never visited"),
    Text(zh="无进厂记录", en="No workshop record"),
)

BY_TIME: tuple[Band, ...] = (ACTIVE, WAVERING, LOST, TENDING, COMPLETE)
BANDS: tuple[Band, ...] = (*BY_TIME, IRREGULAR, NEVER)


def dormancy(last_visit_on: date | None, on: date) -> Band:
    """The band of a car at the end of the day ``on``, as the loss figures see it: on the day the
    months of a band are over and the car has not come, it has entered the band."""
    if last_visit_on is None:
        return NEVER
    reached = [b for b in BY_TIME[1:] if on >= add_months(last_visit_on, b.from_months or 0)]
    return reached[-1] if reached else ACTIVE


def seen_between(band: Band, on: date) -> tuple[date | None, date | None]:
    """The last visits that put a car into a band of time on the day ``on``: after the first day,
    up to and with the second; ``None`` is no bound."""
    place = BY_TIME.index(band)
    until = None if place == 0 else _latest_reaching(band, on)
    after = None if band is BY_TIME[-1] else _latest_reaching(BY_TIME[place + 1], on)
    return after, until


def _latest_reaching(band: Band, on: date) -> date:
    """The latest last visit whose months in the band are over on the day ``on``.

    Months are clamped to their end, so that several days of a long month reach a short one's
    last day together.
    """
    months = band.from_months or 0
    day = add_months(on, -months)
    while add_months(day + timedelta(days=1), months) <= on:
        day += timedelta(days=1)
    return day
