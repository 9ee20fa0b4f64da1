"""The KPI pages with a real mart: who sees what, the figures, their rows, the file."""

from __future__ import annotations

import csv
import html
import io
from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client

from careloop.organisation import actions
from careloop.organisation.choices import Role
from careloop.organisation.models import Store, User
from careloop.organisation.rules import Viewer
from tests.mart.books import Books

pytestmark = pytest.mark.django_db
PAGE = "/stores/S1/kpis/"
OCTOBER = "?month=2026-10"


@pytest.fixture
def october(books: Books) -> Books:
    """Forty orders of October 2026, two of them rework, one with a name like a formula."""
    advisor = books.employee("A1")
    technician = books.employee("T1", post="technician")
    for number in range(40):
        books.order(
            books.vehicle(plate="=1+1" if number == 0 else f"沪A{number:05d}"),
            date(2026, 10, 1 + number % 28),
            advisor=advisor,
            technician=technician,
            is_rework=number < 2,
        )
    books.complaint(datetime(2026, 10, 3, 9))
    return books


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_dashboard_shows_the_month(october: Books, director: User) -> None:
    page = signed_in(director).get(PAGE + OCTOBER).content.decode()
    assert "一次修复率" in page
    assert ">95.00<" in page
    assert 'data-chart="technicians"' in page
    assert "员工A1" in page


def test_dashboard_speaks_english(october: Books, director: User) -> None:
    User.objects.filter(pk=director.pk).update(language="en")
    page = signed_in(director).get(PAGE + OCTOBER).content.decode()
    assert "First-time-fix rate" in page
    assert "目标" not in page


def test_dashboard_without_data_says_what_to_do(store: Store, director: User) -> None:
    page = signed_in(director).get(PAGE).content.decode()
    assert "还没有指标数据" in page
    assert "/stores/S1/imports/" in page


@pytest.mark.parametrize(
    "compare", ["last_month", "last_year", "sub_centre", "national", "nonsense"]
)
def test_dashboard_compares(october: Books, director: User, compare: str) -> None:
    answer = signed_in(director).get(f"{PAGE}{OCTOBER}&compare={compare}")
    assert answer.status_code == 200


def test_a_month_that_is_none_is_refused(director: User) -> None:
    answer = signed_in(director).get(PAGE + "?month=banana")
    assert answer.status_code == 400
    assert "banana" in answer.content.decode()


def test_all_stores_add_up(october: Books, director: User) -> None:
    second = actions.add_store(by=Viewer.system(), code="S2", name="测试二店", group="G1")
    actions.grant_role(by=Viewer.system(), user=director, role=Role.CARE_DIRECTOR, store=second)
    more = Books(second)
    more.order(more.vehicle(), date(2026, 10, 5), is_rework=True)
    page = signed_in(director).get("/stores/all/kpis/first_time_fix_rate/" + OCTOBER)
    assert "41" in page.content.decode()


def test_another_stores_figures_do_not_exist(october: Books, outsider: User) -> None:
    client = signed_in(outsider)
    for address in ("", "people/", "orders/", "orders/rows.csv"):
        assert client.get(PAGE + address).status_code == 404


def test_all_stores_of_an_outsider_leave_ours_out(october: Books, outsider: User) -> None:
    page = signed_in(outsider).get("/stores/all/kpis/first_time_fix_rate/" + OCTOBER)
    assert "WX" not in page.content.decode()
    assert "R0000" not in page.content.decode()


def test_people_are_shown_by_technician(october: Books, director: User) -> None:
    page = signed_in(director).get(f"{PAGE}people/{OCTOBER}&by=technician").content.decode()
    assert "员工T1" in page
    assert "<html" not in page


def person_of(client: Client, by: str, name: str) -> str:
    """The address of the first figure of somebody in the table of people."""
    page = client.get(f"{PAGE}people/{OCTOBER}&by={by}").content.decode()
    row = page[page.index(name) :]
    return html.unescape(row.split('href="')[1].split('"')[0])


