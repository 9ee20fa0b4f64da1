from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from careloop.audits import actions, queries
from careloop.audits.choices import FindingState
from careloop.audits.models import Checklist, Finding, Recheck
from careloop.audits.queries import FindingFilters
from careloop.audits.rules import Found, Stale, repeated
from careloop.core.kernel.errors import Refused
from careloop.organisation.models import Employee, Store, User
from careloop.organisation.queries import viewer_for
from careloop.organisation.rules import Forbidden, Viewer
from tests.audits.conftest import MONDAY, NOW, SOON, all_full, finished, on, picture, put_right
from tests.mart.books import Books

LATER = on(MONDAY + timedelta(days=1))
AFTER = SOON + timedelta(days=1)


def found(
    by: Viewer,
    store: Store,
    owner: Employee,
    day: date = MONDAY,
    *,
    item: str = "lounge_7",
    subject: Employee | None = None,
) -> Finding:
    """A finding at an item of the lounge, found on a day, due three days later."""
    one = actions.start_unplanned(
        by=by, store=store, checklist_code="lounge", now=on(day), subject=subject
    )
    told = put_right(item, owner, day + timedelta(days=3))
    finished(by, one, all_full(one, **{item: 0}), [told], on(day))
    return Finding.objects.get(inspection=one)


def acted(by: Viewer, finding: Finding) -> Finding:
    return actions.act_on_finding(
        by=by, finding=finding, revision=finding.revision, done="已换水", now=LATER
    )


def rechecked(by: Viewer, finding: Finding, is_cured: bool, **more: object) -> Recheck:
    more.setdefault("remark", "看过了")
    return actions.recheck(
        by=by,
        finding=finding,
        revision=finding.revision,
        is_cured=is_cured,
        now=LATER,
        **more,  # type: ignore[arg-type]
    )


@pytest.fixture
def finding(store: Store, lounge: Checklist, as_checker: Viewer, host: Employee) -> Finding:
    """Sun is to have the water dispenser repaired in three days."""
    return found(as_checker, store, host)


@pytest.fixture
def as_host(host: Employee, store: Store, agent: User) -> Viewer:
    """Sun signs in as a call agent, who may not inspect."""
    agent.employee = host
    agent.save()
    return viewer_for(agent)


# From found to cured


def test_owner_tells_what_was_done_without_being_an_inspector(
    finding: Finding, as_host: Viewer, agent: User
) -> None:
    told = acted(as_host, finding)
    assert (told.state, told.done, told.acted_by, told.acted_at) == (
        FindingState.ACTED_ON,
        "已换水",
        agent,
        LATER,
    )
    assert told.revision == finding.revision + 1


def test_a_checker_may_tell_it_for_the_owner_a_stranger_may_not(
    finding: Finding, as_checker: Viewer, as_agent: Viewer, as_outsider: Viewer
) -> None:
    for viewer in (as_agent, as_outsider):
        with pytest.raises(Forbidden):
            acted(viewer, finding)
    acted(as_checker, finding)


def test_acting_twice_is_refused(finding: Finding, as_checker: Viewer) -> None:
    told = acted(as_checker, finding)
    with pytest.raises(Refused, match="now “To be checked again”"):
        acted(as_checker, told)


def test_acting_on_an_old_version_is_refused_with_what_stands(
    finding: Finding, as_checker: Viewer, as_host: Viewer
) -> None:
    acted(as_host, finding)
    with pytest.raises(Stale, match="This finding was changed") as refusal:
        acted(as_checker, finding)
    assert refusal.value.current.done == "已换水"  # type: ignore[attr-defined]


def test_recheck_cures_it(finding: Finding, as_checker: Viewer, checker: User) -> None:
    again = rechecked(as_checker, acted(as_checker, finding), True, photo=picture())
    assert (again.by, again.at, again.is_cured) == (checker, LATER, True)
    assert again.photo is not None
    finding.refresh_from_db()
    assert (finding.state, finding.cured_at) == (FindingState.CURED, LATER)


