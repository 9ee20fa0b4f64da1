from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from careloop.audits import actions, queries
from careloop.audits.choices import InspectionState, Rhythm, Subject
from careloop.audits.models import Checklist, Inspection
from careloop.audits.queries import InspectionFilters
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.periods import Period
from careloop.organisation.models import Employee, Store, User
from careloop.organisation.rules import Forbidden, Viewer
from tests.audits.conftest import (
    MONDAY,
    NOW,
    all_full,
    draft,
    finished,
    on,
    picture,
    planned,
    put_right,
)
from tests.mart.books import Books

TUESDAY = MONDAY + timedelta(days=1)


# Today


def test_today_shows_what_is_to_be_done_and_what_is_done(
    store: Store, lounge: Checklist, due: Inspection, begun: Inspection, as_checker: Viewer
) -> None:
    spot = finished(as_checker, begun, all_full(begun))
    shown = queries.today(as_checker, store, MONDAY)
    assert (shown.to_do, shown.done, shown.missed) == ([due], [spot], [])
    assert shown.planned == 2


def test_today_keeps_the_week_in_view_and_what_was_begun_before(
    store: Store, lounge: Checklist, begun: Inspection, as_checker: Viewer
) -> None:
    planned(store, Rhythm.WEEKLY)
    actions.make_due(now=NOW)
    weekly = Inspection.objects.get(plan__isnull=False)
    shown = queries.today(as_checker, store, MONDAY + timedelta(days=3))
    assert shown.to_do == [begun, weekly]


def test_today_shows_missed_ones_on_their_day(
    store: Store, due: Inspection, as_checker: Viewer
) -> None:
    actions.make_due(now=on(TUESDAY))
    assert queries.today(as_checker, store, MONDAY).missed == [due]
    assert due not in queries.today(as_checker, store, TUESDAY).to_do


def test_today_tells_what_is_mine(
    store: Store, due: Inspection, begun: Inspection, as_checker: Viewer, checker: User
) -> None:
    shown = queries.today(as_checker, store, MONDAY)
    assert shown.mine(checker.pk) == [begun]
    assert shown.mine(None) == []


def test_today_is_read_in_one_query(
    store: Store,
    books: Books,
    lounge: Checklist,
    as_checker: Viewer,
    django_assert_num_queries: Any,
) -> None:
    for number in range(5):
        books.employee(f"A{number}")
    planned(store, subject=Subject.ADVISOR)
    actions.make_due(now=NOW)
    with django_assert_num_queries(1):
        shown = queries.today(as_checker, store, MONDAY)
        names = [(one.checklist.name_zh, one.subject and one.subject.name) for one in shown.to_do]
    assert len(names) == 5


def test_inspections_are_the_stores_own(
    store: Store,
    other_store: Store,
    begun: Inspection,
    as_outsider: Viewer,
    as_agent: Viewer,
    as_checker: Viewer,
) -> None:
    photo = actions.add_photo(
        by=as_checker, inspection=begun, item="lounge_1", upload=picture(), now=NOW
    )
    for viewer in (as_outsider, as_agent):
        for read in (
            lambda by: queries.today(by, store, MONDAY),
            lambda by: queries.inspection(by, store, begun.pk),
            lambda by: queries.sheet(by, begun),
            lambda by: queries.inspections(by, store, InspectionFilters()),
            lambda by: queries.photo(by, store, photo.pk),
            lambda by: queries.checklists(by, store, MONDAY),
            lambda by: queries.checklist(by, store, "lounge", 1),
            lambda by: queries.versions(by, store, "lounge"),
            lambda by: queries.staff(by, store, MONDAY),
            lambda by: queries.inspectors(by, store),
            lambda by: queries.lunch(by, store, MONDAY),
        ):
            with pytest.raises(Forbidden):
                read(viewer)
    with pytest.raises(queries.Missing):
        queries.inspection(as_outsider, other_store, begun.pk)
    with pytest.raises(queries.Missing):
        queries.photo(as_outsider, other_store, photo.pk)
    with pytest.raises(queries.Missing):
        queries.checklist(as_outsider, other_store, "lounge", 1)


# One inspection


