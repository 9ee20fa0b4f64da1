"""A complaint's whole life in Chromium: two escalations, a pause over the October holiday, a failed
call-back and a reopening, until its printed form."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from careloop.complaints.actions.escalation import escalate
from careloop.complaints.choices import State
from careloop.complaints.models import Complaint, EscalationStep
from careloop.customers.actions import refresh_search_keys
from careloop.organisation.choices import Role
from careloop.organisation.models import Store, User
from tests.complaints.pages import Clock, clock, person  # noqa: F401
from tests.mart.books import Books
from tests.web.conftest import live_server  # noqa: F401
from tests.web.test_browser import Desk as Seat
from tests.web.test_browser import chromium  # noqa: F401

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
BOARD = "/stores/S1/complaints/"

RECEIVED = datetime(2026, 9, 28, 9, 0)  # a Monday, the last week before the holiday
LATE_THAT_DAY = datetime(2026, 9, 28, 16, 0)
NEXT_DAY = datetime(2026, 9, 29, 16, 30)
EVE = datetime(2026, 9, 30, 8, 40)
BACK_AT_WORK = datetime(2026, 10, 8, 9, 0)
SOLVED = datetime(2026, 10, 8, 15, 0)
FAILED = datetime(2026, 10, 9, 10, 0)
AGAIN = datetime(2026, 10, 9, 16, 0)
HELD = datetime(2026, 10, 10, 10, 0)


@pytest.fixture
def people(store: Store, agent: User, director: User) -> None:
    """Those whom the ladder of class 2 tells, and who handles the complaint."""
    person("sun", Role.SERVICE_MANAGER, store)
    person("he", Role.SERVICE_ADVISOR, store)


@pytest.fixture
def seats(
    chromium: Browser,  # noqa: F811
    live_server: Any,  # noqa: F811
    people: None,
) -> Iterator[dict[str, Seat]]:
    """He handles, Wang calls back, Li supervises: each at a browser of their own."""
    held, opened = {}, []
    for name in ("he", "wang", "li"):
        context = chromium.new_context(
            viewport=WIDE,  # type: ignore[arg-type]
            reduced_motion="reduce",
            locale="zh-CN",
        )
        opened.append(context)
        held[name] = Seat(context.new_page(), live_server.url)
    yield held
    for context in opened:
        context.close()


def sign_in(seat: Seat, name: str) -> Page:
    seat.go(f"/accounts/login/?next={BOARD}")
    seat.page.fill("input[name=login]", name)
    seat.page.fill("input[name=password]", "Right-horse-7")
    seat.page.click("main button[type=submit]")
    expect(seat.page.locator("h1")).to_have_text("投诉")
    return seat.page


def deed(page: Page, code: str) -> Any:
    """A deed's form, opened."""
    part = page.locator(f"#deed-{code}")
    if part.get_attribute("open") is None:
        part.locator("summary").click()
    return part


def done(page: Page, code: str) -> None:
    with page.expect_navigation():
        page.locator(f"#deed-{code} form button").click()
    expect(page.locator(".alert-success")).to_be_visible()


def choose(part: Any, name: str, value: str) -> None:
    part.locator(f"label:has(input[name={name}][value='{value}'])").click()


def investigate(page: Page, note: str) -> None:
    part = deed(page, "investigate")
    part.locator("[name=note]").fill(note)
    choose(part, "is_valid", "yes")
    part.locator("[name=is_complete]").check()
    done(page, "investigate")


def solve(page: Page, solution: str) -> None:
    part = deed(page, "solve")
    part.locator("[name=solution]").fill(solution)
    for label in part.locator("label:has(input[value=yes])").all():
        label.click()
    done(page, "solve")


def called(page: Page, satisfied: str, note: str) -> None:
    page.reload()
    part = deed(page, "call_back")
    choose(part, "reached", "yes")
    choose(part, "satisfied", satisfied)
    part.locator("[name=note]").fill(note)
    done(page, "call_back")


