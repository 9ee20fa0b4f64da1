"""A day at the desk in Chromium, by keyboard, and what the KPIs make of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from careloop.complaints.models import Complaint
from careloop.core.kernel.periods import Period
from careloop.customers.actions import refresh_search_keys
from careloop.desk.models import CallDraft
from careloop.kpis import queries as kpis
from careloop.mart import actions as mart
from careloop.organisation.models import Store, User
from careloop.organisation.rules import Viewer
from careloop.outreach.models import ContactAttempt, ContactTask
from careloop.service.models import Appointment
from careloop.service.queries import free_slots
from tests.desk.answers import answers_of
from tests.desk.conftest import NOW, TODAY, Desk
from tests.web.conftest import live_server  # noqa: F401
from tests.web.test_browser import Desk as Seat
from tests.web.test_browser import chromium  # noqa: F401

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 390, "height": 844}


class Clock:
    """The desk's clock, moved by hand."""

    at = NOW

    @classmethod
    def now(cls) -> datetime:
        return cls.at


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> type[Clock]:
    Clock.at = NOW
    for room in ("calls", "worklist"):
        monkeypatch.setattr(f"careloop.desk.views.{room}.datetime", Clock)
    return Clock


@pytest.fixture
def seat(chromium: Browser, live_server: Any) -> Iterator[Seat]:  # noqa: F811
    context = chromium.new_context(
        viewport={"width": 1440, "height": 900}, reduced_motion="reduce", locale="zh-CN"
    )
    yield Seat(context.new_page(), live_server.url)
    context.close()


@pytest.fixture
def morning(desk: Desk, store: Store) -> list[ContactTask]:
    """Three visits to ask about, in this order: Chen, Ma and Zhou."""
    tasks = []
    advisor = desk.employee("A1")
    for number, name in enumerate(("陈静", "马强", "周婷")):
        customer, vehicle = desk.customer(name, f"1391234{7750 + number}", f"沪A1234{number}")
        order = desk.order(vehicle, TODAY - timedelta(days=3), customer=customer, advisor=advisor)
        desk.labour(order, 1, 60, 38_000)
        task = desk.due(
            customer=customer, vehicle=vehicle, order=order, advisor=advisor, priority=5 - number
        )
        tasks.append(task)
    refresh_search_keys(store=store)
    return tasks


def answer(seat: Seat, task: ContactTask, *, good: bool) -> None:
    """Click the answers as the customer gives them."""
    for code, value in answers_of(task, good=good).items():
        question = seat.page.locator(f"[data-question='{code}']")
        if question.locator("textarea").count():
            question.locator("textarea").fill(value)
        else:
            question.locator(f"label:has(input[value='{value}'])").click()


def test_a_day_at_the_desk(
    seat: Seat,
    morning: list[ContactTask],
    agent: User,
    clock: type[Clock],
    store: Store,
    as_director: Viewer,
) -> None:
    page = seat.page
    seat.sign_in("wang")
    seat.go("/stores/S1/desk/")
    assert seat.serious_faults() == []
    # The next call: a good interview.
    page.keyboard.press("n")
    page.wait_for_selector("form[data-call] h2:has-text('陈静')")
    expect(page.locator("[data-dial]")).to_contain_text("139****7750")
    page.keyboard.press("c")
    page.wait_for_selector("a[href='tel:13912347750']")
    answer(seat, morning[0], good=True)
    expect(page.locator("[data-outcome]")).to_have_value("answered")
    assert seat.serious_faults() == []
    page.locator("h1").click()
    page.keyboard.press("s")
    # The second: a bad answer opens a complaint.
    page.wait_for_selector("form[data-call] h2:has-text('马强')")
    answer(seat, morning[1], good=False)
    page.click("[data-save]")
    page.wait_for_selector("form[data-call] h2:has-text('周婷')")
    assert Complaint.objects.get().vehicle_id == morning[1].vehicle_id
    # The third: nobody answers, so she comes back after the delay.
    page.select_option("[data-outcome]", "no_answer")
    expect(page.locator("[data-recall]")).to_contain_text("再次出现")
    page.click("[data-save]")
    page.wait_for_selector("text=没有待拨打")
    clock.at = NOW + timedelta(hours=3)
    page.keyboard.press("n")
    page.wait_for_selector("form[data-call] h2:has-text('周婷')")
    # An appointment in two keys: a, Enter.
    free = next(
        found[0].at
        for number in range(1, 9)
        if (found := free_slots(as_director, store, TODAY + timedelta(days=number), 60))
    )
    page.keyboard.press("a")
    page.fill("#slot-day", f"{free:%Y-%m-%d}")
    page.wait_for_selector(f"#slots input[value='{free:%Y-%m-%dT%H:%M}']:focus")
    page.keyboard.press("Enter")
    expect(page.locator("[data-outcome]")).to_have_value("booked")
    answer(seat, morning[2], good=True)
    page.select_option("[data-outcome]", "answered")
    page.click("[data-save]")
    page.wait_for_selector(f".alert-success:has-text('{free:%Y-%m-%d %H:%M}')")
    assert Appointment.objects.get().appointed_at == free
    # A customer is found by the last four digits, from anywhere.
    page.keyboard.press("Control+k")
    page.keyboard.type("7751")
    page.wait_for_selector("#palette-hits .palette-item")
    assert seat.serious_faults() == []
    page.keyboard.press("Enter")
    page.wait_for_selector("h1:has-text('马强')")
    page.wait_for_selector(".happening")
    assert seat.serious_faults() == []
    # A page left while its last part is on the way: htmx says so, nobody misses it.
    assert [said for said in seat.complaints if not said.startswith("htmx:")] == []
    hand_count(as_director, store)


