"""What has happened to a customer or a car, as one list, the newest first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from careloop.core.kernel.text import Text


@dataclass(frozen=True, slots=True)
class Kind:
    """One sort of thing that happens; ``icon`` is a name of the sprite."""

    code: str
    name: Text
    icon: str


VISIT = Kind("visit", Text(zh="进站", en="Visits"), "tool")
CALL = Kind("call", Text(zh="回访", en="Calls"), "phone-call")
ANSWERS = Kind("answers", Text(zh="答卷", en="Answers"), "clipboard-check")
COMPLAINT = Kind("complaint", Text(zh="投诉", en="Complaints"), "message-report")
APPOINTMENT = Kind("appointment", Text(zh="预约", en="Appointments"), "calendar-event")
POLICY = Kind("policy", Text(zh="保单", en="Policies"), "shield-check")
SALE = Kind("sale", Text(zh="购车", en="Purchase"), "car")
MESSAGE = Kind("message", Text(zh="短信", en="Messages"), "message-2")
KINDS: dict[str, Kind] = {
    kind.code: kind
    for kind in (VISIT, CALL, ANSWERS, COMPLAINT, APPOINTMENT, POLICY, SALE, MESSAGE)
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened.

    ``facts`` stand beside the title, ``lines`` below it, one each (labour, parts, answers);
    ``note`` is what somebody wrote, shown as text. ``tone`` is empty, good, warn or bad.
    """

    at: datetime
    kind: Kind
    title: Text | str
    facts: tuple[Text | str, ...] = ()
    lines: tuple[tuple[Text | str, Text | str], ...] = ()
    note: str = ""
    link: str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """Entries, the newest first; ``more_before`` is where the next page begins, if there is one."""

    entries: list[Entry] = field(default_factory=list)
    more_before: datetime | None = None


def page_of(found: Iterable[Entry], limit: int) -> Page:
    """The newest ``limit`` of what every source gave, each source at least that many.

    Entries of one moment stay together, so that the next page can begin strictly before the last.
    """
    entries = sorted(found, key=lambda entry: entry.at, reverse=True)
    if len(entries) <= limit:
        return Page(entries)
    last = entries[limit - 1].at
    shown = [entry for entry in entries if entry.at >= last]
    return Page(shown, last if len(shown) < len(entries) else None)
