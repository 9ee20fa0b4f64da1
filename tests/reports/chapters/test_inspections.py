"""Chapter 1: process checks."""

from __future__ import annotations

from dataclasses import replace

from careloop.audits.queries import MonthLine, Rate, Score
from careloop.core.kernel.text import Text
from careloop.reports.chapters import inspections, review
from tests.reports.sample import material, printed, table_of

LOUNGE = (Text(zh="休息区点检表", en="Lounge checklist"), Score(Rate(190, 200), 4))
LINE = MonthLine(
    due=60,
    finished=57,
    inspected=57,
    relayed=57,
    to_follow_up=0,
    followed_up=0,
    findings=9,
    cured=6,
    scores=(LOUNGE,),
)


def test_three_rates_stand_with_what_they_count() -> None:
    section = inspections.section(material(), LINE)
    assert printed(table_of(section)) == [
        ["点检率", "60", "57", "95.0%"],
        ["结果传达率", "57", "57", "100.0%"],
        ["跟进率", "0", "0", ""],
    ]
    assert [row[3].tone for row in table_of(section).rows] == ["bad", None, None]


def test_headline_tells_findings_and_cured() -> None:
    assert inspections.section(material(), LINE).headline == (
        "本月应点检 60 次，完成 57 次；发现问题 9 项，已整改 6 项。三项比例目标均为 100%。"
    )


def test_each_checklist_has_its_score() -> None:
    table = table_of(inspections.section(material("en"), LINE), 1)
    assert printed(table) == [["Lounge checklist", "4", "95.0%"]]


def test_without_scores_there_is_one_table() -> None:
    assert len(inspections.section(material(), replace(LINE, scores=())).blocks) == 1


def test_chapter_one_ends_with_it_only_where_checks_are_made() -> None:
    assert review.chapter(material()).sections[-1].title != "流程点检"
    checked = replace(material(), inspections=LINE)
    assert review.chapter(checked).sections[-1].title == "流程点检"
