"""Moments, days, lengths of time and posts as the sentences of clocks and ladder say them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from functools import cache

from django.utils.translation import override

from careloop.core.kernel.calendar import WorkingCalendar
from careloop.core.kernel.clock import Limit, Unit
from careloop.core.kernel.text import Text
from careloop.organisation.choices import ROLE_LABELS, Role

ONE_DAY = timedelta(days=1)
_DAYS_ZH = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
_DAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS_EN = (
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
)  # fmt: skip

# One of it, and several.
_LIMITS = {
    Unit.WORKING_MINUTES: (
        Text(zh="{n} 个工作分钟", en="{n} working minute"),
        Text(zh="{n} 个工作分钟", en="{n} working minutes"),
    ),
    Unit.WORKING_DAYS: (
        Text(zh="{n} 个工作日", en="{n} working day"),
        Text(zh="{n} 个工作日", en="{n} working days"),
    ),
    Unit.HOURS: (
        Text(zh="{n} 小时（休息日不计）", en="{n} hour of working days"),
        Text(zh="{n} 小时（休息日不计）", en="{n} hours of working days"),
    ),
    Unit.DAYS: (Text(zh="{n} 天", en="{n} day"), Text(zh="{n} 天", en="{n} days")),
}
_WORKING_HOURS = (
    Text(zh="{n} 个工作小时", en="{n} working hour"),
    Text(zh="{n} 个工作小时", en="{n} working hours"),
)
HOLIDAY = Text(zh="{days}放假", en="holiday {days}")
CLOSED = Text(zh="{days}歇业", en="closed {days}")
OWN_HOURS = Text(zh="{days}营业时间调整", en="own hours {days}")
WORKED = Text(zh="{days}调休上班", en="worked in exchange {days}")
EVERY_WEEK = Text(zh="{days}休息", en="closed on {days}")


def filled(text: Text, **params: object) -> Text:
    """``text`` with its places filled in both languages."""
    return Text(zh=text.say("zh", **params), en=text.say("en", **params))


def listed(parts: Iterable[Text]) -> Text:
    """Parts of a sentence, with commas between."""
    said = list(parts)
    return Text(zh="，".join(part.zh for part in said), en=", ".join(part.en for part in said))


@cache
def role_name(role: Role) -> Text:
    """What a post is called."""
    with override("zh-hans"):
        zh = str(ROLE_LABELS[role])
    with override("en"):
        return Text(zh=zh, en=str(ROLE_LABELS[role]))


def posts(roles: Iterable[Role]) -> Text:
    """Several posts, with commas between."""
    names = [role_name(role) for role in roles]
    return Text(zh="、".join(n.zh for n in names), en=", ".join(n.en for n in names))


def moment(at: datetime) -> Text:
    """Thu 08-10 14:20: day before month in English, the month first in Chinese."""
    n = at.weekday()
    return Text(
        zh=f"{at.month}月{at.day}日{_DAYS_ZH[n]} {at:%H:%M}",
        en=f"{_DAYS_EN[n]} {at:%d-%m} {at:%H:%M}",
    )


def length(limit: Limit) -> Text:
    """How long a limit is: whole hours of working time as hours."""
    whole = limit.unit is Unit.WORKING_MINUTES and limit.amount % 60 == 0
    n = limit.amount // 60 if whole else limit.amount
    one, several = _WORKING_HOURS if whole else _LIMITS[limit.unit]
    return filled(one if n == 1 else several, n=n)


def days(first: date, last: date) -> Text:
    """1–7 Oct; 30 Sep – 2 Oct; one day alone."""
    zh, en = f"{first.month}月{first.day}日", f"{first.day} {_month(first)}"
    if first == last:
        return Text(zh=zh, en=en)
    until = f"{last.day} {_month(last)}"
    if (first.year, first.month) == (last.year, last.month):
        return Text(zh=f"{zh}至{last.day}日", en=f"{first.day}–{until}")
    return Text(zh=f"{zh}至{last.month}月{last.day}日", en=f"{en} – {until}")


def _month(day: date) -> str:
    return _MONTHS_EN[day.month - 1]


def differing(calendar: WorkingCalendar, first: date, last: date) -> list[Text]:
    """What is out of the usual between two days: holidays, days shut, hours of their own, days
    worked in exchange; and the weekdays the store is shut."""
    between = [first + n * ONE_DAY for n in range((last - first).days + 1)]
    special = [day for day in between if day in calendar.special]
    plain = [day for day in between if day not in calendar.special]
    legal = [day for day in plain if day in calendar.holidays]
    weekly = [day for day in plain if day not in calendar.holidays]
    shut = {day.weekday() for day in weekly if not calendar.hours(day)}
    return [
        *_runs(HOLIDAY, [day for day in legal if not calendar.hours(day)]),
        *_runs(CLOSED, [day for day in special if not calendar.special[day]]),
        *_runs(OWN_HOURS, [day for day in special if calendar.special[day]]),
        *_runs(WORKED, [day for day in weekly if _is_exchanged(calendar, day)]),
        *([_weekdays(sorted(shut))] if shut else []),
    ]


def _is_exchanged(calendar: WorkingCalendar, day: date) -> bool:
    return day in calendar.make_up and not calendar.week[day.weekday()]


def _runs(text: Text, found: Sequence[date]) -> list[Text]:
    """Days that follow each other are said together."""
    runs: list[list[date]] = []
    for day in found:
        if runs and day - runs[-1][-1] == ONE_DAY:
            runs[-1].append(day)
        else:
            runs.append([day])
    return [filled(text, days=days(run[0], run[-1])) for run in runs]


def _weekdays(shut: Sequence[int]) -> Text:
    named = Text(zh="、".join(_DAYS_ZH[n] for n in shut), en=", ".join(_DAYS_EN[n] for n in shut))
    return filled(EVERY_WEEK, days=named)
