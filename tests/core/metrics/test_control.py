"""Control charts against published ones, and against data of which the truth is known."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest

from careloop.core.metrics.control import (
    Chart,
    Signal,
    p_chart,
    spread,
    u_chart,
    xmr_chart,
)

# D. C. Montgomery, Introduction to Statistical Quality Control: cans of orange juice, samples of
# 50 (example 7.1); purchase orders with errors, samples of varying size (table 7.4).
CANS = (12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22,
        8, 10, 5, 13, 11, 20, 18, 24, 15, 9, 12, 7, 13, 9, 6)  # fmt: skip
ORDERS = ((12, 100), (8, 80), (6, 80), (9, 100), (10, 110), (12, 110), (11, 100), (16, 100),
          (10, 90), (6, 90), (20, 110), (15, 120), (9, 120), (8, 120), (6, 110), (8, 80),
          (10, 80), (7, 80), (5, 90), (8, 100), (5, 100), (8, 100), (10, 100), (6, 90),
          (9, 90))  # fmt: skip
# Faults in rolls of dyed cloth, the rolls in units of 25 m² (table 7.11, there 50 m²).
ROLLS = ((14, 20), (12, 16), (20, 26), (11, 20), (7, 19), (10, 20), (21, 24), (16, 21), (19, 24),
         (23, 25))  # fmt: skip
# Costs of processing loans (example 6.6).
LOANS = (310, 288, 297, 298, 307, 303, 294, 297, 308, 306,
         294, 299, 297, 299, 314, 295, 293, 306, 301, 304)  # fmt: skip


def beyond(chart: Chart) -> list[int]:
    """The numbers, from 1, of the points beyond the limits."""
    return [at for at, p in enumerate(chart.points, 1) if Signal.BEYOND in p.signals]


def test_p_chart_of_equal_samples_is_the_published_one() -> None:
    chart = p_chart([(x, 50) for x in CANS])
    assert chart.centre == pytest.approx(0.2313, abs=5e-5)
    assert (chart.points[0].low, chart.points[0].high) == pytest.approx((0.0524, 0.4102), abs=5e-5)
    assert beyond(chart) == [15, 23]


def test_p_chart_of_varying_samples_is_the_published_one() -> None:
    chart = p_chart(ORDERS)
    assert chart.centre == pytest.approx(0.0955, abs=5e-5)
    assert (chart.points[0].high, chart.points[1].high) == pytest.approx((0.184, 0.194), abs=5e-4)
    assert chart.points[1].low == 0  # a share below nought there is none
    assert beyond(chart) == [11]


def test_u_chart_is_the_published_one() -> None:
    chart = u_chart(ROLLS)
    assert chart.centre == pytest.approx(1.42 / 2, abs=5e-3)
    assert chart.points[0].high == pytest.approx(2.55 / 2, abs=5e-3)
    assert chart.points[0].low == pytest.approx(0.29 / 2, abs=5e-3)
    assert beyond(chart) == []


def test_xmr_chart_is_the_published_one() -> None:
    chart = xmr_chart([float(cost) for cost in LOANS])
    assert chart.centre == pytest.approx(300.5)
    point = chart.points[0]
    assert (point.low, point.high) == pytest.approx((279.78, 321.22), abs=5e-3)
    assert beyond(chart) == []
    assert beyond(xmr_chart([*map(float, LOANS), 322.0], baseline=20)) == [21]


def test_limits_come_from_the_baseline_alone() -> None:
    steady = [(50, 100)] * 12
    assert beyond(p_chart([*steady, (80, 100)], baseline=12)) == [13]
    assert p_chart([*steady, (80, 100)], baseline=12).centre == 0.5


def test_limits_are_wider_where_there_are_fewer_cases() -> None:
    chart = p_chart([*[(50, 100)] * 12, (70, 100), (7, 10)], baseline=12)
    assert beyond(chart) == [13]  # the same share of ten cases says nothing


def test_month_without_cases_is_a_gap() -> None:
    chart = p_chart([(5, 10), (0, 0), (6, 10)])
    assert [p.value for p in chart.points] == [0.5, None, 0.6]
    assert chart.points[1].low is None
    assert chart.points[1].is_noise


@pytest.mark.parametrize("draw", [p_chart, u_chart])
def test_nothing_on_record_draws_nothing(draw: object) -> None:
    chart = draw([(0, 0), (3, 10)], 1)  # type: ignore[operator]
    assert (chart.centre, chart.points[1].value, chart.points[1].low) == (None, 0.3, None)
    assert chart.points[1].is_noise


def test_values_without_two_months_have_no_limits() -> None:
    assert xmr_chart([]).centre is None
    assert xmr_chart([None, 3.0], baseline=1).centre is None
    alone = xmr_chart([3.0, 9.0], baseline=1)
    assert (alone.centre, alone.points[1].high, alone.points[1].is_noise) == (3.0, None, True)


@pytest.mark.parametrize("pair", [(3, 2), (-1, 2)])
def test_share_above_one_is_no_share(pair: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="part of the cases"):
        p_chart([pair])


def test_run_of_eight_on_one_side_is_a_signal_and_of_seven_is_none() -> None:
    low, high = [(48, 100)] * 8, [(52, 100)] * 8
    chart = p_chart([*low, *high])
    runs = [Signal.RUN in p.signals for p in chart.points]
    assert runs == [*[False] * 7, True, *[False] * 7, True]


def test_gap_neither_adds_to_a_run_nor_breaks_it_and_the_centre_line_does() -> None:
    gap = p_chart([(50, 100), *[(52, 100)] * 4, (0, 0), *[(52, 100)] * 4], baseline=1)
    assert Signal.RUN in gap.points[-1].signals
    touched = p_chart([(50, 100), *[(52, 100)] * 4, (50, 100), *[(52, 100)] * 4], baseline=1)
    assert Signal.RUN not in touched.points[-1].signals


@pytest.mark.parametrize("share", [0, 100])
def test_months_all_alike_are_noise_and_the_first_other_one_is_not(share: int) -> None:
    chart = p_chart([*[(share, 100)] * 12, (50, 100)], baseline=12, laney=True)
    assert beyond(chart) == [13]
    assert xmr_chart([0.1] * 3).points[2].is_noise


def test_months_that_vary_more_than_chance_widen_the_limits() -> None:
    """With ten thousand cases a month a swing of six points is far beyond the binomial."""
    months = [(5_000 + swing, 10_000) for swing in (-300, 240, 320, -280, 180, -340, 300, -260)]
    assert len(beyond(p_chart(months))) == len(months)
    assert beyond(p_chart(months, laney=True)) == []
    assert beyond(p_chart([*months, (7_000, 10_000)], baseline=8, laney=True)) == [9]


def test_spread_never_narrows() -> None:
    assert spread([(0.5, 100)] * 5, 0.5, 0.5) == 1.0
    assert spread([(0.5, 100)], 0.5, 0.5) == 1.0
    assert spread([], 0.0, 0.0) == 1.0


def binomial(draw: random.Random, n: int, p: float) -> int:
    return sum(draw.random() < p for _ in range(n))


def test_chance_alone_is_seldom_called_a_signal_and_a_real_shift_mostly_is() -> None:
    draw = random.Random(20261122)
    rounds, false, found = 400, 0, 0
    for _ in range(rounds):
        sizes = [draw.randint(80, 240) for _ in range(13)]
        months = [(binomial(draw, n, 0.6), n) for n in sizes]
        shifted = [*months[:-1], (binomial(draw, sizes[-1], 0.8), sizes[-1])]
        false += 13 in beyond(p_chart(months, 12, laney=True))
        found += 13 in beyond(p_chart(shifted, 12, laney=True))
    assert false / rounds < 0.02
    assert found / rounds > 0.8


def test_limits_enclose_the_centre_and_keep_within_what_can_be() -> None:
    draw = random.Random(7)
    for _ in range(50):
        months = [(binomial(draw, n, 0.03), n) for n in (draw.randint(5, 60) for _ in range(12))]
        chart = p_chart(months, laney=True)
        assert chart.centre is not None
        for point in chart.points:
            assert point.low is not None
            assert point.high is not None
            assert 0 <= point.low <= chart.centre <= point.high <= 1


def test_moving_range_of_a_trend_is_its_step() -> None:
    values = [float(v) for v in range(10)]
    chart = xmr_chart(values)
    steps = {after - before for before, after in pairwise(values)}
    assert steps == {1.0}
    assert chart.points[0].high == pytest.approx(4.5 + 3 / 1.128)
    assert beyond(chart) == [1, 2, 9, 10]
