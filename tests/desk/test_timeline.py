"""The newest first, a page at a time, entries of one moment together."""

from __future__ import annotations

from datetime import datetime, timedelta

from careloop.desk.timeline import CALL, KINDS, VISIT, Entry, page_of

AT = datetime(2026, 11, 22, 10)


def entries(*hours: int) -> list[Entry]:
    return [Entry(at=AT - timedelta(hours=hour), kind=VISIT, title=str(hour)) for hour in hours]


def test_page_holds_the_newest() -> None:
    page = page_of(entries(3, 1, 2), limit=2)
    assert [entry.title for entry in page.entries] == ["1", "2"]
    assert page.more_before == AT - timedelta(hours=2)


def test_last_page_has_nothing_before_it() -> None:
    assert page_of(entries(1, 2), limit=2).more_before is None
    assert page_of([], limit=2).entries == []


def test_entries_of_one_moment_are_not_parted() -> None:
    page = page_of(entries(1, 2, 2, 2, 3), limit=2)
    assert len(page.entries) == 4
    assert page.more_before == AT - timedelta(hours=2)


def test_every_kind_is_known_by_its_code() -> None:
    assert KINDS[CALL.code] is CALL
    assert all(kind.name.zh and kind.name.en and kind.icon for kind in KINDS.values())
