"""The frame: sign-in, the first page, store and language switch, faults, what a browser is told."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from careloop.organisation import actions
from careloop.organisation.choices import Role
from careloop.organisation.models import Store, User
from careloop.organisation.rules import Viewer
from tests.web.conftest import SignIn

pytestmark = pytest.mark.django_db


def signing_in(client: Client, username: str, password: str = "Right-horse-7") -> int:
    return client.post("/accounts/login/", {"login": username, "password": password}).status_code


def test_sign_in_leads_to_the_first_page(client: Client, director: User) -> None:
    assert signing_in(client, "li") == 302
    assert client.get("/").status_code == 302


def test_sign_in_with_a_wrong_password_stays(client: Client, director: User) -> None:
    assert signing_in(client, "li", "wrong") == 200


def test_sign_in_closes_after_wrong_passwords(client: Client, director: User) -> None:
    for number in range(6):
        assert signing_in(client, "li", f"wrong-{number}") == 200
    assert signing_in(client, "li") == 200
    assert client.get("/")["Location"].startswith("/accounts/login/")


def test_sign_up_is_closed(client: Client) -> None:
    page = client.get("/accounts/signup/").content.decode()
    assert 'name="password1"' not in page


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/stores/S1/kpis/",
        "/stores/S1/kpis/people/",
        "/stores/S1/kpis/orders/",
        "/stores/S1/kpis/orders/rows.csv",
        "/stores/S1/imports/",
        "/stores/S1/imports/1/",
        "/stores/S1/reports/",
        "/stores/S1/reports/2026-10/",
        "/stores/S1/kpis/targets/",
        "/stores/S1/complaints/",
        "/stores/S1/complaints/open/",
        "/stores/S1/complaints/1/",
        "/stores/S1/complaints/1/form.pdf",
        "/stores/S1/audits/",
        "/stores/S1/audits/photos/1/",
        "/stores/S1/improvement/",
        "/stores/S1/improvement/proof/1/",
        "/stores/S1/suggestions/",
    ],
)
def test_a_visitor_is_sent_to_sign_in(client: Client, store: Store, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")


def test_the_first_page_is_the_kpis_of_the_own_store(signed_in: SignIn, director: User) -> None:
    assert signed_in(director).get("/")["Location"] == "/stores/S1/kpis/"


def test_the_first_page_of_who_calls_is_the_worklist(signed_in: SignIn, agent: User) -> None:
    assert signed_in(agent).get("/")["Location"] == "/stores/S1/desk/"


def test_the_first_page_of_who_calls_is_the_figures_of_all_stores_where_last_visited(
    signed_in: SignIn, agent: User, store: Store
) -> None:
    second = actions.add_store(by=Viewer.system(), code="S2", name="测试二店", group="G1")
    actions.grant_role(by=Viewer.system(), user=agent, role=Role.CALL_AGENT, store=second)
    client = signed_in(agent)
    client.get("/stores/all/kpis/")
    assert client.get("/")["Location"] == "/stores/all/kpis/"
    client.get("/stores/S2/desk/")
    assert client.get("/")["Location"] == "/stores/S2/desk/"


def test_the_first_page_is_the_store_visited_last(
    signed_in: SignIn, director: User, store: Store
) -> None:
    second = actions.add_store(by=Viewer.system(), code="S2", name="测试二店", group="G1")
    actions.grant_role(by=Viewer.system(), user=director, role=Role.CARE_DIRECTOR, store=second)
    client = signed_in(director)
    client.get("/stores/S2/imports/")
    assert client.get("/")["Location"] == "/stores/S2/kpis/"


def test_one_without_a_store_is_told_so(signed_in: SignIn, db: None) -> None:
    nobody = User.objects.create(username="nobody", language="en")
    assert "No store is open to you yet" in signed_in(nobody).get("/").content.decode()


def test_the_switch_offers_the_own_stores_only(
    signed_in: SignIn, director: User, store: Store, other_store: Store
) -> None:
    page = signed_in(director).get("/stores/S1/imports/").content.decode()
    assert "测试一店" in page
    assert "别家店" not in page


def test_the_menu_hides_what_one_may_not_do(signed_in: SignIn, agent: User) -> None:
    page = signed_in(agent).get("/accounts/2fa/").content.decode()
    assert "/stores/S1/kpis/" in page
    assert "/stores/S1/imports/" not in page


@pytest.mark.parametrize(
    ("page", "entry"),
    [
        ("search/", "customers/segments/"),
        ("customers/duplicates/", "customers/segments/"),
        ("desk/", "desk/"),
        ("kpis/", "kpis/"),
    ],
)
def test_the_menu_lights_the_entry_a_page_belongs_to(
    signed_in: SignIn, director: User, page: str, entry: str
) -> None:
    shown = signed_in(director).get(f"/stores/S1/{page}").content.decode()
    lit = re.findall(r'href="/stores/S1/([^"]*)" class="active"', shown)
    assert lit == [entry]


def test_a_missing_permission_is_said_in_the_own_language(signed_in: SignIn, agent: User) -> None:
    client = signed_in(agent)
    answer = client.get("/stores/S1/imports/")
    assert answer.status_code == 403
    assert "权限" in answer.content.decode()
    client.post("/language/", {"language": "en", "next": "/"})
    assert "You may not" in client.get("/stores/S1/imports/").content.decode()


def test_another_stores_pages_do_not_exist(signed_in: SignIn, outsider: User, store: Store) -> None:
    client = signed_in(outsider)
    for address in ("kpis/", "imports/", "reports/", "reports/2026-10/"):
        assert client.get(f"/stores/S1/{address}").status_code == 404


def test_the_language_is_remembered_with_the_user(signed_in: SignIn, director: User) -> None:
    signed_in(director).post("/language/", {"language": "en", "next": "/stores/S1/imports/"})
    director.refresh_from_db()
    assert director.language == "en"
    assert "Data import" in signed_in(director).get("/stores/S1/imports/").content.decode()


def test_the_sign_in_page_speaks_the_language_chosen(client: Client, db: None) -> None:
    assert "登录" in client.get("/accounts/login/").content.decode()
    client.post("/language/", {"language": "en", "next": "/accounts/login/"})
    assert "Sign in" in client.get("/accounts/login/").content.decode()


@pytest.mark.parametrize(
    "address", ["https://elsewhere.example/", "//elsewhere.example", "javascript:1"]
)
def test_the_language_switch_leads_to_no_other_site(client: Client, db: None, address: str) -> None:
    assert client.post("/language/", {"language": "en", "next": address})["Location"] == "/"


def test_an_unknown_language_changes_nothing(signed_in: SignIn, director: User) -> None:
    signed_in(director).post("/language/", {"language": "xx", "next": "/"})
    director.refresh_from_db()
    assert director.language == "zh-hans"


@pytest.mark.parametrize(
    "address",
    [
        "/accounts/2fa/",
        "/accounts/password/change/",
        "/accounts/logout/",
    ],
)
def test_account_pages_wear_our_frame(client: Client, director: User, address: str) -> None:
    signing_in(client, "li")
    answer = client.get(address, follow=True)
    assert answer.status_code == 200
    assert 'class="sidebar"' in answer.content.decode()


def test_a_second_factor_can_be_switched_on(client: Client, director: User) -> None:
    signing_in(client, "li")
    ask = client.get("/accounts/2fa/totp/activate/")["Location"]
    client.post(ask, {"password": "Right-horse-7"})
    page = client.get("/accounts/2fa/totp/activate/").content.decode()
    assert 'class="qr"' in page
    assert 'class="sidebar"' in page


def test_a_missing_page_tells_nothing_of_the_viewer(signed_in: SignIn, director: User) -> None:
    page = signed_in(director).get("/no/such/page/")
    assert page.status_code == 404
    assert "li" not in page.content.decode().split("<main")[1].split()


def test_a_broken_page_speaks_both_languages(signed_in: SignIn, director: User) -> None:
    client = signed_in(director)
    client.raise_request_exception = False
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("careloop.web.views.queries.stores", lambda *_: 1 / 0)
        answer = client.get("/")
    assert answer.status_code == 500
    assert "系统出错了" in answer.content.decode()
    assert "Something went wrong" in answer.content.decode()


def test_scripts_come_from_us_alone(client: Client, db: None) -> None:
    answer = client.get("/accounts/login/")
    assert "script-src 'self'" in answer["Content-Security-Policy"]
    assert "<script>" not in answer.content.decode()
    assert " onclick=" not in answer.content.decode()