def hand_count(viewer: Viewer, store: Store) -> None:
    """Three customers due, all reached, one only at the second call; two of three satisfied."""
    assert ContactAttempt.objects.count() == 4
    mart.refresh(by=Viewer.system())
    counted = {
        "calls_due": (3, None),
        "callback_rate": (3, 3),
        "customer_satisfied_rate": (2, 3),
    }
    month = Period.month_of(TODAY)
    for figure in kpis.figures(
        viewer, list(counted), period=month, store_ids=(store.pk,), as_of=TODAY
    ):
        over, under = counted[figure.code]
        assert figure.numerator == over, figure
        assert under is None or figure.denominator == under, figure


def test_what_was_typed_outlives_the_network_and_the_session(
    seat: Seat, morning: list[ContactTask], agent: User
) -> None:
    page, task = seat.page, morning[0]
    seat.sign_in("wang")
    seat.go(f"/stores/S1/desk/tasks/{task.pk}/")
    page.wait_for_selector(".case")
    page.fill("[name=remark]", "客户说空调有异味")
    page.wait_for_selector("text=草稿已存")
    assert "remark" in CallDraft.objects.get().body
    page.context.set_offline(True)
    page.fill("[name=remark]", "客户说空调有异味，周末来")
    page.wait_for_selector("text=已存在本机")
    page.context.set_offline(False)
    page.context.clear_cookies()
    seat.go(f"/stores/S1/desk/tasks/{task.pk}/")
    page.wait_for_selector("input[name=login]")
    seat.page.fill("input[name=login]", "wang")
    seat.page.fill("input[name=password]", "Right-horse-7")
    seat.page.click("main button[type=submit]")
    page.wait_for_selector("form[data-call]")
    expect(page.locator("[name=remark]")).to_have_value("客户说空调有异味，周末来")
    page.select_option("[data-outcome]", "no_answer")
    page.click("button[value=stay]")
    page.wait_for_selector("text=通话已保存")
    assert page.evaluate("Object.keys(localStorage).length") == 0
    assert not CallDraft.objects.exists()
    assert ContactAttempt.objects.get().remark == "客户说空调有异味，周末来"


def test_the_page_of_a_call_shows_its_form(
    seat: Seat, morning: list[ContactTask], agent: User
) -> None:
    """The panel beside the queue is hidden on small screens; the page of its own never is."""
    seat.sign_in("wang")
    for size in ({"width": 1440, "height": 900}, {"width": 1100, "height": 800}, PHONE):
        seat.page.set_viewport_size(size)  # type: ignore[arg-type]
        seat.go(f"/stores/S1/desk/tasks/{morning[0].pk}/")
        for part in ("form[data-call] h2", "[data-dial]", "[data-outcome]", "[data-save]"):
            expect(seat.page.locator(part), f"{part} at {size}").to_be_visible()
        if size != PHONE:
            seat.page.locator(".case").first.wait_for(state="visible")  # comes after the page


def test_the_desk_fits_a_phone(seat: Seat, morning: list[ContactTask], director: User) -> None:
    seat.page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    seat.sign_in("li")
    task = morning[0]
    for path in (
        "desk/",
        "desk/filters/",
        "desk/scripts/",
        f"desk/tasks/{task.pk}/",
        f"customers/{task.customer_id}/",
        f"vehicles/{task.vehicle_id}/",
        "search/?q=1234",
    ):
        seat.go(f"/stores/S1/{path}")
        seat.page.wait_for_load_state("networkidle")
        assert not seat.overflows, path
        assert seat.serious_faults() == [], path
    assert seat.complaints == []
