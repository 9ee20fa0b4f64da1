"""A customer answers on a phone, a director looks at the results: in Chromium, with axe-core."""

from __future__ import annotations

from datetime import datetime

import pytest
from playwright.sync_api import expect

from careloop.organisation.models import Store, User
from careloop.organisation.rules import Viewer
from careloop.surveys.actions import make_link, record_response
from careloop.surveys.models import Response
from tests.mart.books import Books
from tests.surveys.conftest import BAD, NINE
from tests.web.conftest import live_server  # noqa: F401
from tests.web.test_browser import PHONE, Desk, chromium, desk  # noqa: F401

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def calm(desk: Desk) -> None:  # noqa: F811
    assert desk.serious_faults() == []
    assert not desk.overflows
    assert desk.complaints == []


def test_customer_answers_a_link_on_a_phone(desk: Desk, store: Store) -> None:  # noqa: F811
    page, now = desk.page, datetime.now()
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    desk.go(make_link(by=Viewer.system(), store=store, sheet=NINE, now=now))
    calm(desk)
    for code in ("Q2", "Q5", "Q8"):
        page.check(f"input[name=q-{code}][value='9']")
    for code in ("Q3", "Q4", "Q6", "Q7"):
        page.check(f"input[name=q-{code}][value=yes]")
    page.check("input[name=q-Q1][value=delighted]")
    expect(page.locator("#q-P2")).to_be_hidden()
    page.focus("input[name=q-P1] >> nth=0")
    page.keyboard.press("y")
    page.check("input[name=q-P2][value=no]")
    page.fill("textarea[name=q-Q9]", "<b>刹车</b>")
    page.click("main button")
    expect(page.locator("main")).to_contain_text("非常感谢")
    calm(desk)
    assert Response.objects.get().is_alerting


def test_changed_mind_hides_the_question_again(desk: Desk, store: Store) -> None:  # noqa: F811
    desk.go(make_link(by=Viewer.system(), store=store, sheet=NINE, now=datetime.now()))
    desk.page.focus("input[name=q-P1] >> nth=0")
    desk.page.keyboard.press("y")
    expect(desk.page.locator("#q-P2")).to_be_visible()
    desk.page.keyboard.press("n")
    expect(desk.page.locator("#q-P2")).to_be_hidden()


def test_marks_are_typed_ten_with_two_digits(desk: Desk, store: Store) -> None:  # noqa: F811
    desk.go(make_link(by=Viewer.system(), store=store, sheet=NINE, now=datetime.now()))
    desk.page.focus("input[name=q-Q2] >> nth=0")
    desk.page.keyboard.type("10")
    expect(desk.page.locator("input[name=q-Q2]:checked")).to_have_value("10")


@pytest.mark.parametrize("width", [1440, 390])
def test_directors_pages_have_no_serious_fault(
    desk: Desk,  # noqa: F811
    store: Store,
    director: User,
    width: int,
) -> None:
    books = Books(store)
    order = books.order(books.vehicle(), datetime.now().date(), advisor=books.employee("A01"))
    told = {"sheet": NINE, "answers": BAD, "mode": "phone", "now": datetime.now()}
    low = record_response(by=Viewer.system(), store=store, order=order, **told)  # type: ignore[arg-type]
    desk.sign_in()
    desk.page.set_viewport_size({"width": width, "height": 900})
    answers = "/stores/S1/answers/"
    for path in (
        answers,
        answers + "?by=advisor&asked=item",
        answers + "low/",
        answers + "list/",
        answers + "sampling/",
        f"{answers}{low.pk}/",
        "/stores/S1/questionnaires/",
        "/stores/S1/questionnaires/nine_questions/",
        "/stores/S1/ask/",
        "/stores/S1/ask/sheet/?sheet=mystery_shopper",
    ):
        desk.go(path)
        calm(desk)
