from __future__ import annotations

from datetime import timedelta

import pytest

from careloop.audits import actions, queries
from careloop.audits.rules import plate_of
from careloop.common.models import AuditRow
from careloop.core.kernel.errors import Refused
from careloop.organisation.models import Store, User
from careloop.organisation.rules import Forbidden, Viewer
from tests.audits.conftest import MONDAY, NOW
from tests.mart.books import Books

NOON = NOW.replace(hour=12)


@pytest.mark.parametrize(
    ("typed", "plate"),
    [
        ("沪A12345", "沪A12345"),
        (" 沪a·12345 ", "沪A12345"),
        ("沪AD12345", "沪AD12345"),
        ("沪Ａ１２３４５", "沪A12345"),
        ("粤Z1234港", "粤Z1234港"),
    ],
)
def test_plate_is_spelled_as_vehicles_are_filed(typed: str, plate: str) -> None:
    assert plate_of(typed) == plate


@pytest.mark.parametrize("typed", ["", "沪A", "没有车牌", "ABCDEF", "沪A12345678901", "沪A123<5"])
def test_what_is_no_plate_is_refused(typed: str) -> None:
    with pytest.raises(Refused, match="is no plate"):
        plate_of(typed)


def test_tickets_are_numbered_by_day(store: Store, as_checker: Viewer, checker: User) -> None:
    first, second = (
        actions.issue_ticket(by=as_checker, store=store, plate="沪A12345", diners=2, now=NOW)
        for _ in range(2)
    )
    assert (first.ticket_no, second.ticket_no) == ("CP20260302-001", "CP20260302-002")
    assert (first.issued_by, first.issued_at, first.used_at) == (checker, NOW, None)


def test_ticket_links_the_car_on_the_stores_file(
    store: Store, other_store: Store, books: Books, as_checker: Viewer
) -> None:
    Books(other_store).vehicle(plate="沪B00001")
    vehicle = books.vehicle(plate="沪A12345")
    known = actions.issue_ticket(by=as_checker, store=store, plate="沪a12345", now=NOW)
    strange = actions.issue_ticket(by=as_checker, store=store, plate="沪B00001", now=NOW)
    assert (known.vehicle, strange.vehicle) == (vehicle, None)


@pytest.mark.parametrize("diners", [0, -1, 21])
def test_ticket_for_nobody_or_a_crowd_is_refused(
    store: Store, as_checker: Viewer, diners: int
) -> None:
    with pytest.raises(Refused, match=f"{diners} diners; 1 to 20"):
        actions.issue_ticket(by=as_checker, store=store, plate="沪A12345", diners=diners, now=NOW)


def test_ticket_is_used_once(store: Store, as_checker: Viewer) -> None:
    ticket = actions.issue_ticket(by=as_checker, store=store, plate="沪A12345", now=NOW)
    assert actions.use_ticket(by=as_checker, ticket=ticket, now=NOON).used_at == NOON
    with pytest.raises(Refused, match="CP20260302-001 was used at 2026-03-02 12:00"):
        actions.use_ticket(by=as_checker, ticket=ticket, now=NOON)


def test_ticket_is_good_for_its_day(store: Store, as_checker: Viewer) -> None:
    ticket = actions.issue_ticket(by=as_checker, store=store, plate="沪A12345", now=NOW)
    with pytest.raises(Refused, match="good on that day only"):
        actions.use_ticket(by=as_checker, ticket=ticket, now=NOON + timedelta(days=1))


def test_lunch_counts_meals_and_those_served(store: Store, as_checker: Viewer) -> None:
    one, two = (
        actions.issue_ticket(by=as_checker, store=store, plate="沪A12345", diners=n, now=NOW)
        for n in (1, 3)
    )
    actions.issue_ticket(by=as_checker, store=store, plate="沪A12345", now=NOW + timedelta(days=1))
    actions.use_ticket(by=as_checker, ticket=two, now=NOON)
    lunch = queries.lunch(as_checker, store, MONDAY)
    assert (lunch.tickets, lunch.diners, lunch.served) == ([two, one], 4, 3)


def test_lunch_needs_the_permission_and_is_the_stores_own(
    store: Store, other_store: Store, as_checker: Viewer, as_agent: Viewer, as_outsider: Viewer
) -> None:
    ticket = actions.issue_ticket(by=as_checker, store=store, plate="沪A12345", now=NOW)
    for viewer in (as_agent, as_outsider):
        with pytest.raises(Forbidden):
            actions.issue_ticket(by=viewer, store=store, plate="沪A12345", now=NOW)
        with pytest.raises(Forbidden):
            actions.use_ticket(by=viewer, ticket=ticket, now=NOON)
    assert queries.ticket(as_checker, store, ticket.pk) == ticket
    with pytest.raises(queries.Missing):
        queries.ticket(as_outsider, other_store, ticket.pk)


def test_the_plate_is_in_no_audit_row(store: Store, as_checker: Viewer) -> None:
    actions.issue_ticket(by=as_checker, store=store, plate="沪A12345", now=NOW)
    row = AuditRow.objects.get(action="lunch.issue")
    assert row.detail == {"ticket": "CP20260302-001", "diners": 1}
