from __future__ import annotations

import pytest

from careloop.core.metrics.intervals import (
    Difference,
    _t_quantile,
    compare_means,
    compare_shares,
    mean_interval,
    wilson,
)


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [
        # Newcombe (1998), table I, method 3
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_gives_the_published_limits(successes: int, n: int, low: float, high: float) -> None:
    found = wilson(successes, n)
    assert found is not None
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


def test_wilson_has_nothing_to_say_of_no_calls_or_of_an_index() -> None:
    assert wilson(0, 0) is None
    assert wilson(120, 100) is None


def test_shares_of_large_samples_differ_and_those_of_small_ones_do_not() -> None:
    assert compare_shares((150, 850), (300, 850)) is Difference.HIGHER
    assert compare_shares((300, 850), (150, 850)) is Difference.LOWER
    assert compare_shares((3, 17), (6, 17)) is Difference.NOT_CLEAR
    assert compare_shares((0, 0), (6, 17)) is Difference.NOT_CLEAR


def test_equal_shares_never_differ() -> None:
    assert compare_shares((10_000, 20_000), (10_000, 20_000)) is Difference.NOT_CLEAR


@pytest.mark.parametrize(
    ("freedom", "published"), [(3, 3.182), (5, 2.571), (10, 2.228), (30, 2.042), (120, 1.980)]
)
def test_t_quantile_is_that_of_the_tables(freedom: int, published: float) -> None:
    assert _t_quantile(freedom) == pytest.approx(published, rel=0.006)


def test_mean_of_one_score_has_no_interval() -> None:
    assert mean_interval([90.0]) is None


def test_mean_interval_is_the_same_each_time_and_holds_the_mean() -> None:
    scores = [80.0, 90.0, 100.0, 100.0, 60.0]
    first = mean_interval(scores)
    assert first == mean_interval(scores)
    assert first is not None
    assert sum(scores) / 5 in first


def test_mean_interval_of_many_scores_is_that_of_student() -> None:
    found = mean_interval([90.0, 100.0] * 50)
    assert found is not None
    assert (round(found.low, 2), round(found.high, 2)) == (94.0, 96.0)


def test_means_differ_only_beyond_their_noise() -> None:
    low, high = [70.0, 80.0] * 20, [90.0, 100.0] * 20
    assert compare_means(low, high) is Difference.HIGHER
    assert compare_means(high, low) is Difference.LOWER
    assert compare_means(low[:4], [75.0, 85.0, 70.0, 90.0]) is Difference.NOT_CLEAR
    assert compare_means([100.0], high) is Difference.NOT_CLEAR


def test_means_without_any_spread_differ_by_their_values() -> None:
    assert compare_means([5.0, 5.0], [5.0, 5.0]) is Difference.NOT_CLEAR
    assert compare_means([5.0, 5.0], [4.0, 4.0]) is Difference.LOWER
