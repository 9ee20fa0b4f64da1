"""The loop in Chromium: a KPI below target becomes a problem, its measure is proved and done, and
the next month tells what came of it; and the pages people hold in their hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from careloop.core.kernel.periods import Period
from careloop.improvement import actions
from careloop.improvement.models import Evidence, Measure, Problem, Training
from careloop.organisation.models import Employee, Store, User
from careloop.organisation.rules import Viewer
from careloop.suggestions import actions as suggestions
from tests.improvement.desk import photo, quotes
from tests.mart.books import Books
from tests.web.conftest import live_server  # noqa: F401
from tests.web.test_browser import Desk as Seat
from tests.web.test_browser import chromium  # noqa: F401

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 390, "height": 844}
BASE = "/stores/S1/improvement"
OCTOBER = Period.month(2026, 10)


class Clock:
    """The clock of the pages, moved by hand."""

    at = datetime(2026, 11, 3, 9, 0)


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> type[Clock]:
    Clock.at = datetime(2026, 11, 3, 9, 0)
    monkeypatch.setattr("careloop.improvement.views.frame.now", lambda: Clock.at)
    monkeypatch.setattr("careloop.suggestions.views.now", lambda: Clock.at)
    return Clock


@pytest.fixture
def seat(chromium: Browser, live_server: Any) -> Iterator[Seat]:  # noqa: F811
    context = chromium.new_context(
        viewport={"width": 1440, "height": 900}, reduced_motion="reduce", locale="zh-CN"
    )
    yield Seat(context.new_page(), live_server.url)
    context.close()


@pytest.fixture
def sun(books: Books, agent: User) -> Employee:
    """Sun, who signs in as the agent."""
    employee = books.employee("A1")
    agent.employee = employee
    agent.save()
    return employee


def test_october_becomes_november(
    seat: Seat,
    books: Books,
    sun: Employee,
    director: User,
    clock: type[Clock],
    tmp_path: Path,
) -> None:
    """Half of the orders are quoted from the menu until October, nearly all in November."""
    quotes(books, {month: 20 + month % 2 for month in range(3, 11)} | {11: 39})
    page = seat.page
    seat.sign_in("li")
    # What the figures propose is taken on, with an obstacle ticked and the measure reworded.
    seat.go(f"{BASE}/proposals/?month=2026-10")
    card = page.locator("form.card", has_text="目录式报价率")
    expect(card.locator(".proposal-figure b")).to_contain_text("50.0")
    assert seat.serious_faults() == []
    card.get_by_label("报价目录上信息不足或使用不便").check()
    card.get_by_role("button", name="列为问题").click()
    expect(page.locator("[name=title]")).to_have_value("目录式报价率 50.0%（n=40），未达目标 > 60%")
    expect(page.locator("#obstacles input").nth(1)).to_be_checked()
    assert seat.serious_faults() == []
    page.fill("[name=measure-text]", "补全报价目录并逐项报价")
    page.fill("[name=measure-owner]", "员工A1 A1")
    page.select_option("[name=measure-evidence_kind]", "photo")
    page.locator(".problem-form button.btn-primary").click()
    expect(page.locator("#front_desk .problem-title")).to_contain_text("目录式报价率")
    assert seat.serious_faults() == []
    problem, measure = Problem.objects.get(), Measure.objects.get()
    assert (problem.obstacles, measure.owner) == ([2], sun)
    # Its owner reports from the workshop, with a photo.
    proof = tmp_path / "目录.jpg"
    proof.write_bytes(photo().read())
    page.context.clear_cookies()
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    seat.sign_in("wang")
    seat.go(f"{BASE}/mine/")
    assert not seat.overflows
    assert seat.serious_faults() == []
    mine = page.locator(f"#measure-{measure.pk}")
    mine.get_by_text("完成", exact=True).click()
    mine.locator("[name=progress]").fill("目录已补全，张贴于接待台。")
    mine.locator("[name=upload]").set_input_files(str(proof))
    mine.get_by_role("button", name="提交").click()
    expect(mine.locator(".proofs img")).to_be_visible()
    expect(mine.locator(".badge-state.good").first).to_have_text("完成")
    assert Evidence.objects.get().measure == measure
    # December: November's page tells what came of it.
    clock.at = datetime(2026, 12, 2, 9, 0)
    page.context.clear_cookies()
    page.set_viewport_size({"width": 1440, "height": 900})
    seat.sign_in("li")
    seat.go(f"{BASE}/?month=2026-11")
    review = page.locator(".review-row")
    expect(review).to_contain_text("补全报价目录并逐项报价")
    expect(review.locator(".effect.good")).to_contain_text("改善超出正常波动")
    expect(review.locator(".effect-figures")).to_contain_text("97.5%")
    expect(review.locator(".mini .dot.signal")).to_have_count(1)
    review.locator(".problem-title").click()
    expect(page.locator("[data-chart] svg")).to_be_visible()
    assert seat.serious_faults() == []
    assert seat.complaints == []


def test_a_problem_is_put_down_changed_and_moved_on_the_page(
    seat: Seat, books: Books, director: User, as_director: Viewer, store: Store
) -> None:
    page = seat.page
    actions.add_problem(
        by=as_director, store=store, month=OCTOBER, topic="top5", title="预约率低",
        department="front_desk", now=Clock.at,
    )  # fmt: skip
    seat.sign_in("li")
    seat.go(f"{BASE}/?month=2026-10")
    card = page.locator("#front_desk")
    card.get_by_role("link", name="添加问题").click()
    drawer = page.locator("dialog[open]")
    drawer.locator("[name=title]").fill("交车解释不足")
    drawer.locator("[name=kpi_code]").select_option("delivery_explanation_rate")
    expect(drawer.locator("#obstacles input")).to_have_count(4)
    assert seat.serious_faults() == []
    drawer.get_by_role("button", name="保存").click()
    expect(card.locator(".problem-title")).to_have_text(["预约率低", "交车解释不足"])
    card.get_by_role("button", name="上移: 交车解释不足").click()
    expect(card.locator(".problem-title")).to_have_text(["交车解释不足", "预约率低"])
    assert seat.complaints == []


def test_lines_of_the_report_are_written_without_leaving_the_page(
    seat: Seat, books: Books, director: User, store: Store
) -> None:
    page = seat.page
    seat.sign_in("li")
    seat.go(f"{BASE}/?month=2026-10")
    card = page.locator("#plan")
    card.locator("summary").click()
    for number, title in enumerate(("年检客户关怀", "雨季关怀"), start=1):
        card.locator("form.blank [name=title]").fill(title)
        card.get_by_role("button", name="添加一行").click()
        expect(card.locator(".topic-line")).to_have_count(number)
        expect(card.locator("form.blank [name=title]")).to_have_value("")
        expect(card.locator("form.blank [name=title]")).to_be_focused()
    # One that is refused comes back as it was typed; the other rows stand.
    card.locator("form.blank [name=title]").fill("冬季检测")
    card.locator("form.blank [name=text]").fill("免费检测")
    card.locator("form.blank [name=due_on]").fill("2026-11-01")
    card.get_by_role("button", name="添加一行").click()
    expect(card.locator("[role=alert]").first).to_contain_text("早于今天")
    expect(card.locator("form.blank [name=title]")).to_have_value("冬季检测")
    assert seat.serious_faults() == []
    # A row is changed in its place.
    row = card.locator(".line-holder").first
    row.get_by_role("link", name="修改").click()
    row.locator("[name=title]").fill("年检到期关怀")
    row.get_by_role("button", name="保存").click()
    expect(card.locator(".topic-line").first).to_contain_text("年检到期关怀")
    assert set(Problem.objects.values_list("title", flat=True)) == {"年检到期关怀", "雨季关怀"}
    assert [said for said in seat.complaints if "422" not in said] == []


def test_pages_held_in_the_hand_fit_a_phone(
    seat: Seat,
    books: Books,
    sun: Employee,
    director: User,
    as_director: Viewer,
    store: Store,
) -> None:
    page = seat.page
    problem = actions.add_problem(
        by=as_director, store=store, month=OCTOBER, topic="top5", title="目录报价率低",
        department="front_desk", kpi_code="menu_quote_rate", now=Clock.at,
    )  # fmt: skip
    measure = actions.add_measure(
        by=as_director, problem=problem, text="补全报价目录", owner=sun, now=Clock.at
    )
    meeting = actions.plan_meeting(
        by=as_director, store=store, kind="weak_points", planned_at=Clock.at, now=Clock.at
    )
    training = actions.plan_training(
        by=as_director, store=store, department="front_desk", topic="报价目录",
        planned_on=date(2026, 11, 3), people=[sun], now=Clock.at,
    )  # fmt: skip
    made = suggestions.make_suggestion(by=as_director, store=store, text="加伞", now=Clock.at)
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    seat.sign_in("li")
    for path in (
        f"{BASE}/?month=2026-10",
        f"{BASE}/?month=2026-11",
        f"{BASE}/proposals/",
        f"{BASE}/mine/",
        f"{BASE}/problems/new/?kpi_code=menu_quote_rate",
        f"{BASE}/problems/{problem.pk}/",
        f"{BASE}/measures/{measure.pk}/report/",
        f"{BASE}/meetings/",
        f"{BASE}/meetings/{meeting.pk}/",
        f"{BASE}/meetings/{meeting.pk}/record/",
        f"{BASE}/training/",
        f"{BASE}/training/{training.pk}/",
        "/stores/S1/suggestions/",
        "/stores/S1/suggestions/review/",
        f"/stores/S1/suggestions/{made.pk}/",
    ):
        seat.go(path)
        page.wait_for_load_state("networkidle")
        assert not seat.overflows, path
        assert seat.serious_faults() == [], path
    # Attendance is ticked with the thumb.
    seat.go(f"{BASE}/training/{training.pk}/attendance/")
    assert not seat.overflows
    assert seat.serious_faults() == []
    page.get_by_label("员工A1 的成绩").fill("90")
    page.get_by_role("button", name="保存签到").click()
    expect(page.locator(".attendance")).to_contain_text("90 分")
    assert Training.objects.get().held_on == date(2026, 11, 3)
    # A suggestion is accepted where the review lists it.
    seat.go("/stores/S1/suggestions/review/")
    page.get_by_role("button", name="采纳").click()
    expect(page.locator(".suggestion.accepted").first).to_contain_text("加伞")
    assert seat.complaints == []
