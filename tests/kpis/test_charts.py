"""The charts of the dashboard as plain values."""

from __future__ import annotations

from fractions import Fraction

from careloop.core.kernel.periods import Period
from careloop.core.metrics.figures import Figure, Key
from careloop.kpis import charts
from careloop.kpis.charts import Answers

OCTOBER = Period.month(2026, 10)


def figure(code: str, value: float | None, n: int = 50, **keys: Key) -> Figure:
    exact = None if value is None else Fraction(str(value))
    return Figure(code, keys, n if value is not None else None, None, exact, n, "%", 1)


def answers(*figures: Figure, language: str = "zh") -> Answers:
    return Answers(figures, language, {1: "王强", 2: "刘洋"})  # type: ignore[arg-type]


def test_css_trend_leaves_a_gap_and_rows_without_data() -> None:
    spec = charts.css_trend(
        answers(figure("css_score", 88.1, month="2026-10", row="this")),
        [OCTOBER.previous, OCTOBER],
    )
    assert spec is not None
    assert [series["name"] for series in spec["series"]] == ["本店"]
    assert spec["series"][0]["values"] == [None, 88.1]


def test_charts_without_data_are_none() -> None:
    nothing = answers()
    assert charts.css_trend(nothing, [OCTOBER]) is None
    assert charts.mot_items(nothing) is None
    assert charts.complaint_causes(nothing, OCTOBER) is None
    assert charts.technicians(nothing, 85.0) is None
    assert charts.loss_reasons(nothing) is None


def test_axis_has_whole_even_steps_around_the_values() -> None:
    spec = charts.mot_items(
        answers(
            figure("mot_item_score", 97.2, item="listen", row="this"),
            figure("mot_item_score", 103.4, item="stay_time", row="this"),
        )
    )
    assert spec is not None
    assert spec["min"] <= 97.2 <= 103.4 <= spec["max"]
    assert (spec["max"] - spec["min"]) % spec["step"] == 0
    assert spec["categories"] == ["倾听响应", "停留时间"]


def test_total_is_no_moment_of_truth() -> None:
    only_total = answers(figure("mot_item_score", 97.2, item="total", row="this"))
    assert charts.mot_items(only_total) is None


def test_complaints_stack_by_week_in_the_order_of_the_list() -> None:
    weeks = [str(week) for week in OCTOBER.report_weeks()]
    spec = charts.complaint_causes(
        answers(
            figure("problem_causes", 2, cause="other", report_week=weeks[0]),
            figure("problem_causes", 5, cause="quality", report_week=weeks[1]),
            figure("complaint_closure_rate", 80, report_week=weeks[1]),
        ),
        OCTOBER,
    )
    assert spec is not None
    assert [series["name"] for series in spec["series"]] == ["质量", "其他", "结案率"]
    assert spec["series"][0]["values"] == [0, 5, 0, 0]
    assert spec["categories"] == ["1–7日", "8–14日", "15–21日", "22–31日"]
    assert spec["max"] >= 1.5 * 5


def test_technicians_below_the_aim_stand_out() -> None:
    spec = charts.technicians(
        answers(
            figure("first_time_fix_rate", 80, technician=1),
            figure("first_time_fix_rate", 95, technician=2),
            figure("first_time_fix_rate", None, technician=3),
        ),
        85.0,
    )
    assert spec is not None
    assert spec["categories"] == ["刘洋", "王强"]
    assert spec["series"][0]["bad"] == [False, True]


def test_of_many_technicians_the_lowest_are_shown() -> None:
    many = [figure("first_time_fix_rate", 80 + at, technician=at) for at in range(15)]
    spec = charts.technicians(answers(*many), None)
    assert spec is not None
    assert min(spec["series"][0]["values"]) == 80
    assert len(spec["categories"]) == charts.MOST_TECHNICIANS


def test_slices_add_to_a_hundred() -> None:
    reasons = ("mileage_not_reached", "repaired_elsewhere", "too_far")
    spec = charts.loss_reasons(
        answers(*(figure("lost_share", 33.3, n=1, reason=reason) for reason in reasons))
    )
    assert spec is not None
    assert sum(spec["shares"]) == 100
    assert spec["categories"] == ["公里数未到", "已到其它站维修", "太远"]


def test_names_are_english_for_an_english_page() -> None:
    spec = charts.css_trend(
        answers(figure("css_score", 88.1, month="2026-10", row="this"), language="en"), [OCTOBER]
    )
    assert spec is not None
    assert spec["series"][0]["name"] == "This store"
    assert spec["categories"] == ["Oct"]
