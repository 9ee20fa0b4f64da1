"""Chapter 4, against the printed tables of source 000."""

from __future__ import annotations

from dataclasses import replace

from careloop.reports.chapters import complaints
from careloop.reports.handling import Handling
from tests.reports.sample import (
    answers,
    chart_of,
    column,
    empty,
    figure,
    material,
    printed,
    table_of,
)


def test_causes_print_weeks_total_and_share() -> None:
    rows = printed(table_of(complaints.causes(material())))
    assert rows[0] == ["质量", "67", "37", "56", "50", "210", "33.8%"]
    assert rows[4] == ["备件", "17", "6", "5", "9", "37", "6.0%"]
    assert rows[-1] == ["合计", "193", "133", "158", "137", "621", "100.0%"]


def test_month_totals_are_the_golden_ones() -> None:
    table = table_of(complaints.causes(material()))
    assert column(table, "total")[:-1] == ["210", "136", "105", "105", "37", "19", "6", "3"]


def test_week_without_a_case_is_zero_where_others_were_recorded() -> None:
    rows = printed(table_of(complaints.causes(material())))
    assert rows[-2] == ["索赔", "3", "0", "0", "0", "3", "0.5%"]


def test_nothing_recorded_is_no_data_and_not_zero() -> None:
    section = complaints.causes(empty())
    assert table_of(section).rows == ()
    assert section.headline == "本月客户不满意：本月暂无数据。"


def test_chart_has_a_series_for_each_week() -> None:
    chart = chart_of(complaints.causes(material()))
    assert [series.name for series in chart.series] == ["第一周", "第二周", "第三周", "第四周"]
    assert chart.series[0].values[0] == 67


def test_sentence_calls_the_share_a_share() -> None:
    said = complaints.causes(material()).headline
    assert said == "本月客户不满意共 621 件，其中“质量”最多，210 件，占 33.8%。"
    assert "率" not in said


def test_closure_counts_replies_and_closed_ones() -> None:
    rows = printed(table_of(complaints.closure(material())))
    assert rows[-1] == ["2026年10月", "44", "40", "90.9%", "33", "75.0%", "4.69"]


def test_closure_says_what_is_open_and_as_of_when() -> None:
    said = complaints.closure(material()).headline
    assert said == "本月受理 44 件，截至2026-11-05已结案 33 件，未结案 11 件。"


def test_closure_without_complaints() -> None:
    section = complaints.closure(empty())
    assert section.headline == "本月无投诉记录。"
    assert printed(table_of(section)) == [["2026年10月", *[""] * 6]]


def test_responsible_persons_stand_by_number() -> None:
    rows = printed(table_of(complaints.responsible(material())))
    assert rows == [
        ["关甲", "30", "25", "5", "83.3%", "68.2%"],
        ["李癸", "14", "8", "6", "57.1%", "31.8%"],
    ]


def test_equal_numbers_are_named_together() -> None:
    figures = answers()
    figures["responsible"] = [
        figure("complaints", 4, responsible=1),
        figure("complaints", 4, responsible=21),
    ]
    said = complaints.responsible(material("zh", figures)).headline
    assert "“关甲、李癸”并列最多，各 4 件" in said


def test_complaint_of_nobody_is_not_lost() -> None:
    figures = answers() | {"responsible": [figure("complaints", 4, responsible=None)]}
    assert printed(table_of(complaints.responsible(material("zh", figures))))[0][:2] == [
        "未登记",
        "4",
    ]


HANDLED = Handling(received=44, escalated=3, reopened=1, overdue=2, solved=30, minutes=22_500)


def test_handling_is_told_in_one_sentence() -> None:
    section = complaints.closure(replace(material(), handling=HANDLED))
    assert section.conclusion[1] == (
        "升级上报 3 件，回访不满意重新处理 1 件，截至2026-11-05超期 2 件；"
        "平均 12.5 个工作小时解决（n=30）。"
    )


def test_without_a_solved_complaint_no_time_is_told() -> None:
    unsolved = replace(HANDLED, solved=0, minutes=0)
    section = complaints.closure(replace(material("en"), handling=unsolved))
    assert section.conclusion[1] == (
        "3 escalated, 1 opened again after the call-back, 2 overdue by 2026-11-05."
    )
