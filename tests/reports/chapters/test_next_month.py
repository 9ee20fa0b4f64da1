"""Chapter 7."""

from __future__ import annotations

import pytest

from careloop.core.documents.model import Paragraph
from careloop.improvement.remedies import REMEDIES
from careloop.reports import proposals
from careloop.reports.chapters import next_month
from careloop.reports.figures import KPI_CODES
from careloop.reports.material import Material
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


def below(code: str, hits: int = 10) -> Material:
    """A month in which only ``code`` misses its target."""
    return material("zh", answers() | {"trend": [figure(code, hits, 100, month="2026-10")]})


def test_top5_is_proposed_from_the_kpi_below_target_with_its_obstacle() -> None:
    section = next_month.top5(below("workshop_on_time_rate"), "workshop")
    row = printed(table_of(section))[0]
    assert row[0] == (
        "车间完工准时率 10.0%，未达目标 >80%；待查原因：控工排程不善或没有充分使用控工看板"
    )
    assert row[1].startswith("【建议】")
    assert row[2:5] == ["车间主管", "2026-11-30", "服务总监"]
    assert any(isinstance(block, Paragraph) for block in section.blocks)


def test_top5_takes_the_worst_five_first() -> None:
    codes = proposals.missed(material(), "front_desk")
    assert len(codes) > proposals.MOST
    assert len(table_of(next_month.top5(material(), "front_desk")).rows) == proposals.MOST


def test_written_top5_replaces_the_proposals() -> None:
    row = {"number": "1", "problem": "无控工看板"}
    made = writing(below("workshop_on_time_rate"), top5_workshop=[row])
    section = next_month.top5(made, "workshop")
    assert column(table_of(section), "problem") == ["1. 无控工看板"]
    assert section.headline == "车间首要问题：无控工看板。"
    assert not any(isinstance(block, Paragraph) for block in section.blocks)


def test_department_without_data_says_so() -> None:
    section = next_month.top5(below("workshop_on_time_rate"), "parts")
    assert table_of(section).rows == ()
    assert section.headline.startswith("配件本月有目标的指标暂无数据")


def test_department_that_reached_all_watches_its_smallest_margin() -> None:
    figures = [
        figure("parts_prepick_timely_rate", 62, 100, month="2026-10"),
        figure("parts_sales_per_order", 5_000_000, 100, month="2026-10"),
    ]
    made = material("zh", answers() | {"trend": figures})
    rows = printed(table_of(next_month.top5(made, "parts")))
    assert [row[0] for row in rows] == [
        "零件预捡及时率 62.0%，已达目标 >60%，为本部门余量最小的指标，需保持"
    ]


def test_section_of_a_department_that_reached_all_carries_notes() -> None:
    figures = [figure("parts_prepick_timely_rate", 62, 100, month="2026-10")]
    made = material("zh", answers() | {"trend": figures})
    assert "零件预捡及时率" in " ".join(
        note.figure for note in next_month.top5(made, "parts").notes
    )


def test_target_in_dollars_is_neither_reached_nor_missed() -> None:
    parts = figure("parts_sales_per_order", 50_000, 100, month="2026-10")
    made = material("zh", answers() | {"trend": [parts]})
    assert table_of(next_month.top5(made, "parts")).rows == ()
    assert "parts_sales_per_order" not in proposals.missed(made)


def test_hours_have_no_number_of_cases() -> None:
    row = printed(table_of(next_month.missed(below("utilisation"))))[0]
    assert row[:4] == ["开工率", ">85%", "10.0%", ""]


def test_every_kpi_with_a_target_has_a_remedy() -> None:
    assert {code for code in KPI_CODES if code in material().aims} == set(REMEDIES)


def test_goals_are_split_into_reached_and_missed() -> None:
    figures = answers()
    figures["trend"] = [
        figure("callback_rate", 70, 100, month="2026-10"),
        figure("appointment_rate", 40, 100, month="2026-10"),
        figure("parts_fill_rate", 40, 100, month="2026-10"),
    ]
    made = material("zh", figures)
    assert printed(table_of(next_month.reached(made))) == [["回访率", ">65%", "70.0%", "100"]]
    missed = next_month.missed(made)
    assert [row[0] for row in printed(table_of(missed))] == ["预约率"]
    assert missed.headline == "有目标且有数据的指标 2 项，达成 1 项，未达成 1 项。"


def test_target_of_more_than_is_missed_on_the_edge() -> None:
    section = next_month.missed(below("appointment_rate", 50))
    assert printed(table_of(section))[0][:3] == ["预约率", ">50%", "50.0%"]


@pytest.mark.parametrize("item", ["appointment_rate", "预约率", "Appointment rate"])
def test_written_reason_stands_with_its_kpi(item: str) -> None:
    made = writing(below("appointment_rate"), goals=[{"item": item, "reason": "人员不足"}])
    row = printed(table_of(next_month.missed(made)))[0]
    assert row[-1] == "人员不足"


def test_written_goal_without_a_kpi_is_added() -> None:
    made = writing(below("appointment_rate"), goals=[{"item": "车友会", "status": "延期"}])
    assert printed(table_of(next_month.missed(made)))[-1] == ["车友会", "", "", "", "延期", ""]


def test_written_goal_that_was_reached_is_added_by_name() -> None:
    made = writing(below("appointment_rate"), goals=[{"item": "callback_rate", "status": "保持"}])
    assert printed(table_of(next_month.missed(made)))[-1][0] == "回访率"


def test_reason_nobody_wrote_is_marked_as_to_check() -> None:
    row = printed(table_of(next_month.missed(below("appointment_rate"))))[0]
    assert row[-1] == "【待查】预约时与客户缺少沟通"


def test_plan_is_proposed_for_the_worst_kpi_of_each_department() -> None:
    rows = printed(table_of(next_month.plan(below("appointment_rate"))))
    assert len(rows) == 1
    assert rows[0][0] == "提升预约率"


def test_month_without_data_proposes_nothing() -> None:
    chapter = next_month.chapter(empty())
    assert all(table_of(section).rows == () for section in chapter.sections)
    assert all(table_of(section).columns for section in chapter.sections)