def test_sheet_shows_the_draft_and_then_what_was_kept(
    begun: Inspection, as_checker: Viewer, host: Employee
) -> None:
    kept = draft(as_checker, begun, {"lounge_1": 0}, remarks={"lounge_1": "太热"})
    before = queries.sheet(as_checker, kept)
    assert (before.answers, before.remarks) == ({"lounge_1": 0}, {"lounge_1": "太热"})
    answers = all_full(kept, lounge_1=0)
    done = finished(as_checker, kept, answers, [put_right("lounge_1", host)])
    after = queries.sheet(as_checker, done)
    assert after.answers == answers
    assert [fault.item.code for fault in after.faults] == ["lounge_1"]
    assert [finding.item for finding in after.findings] == ["lounge_1"]
    assert after.sections == {"lounge": (100, 110)}


def test_sheet_of_one_not_begun_is_empty(due: Inspection, as_checker: Viewer) -> None:
    sheet = queries.sheet(as_checker, due)
    assert (sheet.answers, sheet.remarks, sheet.typed, sheet.photos) == ({}, {}, {}, {})


# Lists


@pytest.fixture
def several(
    store: Store, books: Books, lounge: Checklist, short: Checklist, as_checker: Viewer
) -> dict[str, Inspection]:
    advisor = books.employee("A1")
    place = actions.start_unplanned(by=as_checker, store=store, checklist_code="lounge", now=NOW)
    person = actions.start_unplanned(
        by=as_checker, store=store, checklist_code="lounge", now=on(TUESDAY), subject=advisor
    )
    other = actions.start_unplanned(by=as_checker, store=store, checklist_code="short", now=NOW)
    return {
        "place": finished(as_checker, place, all_full(place)),
        "person": person,
        "other": other,
    }


def listed(by: Viewer, store: Store, **filters: Any) -> list[Inspection]:
    return queries.inspections(by, store, InspectionFilters(**filters))


def test_inspections_are_narrowed(
    store: Store, several: dict[str, Inspection], as_checker: Viewer, checker: User
) -> None:
    place, person, other = several["place"], several["person"], several["other"]
    assert listed(as_checker, store) == [person, other, place]
    assert listed(as_checker, store, checklist="lounge") == [person, place]
    assert listed(as_checker, store, of=person.subject_id) == [person]
    assert listed(as_checker, store, of="place") == [other, place]
    assert listed(as_checker, store, state=InspectionState.FINISHED) == [place]
    assert listed(as_checker, store, period=Period.day(TUESDAY)) == [person]
    assert listed(as_checker, store, inspector_id=checker.pk + 1) == []


def test_inspections_come_page_by_page(
    store: Store, several: dict[str, Inspection], as_checker: Viewer
) -> None:
    page = queries.inspections(as_checker, store, InspectionFilters(), limit=1)
    last = page[0]
    after = (last.due_on, last.pk)
    rest = queries.inspections(as_checker, store, InspectionFilters(), after=after)
    assert [last, *rest] == listed(as_checker, store)
    assert len(page) == 2


def test_inspections_count_their_findings(
    store: Store, begun: Inspection, as_checker: Viewer, host: Employee
) -> None:
    faulty = all_full(begun, lounge_1=0, lounge_2=0)
    finished(as_checker, begun, faulty, [put_right(f"lounge_{n}", host) for n in (1, 2)])
    assert listed(as_checker, store)[0].findings_count == 2  # type: ignore[attr-defined]


# People and lists to choose from


def test_staff_leaves_out_who_left_and_who_is_only_named_in_a_file(
    store: Store, books: Books, as_checker: Viewer
) -> None:
    gone, stub, last_day = (books.employee(no) for no in ("E7", "E8", "E9"))
    gone.left_on, last_day.left_on, stub.is_stub = MONDAY - timedelta(days=1), MONDAY, True
    for one in (gone, stub, last_day):
        one.save()
    numbers = [one.employee_no for one in queries.staff(as_checker, store, MONDAY)]
    assert numbers == ["E2", "E9"]  # E2 is the checker


def test_inspectors_are_those_who_may(
    store: Store, checker: User, manager: User, agent: User, outsider: User, as_checker: Viewer
) -> None:
    assert queries.inspectors(as_checker, store) == [checker, manager]


def test_versions_and_one_of_them(
    store: Store, lounge: Checklist, short: Checklist, as_checker: Viewer
) -> None:
    assert queries.versions(as_checker, store, "lounge") == [lounge]
    assert queries.checklist(as_checker, store, "short", 1) == short
    with pytest.raises(queries.Missing, match="no version 2 of checklist “short”"):
        queries.checklist(as_checker, store, "short", 2)


def test_missing_is_a_refusal_with_a_sentence(store: Store, as_checker: Viewer) -> None:
    with pytest.raises(Refused, match="测试一店 has no inspection 7"):
        queries.inspection(as_checker, store, 7)