def test_a_figure_of_a_person_leads_to_its_rows(october: Books, director: User) -> None:
    another = october.employee("A2", post="advisor")
    october.order(october.vehicle(plate="沪B77777"), date(2026, 10, 9), advisor=another)
    client = signed_in(director)
    address = person_of(client, "advisor", "员工A2")
    page = client.get(address).content.decode()
    assert "员工A2" in page
    assert "沪B77777" in page
    assert "沪A00003" not in page
    lines = client.get(address.replace("/?", "/rows.csv?")).content.decode()
    assert "沪B77777" in lines
    assert "沪A00003" not in lines


def test_pages_of_rows_stay_with_the_person(
    october: Books, director: User, monkeypatch: Any
) -> None:
    monkeypatch.setattr("careloop.kpis.views.PAGE_ROWS", 15)
    client = signed_in(director)
    address = person_of(client, "technician", "员工T1")
    assert f"{address.split('?')[1]}&page=2#rows" in html.unescape(
        client.get(address).content.decode()
    )


def test_somebody_of_another_store_is_no_page(
    october: Books, director: User, other_store: Store
) -> None:
    stranger = Books(other_store).employee("X1")
    client = signed_in(director)
    for key in (stranger.pk, "x", ""):
        address = f"{PAGE}orders/{OCTOBER}&advisor={key}"
        assert client.get(address).status_code == 404
        assert client.get(address.replace("/?", "/rows.csv?")).status_code == 404


def test_target_in_dollars_is_shown_and_not_judged(october: Books, director: User) -> None:
    page = signed_in(director).get(PAGE + "parts_sales_per_order/" + OCTOBER).content.decode()
    assert "≥ 100美元" in page
    assert "不作达标判断" in page


@pytest.mark.parametrize("compare", ["sub_centre", "national"])
def test_outside_comparison_says_what_there_is_none_for(
    october: Books, director: User, compare: str
) -> None:
    page = signed_in(director).get(f"{PAGE}{OCTOBER}&compare={compare}").content.decode()
    assert "其他指标无对比数据" in page
    assert '<span class="change none">无对比数据</span>' in page


def test_explanation_tells_formula_sample_and_rows(october: Books, agent: User) -> None:
    page = signed_in(agent).get(PAGE + "first_time_fix_rate/" + OCTOBER).content.decode()
    for told in ("定义", "公式", "n = 40", "38", "R0000", "沪A00003"):
        assert told in page


def test_explanation_beside_the_dashboard_is_a_fragment(october: Books, agent: User) -> None:
    page = signed_in(agent).get(
        PAGE + "first_time_fix_rate/" + OCTOBER, headers={"HX-Request": "true"}
    )
    assert "<html" not in page.content.decode()
    assert "#rows" in page.content.decode()


def test_an_unknown_code_is_no_page(director: User) -> None:
    assert signed_in(director).get(PAGE + "no_such_code/").status_code == 404


def test_rows_are_paged(october: Books, director: User, monkeypatch: Any) -> None:
    monkeypatch.setattr("careloop.kpis.views.PAGE_ROWS", 15)
    client = signed_in(director)
    first = client.get(PAGE + "first_time_fix_rate/" + OCTOBER).content.decode()
    last = client.get(PAGE + "first_time_fix_rate/" + OCTOBER + "&page=3").content.decode()
    assert "page=2#rows" in first
    assert "page=4#rows" not in last


def test_head_office_sees_figures_but_no_rows(october: Books, store: Store) -> None:
    head = actions.add_user(
        by=Viewer.system(),
        username="head",
        password="Right-horse-7",
        role="head_office",
        store=store,
    )
    client = signed_in(head)
    page = client.get(PAGE + "first_time_fix_rate/" + OCTOBER).content.decode()
    assert "不可查看明细" in page
    assert "R0000" not in page
    assert client.get(PAGE + "first_time_fix_rate/rows.csv" + OCTOBER).status_code == 403


def test_the_file_of_rows_is_whole_and_harmless(october: Books, director: User) -> None:
    answer = signed_in(director).get(PAGE + "first_time_fix_rate/rows.csv" + OCTOBER)
    lines = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert sum(line["计入分母"] == "是" for line in lines) == 40
    plates = {line["车牌"] for line in lines}
    assert "=1+1" not in plates
    assert any(plate.endswith("=1+1") for plate in plates)
