"""What a person does, in Chromium: no error in the console, no serious fault axe-core finds.

The server runs in a thread of the test, so the tests write through the database it reads:
``transaction=True``, and SQLite in a file.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import nullcontext
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

from careloop.core.ingest import pipeline
from careloop.core.kernel.periods import Period
from careloop.dms import tasks
from careloop.improvement.actions import add_problem
from careloop.improvement.choices import Topic
from careloop.organisation.models import Employee, Store, User
from careloop.organisation.rules import Viewer
from careloop.reports.models import MonthlyReport
from tests.dms.files import CHILD, as_csv, row
from tests.mart.books import Books

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

AXE = Path(__file__).parent / "vendor" / "axe" / "axe.min.js"
CHROMIUM = os.environ.get("CARELOOP_CHROMIUM") or "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESK = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
MONTH = "month=2026-10"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    if not Path(CHROMIUM).exists():
        missing = f"no Chromium at {CHROMIUM}: install it or set CARELOOP_CHROMIUM"
        if os.environ.get("CI", "").lower() in ("1", "true"):
            pytest.fail(missing)
        pytest.skip(missing)
    # Playwright keeps an event loop in this thread, which Django takes for asynchronous code.
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


class Desk:
    """A page that remembers what the console said."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.complaints: list[str] = []
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def sign_in(self, username: str = "li") -> None:
        self.go("/accounts/login/")
        self.page.fill("input[name=login]", username)
        self.page.fill("input[name=password]", "Right-horse-7")
        self.page.click("main button[type=submit]")
        self.page.wait_for_url("**/stores/**")

    def go(self, path: str) -> None:
        self.page.goto(self.address + path)

    def serious_faults(self) -> list[str]:
        """What axe-core calls serious or critical on the page as it stands."""
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found = self.page.evaluate("axe.run({resultTypes: ['violations']})")
        return [
            f"{fault['id']}: {node['html'][:120]}"
            for fault in found["violations"]
            if fault["impact"] in ("serious", "critical")
            for node in fault["nodes"]
        ]

    @property
    def overflows(self) -> bool:
        width = self.page.evaluate("document.documentElement.scrollWidth")
        return bool(width > self.page.viewport_size["width"])  # type: ignore[index]


@pytest.fixture
def desk(chromium: Browser, live_server: Any) -> Iterator[Desk]:
    context = chromium.new_context(
        viewport=DESK,  # type: ignore[arg-type]
        reduced_motion="reduce",
        locale="zh-CN",
    )
    yield Desk(context.new_page(), live_server.url)
    context.close()


@pytest.fixture
def books(store: Store) -> Books:
    """Forty orders and two complaints of October 2026."""
    books = Books(store)
    advisor, technician = books.employee("A1"), books.employee("T1", post="technician")
    for number in range(40):
        vehicle = books.vehicle()
        on = date(2026, 10, 1 + number % 28)
        books.order(vehicle, on, advisor=advisor, technician=technician, is_rework=number < 2)
    books.complaint(datetime(2026, 10, 3, 9))
    books.complaint(datetime(2026, 10, 12, 9), cause="time")
    return books


