"""Sentences say what the figures show, and no more."""

from __future__ import annotations

from fractions import Fraction

import pytest

from careloop.core.metrics.figures import Figure
from careloop.reports import conclusions
from careloop.reports.conclusions import Part
from careloop.reports.figures import nothing
from tests.reports.sample import figure, scored

RATE = "first_time_fix_rate"


def rate(hits: int, cases: int) -> Figure:
    return figure(RATE, hits, cases)


def said(this: Figure, last: Figure, better: conclusions.Better = "higher") -> str:
    return conclusions.rate_change("zh", "一次修复率", this, last, better=better)


def test_clear_rise_of_a_good_rate_is_an_improvement() -> None:
    assert said(rate(985, 1000), rate(950, 1000)) == (
        "一次修复率本月为 98.5%，较上月上升 3.5 个百分点，明显改善（n=1,000）。"
    )


def test_clear_rise_of_a_bad_rate_is_worse() -> None:
    assert "明显变差" in said(rate(60, 1000), rate(20, 1000), "lower")


def test_clear_change_without_a_direction_is_only_a_change() -> None:
    sentence = said(rate(60, 1000), rate(20, 1000), "none")
    assert "变化明显" in sentence
    assert "改善" not in sentence


def test_change_within_noise_says_so() -> None:
    sentence = said(rate(965, 1000), rate(960, 1000))
    assert "正常波动范围" in sentence
    assert "改善" not in sentence


def test_same_percentage_from_more_cases_turns_noise_into_a_change() -> None:
    assert conclusions.verdict(rate(90, 100), rate(85, 100), "higher") == "noise"
    assert conclusions.verdict(rate(9000, 10000), rate(8500, 10000), "higher") == "better"


def test_small_sample_is_told_and_not_judged() -> None:
    sentence = said(rate(9, 10), rate(500, 1000))
    assert "样本偏小（n=10，上月 n=1,000）" in sentence


def test_equal_rates_are_called_equal() -> None:
    assert "与上月持平" in said(rate(50, 100), rate(500, 1000))


def test_no_data_this_month() -> None:
    assert said(nothing(RATE), rate(9, 10)) == "一次修复率：本月暂无数据。"


def test_no_data_last_month_leaves_nothing_to_compare() -> None:
    assert "无从比较" in said(rate(9, 10), nothing(RATE))


def test_zero_is_not_no_data() -> None:
    assert "本月为 0.0%" in said(rate(0, 100), rate(1, 100))


def test_hours_are_no_cases_and_are_not_judged() -> None:
    this, last = figure("utilisation", 70_000, 80_000), figure("utilisation", 60_000, 80_000)
    assert conclusions.verdict(this, last, "higher") == "unknown"
    assert "改善" not in conclusions.rate_change("zh", "开工率", this, last)


@pytest.mark.parametrize(("hits", "cases"), [(0, 30), (30, 30), (1, 1), (0, 1), (500, 1000)])
def test_interval_holds_the_share_and_stays_a_share(hits: int, cases: int) -> None:
    low, high = conclusions.interval(hits, cases)
    assert 0 <= low <= hits / cases <= high <= 1


def test_interval_of_a_known_sample() -> None:
    low, high = conclusions.interval(81, 263)
    assert (round(low, 4), round(high, 4)) == (0.2553, 0.3662)  # Newcombe 1998, Wilson score


def test_difference_of_known_samples() -> None:
    assert conclusions.differ(56, 70, 48, 80)  # Newcombe 1998: 0.0524 … 0.3339
    assert conclusions.differ(9, 10, 3, 10)  # 0.1705 … 0.8090
    assert not conclusions.differ(5, 56, 0, 29)  # −0.0381 … 0.1926


def test_order_of_the_months_does_not_matter_for_the_difference() -> None:
    assert conclusions.differ(56, 70, 48, 80) == conclusions.differ(48, 80, 56, 70)


def test_index_score_makes_no_claim_without_a_spread() -> None:
    sentence = conclusions.score_change(
        "zh", "MOT", scored("mot_score", "99.63", 114), scored("mot_score", "99.185", 93)
    )
    assert "99.6（样本 114）" in sentence
    assert "上期 99.2" in sentence
    assert "无法判断" in sentence


def test_index_score_that_rounds_to_the_same_is_the_same() -> None:
    sentence = conclusions.score_change(
        "zh", "CSS", scored("css_score", "98.51", 114), scored("css_score", "98.52", 93)
    )
    assert "与上期相同" in sentence


def test_call_sentence_prints_the_shares_of_all_calls() -> None:
    figures = {
        "calls_made": figure("calls_made", 850),
        "calls_valid": figure("calls_valid", 700),
        "valid_call_rate": figure("valid_call_rate", 700, 850),
        "delighted_share_of_calls": figure("delighted_share_of_calls", 150, 850),
        "disappointed_share_of_calls": figure("disappointed_share_of_calls", 300, 850),
    }
    assert conclusions.calls("zh", figures) == (
        "通过对850位用户的回访，有效回访700位，有效回访率82.4%；占回访总数：欣喜17.6%，失望35.3%。"
    )


def test_call_sentence_without_calls() -> None:
    assert conclusions.calls("en", {"calls_made": nothing("calls_made")}) == (
        "No follow-up calls were recorded this month."
    )


def test_largest_part_is_a_share_and_never_a_rate() -> None:
    parts = [Part("质量", 210), Part("时间", 411)]
    sentence = conclusions.largest("zh", "本月不满意", "件", parts)
    assert sentence == "本月不满意共 621 件，其中“时间”最多，411 件，占 66.2%。"
    assert "率" not in sentence


def test_tie_names_all_first_ones() -> None:
    parts = [Part("时间", 105), Part("费用", 105), Part("备件", 3)]
    assert "“时间、费用”并列最多，各 105 件" in conclusions.largest("zh", "不满意", "件", parts)


def test_nothing_counted_and_no_data_differ() -> None:
    assert conclusions.largest("zh", "投诉", "件", [Part("质量", 0)]) == "投诉：本月为 0。"
    assert conclusions.largest("zh", "投诉", "件", None) == "投诉：本月暂无数据。"


def test_people_within_chance_are_not_ranked() -> None:
    station = figure("rework_rate", 20, 1000)
    people = [("甲", figure("rework_rate", 3, 100)), ("乙", figure("rework_rate", 0, 100))]
    sentence = conclusions.outliers("zh", "技师", people, station)
    assert sentence == "各技师与全站 2.00% 的差异均在随机波动范围内，不宜据此排名。"


def test_person_far_from_the_station_is_named() -> None:
    station = figure("rework_rate", 20, 1000)
    people = [("甲", figure("rework_rate", 15, 100)), ("乙", figure("rework_rate", 2, 100))]
    sentence = conclusions.outliers("zh", "技师", people, station) or ""
    assert "甲明显较高" in sentence
    assert "乙明显" not in sentence


def test_no_station_no_sentence() -> None:
    assert conclusions.outliers("zh", "技师", [], nothing("rework_rate")) is None


def test_percent_rounds_half_up() -> None:
    assert conclusions.percent(rate(69, 552), 0) == "13%"
    held = Figure("x", {}, None, None, Fraction(1, 2), 1, "%", 0)
    assert conclusions.percent(held, 0) == "1%"
