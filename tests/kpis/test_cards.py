"""How a figure is shown: rounding, target, change and its noise, the line of its months."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from careloop.core.metrics.catalogue import CATALOGUE
from careloop.core.metrics.figures import Figure
from careloop.kpis import cards
from careloop.kpis.cards import Aim

FIX = CATALOGUE["first_time_fix_rate"]
LOSS = CATALOGUE["loss_rate_last_visit_month"]


def share(hits: int, cases: int, code: str = FIX.code) -> Figure:
    value = Fraction(100 * hits, cases) if cases else None
    return Figure(code, {}, hits, cases, value, cases, "%", 1)


@pytest.mark.parametrize(
    ("comparator", "value", "met"),
    [
        (">", 85, False), (">", 86, True), (">=", 85, True), ("=", 85, True),
        ("<", 85, False), ("<=", 85, True), ("=", 84, False),
    ],
)  # fmt: skip
def test_aim_is_held_to_the_letter(comparator: str, value: int, met: bool) -> None:
    assert Aim(Decimal(85), comparator).is_met(Fraction(value)) is met


def test_aim_in_another_unit_judges_nothing() -> None:
    figure = Figure("parts_sales_per_order", {}, 5_000_000, 100, Fraction(500), 100, "CNY", 2)
    metric = CATALOGUE["parts_sales_per_order"]
    card = cards.card(figure, metric=metric, language="zh", aim=Aim(Decimal(100), ">=", "USD"))
    assert (card.aim, card.aim_unit, card.tone) == ("≥ 100美元", "美元", "")
    own = cards.card(figure, metric=metric, language="zh", aim=Aim(Decimal(700), ">="))
    assert (own.aim, own.aim_unit, own.tone) == ("≥ 700", "", "bad")


def test_aim_is_compared_before_rounding() -> None:
    assert not Aim(Decimal(85), ">=").is_met(Fraction(8499, 100))


@pytest.mark.parametrize(
    ("value", "text"), [("97.5", "≥ 97.5"), ("100", "≥ 100"), ("2000.00", "≥ 2,000")]
)
def test_aim_prints_no_needless_zeros(value: str, text: str) -> None:
    assert Aim(Decimal(value), ">=").text == text


def test_card_of_no_data_is_blank() -> None:
    card = cards.card(share(0, 0), metric=FIX, language="zh", aim=Aim(Decimal(85), ">"))
    assert (card.value, card.tone, card.change, card.spark) == ("", "", None, None)


def test_card_speaks_the_language() -> None:
    assert cards.card(share(1, 2), metric=FIX, language="zh").name == "一次修复率"
    assert cards.card(share(1, 2), metric=FIX, language="en").name == "First-time-fix rate"


def test_few_cases_are_marked() -> None:
    assert cards.is_few(share(10, 29), FIX)
    assert not cards.is_few(share(10, 30), FIX)
    assert not cards.is_few(share(0, 0), FIX)


def test_change_is_rounded_once() -> None:
    change = cards.change(share(1000, 3000), share(1004, 3000), "higher")
    assert change is not None
    assert change.text == "-0.1"


def test_clear_change_follows_the_direction() -> None:
    up = cards.change(share(900, 1000), share(700, 1000), "higher")
    more_loss = cards.change(share(900, 1000), share(700, 1000), "lower")
    assert up is not None
    assert more_loss is not None
    assert (up.tone, more_loss.tone) == ("good", "bad")


def test_change_within_noise_has_no_colour() -> None:
    change = cards.change(share(9, 20), share(8, 20), "higher")
    assert change is not None
    assert (change.tone, change.within_noise) == ("", True)


def test_change_needs_both() -> None:
    assert cards.change(share(1, 2), share(0, 0), "higher") is None
    assert cards.change(share(1, 2), None, "higher") is None


def test_interval_is_for_shares_only() -> None:
    assert cards.interval(share(50, 100)) == ("40.4", "59.6")
    index = Figure("efficiency", {}, 120, 100, Fraction(120), 100, "%", 1)
    assert cards.interval(index) is None


def test_spark_breaks_where_a_month_is_missing() -> None:
    line = cards.spark([Fraction(1), Fraction(2), None, Fraction(3), Fraction(4)])
    assert line is not None
    assert len(line.lines) == 2
    assert line.last == (73.0, 3.0)


def test_spark_needs_three_months() -> None:
    assert cards.spark([Fraction(1), None, Fraction(2)]) is None


def test_flat_history_runs_through_the_middle() -> None:
    line = cards.spark([Fraction(5)] * 4)
    assert line is not None
    assert {point.split(",")[1] for point in line.lines[0].split()} == {"14"}


def test_units_are_said_in_both_languages() -> None:
    used = {metric.unit for metric in CATALOGUE.values()} - {"%"}
    assert used <= set(cards.UNITS)
