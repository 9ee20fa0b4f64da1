"""Links: one answer, then closed; expired, tampered and flooded ones store nothing."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from careloop.complaints.models import Complaint
from careloop.organisation.models import Store
from careloop.organisation.rules import Forbidden, Viewer
from careloop.service.models import RepairOrder
from careloop.surveys import pace, queries, tokens
from careloop.surveys.actions import answer_link, make_link
from careloop.surveys.actions.links import LinkClosed
from careloop.surveys.actions.settings import set_survey_settings
from careloop.surveys.models import Response, SheetLink
from tests.surveys.conftest import BAD, GOOD, NINE, NOW, as_form

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _unhurried() -> None:
    cache.clear()


@pytest.fixture
def address(as_agent: Viewer, store: Store, order: RepairOrder) -> str:
    return make_link(by=as_agent, store=store, sheet=NINE, order=order, now=datetime.now())


def test_link_is_stored_as_a_digest_only(address: str) -> None:
    token = address.removeprefix("/q/").removesuffix("/")
    link = SheetLink.objects.get()
    assert token not in str(vars(link))
    assert queries.link_of(token) == link


def test_link_lives_as_long_as_the_store_says(as_director: Viewer, store: Store) -> None:
    set_survey_settings(by=as_director, store=store, advisor_quota=20, link_days=2)
    made = make_link(
        by=as_director, store=store, sheet=NINE, now=NOW, base_url="https://care.example/"
    )
    assert made.startswith("https://care.example/q/")
    assert SheetLink.objects.get().expires_at == NOW + timedelta(days=2)


def test_outsider_makes_no_link(as_outsider: Viewer, store: Store) -> None:
    with pytest.raises(Forbidden):
        make_link(by=as_outsider, store=store, sheet=NINE, now=NOW)


@pytest.mark.parametrize("token", ["", "x", "0" * 34, "ä" * 34])
def test_guessed_token_is_not_genuine(token: str) -> None:
    assert not tokens.is_genuine(token)


def test_token_is_genuine_until_one_character_changes() -> None:
    token = tokens.new_token()
    assert tokens.is_genuine(token)
    other = "A" if token[5] != "A" else "B"
    assert not tokens.is_genuine(token[:5] + other + token[6:])


def test_page_asks_without_signing_in_in_the_readers_language(client: Client, address: str) -> None:
    page = client.get(address, headers={"accept-language": "zh-CN"}).content.decode()
    assert "您对我们本次服务的总体满意程度是" in page
    page = client.get(address, headers={"accept-language": "en"}).content.decode()
    assert "How satisfied are you" in page
    assert "login" not in page


def test_answer_is_stored_once_with_its_order(client: Client, address: str) -> None:
    answer = client.post(address, as_form(GOOD))
    assert answer.status_code == 200
    response = Response.objects.get()
    assert (response.mode, response.ro_no, response.advisor_no) == ("link", "R1", "A01")
    assert response.taken_by is None
    assert client.get(address).status_code == 410
    assert client.post(address, as_form(BAD)).status_code == 410
    assert Response.objects.get() == response


def test_low_answer_by_link_opens_a_complaint(client: Client, address: str) -> None:
    client.post(address, as_form(BAD))
    complaint = Complaint.objects.get()
    assert (complaint.channel, complaint.ro_no) == ("link", "R1")


def test_half_filled_sheet_is_asked_again_and_keeps_what_was_typed(
    client: Client, address: str
) -> None:
    page = client.post(address, as_form({"Q1": "satisfied", "Q9": "<script>x</script>"}))
    assert page.status_code == 422
    text = page.content.decode()
    assert "请回答这一题" in text
    assert "&lt;script&gt;x&lt;/script&gt;" in text
    assert "<script>x" not in text
    assert not Response.objects.exists()
    assert client.post(address, as_form(GOOD)).status_code == 200


def test_expired_link_says_so_and_stores_nothing(client: Client, address: str) -> None:
    SheetLink.objects.update(expires_at=datetime.now() - timedelta(seconds=1))
    assert client.get(address).status_code == 410
    page = client.post(address, as_form(GOOD))
    assert (page.status_code, "链接已过期" in page.content.decode()) == (410, True)
    assert not Response.objects.exists()


def test_tampered_link_is_no_page_and_asks_the_database_nothing(
    client: Client, address: str, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(0):
        page = client.get(address[:-2] + "!/")
    assert page.status_code == 404
    assert "链接无效" in page.content.decode()


def test_genuine_token_of_a_link_that_is_gone_is_no_page(client: Client, db: None) -> None:
    assert client.get(f"/q/{tokens.new_token()}/").status_code == 404


def test_flood_from_one_address_is_turned_away(
    client: Client, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pace, "MOST_A_WINDOW", 3)
    statuses = [client.get(address).status_code for _ in range(4)]
    assert statuses == [200, 200, 200, 429]
    assert client.get(address, REMOTE_ADDR="10.9.9.9").status_code == 200


def test_behind_a_proxy_the_callers_address_counts(
    client: Client, address: str, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.BEHIND_TLS = True
    monkeypatch.setattr(pace, "MOST_A_WINDOW", 1)
    for caller in ("1.1.1.1", "2.2.2.2"):
        assert client.get(address, headers={"x-forwarded-for": caller}).status_code == 200
    assert client.get(address, headers={"x-forwarded-for": "2.2.2.2"}).status_code == 429


def test_second_answer_of_two_at_once_is_refused(address: str) -> None:
    link = SheetLink.objects.select_related("store").get()
    answer_link(link=link, answers=GOOD, now=datetime.now())
    with pytest.raises(LinkClosed):
        answer_link(link=link, answers=GOOD, now=datetime.now())
    assert Response.objects.count() == 1


def test_page_may_not_be_kept_by_caches(client: Client, address: str) -> None:
    assert "no-store" in client.get(address)["Cache-Control"]