def test_recheck_not_cured_opens_it_again_and_counts(
    store: Store, finding: Finding, as_checker: Viewer
) -> None:
    for _ in range(2):
        finding.refresh_from_db()
        rechecked(as_checker, acted(as_checker, finding), False)
    finding.refresh_from_db()
    assert (finding.state, finding.acted_at, finding.due_on) == (FindingState.OPEN, None, SOON)
    line = queries.finding(as_checker, store, finding.pk, MONDAY)
    assert line.reopened == 2
    assert [one.is_cured for one in queries.rechecks(as_checker, finding)] == [False, False]


def test_recheck_not_cured_may_give_a_new_day(finding: Finding, as_checker: Viewer) -> None:
    told = acted(as_checker, finding)
    with pytest.raises(Refused, match="is before today"):
        rechecked(as_checker, told, False, due_on=MONDAY)
    rechecked(as_checker, told, False, due_on=AFTER)
    finding.refresh_from_db()
    assert finding.due_on == AFTER


def test_recheck_by_the_owner_is_refused(
    store: Store, lounge: Checklist, as_checker: Viewer, checker: User, as_manager: Viewer
) -> None:
    owner = checker.employee
    assert owner is not None
    own = acted(as_manager, found(as_checker, store, owner))
    with pytest.raises(Refused, match="You own this finding"):
        rechecked(as_checker, own, True)
    rechecked(as_manager, own, True)


def test_recheck_needs_the_permission(
    finding: Finding, as_checker: Viewer, as_agent: Viewer, as_outsider: Viewer
) -> None:
    told = acted(as_checker, finding)
    for viewer in (as_agent, as_outsider):
        with pytest.raises(Forbidden):
            rechecked(viewer, told, True)


def test_recheck_before_anything_was_done_is_refused(finding: Finding, as_checker: Viewer) -> None:
    with pytest.raises(Refused, match="now “Open”"):
        rechecked(as_checker, finding, True)


def test_recheck_says_why_it_is_not_cured(finding: Finding, as_checker: Viewer) -> None:
    with pytest.raises(Refused, match="Say why"):
        rechecked(as_checker, acted(as_checker, finding), False, remark=" ")


def test_recheck_on_an_old_version_is_refused(finding: Finding, as_checker: Viewer) -> None:
    acted(as_checker, finding)
    with pytest.raises(Stale):
        rechecked(as_checker, finding, True)


def test_recheck_with_a_photo_that_is_none_changes_nothing(
    finding: Finding, as_checker: Viewer
) -> None:
    told = acted(as_checker, finding)
    fake = SimpleUploadedFile("x.png", b"%PDF-1.4", "image/png")
    with pytest.raises(Refused, match="is no photo"):
        rechecked(as_checker, told, True, photo=fake)
    finding.refresh_from_db()
    assert finding.state == FindingState.ACTED_ON
    assert not Recheck.objects.exists()


# The board


def shown(by: Viewer, store: Store, **filters: object) -> list[Finding]:
    today = filters.pop("today", MONDAY)
    asked = FindingFilters(today=today, **filters)  # type: ignore[arg-type]
    return [line.finding for line in queries.findings(by, store, asked)]


def test_tabs_show_open_overdue_to_recheck_and_cured(
    store: Store, lounge: Checklist, as_checker: Viewer, host: Employee
) -> None:
    late, open_, told, cured = (
        found(as_checker, store, host, MONDAY + timedelta(days=n)) for n in range(4)
    )
    acted(as_checker, told)
    rechecked(as_checker, acted(as_checker, cured), True)
    today = late.due_on + timedelta(days=1)  # type: ignore[operator]
    tabs = {
        tab: shown(as_checker, store, show=tab, today=today)
        for tab in ("open", "overdue", "to_recheck", "cured")
    }
    assert tabs == {
        "open": [late, open_],
        "overdue": [late],
        "to_recheck": [told],
        "cured": [cured],
    }
    assert queries.counts(as_checker, store, today) == {tab: len(x) for tab, x in tabs.items()}
    lines = queries.findings(as_checker, store, FindingFilters(today=today))
    assert [line.is_overdue for line in lines] == [True, False, False, False]


