"""Decisions about inspections: when one is due, what comes back, why something is refused."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import models

from careloop.audits.choices import Rhythm, Subject
from careloop.core.kernel.calendar import WorkingCalendar
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.periods import Period
from careloop.core.kernel.rounding import divide, half_up
from careloop.core.kernel.text import Text

# The post that says who is inspected where a plan looks at people.
POST_OF = {Subject.ADVISOR: "service_advisor", Subject.TECHNICIAN: "technician"}
# A fault found again within so many days is a repeated one.
REPEATED_WITHIN = timedelta(days=90)
LONGEST_TEXT = 2_000
MOST_DINERS = 20

STALE = Text(
    zh="{what}刚被他人更新，您输入的内容没有保存。请对照现在的内容后再提交。",
    en="{what} was changed by somebody else meanwhile; what you typed is not stored. Compare with "
    "what stands now and send it again.",
)
INSPECTION = Text(zh="这次点检", en="This inspection")
FINDING = Text(zh="这个问题", en="This finding")
CHECKLIST = Text(zh="这张检查表", en="This checklist")
TOO_LONG = Text(
    zh="“{item}”的文字有 {length} 个字，最多 {most} 个。请缩短。",
    en="The text at “{item}” has {length} characters, at most {most} are possible. Shorten it.",
)
NOT_A_PLATE = Text(
    zh="“{plate}”不是车牌号。请输入完整车牌，例如 沪A12345。",
    en="“{plate}” is no plate. Type the whole plate, with the sign of its province.",
)


class Stale(Refused):
    """The row is no longer what the person saw; ``current`` is what it is now."""

    def __init__(self, what: Text, current: models.Model) -> None:
        super().__init__(STALE, what=what)
        self.current = current


def due_day(rhythm: Rhythm, last: date | None, day: date, calendar: WorkingCalendar) -> date | None:
    """The day by which a plan's next inspection is due, if it is time to make one on ``day``.

    ``last`` is the plan's last due day before. On days the store is shut nothing is due. Every
    two days counts open days. A weekly or monthly one is due by the last open day of its ISO
    week or month, and may be done on any day until then.
    """
    if not calendar.hours(day):
        return None
    match rhythm:
        case Rhythm.DAILY:
            return day
        case Rhythm.EVERY_TWO_DAYS:
            return day if last is None or _open_days_since(last, day, calendar) >= 2 else None
        case Rhythm.WEEKLY | Rhythm.MONTHLY:
            return _last_open(round_of(rhythm, day), day, calendar)


def round_of(rhythm: Rhythm, day: date) -> Period:
    """The days of which one inspection is enough."""
    match rhythm:
        case Rhythm.WEEKLY:
            iso = day.isocalendar()
            return Period.week(iso.year, iso.week)
        case Rhythm.MONTHLY:
            return Period.month_of(day)
        case Rhythm.DAILY | Rhythm.EVERY_TWO_DAYS:
            return Period.day(day)


def _open_days_since(last: date, day: date, calendar: WorkingCalendar) -> int:
    after = last + timedelta(days=1)
    return sum(1 for _ in calendar.open_days(after, (day - last).days))


def _last_open(period: Period, day: date, calendar: WorkingCalendar) -> date:
    return max(calendar.open_days(day, (period.end - day).days))


@dataclass(frozen=True, slots=True)
class Found:
    """What makes two findings the same: item, checklist and whom it was about; and the day."""

    pk: int
    item: str
    checklist: str
    subject_id: int | None
    on: date

    @property
    def same(self) -> tuple[str, str, int | None]:
        return (self.item, self.checklist, self.subject_id)


def repeated(findings: Iterable[Found], before: Iterable[Found]) -> set[int]:
    """The keys of those ``findings`` that were found in the 90 days before, too."""
    days: dict[tuple[str, str, int | None], list[date]] = {}
    for one in before:
        days.setdefault(one.same, []).append(one.on)
    return {
        one.pk
        for one in findings
        if any(timedelta(0) < one.on - on <= REPEATED_WITHIN for on in days.get(one.same, ()))
    }


def plate_of(typed: str) -> str:
    """A plate in the one spelling vehicles are filed under.

    Raises:
        Refused: nothing that could be a plate.
    """
    plate = re.sub(r"[\s\-·•.．・]", "", unicodedata.normalize("NFKC", typed)).upper()
    if not re.fullmatch(r"[\w]{5,12}", plate) or not any(sign.isdigit() for sign in plate):
        raise Refused(NOT_A_PLATE, plate=typed.strip()[:16])
    return plate


def short_enough(text: str, item: Text | str) -> str:
    """The text without spaces around it.

    Raises:
        Refused: longer than a remark may be.
    """
    stripped = text.strip()
    if len(stripped) > LONGEST_TEXT:
        raise Refused(TOO_LONG, item=item, length=len(stripped), most=LONGEST_TEXT)
    return stripped


def score_text(numerator: int | None, denominator: int | None) -> str:
    """A score out of 100 with one decimal; blank where there is none."""
    share = divide(100 * (numerator or 0), denominator or 0)
    return "" if share is None else f"{half_up(share, 1)}"
