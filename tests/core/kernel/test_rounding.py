from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careloop.core.kernel.rounding import divide, half_up, largest_remainder


@pytest.mark.parametrize(
    ("numerator", "denominator", "decimals", "printed"),
    [
        (6900, 552, 0, "13"),  # GEN-10: 69/552 = 12.5 % → 13 %
        (27600, 1008, 2, "27.38"),
        (70000, 850, 1, "82.4"),
        (8355, 100, 1, "83.6"),  # an exact tie
        (-5, 2, 0, "-3"),
        (0, 7, 1, "0.0"),
        (1, 3, 0, "0"),
    ],
)
def test_half_up_prints_as_the_trade_does(
    numerator: int, denominator: int, decimals: int, printed: str
) -> None:
    assert str(half_up(Fraction(numerator, denominator), decimals)) == printed


@given(st.fractions(), st.integers(0, 6))
def test_half_up_is_never_further_than_half_a_step(value: Fraction, decimals: int) -> None:
    assert abs(Fraction(half_up(value, decimals)) - value) <= Fraction(1, 2 * 10**decimals)


def test_half_up_takes_a_decimal_without_going_through_float() -> None:
    assert half_up(Decimal("1.005"), 2) == Decimal("1.01")


def test_divide_by_nothing_is_no_figure_and_not_zero() -> None:
    assert divide(0, 0) is None
    assert divide(5, 0) is None
    assert divide(0, 5) == 0


def test_largest_remainder_reproduces_the_pie_of_the_report() -> None:
    # 000_loss_reason_shares: a tie of two elevens goes to the earlier column
    assert largest_remainder([27, 28, 34, 11, 36, 11]) == [18, 19, 23, 8, 25, 7]


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=30))
def test_largest_remainder_adds_up_and_stays_within_one(counts: list[int]) -> None:
    shares = largest_remainder(counts)
    whole = sum(counts)
    assert sum(shares) == (100 if whole else 0)
    for count, share in zip(counts, shares, strict=True):
        exact = Fraction(100 * count, whole) if whole else Fraction(0)
        assert exact - 1 < share < exact + 1