def test_a_line_names_checklist_and_item(
    store: Store, finding: Finding, as_checker: Viewer
) -> None:
    line = queries.finding(as_checker, store, finding.pk, MONDAY)
    assert line.checklist.zh == "顾客休息室检查表"
    assert line.item.en == "Water dispenser filled, hot and cold both working"


def test_findings_are_narrowed_by_owner_list_person_and_period(
    store: Store, books: Books, lounge: Checklist, as_checker: Viewer, host: Employee
) -> None:
    advisor = books.employee("A1")
    place = found(as_checker, store, host)
    person = found(as_checker, store, advisor, subject=advisor)
    assert shown(as_checker, store) == [place, person]
    assert shown(as_checker, store, owner_id=host.pk) == [place]
    assert shown(as_checker, store, of="place") == [place]
    assert shown(as_checker, store, of=advisor.pk) == [person]
    assert shown(as_checker, store, checklist="other") == []


def test_findings_come_page_by_page(
    store: Store, lounge: Checklist, as_checker: Viewer, host: Employee
) -> None:
    for day in range(3):
        found(as_checker, store, host, MONDAY + timedelta(days=day))
    lines = queries.findings(as_checker, store, FindingFilters(today=MONDAY), limit=1)
    assert len(lines) == 2


def test_board_asks_the_database_no_more_for_more_findings(
    store: Store,
    lounge: Checklist,
    as_checker: Viewer,
    host: Employee,
    django_assert_num_queries: object,
) -> None:
    for day in range(5):
        found(as_checker, store, host, MONDAY + timedelta(days=day))
    with django_assert_num_queries(3):  # type: ignore[operator]
        queries.findings(as_checker, store, FindingFilters(today=MONDAY))


def test_findings_of_another_store_are_not_there(
    store: Store, other_store: Store, finding: Finding, as_outsider: Viewer, as_agent: Viewer
) -> None:
    for viewer in (as_outsider, as_agent):
        with pytest.raises(Forbidden):
            shown(viewer, store)
    assert shown(as_outsider, other_store) == []
    with pytest.raises(queries.Missing):
        queries.finding(as_outsider, other_store, finding.pk, MONDAY)


def test_photo_of_a_recheck_is_the_stores_own(
    store: Store,
    other_store: Store,
    finding: Finding,
    as_checker: Viewer,
    as_outsider: Viewer,
) -> None:
    again = rechecked(as_checker, acted(as_checker, finding), True, photo=picture())
    assert queries.recheck_photo(as_checker, store, again.pk).photo == again.photo
    with pytest.raises(queries.Missing):
        queries.recheck_photo(as_outsider, other_store, again.pk)


# What comes back


@pytest.mark.parametrize(("days", "is_repeated"), [(1, True), (90, True), (91, False), (0, False)])
def test_found_again_within_ninety_days_is_repeated(days: int, is_repeated: bool) -> None:
    now = Found(2, "lounge_7", "lounge", None, MONDAY)
    before = Found(1, "lounge_7", "lounge", None, MONDAY - timedelta(days=days))
    assert repeated([now], [before]) == ({2} if is_repeated else set())


@pytest.mark.parametrize(
    "other",
    [
        Found(1, "lounge_8", "lounge", None, MONDAY - timedelta(days=1)),
        Found(1, "lounge_7", "short", None, MONDAY - timedelta(days=1)),
        Found(1, "lounge_7", "lounge", 5, MONDAY - timedelta(days=1)),
    ],
)
def test_another_item_list_or_person_is_no_repetition(other: Found) -> None:
    assert repeated([Found(2, "lounge_7", "lounge", None, MONDAY)], [other]) == set()


def test_board_marks_what_came_back(
    store: Store, lounge: Checklist, as_checker: Viewer, host: Employee
) -> None:
    for day in (MONDAY, MONDAY + timedelta(days=30), MONDAY + timedelta(days=130)):
        found(as_checker, store, host, day)
    found(as_checker, store, host, MONDAY + timedelta(days=31), item="lounge_1")
    lines = queries.findings(as_checker, store, FindingFilters(today=NOW.date()))
    marked = {line.finding.inspection.due_on.day: line.is_repeated for line in lines}
    assert marked == {2: False, 1: True, 10: False}
