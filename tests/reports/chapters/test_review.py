"""Chapter 1."""

from __future__ import annotations

from dataclasses import replace

from careloop.reports.chapters import review
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


def test_written_review_prints_states_and_evidence_by_name() -> None:
    row = {
        "problem": "无预约工位",
        "measure": "增加两个预约工位",
        "due_on": "2026-10-30",
        "state": "done",
        "evidence": "photo",
    }
    section = review.measures(writing(material(), execution_review=[row]))
    assert column(table_of(section), "state") == ["完成"]
    assert column(table_of(section), "evidence") == ["照片"]
    assert section.headline == "上月措施 1 项：完成 1 项，进行中 0 项，未做 0 项。"


def test_last_months_top5_stands_in_until_the_review_is_written() -> None:
    top5 = ({"problem": "预约率低", "measure": "专人接听", "control_node": "登记表"},)
    made = replace(material(), texts_before={"top5_front_desk": top5})
    section = review.measures(made)
    assert column(table_of(section), "problem") == ["预约率低"]
    assert column(table_of(section), "state") == [""]
    assert "待填写" in section.headline


def test_without_anything_written_the_table_keeps_its_columns() -> None:
    table = table_of(review.measures(material()))
    assert [c.key for c in table.columns][-2:] == ["state", "evidence"]
    assert table.rows == ()


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
    table = table_of(review.mot_review(material()))
    assert len(table.rows) == 10
    assert printed(table)[0] == ["解释即将开展的维修工作", "", "", "99.4", "98.9", "下降 0.5"]
    assert printed(table)[-1] == ["MOT", "", "", "99.2", "99.6", "上升 0.4"]


def test_mot_review_takes_the_plan_by_name_of_the_item() -> None:
    plans = [{"item": "服务站停留时间", "plan": "增加快修工位", "completion": "80%"}]
    table = table_of(review.mot_review(writing(material(), mot_review=plans)))
    row = next(row for row in printed(table) if row[0] == "服务站停留时间")
    assert row[1:3] == ["增加快修工位", "80%"]


def test_month_without_data_prints_no_rows() -> None:
    chapter = review.chapter(empty())
    assert [table_of(section).rows for section in chapter.sections] == [(), (), ()]
