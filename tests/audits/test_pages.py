"""The pages of inspections, called as a browser calls them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from careloop.audits import actions
from careloop.audits.models import Finding, Inspection, Photo
from careloop.audits.views import frame
from careloop.organisation import actions as organisation
from careloop.organisation.choices import Role
from careloop.organisation.models import Employee, Store, User
from careloop.organisation.rules import Viewer
from tests.audits.conftest import (
    NOW,
    SOON,
    all_full,
    finished,
    picture,
    put_right,
)
from tests.web.conftest import SignIn, home, signed_in  # noqa: F401


class Clock(datetime):
    """The clock of the pages, moved by hand."""

    at = NOW

    @classmethod
    def now(cls, tz: Any = None) -> datetime:  # type: ignore[override]
        return cls.at


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> type[Clock]:
    Clock.at = NOW
    monkeypatch.setattr(frame, "datetime", Clock)
    return Clock


def url(name: str, **of: object) -> str:
    return reverse(f"audits:{name}", kwargs={"store_code": "S1", **of})


def text_of(page: HttpResponse) -> str:
    return page.content.decode()


@pytest.fixture
def desk(signed_in: SignIn, checker: User) -> Client:  # noqa: F811
    """The browser of Qian, the process checker."""
    return signed_in(checker)


@pytest.fixture
def office(signed_in: SignIn, director: User) -> Client:  # noqa: F811
    """The browser of Li, the care director."""
    return signed_in(director)


def sent(inspection: Inspection, **other: object) -> dict[str, object]:
    """The form of an inspection with everything passed, but what ``other`` says."""
    full = {f"points-{code}": points for code, points in all_full(inspection).items()}
    return {"revision": inspection.revision, **full, **other}


def at_fault(host: Employee, item: str = "lounge_1") -> dict[str, object]:
    return {
        f"points-{item}": "0",
        f"action-{item}": "重新调试",
        f"owner-{item}": host.pk,
        f"due-{item}": SOON.isoformat(),
    }


@pytest.fixture
def finding(as_checker: Viewer, begun: Inspection, host: Employee) -> Finding:
    """The air conditioning is off; Sun is to see to it."""
    finished(as_checker, begun, all_full(begun, lounge_1=0), [put_right("lounge_1", host)])
    return Finding.objects.get()


@pytest.fixture
def snapshot(as_checker: Viewer, begun: Inspection) -> Photo:
    return actions.add_photo(
        by=as_checker, inspection=begun, item="lounge_1", upload=picture(), now=NOW
    )


# Who may see what


PAGES = ("today", "inspections", "findings", "figures", "lunch", "checklists", "plans")


@pytest.mark.parametrize("page", PAGES)
def test_page_is_there(page: str, office: Client, due: Inspection) -> None:
    assert office.get(url(page)).status_code == 200


@pytest.mark.parametrize("page", PAGES)
def test_page_of_another_store_is_not_there(
    page: str,
    signed_in: SignIn,  # noqa: F811
    outsider: User,
    store: Store,
) -> None:
    assert signed_in(outsider).get(url(page)).status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_page_is_shut_to_those_without_the_permission(
    page: str,
    signed_in: SignIn,  # noqa: F811
    agent: User,
) -> None:
    assert signed_in(agent).get(url(page)).status_code == 403


def test_one_thing_of_another_store_is_not_there(
    desk: Client, other_store: Store, finding: Finding, snapshot_elsewhere: Photo
) -> None:
    elsewhere = snapshot_elsewhere.inspection
    ticket = actions.issue_ticket(by=Viewer.system(), store=other_store, plate="沪B22222", now=NOW)
    for address in (
        url("inspection", inspection_id=elsewhere.pk),
        url("photo", photo_id=snapshot_elsewhere.pk),
        url("ticket", ticket_id=ticket.pk),
        url("finding", finding_id=finding.pk + 1),
        url("recheck_photo", recheck_id=1),
        url("checklist", code="own_1"),
    ):
        assert desk.get(address).status_code == 404, address


@pytest.fixture
def snapshot_elsewhere(other_store: Store) -> Photo:
    system = Viewer.system()
    actions.adopt(by=system, store=other_store, code="lounge", now=NOW)
    one = actions.start_unplanned(by=system, store=other_store, checklist_code="lounge", now=NOW)
    return actions.add_photo(by=system, inspection=one, item="lounge_1", upload=picture(), now=NOW)


def test_deeds_need_the_permission_to_inspect(
    signed_in: SignIn,  # noqa: F811
    store: Store,
    begun: Inspection,
    snapshot: Photo,
) -> None:
    watcher = signed_in(_head_office(store))
    one = {"inspection_id": begun.pk}
    assert watcher.get(url("inspection", **one)).status_code == 200
    for address in (
        url("inspection", **one),
        url("begin", **one),
        url("draft", **one),
        url("add_photo", **one),
        url("remove_photo", photo_id=snapshot.pk, **one),
        url("relay", **one),
        url("start"),
        url("adopt"),
        url("lunch"),
    ):
        assert watcher.post(address, {"plate": "沪A12345"}).status_code == 403, address
    begun.refresh_from_db()
    assert (begun.revision, Photo.objects.count()) == (0, 1)


def _head_office(store: Store) -> User:
    return organisation.add_user(
        by=Viewer.system(),
        username="he",
        password="Right-horse-7",
        role=Role.HEAD_OFFICE.value,
        store=store,
        display_name="何",
    )
