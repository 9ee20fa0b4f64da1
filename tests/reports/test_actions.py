"""Freezing a month."""

from __future__ import annotations

from datetime import datetime

import pytest

from careloop.common.models import AuditRow
from careloop.core.kernel.errors import Refused
from careloop.improvement import actions as improvement
from careloop.improvement.models import Problem
from careloop.organisation.models import Store
from careloop.organisation.rules import Forbidden, Viewer
from careloop.reports import actions, queries
from careloop.reports.models import MonthlyReport
from tests.reports.conftest import FakeMart
from tests.reports.sample import OCTOBER, figure

NOW = datetime(2026, 11, 6, 9, 0)
LATER = datetime(2026, 11, 20, 9, 0)


def freeze(by: Viewer, store: Store, now: datetime = NOW) -> MonthlyReport:
    return actions.freeze(by=by, store=store, month=OCTOBER, now=now)


def write(by: Viewer, store: Store, title: str) -> Problem:
    """A problem of the front desk, as improvement keeps it."""
    return improvement.add_problem(
        by=by,
        store=store,
        month=OCTOBER,
        topic="top5",
        department="front_desk",
        title=title,
        now=NOW,
    )


def restate(mart: FakeMart) -> None:
    """An import changed one figure of the month."""
    held = [
        f for f in mart.answers["trend"]
        if (f.code, f.keys["month"]) != ("callback_rate", "2026-10")
    ]  # fmt: skip
    mart.answers["trend"] = [*held, figure("callback_rate", 800, 1000, month="2026-10")]


def test_problem_of_improvement_stands_in_the_report(
    store: Store, as_director: Viewer, mart: FakeMart
) -> None:
    write(as_director, store, "无预约工位")
    report = queries.monthly(as_director, store, OCTOBER, "zh")
    section = report.chapters[6].sections[0]
    assert section.headline == "前台首要问题：无预约工位。"


@pytest.mark.parametrize("viewer", ["as_agent", "as_outsider"])
def test_others_may_not_freeze(
    viewer: str, store: Store, mart: FakeMart, request: pytest.FixtureRequest
) -> None:
    who = request.getfixturevalue(viewer)
    with pytest.raises(Forbidden):
        freeze(who, store)
    assert not MonthlyReport.objects.exists()


def test_freeze_keeps_figures_document_and_provenance(
    store: Store, as_director: Viewer, mart: FakeMart
) -> None:
    frozen = freeze(as_director, store)
    assert (frozen.version, frozen.mart_version) == (1, 12)
    assert (str(frozen.data_as_of), str(frozen.made_on)) == ("2026-11-05", "2026-11-06")
    assert frozen.frozen_by_id == as_director.user_id
    assert set(frozen.document) == {"zh", "en"}
    assert len(frozen.figures) == sum(len(made) for made in mart.answers.values())
    detail = AuditRow.objects.get(action="report.freeze").detail
    assert detail == {"month": "2026-10", "version": 1, "mart_version": 12, "changes": 0}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("format", ["pptx", "pdf", "xlsx", "html"])
def test_frozen_month_gives_the_same_bytes_for_ever(
    format: str, language: str, store: Store, as_director: Viewer, mart: FakeMart
) -> None:
    freeze(as_director, store)
    before = queries.rendered(as_director, store, OCTOBER, format, language)  # type: ignore[arg-type]
    restate(mart)
    write(as_director, store, "新写的")
    after = queries.rendered(as_director, store, OCTOBER, format, language)  # type: ignore[arg-type]
    assert after.content == before.content


def test_freezing_again_without_a_change_makes_no_version(
    store: Store, as_director: Viewer, mart: FakeMart
) -> None:
    first = freeze(as_director, store)
    assert freeze(as_director, store, LATER).pk == first.pk
    assert MonthlyReport.objects.count() == 1
    assert AuditRow.objects.filter(action="report.freeze").count() == 1


def test_restated_month_is_a_new_version_that_lists_what_changed(
    store: Store, as_director: Viewer, mart: FakeMart
) -> None:
    freeze(as_director, store)
    restate(mart)
    again = freeze(as_director, store, LATER)
    assert again.version == 2
    assert again.changes["zh"] == [
        {"figure": "回访率 · 2026-10", "before": "74.0% (740/1,000)", "after": "80.0% (800/1,000)"}
    ]
    assert again.changes["en"][0]["figure"] == "Follow-up call rate · 2026-10"
    report = queries.monthly(as_director, store, OCTOBER, "zh")
    assert report.version_label == "第 2 版"
    assert report.chapters[0].sections[1].headline == "重新月结：共 1 处变更。"


def test_older_version_stays_readable_as_it_was(
    store: Store, as_director: Viewer, mart: FakeMart
) -> None:
    freeze(as_director, store)
    first = queries.rendered(as_director, store, OCTOBER, "html").content
    restate(mart)
    freeze(as_director, store, LATER)
    assert queries.rendered(as_director, store, OCTOBER, "html", version=1).content == first
    assert queries.rendered(as_director, store, OCTOBER, "html").content != first
    assert [v.version for v in queries.versions(as_director, store, OCTOBER)] == [2, 1]


def test_rewritten_text_alone_makes_a_new_version(
    store: Store, as_director: Viewer, mart: FakeMart
) -> None:
    freeze(as_director, store)
    write(as_director, store, "无预约工位")
    again = freeze(as_director, store, LATER)
    assert again.changes["zh"] == [
        {"figure": "文字：前台 TOP5 整改", "before": "0 行", "after": "1 行，已修改"}
    ]


def test_freezing_without_a_mart_keeps_nothing(
    store: Store, as_director: Viewer, mart: FakeMart
) -> None:
    mart.version = None
    with pytest.raises(Refused):
        freeze(as_director, store)
    assert not MonthlyReport.objects.exists()


def test_command_line_may_freeze(store: Store, mart: FakeMart) -> None:
    assert freeze(Viewer.system(), store).frozen_by is None