@pytest.fixture(autouse=True)
def _jobs_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a worker would do is done when it is asked for; one reader serves all tests."""
    monkeypatch.setattr(tasks, "enqueue", lambda run: tasks.do_import(run.pk))
    monkeypatch.setattr(pipeline, "ReadingChild", lambda limits: nullcontext(CHILD))


def test_figures_lead_to_their_rows(desk: Desk, books: Books, director: User) -> None:
    desk.sign_in()
    assert desk.serious_faults() == []
    desk.go(f"/stores/S1/kpis/?{MONTH}")
    desk.page.wait_for_selector("[data-chart] svg")
    assert desk.serious_faults() == []
    desk.page.click(".tile:has-text('一次修复率')")
    desk.page.wait_for_selector("dialog[open] .sum-value")
    assert "95.0" in desk.page.inner_text("dialog .sum-value")
    assert desk.serious_faults() == []
    desk.page.click("dialog a:has-text('明细')")
    desk.page.wait_for_selector("#rows tbody tr")
    assert (
        desk.page.locator("#rows tbody tr").count() == 42
    )  # the orders, and two of them as rework
    assert desk.serious_faults() == []
    assert desk.complaints == []


def test_drawer_closes_by_key_and_the_tabs_swap(desk: Desk, books: Books, director: User) -> None:
    desk.sign_in()
    desk.go(f"/stores/S1/kpis/?{MONTH}")
    desk.page.click(".kpi >> nth=0")
    desk.page.wait_for_selector("dialog[open]")
    desk.page.keyboard.press("Escape")
    desk.page.wait_for_selector("dialog[open]", state="detached")
    desk.page.click("text=技师 >> nth=-1")
    desk.page.wait_for_selector("#people td, #people th:has-text('员工T1')")
    desk.page.select_option("select[name=compare]", "last_year")
    desk.page.wait_for_url("**compare=last_year**")
    assert desk.complaints == []


def test_file_button_speaks_the_language_of_the_page(
    desk: Desk, director: User, store: Store, tmp_path: Path
) -> None:
    file = tmp_path / "员工.csv"
    file.write_bytes(as_csv(row("employees")))
    desk.sign_in()
    desk.go("/stores/S1/imports/")
    assert desk.page.inner_text(".file-choice .btn") == "选择文件"
    assert desk.page.inner_text(".file-chosen") == "尚未选择文件"
    desk.page.focus("input[name=source]")
    desk.page.keyboard.press("Tab")
    assert desk.page.evaluate("document.activeElement.name") == "file"
    desk.page.set_input_files("input[name=file]", file)
    expect(desk.page.locator(".file-chosen")).to_have_text("员工.csv")
    assert desk.serious_faults() == []
    assert desk.complaints == []


def test_file_button_is_the_browsers_own_without_scripts(
    chromium: Browser, live_server: Any, director: User, store: Store
) -> None:
    context = chromium.new_context(java_script_enabled=False)
    plain = Desk(context.new_page(), live_server.url)
    plain.sign_in()
    plain.go("/stores/S1/imports/")
    assert plain.page.is_visible("input[name=file]")
    assert not plain.page.is_visible(".file-choice")
    context.close()


def test_header_row_is_corrected_on_the_preview(
    desk: Desk, director: User, store: Store, tmp_path: Path
) -> None:
    file = tmp_path / "员工.csv"
    file.write_bytes(as_csv(row("employees")) * 2)
    desk.sign_in()
    desk.go("/stores/S1/imports/")
    desk.page.select_option("select[name=feed]", "employees")
    desk.page.set_input_files("input[name=file]", file)
    desk.page.click("text=查看文件")
    desk.page.wait_for_selector("text=表头在第 1 行")
    desk.page.fill("input[name=header_row]", "3")
    desk.page.keyboard.press("Enter")
    desk.page.wait_for_selector("text=表头在第 3 行")
    assert desk.serious_faults() == []
    desk.page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    assert not desk.overflows
    assert desk.complaints == []


def test_figure_of_a_person_opens_beside_the_table(
    desk: Desk, books: Books, director: User
) -> None:
    desk.sign_in()
    desk.go(f"/stores/S1/kpis/?{MONTH}&compare=national")
    desk.page.click("#people td a >> nth=0")
    desk.page.wait_for_selector("dialog[open] .sum-value")
    assert "员工A1" in desk.page.inner_text("dialog .drawer-head")
    assert desk.serious_faults() == []
    desk.page.click("dialog a:has-text('明细')")
    desk.page.wait_for_selector("#rows tbody tr")
    assert desk.complaints == []


def test_a_file_goes_all_the_way(desk: Desk, director: User, store: Store, tmp_path: Path) -> None:
    file = tmp_path / "员工.csv"
    bad = row("employees", employee_no="A02", hired_on="2026-02-30")
    file.write_bytes(as_csv(row("employees"), bad))
    desk.sign_in()
    desk.go("/stores/S1/imports/")
    assert desk.serious_faults() == []
    desk.page.select_option("select[name=feed]", "employees")
    desk.page.set_input_files("input[name=file]", file)
    desk.page.click("text=查看文件")
    desk.page.wait_for_selector("text=对应的列")
    assert desk.serious_faults() == []
    desk.page.click("button[value=try]")
    desk.page.wait_for_selector(".counts")
    assert not Employee.objects.exists()
    desk.page.click("button:has-text('正式导入')")
    desk.page.wait_for_selector("button[popovertarget=revert]")
    assert Employee.objects.count() == 1
    assert desk.serious_faults() == []
    desk.page.click("button[popovertarget=revert]")
    desk.page.click("#revert .btn-danger")
    desk.page.wait_for_selector(".alert-success")
    assert not Employee.objects.exists()
    assert desk.complaints == []


def test_a_month_is_read_and_frozen(desk: Desk, books: Books, store: Store, director: User) -> None:
    add_problem(
        by=Viewer.system(),
        store=store,
        month=Period.parse("2026-10"),
        topic=Topic.TOP5,
        department="front_desk",
        title="无预约工位",
        now=datetime(2026, 11, 2, 9),
    )
    desk.sign_in()
    desk.go("/stores/S1/reports/")
    assert desk.serious_faults() == []
    desk.go("/stores/S1/reports/2026-10/")
    desk.page.wait_for_selector("article")
    expect(desk.page.locator("article")).to_contain_text("无预约工位")
    assert desk.serious_faults() == []
    desk.page.click("button[popovertarget=freeze]")
    desk.page.click("#freeze .btn-primary")
    desk.page.wait_for_selector("text=月结完成")
    assert MonthlyReport.objects.count() == 1
    assert desk.complaints == []


def test_language_is_switched_and_kept(desk: Desk, director: User) -> None:
    desk.go("/accounts/login/")
    assert desk.page.get_attribute("html", "lang") == "zh-CN"
    assert desk.serious_faults() == []
    desk.page.click(".language-switch button")
    assert desk.page.get_attribute("html", "lang") == "en"
    desk.sign_in()
    assert desk.page.get_attribute("html", "lang") == "zh-CN"  # what the user chose before
    desk.page.click(".language-switch button")
    desk.page.wait_for_selector("html[lang=en]")
    desk.page.reload()
    assert desk.page.get_attribute("html", "lang") == "en"
    assert desk.complaints == []


def test_all_pages_fit_a_phone(desk: Desk, books: Books, director: User) -> None:
    desk.page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    desk.sign_in()
    for path in (
        f"kpis/?{MONTH}",
        f"kpis/first_time_fix_rate/?{MONTH}",
        "kpis/targets/",
        "imports/",
        "reports/",
        "reports/2026-10/",
    ):
        desk.go(f"/stores/S1/{path}")
        assert not desk.overflows, path
        assert desk.serious_faults() == [], path
    assert not desk.page.is_visible("#menu")
    desk.page.click(".menu-button")
    desk.page.click("#menu >> text=数据导入")
    desk.page.wait_for_url("**/imports/")
    assert desk.complaints == []
