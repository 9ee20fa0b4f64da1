"""Chapter 2, against the printed tables of source 000."""

from __future__ import annotations

from careloop.core.documents.model import NoData
from careloop.reports.chapters import external_scores
from tests.reports.sample import answers, chart_of, empty, material, printed, scored, table_of


def test_satisfaction_table_prints_the_four_rows() -> None:
    rows = printed(table_of(external_scores.scores(material())))
    assert [row[0] for row in rows] == ["上期", "本期", "分中心", "全国平均分"]
    last, this = rows[0], rows[1]
    assert (last[1], last[-2], last[-1]) == ("93", "99.2", "103.5")
    assert (this[1], this[-2], this[-1]) == ("114", "99.6", "98.5")


def test_scores_above_hundred_are_not_cut_off() -> None:
    rows = printed(table_of(external_scores.scores(material())))
    assert rows[1][3] == "103.2"


def test_comparison_row_without_data_is_left_out() -> None:
    figures = answers() | {"mot_rows": [], "survey_rows": []}
    rows = printed(table_of(external_scores.scores(material("zh", figures))))
    assert [row[0] for row in rows] == ["上期", "本期"]


def test_score_sentence_names_sample_and_does_not_claim_a_change() -> None:
    section = external_scores.scores(material())
    assert section.headline.startswith("MOT本期为 99.6（样本 114），上期 99.2，上升 0.4 分")
    assert "无法判断" in section.headline


def test_chart_compares_ten_items_with_last_period_and_nation() -> None:
    chart = chart_of(external_scores.items_chart(material()))
    assert len(chart.categories) == 10
    assert [series.name for series in chart.series] == ["上期", "本期", "全国平均分"]


def test_lowest_item_and_gap_to_the_nation_are_said() -> None:
    section = external_scores.items_chart(material())
    assert section.conclusion[0] == "十项中“顾客休息区舒适”得分最低，为 92.3。"
    assert section.conclusion[1] == "2 项低于全国平均，差距最大的是“顾客休息区舒适”（低 3.7）。"


def test_shopper_prints_sections_and_total_as_imported() -> None:
    rows = printed(table_of(external_scores.shopper(material())))
    assert [row[2] for row in rows] == ["37.50", "66.67", "100.00", "37.50", "100.00", "54.17"]
    assert rows[-1] == ["总分", "60.50", "54.17", "-6.33"]


def test_shopper_chart_has_the_axis_of_the_template() -> None:
    chart = chart_of(external_scores.shopper(material()))
    assert (chart.axis_min, chart.axis_max) == (0, 120)
    assert chart.categories[chart.highlight[0]] == "总分"


def test_sections_below_the_total_are_named() -> None:
    said = external_scores.shopper(material()).headline
    assert said == "PT 总分 54.17；低于总分的环节：接收车辆、交车结算。"


def test_lone_score_leaves_the_others_blank() -> None:
    figures = {"mot_items": [scored("mot_item_score", "90", 50, month="2026-10", item="listen")]}
    row = printed(table_of(external_scores.scores(material("zh", figures))))[0]
    assert row.count("") == len(row) - 2


def test_no_data_keeps_the_columns() -> None:
    section = external_scores.scores(empty())
    assert len(table_of(section).columns) == 14
    assert table_of(section).rows == ()
    assert isinstance(external_scores.items_chart(empty()).blocks[0], NoData)
