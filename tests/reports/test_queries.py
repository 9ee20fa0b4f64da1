"""Reading a month: the draft, the frozen versions, the files."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from careloop.core.kernel.errors import Refused
from careloop.core.kernel.periods import Period
from careloop.organisation import actions as organisation
from careloop.organisation.models import Store
from careloop.organisation.rules import Forbidden, Viewer
from careloop.reports import actions, queries
from careloop.reports.figures import ASKS
from careloop.reports.gathering import gather
from tests.reports.conftest import FakeMart
from tests.reports.sample import OCTOBER

MADE = date(2026, 11, 6)
NOW = datetime(2026, 11, 6, 9, 0)


def test_month_never_frozen_is_a_draft(store: Store, as_director: Viewer, mart: FakeMart) -> None:
    report = queries.monthly(as_director, store, OCTOBER, "zh", made_on=MADE)
    assert not report.is_frozen
    assert report.organisation == store.name
    assert (report.made_on, report.data_as_of) == (MADE, date(2026, 11, 5))


def test_language_is_the_viewers_unless_asked_for(
    store: Store, as_director: Viewer, mart: FakeMart
) -> None:
    assert queries.monthly(as_director, store, OCTOBER).language == "zh"
    assert (
        queries.monthly(as_director, store, OCTOBER, "en").title == "Monthly customer-care report"
    )


def test_figures_are_asked_once_for_each_ask(
    store: Store, as_director: Viewer, mart: FakeMart
) -> None:
    queries.monthly(as_director, store, OCTOBER)
    assert len(mart.asked) == len(ASKS)
    assert all(asked["store_ids"] == (store.pk,) for asked in mart.asked)
    assert all(asked["as_of"] == date(2026, 11, 5) for asked in mart.asked)


def test_frozen_month_is_shown_and_the_draft_on_demand(
    store: Store, as_director: Viewer, mart: FakeMart
) -> None:
    actions.freeze(by=as_director, store=store, month=OCTOBER, now=NOW)
    assert queries.monthly(as_director, store, OCTOBER).is_frozen
    assert not queries.monthly(as_director, store, OCTOBER, live=True).is_frozen


def test_version_that_is_not_there_is_refused(
    store: Store, as_director: Viewer, mart: FakeMart
) -> None:
    with pytest.raises(Refused) as refusal:
        queries.monthly(as_director, store, OCTOBER, version=3)
    assert refusal.value.say("zh") == "测试一店 2026-10 没有第 3 版月报。"


@pytest.mark.parametrize("text", ["2026", "2026-Q4", "2026-10:w1"])
def test_report_covers_one_calendar_month(
    text: str, store: Store, as_director: Viewer, mart: FakeMart
) -> None:
    with pytest.raises(Refused, match="one calendar month"):
        queries.monthly(as_director, store, Period.parse(text))


def test_without_a_mart_the_way_on_is_said(
    store: Store, as_director: Viewer, mart: FakeMart
) -> None:
    mart.version = None
    with pytest.raises(Refused, match="careloop mart refresh"):
        queries.monthly(as_director, store, OCTOBER)


@pytest.mark.parametrize("viewer", ["as_agent", "as_outsider"])
def test_others_may_not_read_the_report(
    viewer: str, store: Store, mart: FakeMart, request: pytest.FixtureRequest
) -> None:
    who = request.getfixturevalue(viewer)
    for reading in (
        lambda: queries.monthly(who, store, OCTOBER),
        lambda: queries.versions(who, store, OCTOBER),
        lambda: queries.newest_versions(who, store, OCTOBER),
        lambda: queries.rendered(who, store, OCTOBER, "pdf"),
        lambda: gather(who, store, OCTOBER),
    ):
        with pytest.raises(Forbidden):
            reading()
    assert mart.asked == []


@pytest.mark.parametrize(
    ("format", "start", "kind"),
    [
        ("pptx", b"PK", "presentation"),
        ("xlsx", b"PK", "spreadsheet"),
        ("pdf", b"%PDF", "application/pdf"),
        ("html", b"<!doctype html>", "text/html"),
    ],
)
def test_report_is_a_file_of_each_format(
    format: str, start: bytes, kind: str, store: Store, as_director: Viewer, mart: FakeMart
) -> None:
    made = queries.rendered(as_director, store, OCTOBER, format, made_on=MADE)
    assert made.content.lower().startswith(start.lower())
    assert kind in made.content_type
    assert made.filename == f"关爱月报_S1_2026-10_草稿.{format}"


def test_frozen_file_carries_no_draft_in_its_name(
    store: Store, as_director: Viewer, mart: FakeMart
) -> None:
    actions.freeze(by=as_director, store=store, month=OCTOBER, now=NOW)
    made = queries.rendered(as_director, store, OCTOBER, "html", "en")
    assert made.filename == "Care-report_S1_2026-10.html"


def test_unknown_format_is_refused_before_anything_is_asked(
    store: Store, as_director: Viewer, mart: FakeMart
) -> None:
    with pytest.raises(Refused, match="no format “doc”"):
        queries.rendered(as_director, store, OCTOBER, "doc")
    assert mart.asked == []


@pytest.mark.parametrize(
    ("code", "name"),
    [("HZ01", "HZ01"), ("../etc", "___etc"), ("a/b\\c", "a_b_c"), ("杭州-1", "杭州-1")],
)
def test_file_name_holds_no_path(code: str, name: str) -> None:
    assert queries.safe_code(code) == name


def test_versions_tell_who_froze_and_what_changed(
    store: Store, as_director: Viewer, mart: FakeMart
) -> None:
    actions.freeze(by=as_director, store=store, month=OCTOBER, now=NOW)
    found = queries.versions(as_director, store, OCTOBER)
    assert [(v.version, v.frozen_by, v.mart_version) for v in found] == [(1, "li", 12)]
    assert found[0].changes == ()


def test_newest_versions_leave_drafts_out(
    store: Store, as_director: Viewer, mart: FakeMart
) -> None:
    other = organisation.add_store(by=Viewer.system(), code="S2", name="二店", group="G1")
    actions.freeze(by=Viewer.system(), store=other, month=OCTOBER, now=NOW)
    actions.freeze(by=as_director, store=store, month=OCTOBER.previous, now=NOW)
    found = queries.newest_versions(as_director, store, since=OCTOBER.shifted(-3))
    assert list(found) == [OCTOBER.previous]