def test_a_whole_life(
    seats: dict[str, Seat],
    store: Store,
    clock: type[Clock],  # noqa: F811
) -> None:
    Books(store).vehicle(plate="沪A51234")
    refresh_search_keys(store=store)
    wang, he, li = (sign_in(seats[name], name) for name in ("wang", "he", "li"))
    # Wang records it: the car is found, the cause suggested but not chosen.
    clock.at = RECEIVED
    wang.keyboard.press("c")
    wang.wait_for_url("**/open/")
    wang.fill("#find", "沪A51234")
    wang.locator("#hits a").click()
    wang.fill("[name=description]", "刹车异响，返修两次没有修好")
    wang.fill("[name=faults]", "刹车异响\n没有人解释")
    expect(wang.locator("#cause-hint")).to_contain_text("质量")
    expect(wang.locator("[name=cause]")).to_have_value("")
    assert seats["wang"].serious_faults() == []
    wang.select_option("[name=cause]", "quality")
    choose(wang, "severity", "2")
    wang.click("button:has-text('登记投诉')")
    expect(wang.locator(".path .now")).to_have_text("接手")
    case = wang.url
    # Nobody takes it over: the ladder climbs, the board says so.
    clock.at = LATE_THAT_DAY
    assert escalate(now=LATE_THAT_DAY) == 1
    clock.at = NEXT_DAY
    assert escalate(now=NEXT_DAY) == 1
    assert escalate(now=NEXT_DAY) == 0
    assert EscalationStep.objects.count() == 2
    li.goto(f"{seats['li'].address}{BOARD}?tab=overdue")
    expect(li.locator(".board-row .clock.bad").first).to_contain_text("超期")
    assert seats["li"].serious_faults() == []
    li.keyboard.press("Enter")
    li.wait_for_url(case)
    expect(li.locator(".ladder .taken")).to_have_count(2)
    # He takes it over, replies, and waits for a part over the holiday.
    clock.at = EVE
    he.goto(case)
    he.keyboard.press("n")
    done(he, "take_over")
    deed(he, "reply").locator("[name=note]").fill("已致电客户，节后换件")
    done(he, "reply")
    part = deed(he, "pause")
    part.locator("[name=reason]").select_option("part")
    part.locator("[name=note]").fill("导向销缺货")
    done(he, "pause")
    expect(he.locator(".clock-card.wait")).to_contain_text("等待零件")
    clock.at = BACK_AT_WORK
    assert escalate(now=BACK_AT_WORK) == 0
    he.reload()
    expect(he.locator(".clock-card.wait")).to_contain_text("8 天 0 小时")
    done(he, "resume")
    expect(he.locator(".clocks")).to_contain_text("10月1日至7日放假")
    # Solved, but the customer is not satisfied: it comes back.
    investigate(he, "导向销缺油")
    clock.at = SOLVED
    solve(he, "清洁导向销")
    expect(he.locator(".deeds-note")).to_contain_text("请由负责人以外的同事回访客户")
    expect(he.locator("#deed-call_back")).to_have_count(0)
    clock.at = FAILED
    called(wang, "no", "仍有异响")
    expect(wang.locator(".case-head")).to_contain_text("退回 1 次")
    # A second solution, confirmed by Wang; the root cause; the archive.
    clock.at = AGAIN
    he.reload()
    expect(he.locator(".faults em").first).to_have_text("待解决")
    investigate(he, "导向销磨损")
    solve(he, "更换导向销")
    clock.at = HELD
    called(wang, "yes", "没有异响了")
    he.reload()
    part = deed(he, "root_cause")
    part.locator("[name=why_1]").fill("导向销磨损没有发现")
    part.locator("[name=why_2]").fill("保养时没有检查")
    part.locator("[name=category]").select_option("workshop")
    done(he, "root_cause")
    li.reload()
    done(li, "archive")
    expect(li.locator(".deeds h2")).to_have_text("没有待办")
    assert seats["li"].serious_faults() == []
    told_right(li)
    assert [one for seat in seats.values() for one in seat.complaints] == []


def told_right(page: Page) -> None:
    """The row and the printed form tell the same life."""
    complaint = Complaint.objects.get()
    assert (page.locator("[data-print]").get_attribute("href") or "").endswith("/form.pdf")
    assert (complaint.state, complaint.reopened, complaint.closed_at) == (State.ARCHIVED, 1, HELD)
    assert complaint.satisfied is True
    form = page.request.get(f"{page.url}form.pdf")
    reader = PdfReader(io.BytesIO(form.body()))
    text = "".join("".join(one.extract_text().split()) for one in reader.pages)
    assert len(reader.pages) == 1
    for words in (
        complaint.complaint_no, "沪A51234", "刹车异响，返修两次没有修好", "导向销磨损",
        "更换导向销", "仍有异响", "没有异响了", "保养时没有检查", "2026-10-1010:00",
    ):  # fmt: skip
        assert words in text


def test_pages_fit_a_phone(
    seats: dict[str, Seat],
    store: Store,
    clock: type[Clock],  # noqa: F811
) -> None:
    seat, books = seats["li"], Books(store)
    complaint = books.complaint(RECEIVED, vehicle=books.vehicle(), next_due_at=RECEIVED)
    seat.page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    sign_in(seat, "li")
    for path in ("", "?q=zzz", "open/", "rules/", f"{complaint.pk}/"):
        seat.go(BOARD + path)
        assert not seat.overflows, path
        assert seat.serious_faults() == [], path
    assert seat.complaints == []
