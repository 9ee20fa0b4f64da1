"""Chapter 7 of October becomes chapter 1 of November, with what came of it."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from careloop.core.documents.model import Report, Section
from careloop.improvement import actions as improvement
from careloop.improvement.models import Measure, Problem
from careloop.improvement.proposals import propose
from careloop.improvement.remedies import REMEDIES
from careloop.organisation.models import Store
from careloop.organisation.rules import Viewer
from careloop.reports import actions, proposals, queries
from careloop.reports.gathering import gather
from tests.reports.conftest import FakeMart, FakeVersion
from tests.reports.sample import OCTOBER, column, figure, table_of, titled

NOVEMBER = OCTOBER.shifted(1)
AGREED = datetime(2026, 11, 5, 10, 0)
WORKED = datetime(2026, 11, 26, 16, 0)
DECEMBER = datetime(2026, 12, 5, 9, 0)


@pytest.fixture
def problem(store: Store, as_director: Viewer, mart: FakeMart) -> Problem:
    """Put down when October's report is talked about, with two measures."""
    made = improvement.add_problem(
        by=as_director,
        store=store,
        month=OCTOBER,
        topic="top5",
        department="customer_care",
        title="未接通的客户没有再拨",
        kpi_code="callback_rate",
        now=AGREED,
    )
    for text in ("次日换时段再拨", "周末安排值班"):
        improvement.add_measure(
            by=as_director,
            problem=made,
            text=text,
            owner_name="客服主管",
            due_on=date(2026, 11, 25),
            evidence_kind="electronic_file",
            now=AGREED,
        )
    return made


def work(by: Viewer, problem: Problem) -> None:
    """The first measure is done and proved, the second begun."""
    first, second = Measure.objects.filter(problem=problem).order_by("pk")
    paper = SimpleUploadedFile("list.pdf", b"%PDF-1.4 list")
    improvement.add_evidence(by=by, measure=first, upload=paper, now=WORKED)
    for measure, state in ((first, "done"), (second, "in_progress")):
        improvement.report_progress(
            by=by,
            measure=measure,
            revision=measure.revision,
            state=state,
            progress="名单已核销",
            now=WORKED,
        )


def november_comes(mart: FakeMart, hits: int) -> None:
    mart.answers["trend"].append(figure("callback_rate", hits, 1000, month="2026-11"))
    mart.version = FakeVersion(number=13, data_as_of=DECEMBER)


def frozen(by: Viewer, store: Store, month: object, now: datetime) -> Report:
    kept = actions.freeze(by=by, store=store, month=month, now=now)  # type: ignore[arg-type]
    return queries.monthly(by, store, month, "zh", version=kept.version)  # type: ignore[arg-type]


def top5(report: Report) -> Section:
    return titled(report.chapters[6], "客服 TOP5")


def review(report: Report) -> Section:
    return titled(report.chapters[0], "上月改善措施执行状况")


def test_chapter_seven_of_october_is_chapter_one_of_november(
    store: Store, as_director: Viewer, mart: FakeMart, problem: Problem
) -> None:
    october = frozen(as_director, store, OCTOBER, AGREED)
    work(as_director, problem)
    november_comes(mart, 960)
    november = frozen(as_director, store, NOVEMBER, DECEMBER)

    agreed, told = table_of(top5(october)), table_of(review(november))
    for name in ("measure", "responsible", "due_on"):
        assert column(agreed, name) == column(told, name)
    problems = [f"客服 {problem}" for problem in column(agreed, "problem")]
    assert column(told, "problem") == problems == ["客服 1. 未接通的客户没有再拨", "客服 1."]
    assert column(told, "state") == ["完成", "进行中"]
    assert column(told, "evidence") == ["电子档 1 份", "电子档"]
    assert "完成率 50%" in review(november).headline


@pytest.mark.parametrize(("hits", "verdict"), [(960, "明显改善"), (742, "正常波动")])
def test_effect_is_shown_and_told_from_noise(
    hits: int, verdict: str, store: Store, as_director: Viewer, mart: FakeMart, problem: Problem
) -> None:
    work(as_director, problem)
    november_comes(mart, hits)
    report = frozen(as_director, store, NOVEMBER, DECEMBER)
    table = table_of(titled(report.chapters[0], "效果"))
    assert column(table, "completed") == ["1/2"]
    assert column(table, "before") == ["74.0%（n=1,000）"]
    assert column(table, "after") == [f"{hits / 10}%（n=1,000）"]
    assert column(table, "effect") == [verdict]


def test_what_is_not_done_goes_on_and_is_marked(
    store: Store, as_director: Viewer, mart: FakeMart, problem: Problem
) -> None:
    work(as_director, problem)
    november_comes(mart, 960)
    improvement.carry_over(by=as_director, store=store, month=NOVEMBER, now=DECEMBER)
    november = frozen(as_director, store, NOVEMBER, DECEMBER)
    told = column(table_of(review(november)), "problem")
    assert told[0] == "客服 1. 未接通的客户没有再拨【转入本月】"
    again = table_of(top5(november))
    assert column(again, "problem") == ["1. 【上月结转】未接通的客户没有再拨"]
    assert column(again, "measure") == ["周末安排值班"]


def test_frozen_october_never_changes(
    store: Store, as_director: Viewer, mart: FakeMart, problem: Problem
) -> None:
    frozen(as_director, store, OCTOBER, AGREED)
    before = queries.rendered(as_director, store, OCTOBER, "html").content
    work(as_director, problem)
    november_comes(mart, 960)
    improvement.carry_over(by=as_director, store=store, month=NOVEMBER, now=DECEMBER)
    frozen(as_director, store, NOVEMBER, DECEMBER)
    assert queries.rendered(as_director, store, OCTOBER, "html").content == before


def test_progress_after_the_freeze_makes_a_version_that_says_so(
    store: Store, as_director: Viewer, mart: FakeMart, problem: Problem
) -> None:
    november_comes(mart, 960)
    first = frozen(as_director, store, NOVEMBER, DECEMBER)
    work(as_director, problem)
    again = actions.freeze(by=as_director, store=store, month=NOVEMBER, now=DECEMBER)
    assert again.version == 2
    assert again.changes["zh"] == [
        {"figure": "文字：上月执行状况回顾", "before": "2 行", "after": "2 行，已修改"}
    ]
    assert column(table_of(review(first)), "state") == ["未做", "未做"]


def test_report_proposes_what_improvement_offers_to_accept(
    store: Store, as_director: Viewer, mart: FakeMart
) -> None:
    offered = propose(as_director, store, OCTOBER, "front_desk")
    printed = proposals.missed(gather(as_director, store, OCTOBER).material(as_director, "zh"))
    assert {one.code for one in offered} == {
        code for code in printed if REMEDIES[code].department == "front_desk"
    }
