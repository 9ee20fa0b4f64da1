"""The supervisor's board: its parts, order, filters and counts, and how little it asks for."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from careloop.common import audit
from careloop.complaints.choices import State
from careloop.complaints.models import Complaint, Pause, StoreCause
from careloop.complaints.queries.asked import Filters, Tab, of_tab
from careloop.complaints.queries.board import Cursor, board, read_cursor
from careloop.complaints.queries.counting import by_person, counts
from careloop.customers.actions import refresh_search_keys
from careloop.customers.models import Customer
from careloop.organisation.models import Store, User
from careloop.organisation.rules import Forbidden, Viewer
from tests.mart.books import Books

NOW = datetime(2026, 9, 14, 10)
HOUR = timedelta(hours=1)

pytestmark = pytest.mark.django_db


def numbers(viewer: Viewer, store: Store, **asked: Any) -> list[str]:
    page = board(viewer, store, Filters(**asked), now=NOW)
    return [line.complaint.complaint_no for line in page.lines]


@pytest.fixture
def some(books: Books) -> dict[str, Complaint]:
    """One complaint in every part of the board, and one merged that stands in none."""
    received = NOW - timedelta(days=3)
    due = {
        "late": {"next_due_at": NOW - HOUR, "severity": "1"},
        "soon": {"next_due_at": NOW + HOUR, "state": State.TAKEN_OVER.value},
        "calm": {"next_due_at": NOW + timedelta(days=2), "cause": "time"},
        "solved": {"next_due_at": NOW + timedelta(days=3), "state": State.SOLVED.value},
        "held": {"state": State.TAKEN_OVER.value},
        "confirmed": {"state": State.CONFIRMED.value},
        "archived": {"state": State.ARCHIVED.value},
        "merged": {"state": State.MERGED.value},
    }
    made = {name: books.complaint(received, **fields) for name, fields in due.items()}
    for name, complaint in made.items():
        complaint.complaint_no = name
        complaint.save()
    Pause.objects.create(complaint=made["held"], reason="part", began_at=NOW - HOUR)
    ended = {"began_at": NOW - 2 * HOUR, "ended_at": NOW - HOUR}
    Pause.objects.create(complaint=made["calm"], reason="part", **ended)
    return made


@pytest.mark.parametrize(
    ("tab", "held"),
    [
        (Tab.OPEN, ["late", "soon", "calm", "solved", "held", "confirmed"]),
        (Tab.OVERDUE, ["late"]),
        (Tab.DUE_SOON, ["soon"]),
        (Tab.PAUSED, ["held"]),
        (Tab.CALL_BACK, ["solved"]),
        (Tab.TO_ARCHIVE, ["confirmed"]),
        (Tab.ARCHIVED, ["archived"]),
    ],
)
def test_each_tab_holds_its_own_in_the_order_they_are_due(
    as_agent: Viewer, store: Store, some: dict[str, Complaint], tab: Tab, held: list[str]
) -> None:
    assert numbers(as_agent, store, tab=tab) == held
    if tab is not Tab.ARCHIVED:
        assert counts(as_agent, store, now=NOW).tabs[tab] == len(held)


@pytest.mark.parametrize(
    ("asked", "held"),
    [
        ({"severity": "1"}, ["late"]),
        ({"cause": "time"}, ["calm"]),
        ({"level": "region"}, ["soon"]),
        ({"responsible_no": "A1"}, ["held"]),
        ({"owner_id": 0, "severity": "1"}, ["late"]),
        ({"text": "RO-77"}, ["solved"]),
        ({"text": "沪A5"}, ["calm"]),
        ({"text": "陈静"}, ["soon"]),
        ({"text": "chen"}, ["soon"]),
        ({"received_from": date(2026, 9, 12)}, ["solved"]),
        ({"received_to": date(2026, 9, 10)}, ["calm"]),
        ({"received_from": date(2026, 9, 10), "received_to": date(2026, 9, 10)}, ["calm"]),
    ],
)
def test_filters_narrow_the_board(
    as_agent: Viewer,
    store: Store,
    books: Books,
    some: dict[str, Complaint],
    asked: dict[str, Any],
    held: list[str],
) -> None:
    change = Complaint.objects.filter
    change(complaint_no="soon").update(
        level="region", customer=Customer.objects.create(store=store, name="陈静", changed_at=NOW)
    )
    change(complaint_no="held").update(responsible_no="A1")
    change(complaint_no="solved").update(ro_no="RO-77", received_at=datetime(2026, 9, 13))
    change(complaint_no="calm").update(
        vehicle=books.vehicle(plate="沪A51234"), received_at=datetime(2026, 9, 10, 23, 59)
    )
    refresh_search_keys(store=store)
    assert numbers(as_agent, store, **asked) == held


def test_number_is_found_from_its_beginning(as_agent: Viewer, store: Store, books: Books) -> None:
    books.complaint(NOW)
    number = Complaint.objects.get().complaint_no
    assert numbers(as_agent, store, text=number[:4].lower()) == [number]


def test_owner_is_asked_for(
    as_agent: Viewer, store: Store, some: dict[str, Complaint], agent: User
) -> None:
    some["calm"].owner = agent
    some["calm"].save()
    assert numbers(as_agent, store, owner_id=agent.pk) == ["calm"]
    assert "calm" not in numbers(as_agent, store, owner_id=0)


@pytest.mark.parametrize("tab", [Tab.OPEN, Tab.ARCHIVED])
def test_pages_follow_each_other_without_gap_or_repeat(
    as_agent: Viewer, store: Store, books: Books, tab: Tab
) -> None:
    """Equal moments and none at all: nothing is shown twice, nothing left out."""
    state = State.ARCHIVED if tab is Tab.ARCHIVED else State.RECORDED
    for number in range(11):
        due = None if number % 3 == 0 else NOW + (number % 2) * HOUR
        books.complaint(NOW - (number % 2) * HOUR, next_due_at=due, state=state.value)
    whole = numbers(as_agent, store, tab=tab)
    seen: list[str] = []
    after: Cursor | None = None
    while True:
        page = board(as_agent, store, Filters(tab=tab), after, 2, now=NOW)
        seen += [line.complaint.complaint_no for line in page.lines]
        if page.after is None:
            break
        after = read_cursor(page.after.text)
    assert seen == whole
    assert len(set(seen)) == 11


@pytest.mark.parametrize("text", ["", "x", "2026-09-14_", "yesterday_7", "_x"])
def test_a_cursor_that_is_none_is_passed_over(text: str) -> None:
    assert read_cursor(text) is None


def test_line_says_who_is_responsible_and_what_is_waited_for(
    as_agent: Viewer, store: Store, books: Books, some: dict[str, Complaint]
) -> None:
    books.employee("A1")
    some["held"].responsible_no = "A1"
    some["held"].save()
    lines = {
        line.complaint.complaint_no: line
        for line in board(as_agent, store, Filters(), now=NOW).lines
    }
    assert lines["held"].responsible == "员工A1"
    assert lines["held"].paused is not None
    assert (lines["calm"].paused, len(lines["calm"].pauses)) == (None, 1)


def test_who_is_furthest_behind_stands_first(
    as_agent: Viewer, store: Store, some: dict[str, Complaint], agent: User, director: User
) -> None:
    Complaint.objects.filter(complaint_no__in=["soon", "calm"]).update(owner=agent)
    Complaint.objects.filter(complaint_no="late").update(owner=director)
    first, second, third = by_person(as_agent, store, now=NOW)
    assert (first.user, first.open, first.overdue) == (director, 1, 1)
    assert (second.user, second.open, second.overdue) == (None, 3, 0)
    assert (third.user, third.open) == (agent, 2)
    assert first.oldest_at == NOW - timedelta(days=3)


def test_counts_are_kept_until_something_is_done(
    as_agent: Viewer, store: Store, books: Books, some: dict[str, Complaint]
) -> None:
    def standing(at: datetime = NOW) -> int:
        return counts(as_agent, store, now=at).tabs[Tab.OPEN]

    assert standing() == 6
    made = books.complaint(NOW)
    assert standing() == 6
    audit.record(actor_id=None, action="complaint.open", subject=made, store_id=store.pk)
    assert standing() == 7
    books.complaint(NOW)
    assert standing(NOW + timedelta(minutes=1)) == 8


def test_nobody_sees_another_stores_board(
    as_outsider: Viewer, as_agent: Viewer, store: Store, other_store: Store, books: Books
) -> None:
    books.complaint(NOW)
    Books(other_store).complaint(NOW)
    with pytest.raises(Forbidden):
        board(as_outsider, store, Filters(), now=NOW)
    with pytest.raises(Forbidden):
        counts(as_outsider, store, now=NOW)
    assert len(numbers(as_outsider, other_store)) == 1
    assert counts(as_agent, store, now=NOW).tabs[Tab.OPEN] == 1


def test_the_board_asks_as_much_for_thirty_as_for_one(
    as_agent: Viewer, store: Store, books: Books, agent: User, django_assert_max_num_queries: Any
) -> None:
    own = StoreCause.objects.create(store=store, name="异响", cause="quality")
    for number in range(30):
        books.complaint(
            NOW, next_due_at=NOW, owner=agent, store_cause=own, vehicle=books.vehicle(),
            responsible_no=f"A{number}",
        )  # fmt: skip
    with django_assert_max_num_queries(4):
        page = board(as_agent, store, Filters(), limit=30, now=NOW)
        for line in page.lines:
            shown = line.complaint
            assert all((shown.vehicle, shown.owner, shown.store_cause, line.responsible))
    with django_assert_max_num_queries(4):
        counts(as_agent, store, now=NOW)


def test_sqlite_walks_the_index_of_open_complaints(store: Store) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL chooses by what the tables hold")
    for tab in (Tab.OPEN, Tab.OVERDUE, Tab.DUE_SOON):
        found = of_tab(store, tab, NOW).filter(next_due_at__isnull=False)
        assert "complaints_open" in found.order_by("next_due_at", "pk").explain()
