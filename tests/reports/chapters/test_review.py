"""Chapter 1."""

from __future__ import annotations

from careloop.reports.chapters import moments_review, review
from tests.reports.sample import (
    answers,
    column,
    empty,
    figure,
    material,
    printed,
    table_of,
    writing,
)

ROW = {
    "number": "1",
    "problem": "无预约工位",
    "measure": "增加两个预约工位",
    "due_on": "2026-10-30",
    "state": "done",
    "evidence": "photo",
    "files": "2",
}


def test_review_prints_state_and_evidence_by_name() -> None:
    section = review.measures(writing(material(), execution_review=[ROW]))
    assert column(table_of(section), "state") == ["完成"]
    assert column(table_of(section), "evidence") == ["照片 2 份"]


def test_headline_counts_measures_and_not_problems() -> None:
    rows = [
        ROW,
        {"number": "1", "measure": "b", "state": "in_progress"},
        {"number": "2", "problem": "没有措施的问题"},
    ]
    section = review.measures(writing(material(), execution_review=rows))
    assert section.headline == ("上月措施 2 项：完成 1 项，进行中 1 项，未做 0 项，完成率 50%。")


def test_problem_shows_its_priority_and_that_it_came_back() -> None:
    row = ROW | {"carried": "1", "repeated": "2"}
    later = {"number": "1", "measure": "b", "state": "not_done"}
    section = review.measures(writing(material(), execution_review=[row, later]))
    assert column(table_of(section), "problem") == [
        "1. 【半年内第 3 次】【上月结转】无预约工位",
        "1.",
    ]


def test_without_anything_written_the_table_keeps_its_columns() -> None:
    section = review.measures(material())
    assert [c.key for c in table_of(section).columns][-2:] == ["state", "evidence"]
    assert table_of(section).rows == ()
    assert "未登记改善措施" in section.headline


def test_missed_target_is_followed_with_its_effect() -> None:
    figures = answers()
    others = [f for f in figures["trend"] if f.code != "callback_rate"]
    months = [
        figure("callback_rate", 550, 1000, month="2026-09"),
        figure("callback_rate", 720, 1000, month="2026-10"),
    ]
    section = review.followed(material("zh", {**figures, "trend": others + months}))
    row = next(row for row in printed(table_of(section)) if row[0] == "回访率")
    assert row == ["回访率", ">65%", "55.0%", "72.0%", "已达标", "明显改善"]


def test_mot_review_prints_ten_items_before_and_after() -> None:
    table = table_of(moments_review.section(material()))
    assert len(table.rows) == 10
    assert printed(table)[0] == ["解释即将开展的维修工作", "", "", "99.4", "98.9", "下降 0.5"]
    assert printed(table)[-1] == ["MOT", "", "", "99.2", "99.6", "上升 0.4"]


def test_mot_review_takes_the_plan_by_name_of_the_item() -> None:
    plans = [{"item": "服务站停留时间", "plan": "增加快修工位\n预捡", "completion": "1/3"}]
    table = table_of(moments_review.section(writing(material(), mot_review=plans)))
    row = next(row for row in printed(table) if row[0] == "服务站停留时间")
    assert row[1:3] == ["增加快修工位；预捡", "33%"]


def test_month_without_data_prints_no_rows() -> None:
    chapter = review.chapter(empty())
    assert [table_of(section).rows for section in chapter.sections] == [(), (), ()]
