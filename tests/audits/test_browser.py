"""A lounge inspection on a phone in Chromium: photo, fault, action, re-check, figure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, Route, expect

from careloop.audits import actions
from careloop.audits.choices import FindingState, InspectionState
from careloop.audits.models import Checklist, Finding, Inspection, Photo
from careloop.audits.views import frame
from careloop.organisation.models import Employee, Store, User
from careloop.organisation.rules import Viewer
from tests.audits.conftest import NOW, SOON, planned
from tests.web.conftest import home, live_server  # noqa: F401
from tests.web.test_browser import Desk as Seat
from tests.web.test_browser import chromium  # noqa: F401

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 390, "height": 844}
ROOM = "/stores/S1/audits/"


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


@pytest.fixture
def phone(chromium: Browser, live_server: Any) -> Iterator[Seat]:  # noqa: F811
    context = chromium.new_context(
        viewport=PHONE,  # type: ignore[arg-type]
        reduced_motion="reduce",
        locale="zh-CN",
    )
    yield Seat(context.new_page(), live_server.url)
    context.close()


@pytest.fixture
def snapshot(tmp_path: Path) -> Path:
    """A photo as a phone takes it: larger than is kept."""
    path = tmp_path / "dispenser.jpg"
    Image.new("RGB", (2400, 1800), "red").save(path)
    return path


@pytest.fixture
def due(store: Store, lounge: Checklist, host: Employee) -> Inspection:
    planned(store, responsible=host)
    actions.make_due(now=NOW)
    return Inspection.objects.get()


def item(phone: Seat, number: int) -> Locator:
    return phone.page.locator("[data-item]").nth(number - 1)


def mark(phone: Seat, number: int, word: str) -> None:
    item(phone, number).locator(f"span:text-is('{word}')").click(force=True)


def begin(phone: Seat, username: str = "qian") -> None:
    phone.sign_in(username)
    phone.go(ROOM)
    phone.page.click("text=开始点检")
    phone.page.wait_for_selector("form[data-check]")


def kept(phone: Seat) -> None:
    """All that was tapped is on the server."""
    expect(phone.page.locator("[data-state]")).to_have_text("09:00 已保存", timeout=15_000)


def test_a_lounge_inspection_becomes_a_figure(
    phone: Seat,
    due: Inspection,
    checker: User,
    director: User,
    manager: User,
    snapshot: Path,
    clock: type[Clock],
) -> None:
    page = phone.page
    begin(phone)
    assert phone.serious_faults() == []
    # Ten items are in order, the seventh is not: a photo, and who sees to it by when.
    for number in (*range(1, 7), *range(8, 12)):
        mark(phone, number, "合格")
    mark(phone, 7, "不合格")
    expect(page.locator("[data-answered]")).to_have_text("11")
    item(phone, 7).locator("input[type=file]").set_input_files(snapshot)
    expect(item(phone, 7).locator("[data-photos] img")).to_be_visible()
    item(phone, 7).locator("[name=action-lounge_7]").fill("联系行政部更换加热器")
    expect(item(phone, 7).locator("select")).to_have_value(str(due.plan.responsible_id))
    item(phone, 7).locator("input[type=date]").fill(SOON.isoformat())
    kept(phone)
    assert phone.serious_faults() == []
    assert not phone.overflows
    page.click("text=完成点检")
    expect(page.locator(".score-ring b")).to_have_text("90.9")
    assert phone.serious_faults() == []
    finding, photo = Finding.objects.get(), Photo.objects.get()
    assert (finding.item, finding.due_on, photo.item) == ("lounge_7", SOON, "lounge_7")
    page.click("text=已当面反馈")
    expect(page.locator("text=结果已反馈")).to_be_visible()
    # Two days later it is acted on, by the office.
    clock.at = NOW + timedelta(days=2)
    page.context.clear_cookies()
    phone.sign_in("li")
    phone.go(ROOM + "findings/")
    page.click(".finding")
    page.fill("[name=done]", "加热器已更换")
    page.click("text=已完成整改")
    expect(page.locator("text=由其他人复查").first).to_be_visible()
    # Another looks again.
    clock.at = NOW + timedelta(days=3)
    page.context.clear_cookies()
    phone.sign_in("zhou")
    phone.go(ROOM + "findings/?show=to_recheck")
    page.click(".finding")
    page.fill("[name=remark]", "热水正常")
    page.click("button[value=cured]")
    expect(page.locator(".trail li.good")).to_contain_text("热水正常")
    assert phone.serious_faults() == []
    finding.refresh_from_db()
    assert finding.state == FindingState.CURED
    # And the figures of the month say so.
    phone.go(ROOM + "figures/?month=2026-03")
    for rate in ("check", "relay", "follow_up"):
        expect(page.locator(f"[data-rate={rate}] .rate")).to_have_text("100.0%")
    page.click("[data-rate=follow_up] .rate")
    expect(page.locator(".finding")).to_have_count(1)
    assert phone.complaints == []


def test_nothing_is_lost_while_the_network_is_gone(
    phone: Seat, due: Inspection, checker: User, snapshot: Path
) -> None:
    page = phone.page
    begin(phone)
    mark(phone, 1, "合格")
    kept(phone)
    page.context.set_offline(True)
    mark(phone, 2, "不合格")
    item(phone, 2).locator("summary").click()
    item(phone, 2).locator("[name=remark-lounge_2]").fill("画面有条纹")
    item(phone, 2).locator("input[type=file]").set_input_files(snapshot)
    expect(page.locator("[data-state]")).to_contain_text("尚未保存")
    expect(item(phone, 2).locator(".photo-waits")).to_be_visible()
    page.context.set_offline(False)
    expect(item(phone, 2).locator("[data-photos] img")).to_be_visible(timeout=15_000)
    kept(phone)
    due.refresh_from_db()
    assert due.draft["answers"] == {"lounge_1": 1, "lounge_2": 0}
    assert due.draft["remarks"] == {"lounge_2": "画面有条纹"}
    assert page.evaluate("Object.keys(localStorage).length") == 0


def test_a_page_left_without_network_comes_back_as_it_was(
    phone: Seat, due: Inspection, checker: User
) -> None:
    page = phone.page
    begin(phone)
    page.route("**/draft/", lambda route: route.abort())
    mark(phone, 3, "不合格")
    item(phone, 3).locator("[name=action-lounge_3]").fill("换新影碟")
    expect(page.locator("[data-state]")).to_contain_text("尚未保存")
    phone.go(f"{ROOM}{due.pk}/")
    expect(item(phone, 3).locator("[name=action-lounge_3]")).to_have_value("换新影碟")
    page.unroute("**/draft/")
    kept(phone)
    due.refresh_from_db()
    assert due.draft["answers"] == {"lounge_3": 0}
    assert due.draft["typed"]["action-lounge_3"] == "换新影碟"


def test_an_answer_lost_on_its_way_is_no_collision(
    phone: Seat, due: Inspection, checker: User
) -> None:
    begin(phone)

    def lose(route: Route) -> None:
        """The server keeps it, the phone does not hear."""
        route.fetch()
        route.abort()

    phone.page.route("**/draft/", lose, times=1)
    mark(phone, 4, "合格")
    expect(phone.page.locator("[data-state]")).to_contain_text("尚未保存")
    mark(phone, 5, "不适用")
    kept(phone)
    for _ in range(100):  # "kept" may be said of the first answer, sent again
        due.refresh_from_db()
        if "lounge_5" in due.draft["answers"]:
            break
        phone.page.wait_for_timeout(100)
    assert due.draft["answers"] == {"lounge_4": 1, "lounge_5": None}


def test_two_phones_do_not_overwrite_each_other(
    phone: Seat, due: Inspection, checker: User, as_checker: Viewer
) -> None:
    page = phone.page
    begin(phone)
    due.refresh_from_db()
    actions.save_draft(
        by=as_checker,
        inspection=due,
        revision=due.revision,
        answers={"lounge_1": 0},
        remarks={},
        now=NOW,
        device="other",
    )
    mark(phone, 2, "合格")
    expect(page.locator("[data-refusal]")).to_contain_text("刚被他人更新")
    page.click("[data-reload]")
    page.wait_for_selector("[data-kept-here]:visible")
    expect(item(phone, 1).locator("input[value='0']")).to_be_checked()
    with page.expect_response("**/draft/"):
        page.click("text=使用我填写的内容")
        expect(item(phone, 2).locator("input[value='1']")).to_be_checked()
    due.refresh_from_db()
    assert due.draft["answers"] == {"lounge_2": 1}


def test_what_is_missing_is_led_to(phone: Seat, due: Inspection, checker: User) -> None:
    page = phone.page
    begin(phone)
    for number in range(1, 11):
        mark(phone, number, "合格")
    page.click("text=完成点检")
    page.click(".check-numbers a:text-is('11')")
    expect(item(phone, 11)).to_be_in_viewport()
    mark(phone, 11, "不适用")
    page.click("text=完成点检")
    expect(page.locator(".score-ring b")).to_have_text("100.0")
    due.refresh_from_db()
    assert due.state == InspectionState.FINISHED


def test_lunch_in_two_keys(phone: Seat, store: Store, checker: User) -> None:
    phone.sign_in("qian")
    phone.go(ROOM + "lunch/")
    phone.page.keyboard.type("沪A12345")
    phone.page.keyboard.press("Enter")
    expect(phone.page.locator(".plate")).to_have_text("沪A12345")
    expect(phone.page.locator("a:has-text('打印')")).to_be_focused()
    phone.page.click("text=收票")
    expect(phone.page.locator("text=09:00 已用餐")).to_be_visible()


def test_the_pages_fit_a_phone(
    phone: Seat, due: Inspection, director: User, as_checker: Viewer, host: Employee
) -> None:
    phone.sign_in("li")
    pages = ("", "all/", "findings/", "figures/", "lunch/", "plans/", "checklists/")
    for path in (*pages, "checklists/lounge/", "checklists/lounge/edit/", f"{due.pk}/"):
        phone.go(ROOM + path)
        phone.page.wait_for_load_state("networkidle")
        assert not phone.overflows, path
        assert phone.serious_faults() == [], path
    assert phone.complaints == []
