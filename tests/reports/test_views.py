"""The report pages: the months, one month, its files, the freeze."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from careloop.core.kernel.periods import Period
from careloop.improvement import actions as improvement
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store, User
from careloop.organisation.rules import ROLE_PERMISSIONS, Viewer
from careloop.reports.models import MonthlyReport
from tests.reports.conftest import FakeMart

pytestmark = pytest.mark.django_db
PAGE = "/stores/S1/reports/"
OCTOBER = PAGE + "2026-10/"
NOW = datetime(2026, 11, 5, 9, 0)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_months_tell_what_is_frozen(mart: FakeMart, director: User) -> None:
    client = signed_in(director)
    assert "已月结" not in client.get(PAGE).content.decode()
    client.post(OCTOBER + "freeze/")
    assert "已月结，第 1 版" in client.get(PAGE).content.decode()


def test_month_shows_the_report_as_a_draft(mart: FakeMart, director: User) -> None:
    page = signed_in(director).get(OCTOBER).content.decode()
    assert "草稿" in page
    assert "<article" in page
    assert "<script>" not in page


def test_month_speaks_english(mart: FakeMart, director: User) -> None:
    User.objects.filter(pk=director.pk).update(language="en")
    page = signed_in(director).get(OCTOBER).content.decode()
    assert "Freeze the month" in page
    assert "上月执行状况回顾" not in page


def test_month_without_a_mart_says_what_is_missing(mart: FakeMart, director: User) -> None:
    mart.version = None
    answer = signed_in(director).get(OCTOBER)
    assert answer.status_code == 200
    assert "暂时无法生成报告" in answer.content.decode()


@pytest.mark.parametrize("month", ["2026", "banana", "2026-13", "2026-10-03"])
def test_what_is_no_month_is_no_page(director: User, month: str) -> None:
    assert signed_in(director).get(f"{PAGE}{month}/").status_code == 404


@pytest.mark.parametrize(
    ("format", "begins"), [("pptx", b"PK"), ("pdf", b"%PDF"), ("xlsx", b"PK"), ("html", b"<!")]
)
def test_files_are_given(mart: FakeMart, director: User, format: str, begins: bytes) -> None:
    answer = signed_in(director).get(f"{OCTOBER}file.{format}")
    assert answer.content.startswith(begins)
    assert "attachment" in answer["Content-Disposition"]
    assert "2026-10" in answer["Content-Disposition"]


def test_a_format_there_is_not_is_refused(mart: FakeMart, director: User) -> None:
    assert signed_in(director).get(OCTOBER + "file.docx").status_code == 400


def test_freeze_keeps_the_month_and_is_told(mart: FakeMart, director: User) -> None:
    page = signed_in(director).post(OCTOBER + "freeze/", follow=True).content.decode()
    assert "月结完成，版本 1" in page
    assert MonthlyReport.objects.count() == 1


def test_a_frozen_month_stays_while_the_draft_moves_on(mart: FakeMart, director: User) -> None:
    client = signed_in(director)
    client.post(OCTOBER + "freeze/")
    mart.answers = {}
    mart.asked = []
    assert client.get(OCTOBER).context["report"].is_frozen
    assert not client.get(OCTOBER + "?live=1").context["report"].is_frozen
    assert client.get(OCTOBER + "?version=7").status_code == 200
    assert "没有第 7 版" in client.get(OCTOBER + "?version=7").content.decode()


def test_freezing_again_without_a_change_makes_no_version(mart: FakeMart, director: User) -> None:
    client = signed_in(director)
    client.post(OCTOBER + "freeze/")
    page = client.post(OCTOBER + "freeze/", follow=True).content.decode()
    assert "没有变化" in page
    assert MonthlyReport.objects.count() == 1


def test_a_new_problem_makes_a_new_version_that_lists_it(
    mart: FakeMart, director: User, as_director: Viewer, store: Store
) -> None:
    client = signed_in(director)
    client.post(OCTOBER + "freeze/")
    improvement.add_problem(
        by=as_director,
        store=store,
        month=Period.month(2026, 10),
        topic="top5",
        department="parts",
        title="缺件",
        now=NOW,
    )
    page = client.post(OCTOBER + "freeze/", follow=True).content.decode()
    assert "版本 2" in page
    assert MonthlyReport.objects.get(version=2).changes["zh"]


def test_an_agent_sees_no_report(mart: FakeMart, agent: User) -> None:
    client = signed_in(agent)
    for address in (PAGE, OCTOBER, OCTOBER + "file.pdf"):
        assert client.get(address).status_code == 403
    assert client.post(OCTOBER + "freeze/").status_code == 403
    assert not MonthlyReport.objects.exists()


def test_an_outsider_finds_no_report(mart: FakeMart, outsider: User, store: Store) -> None:
    client = signed_in(outsider)
    for address in (PAGE, OCTOBER, OCTOBER + "file.pdf"):
        assert client.get(address).status_code == 404
    assert client.post(OCTOBER + "freeze/").status_code == 404


def test_freezing_needs_a_post(director: User) -> None:
    assert signed_in(director).get(OCTOBER + "freeze/").status_code == 405


def test_the_style_sheet_of_the_report_is_served(director: User) -> None:
    answer: Any = signed_in(director).get(PAGE + "report.css")
    assert answer["Content-Type"].startswith("text/css")
    assert b".rp-" in answer.content


def test_each_written_part_says_where_it_is_written(mart: FakeMart, director: User) -> None:
    page = signed_in(director).get(OCTOBER).content.decode()
    place = "/stores/S1/improvement/?month="
    for where in (
        "2026-10#review-title",
        "2026-09#mot",
        "2026-10#parts",
        "2026-10#appointment",
        "2026-10#plan",
    ):
        assert f'href="{place}{where}"' in page


def test_who_reads_the_report_may_read_what_it_prints() -> None:
    printed = {
        Permission.VIEW_FIGURES,
        Permission.VIEW_IMPROVEMENT,
        Permission.VIEW_INSPECTIONS,
    }
    readers = [held for held in ROLE_PERMISSIONS.values() if Permission.VIEW_REPORT in held]
    assert all(printed <= held for held in readers)
