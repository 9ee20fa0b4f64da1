"""Chapter 6, against the printed tables of sources 000 and 003."""

from __future__ import annotations

from careloop.reports.chapters import lost_customers, lost_groups
from tests.reports.sample import (
    answers,
    chart_of,
    column,
    empty,
    figure,
    material,
    printed,
    table_of,
    writing,
)


def test_customers_stand_in_twelve_columns() -> None:
    table = table_of(lost_customers.customers(material()))
    assert len(table.columns) == 13
    archived, base = printed(table)
    assert archived[-1] == "8,254"
    assert base[4:6] == ["4,100", "3,950"]


def test_customers_sentence_tells_growth_and_share() -> None:
    said = lost_customers.customers(material()).headline
    assert "档案客户 8,254 台，基盘客户 5,321 台（8 个月内来过站），占档案 64.5%" in said
    assert "基盘增加 1,321 台" in said


def test_month_before_the_first_import_is_blank() -> None:
    figures = answers()
    figures["customers"] = [f for f in figures["customers"] if f.keys["month"] == "2026-10"]
    section = lost_customers.customers(material("zh", figures))
    assert printed(table_of(section))[0] == ["档案客户总数", *[""] * 11, "8,254"]
    assert section.conclusion == ()


def test_only_cohorts_whose_window_is_over_are_shown() -> None:
    table = table_of(lost_customers.cohorts(material()))
    assert column(table, "month")[-1] == "2026年2月"
    assert printed(table)[-1][1:] == ["1,008", "276", "27.38%"]


def test_cohort_sentence_names_the_month_of_the_visit() -> None:
    said = lost_customers.cohorts(material()).conclusion
    assert said[0] == "2026年2月来站 1,008 台，此后 8 个月未再来站 276 台，流失率 27.38%。"
    assert "正常波动范围" in said[1]


def test_definitions_stand_beside_each_other_with_their_bases() -> None:
    section = lost_customers.definitions(material())
    rows = printed(table_of(section))
    assert [row[1:] for row in rows] == [
        ["276", "1,008", "27.38%"],
        ["276", "1,008", "27.38%"],
        ["300", "1,500", "20%"],
        ["240", "980", "24.5%"],
        ["90", "5,200", "1.73%"],
    ]
    assert "不可互相比较" in section.headline


def test_calls_print_due_reached_and_every_outcome() -> None:
    rows = {
        row[0].strip("　"): row[1] for row in printed(table_of(lost_customers.calls(material())))
    }
    assert (rows["应回访"], rows["实际回访"], rows["未接受回访数"]) == ("206", "147", "59")
    assert (rows["关机"], rows["拒接"], rows["停机"]) == ("3", "6", "4")
    assert (rows["无法接通"], rows["无人接听"]) == ("14", "18")


def test_company_cars_stand_apart_above_the_calls_due() -> None:
    rows = printed(table_of(lost_customers.calls(material())))
    assert rows[:3] == [
        ["流失客户", "276", ""],
        ["其中公车客户（服务经理负责）", "70", ""],
        ["应回访", "206", "100.0%"],
    ]


def test_no_calls_due_leaves_the_table_empty() -> None:
    section = lost_customers.calls(empty())
    assert table_of(section).rows == ()
    assert section.headline == "本月没有应回访的流失客户。"


def test_bookings_are_held_against_the_target() -> None:
    table = table_of(lost_customers.calls(material()), 1)
    assert printed(table) == [["关甲", "60", "20", "33.3%"]]
    assert table.rows[0][-1].tone == "good"


def test_few_calls_are_not_coloured() -> None:
    figures = answers() | {"lost_bookings": [figure("lost_call_booking_rate", 1, 9, advisor=1)]}
    table = table_of(lost_customers.calls(material("zh", figures)), 1)
    assert table.rows[0][-1].tone is None


def test_reasons_add_to_hundred_by_largest_remainder() -> None:
    table = table_of(lost_groups.reasons(material()))
    shares = dict(zip(column(table, "reason"), column(table, "share"), strict=True))
    assert shares == {
        "修路不方便": "25%", "已到其它站维修": "23%", "公里数未到": "19%", "即将来站保养": "18%",
        "太远": "8%", "其他人使用的": "7%", "合计": "100%",
    }  # fmt: skip
    assert column(table, "customers")[-1] == "147"


def test_reasons_tell_real_from_pseudo_loss() -> None:
    said = lost_groups.reasons(material()).conclusion
    assert said[0] == "本月接通的流失客户共 147 位，其中“修路不方便”最多，36 位，占 24.5%。"
    assert said[1].startswith("其中真性流失 92 位、假性流失 55 位")


def test_ages_print_shares_and_running_shares() -> None:
    rows = printed(table_of(lost_groups.ages(material())))
    assert [row[1:] for row in rows] == [
        ["14", "3%", "3%"],
        ["104", "20%", "23%"],
        ["86", "17%", "40%"],
        ["93", "18%", "58%"],
        ["212", "42%", "100%"],
    ]


def test_breakdown_names_its_population_and_is_no_rate() -> None:
    said = lost_groups.structure(material()).headline
    assert said == "人群：截至月末 8 个月以上未来站的车辆。占比为构成，不是流失率。"


def test_models_print_the_golden_rates() -> None:
    table = table_of(lost_groups.models(material()))
    rates = dict(zip(column(table, "model"), column(table, "loss_rate"), strict=True))
    assert rates == {
        "B50": "17%", "X80": "18%", "B70": "21%", "欧朗": "13%",
        "B90": "9%", "其他品牌": "4%", "红旗": "15%",
    }  # fmt: skip


def test_highest_rate_and_highest_count_are_not_confused() -> None:
    said = lost_groups.models(material()).conclusion
    assert said[0].startswith("与全站 17% 相比")
    assert said[1] == "“B70”流失率最高，为 21%（76/359）；“B50”流失数最多，346 台。"
    assert "不足 30 台" in said[2]


def test_model_with_few_vehicles_is_not_called_highest() -> None:
    figures = answers()
    figures["lost_models"] += [figure("loss_rate_model", 5, 6, model="小众")]
    assert "“B70”流失率最高" in lost_groups.models(material("zh", figures)).conclusion[1]


def test_models_that_differ_by_chance_are_not_ranked() -> None:
    figures = answers()
    figures["lost_models"] = [
        figure("loss_rate_model", 230, 715, model="甲"),
        figure("loss_rate_model", 213, 687, model="乙"),
    ]
    said = lost_groups.models(material("zh", figures)).conclusion
    assert said[0] == "各车型与全站 32% 的差异均在随机波动范围内，不宜据此排名。"


def test_loyalty_prints_counts_and_rates() -> None:
    rows = printed(table_of(lost_groups.loyalty(material())))
    assert [row[1] for row in rows] == ["1,500"] * 4 + ["72.7%", "5.0%", "33.3%"]


def test_measures_are_proposed_for_the_reasons_and_marked() -> None:
    section = lost_customers.measures(material())
    table = table_of(section)
    assert column(table, "reason")[:2] == ["修路不方便", "已到其它站维修"]
    assert all(text.startswith("【建议】") for text in column(table, "measure"))
    assert column(table, "due_on") == ["2026-11-30"] * 4


def test_written_measures_replace_the_proposals() -> None:
    made = writing(material(), loss_measures=[{"reason": "太远", "measure": "上门取送"}])
    assert printed(table_of(lost_customers.measures(made))) == [["太远", "上门取送", "", ""]]


def test_chart_of_customers_starts_at_zero() -> None:
    assert chart_of(lost_customers.customers(material())).axis_min == 0
