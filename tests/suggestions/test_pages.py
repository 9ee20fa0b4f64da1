"""The pages of suggestions: made by anybody, decided by who leads, reviewed every week."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from careloop.organisation import actions as organisation
from careloop.organisation.choices import Role
from careloop.organisation.models import Store, User
from careloop.organisation.rules import Viewer
from careloop.suggestions import actions
from careloop.suggestions.models import Suggestion
from tests.mart.books import Books

pytestmark = pytest.mark.django_db
BASE = "/stores/S1/suggestions"
NOW = datetime(2026, 11, 22, 10, 0)
MOST_QUERIES = 20
LOOKED_AT = ("/", "/?state=accepted", "/review/", "/{pk}/")


@pytest.fixture(autouse=True)
def _the_day(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> None:
    monkeypatch.setattr("careloop.suggestions.views.now", lambda: NOW)
    settings.CARELOOP_HOME = tmp_path


def sign_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def li(director: User) -> Client:
    return sign_in(director)


@pytest.fixture
def made(as_agent: Viewer, store: Store) -> Suggestion:
    return actions.make_suggestion(
        by=as_agent, store=store, text="休息区加一台饮水机", now=datetime(2026, 11, 18, 9)
    )


@pytest.mark.parametrize("path", LOOKED_AT)
def test_every_page_opens_in_few_queries(
    agent: User, made: Suggestion, path: str, django_assert_max_num_queries: Any
) -> None:
    client = sign_in(agent)
    with django_assert_max_num_queries(MOST_QUERIES):
        answer = client.get(BASE + path.format(pk=made.pk))
    assert answer.status_code == 200
    assert f'action="{BASE}/{made.pk}/accept/"' not in answer.content.decode()


@pytest.mark.parametrize("path", [*LOOKED_AT, "/new/"])
def test_another_store_does_not_exist(outsider: User, made: Suggestion, path: str) -> None:
    assert sign_in(outsider).get(BASE + path.format(pk=made.pk)).status_code == 404
    foreign = f"/stores/S9/suggestions/{made.pk}/"
    assert sign_in(outsider).get(foreign).status_code == 404


@pytest.mark.parametrize("deed", ["accept", "decline", "execute", "take-back"])
def test_who_does_not_lead_decides_nothing(agent: User, made: Suggestion, deed: str) -> None:
    answer = sign_in(agent).post(f"{BASE}/{made.pk}/{deed}/", {"revision": "0"})
    assert answer.status_code == 403


def test_who_only_looks_makes_none(store: Store) -> None:
    user = organisation.add_user(
        by=Viewer.system(),
        username="he",
        password="Right-horse-7",
        role=Role.HEAD_OFFICE.value,
        store=store,
        display_name="he",
    )
    client = sign_in(user)
    assert client.get(f"{BASE}/").status_code == 200
    assert client.get(f"{BASE}/new/").status_code == 403


def test_anybody_makes_one(agent: User, store: Store) -> None:
    client = sign_in(agent)
    given = {"text": "雨天备伞", "department": "front_desk"}
    page = client.post(f"{BASE}/new/", given, follow=True).content.decode()
    assert "等待周评审" in page
    assert "雨天备伞" in page
    blank = client.post(f"{BASE}/new/", {"text": " ", "department": "front_desk"})
    assert blank.status_code == 422


def test_accepted_carried_out_and_taken_back(li: Client, made: Suggestion, store: Store) -> None:
    owner = Books(store).employee("A1")
    given = {"revision": "0", "owner": str(owner.pk), "note": "月底前"}
    assert li.post(f"{BASE}/{made.pk}/accept/", given).status_code == 302
    made.refresh_from_db()
    assert (made.accepted_on, made.owner) == (date(2026, 11, 22), owner)
    head = li.get(f"{BASE}/").content.decode()
    assert "0.0%" in head
    assert "0 / 1" in head
    li.post(f"{BASE}/{made.pk}/execute/", {"revision": "1"})
    assert "100.0%" in li.get(f"{BASE}/?state=executed").content.decode()
    li.post(f"{BASE}/{made.pk}/take-back/", {"revision": "2"})
    made.refresh_from_db()
    assert made.executed_on is None
    assert li.post(f"{BASE}/{made.pk}/burn/").status_code == 404


def test_declining_needs_a_reason(li: Client, made: Suggestion) -> None:
    url = f"{BASE}/{made.pk}/decline/"
    assert li.post(url, {"revision": "0", "reason": ""}).status_code == 422
    assert li.post(url, {"revision": "0", "reason": "已有饮水机"}).status_code == 302
    assert "已有饮水机" in li.get(f"{BASE}/?state=declined").content.decode()


def test_what_cannot_follow_is_refused_in_a_sentence(li: Client, made: Suggestion) -> None:
    answer = li.post(f"{BASE}/{made.pk}/execute/", {"revision": "0"}, follow=True)
    assert "请先采纳" in answer.content.decode()


def test_a_decision_that_came_too_late_shows_both(
    li: Client, made: Suggestion, as_director: Viewer
) -> None:
    actions.decline(by=as_director, suggestion=made, revision=0, reason="已有饮水机", now=NOW)
    answer = li.post(f"{BASE}/{made.pk}/accept/", {"revision": "0", "note": "请采购两台"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "请采购两台" in page
    assert "已有饮水机" in page
    assert "未采纳" in page
    made.refresh_from_db()
    assert made.accepted_on is None


def test_the_review_holds_what_waits_and_what_was_decided_since(
    li: Client, made: Suggestion, as_director: Viewer, store: Store
) -> None:
    older = actions.make_suggestion(by=as_director, store=store, text="增设充电桩", now=NOW)
    actions.accept(by=as_director, suggestion=older, revision=0, now=NOW)
    page = li.get(f"{BASE}/review/").content.decode()
    waiting, accepted, settled = page.split("<section>")[1:4]
    assert "休息区加一台饮水机" in waiting
    assert "增设充电桩" in accepted
    assert "增设充电桩" in settled
    for since in ("2026-11-01", "2027-01-01", "nonsense"):
        assert li.get(f"{BASE}/review/?since={since}").status_code == 200


def test_a_decision_leads_back_to_where_it_was_made_and_nowhere_else(
    li: Client, made: Suggestion
) -> None:
    url = f"{BASE}/{made.pk}/accept/"
    answer = li.post(url, {"revision": "0", "next": "https://elsewhere.example/"})
    assert answer["Location"] == f"{BASE}/"


def test_a_list_is_narrowed_by_department(li: Client, made: Suggestion) -> None:
    assert "饮水机" in li.get(f"{BASE}/?department=customer_care").content.decode()
    assert "饮水机" not in li.get(f"{BASE}/?department=parts").content.decode()
