from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from careloop.core.documents.axes import chart_axis, nice_axis, on_side, pie_shares
from careloop.core.documents.model import Chart, Series
from tests.core.documents.making import chart_of


@pytest.mark.parametrize(
    ("low", "high", "number_format", "labels"),
    [
        (0, 120, "0", ["0", "20", "40", "60", "80", "100", "120"]),
        (0, 700, "0", ["0", "100", "200", "300", "400", "500", "600", "700"]),
        (0, Fraction(1, 2), "0.0%", ["0%", "10%", "20%", "30%", "40%", "50%"]),
    ],
)
def test_given_range_is_kept_and_cut_evenly(low, high, number_format, labels):
    axis = nice_axis([5], low, high, from_zero=True, number_format=number_format)
    assert axis.labels() == labels


def test_given_range_of_three_and_a_half_percent_has_half_percent_steps():
    axis = nice_axis([], 0, Fraction(35, 1000), from_zero=True, number_format="0.00%")
    assert axis.labels()[:3] == ["0.0%", "0.5%", "1.0%"]
    assert axis.labels()[-1] == "3.5%"


def test_bars_start_at_zero():
    assert chart_axis(chart_of("bar", 88, 90, 91)).low == 0


def test_lines_close_together_far_from_zero_do_not_start_there():
    axis = chart_axis(chart_of("line", 84, 88, 86))
    assert 80 <= axis.low <= 84
    assert 88 < axis.high <= 92


def test_stacked_bars_are_as_high_as_their_sums():
    series = (Series("甲", (60,)), Series("乙", (50,)))
    assert chart_axis(Chart("stacked_bar", ("周",), series)).high >= 110


def test_targets_lie_inside_the_axis():
    series = Series("率", (Fraction(1, 10),), number_format="0%", target=Fraction(1, 2))
    assert chart_axis(Chart("bar", ("月",), (series,))).high >= Fraction(1, 2)


def test_negative_values_lie_inside_the_axis():
    axis = chart_axis(chart_of("bar", -5, 3))
    assert axis.low <= -5
    assert axis.high >= 3


def test_no_value_and_all_zero_still_give_an_axis():
    for values in ((None, None), (0, 0)):
        axis = chart_axis(chart_of("bar", *values))
        assert axis.low < axis.high


@settings(max_examples=50, deadline=None)
@given(st.lists(st.fractions(-1000, 100000, max_denominator=1000), min_size=1, max_size=20))
def test_axis_holds_every_value_in_few_round_steps(values):
    axis = nice_axis(values, None, None, from_zero=True, number_format="0")
    assert axis.low <= min(values)
    assert axis.high >= max(values)
    assert 1 <= len(axis.ticks()) - 1 <= 8
    assert axis.ticks()[-1] == axis.high


def test_secondary_axis_is_only_for_bars_with_lines():
    line = Series("率", (1,), kind="line", on_secondary_axis=True)
    assert on_side(Chart("bar_line", ("一",), (line,)), "secondary") == [line]
    assert on_side(Chart("line", ("一",), (line,)), "secondary") == []


def test_pie_of_counts_adds_to_one_hundred_percent():
    shares, number_format = pie_shares(Series("人数", (39, 31, 18, 9, 4, 1, 0)))
    assert number_format == "0%"
    assert sum(shares) == 1
    assert shares[0] == Fraction(38, 100)
    assert shares[-1] == 0


def test_pie_of_ratios_stays_as_given():
    ratios = (Fraction(1, 3), Fraction(2, 3))
    assert pie_shares(Series("占比", ratios, number_format="0.0%")) == (ratios, "0.0%")
