"""What is refused, and how null, zero and "no data" are told apart."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from careloop.core.engines.duck import DuckEngine
from careloop.core.facts.store import Version
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.periods import Period
from careloop.core.metrics.compute import compute
from careloop.core.metrics.figures import Figure
from tests.core.metrics.marts import AS_OF, build
from tests.core.metrics.world import contact, order

OCTOBER = Period.parse("2025-10")


def ask(engine: DuckEngine, version: Version, *codes: str, **given: Any) -> list[Figure]:
    asked = {"period": OCTOBER, "stores": (1,), "as_of": AS_OF} | given
    return compute(engine, version, codes, **asked)


@pytest.mark.parametrize(
    ("code", "given", "says"),
    [
        ("loss_rate", {}, "no metric “loss_rate”"),
        ("utilisation", {"by": ("advisor",)}, "“utilisation” cannot be split by “advisor”"),
        ("utilisation", {"filters": {"colour": 1}}, "can be split by: store, technician"),
        ("utilisation", {"by": ("month", "day")}, "one unit of time only"),
        ("utilisation", {"options": {"window": "8"}}, "no option “window”"),
        ("active_base", {"options": {"window": "any"}}, "cannot be “any”"),
        ("rework_rate", {"options": {"rework_window": "31"}}, "Allowed: 7, 15, 30, 60, 90"),
    ],
)
def test_question_without_an_answer_is_refused(
    engine: DuckEngine, world: Version, code: str, given: dict[str, Any], says: str
) -> None:
    with pytest.raises(Refused) as refused:
        ask(engine, world, code, **given)
    assert says in refused.value.say("en")
    assert refused.value.say("zh") != refused.value.say("en")


def test_figures_come_in_the_order_asked(engine: DuckEngine, world: Version) -> None:
    codes = ["visits", "mot_score", "lost_vehicles", "orders", "parts_sales_per_advisor"]
    assert [figure.code for figure in ask(engine, world, *codes)] == codes


def test_store_and_time_are_answered_even_without_data(engine: DuckEngine, world: Version) -> None:
    figures = ask(engine, world, "orders", stores=(1, 2), by=("store", "report_week"))
    assert len(figures) == 8
    assert figures[0].keys == {"store": 1, "report_week": "2025-10:w1"}
    assert {f.value for f in figures if f.keys["store"] == 2} == {None}
    assert sum(f.numerator or 0 for f in figures) == 8


def test_count_is_zero_where_the_store_records_such_facts(
    engine: DuckEngine, world: Version
) -> None:
    later = Period.parse("2026-05")
    orders, calls = ask(engine, world, "orders", "calls_due", period=later)
    assert (orders.value, orders.n) == (0, 0)
    assert calls.value == 0
    (before,) = ask(engine, world, "complaints", period=Period.parse("2024-01"))
    assert (before.value, before.n) == (None, 0)


def test_ratio_over_nothing_has_no_value(engine: DuckEngine, world: Version) -> None:
    (figure,) = ask(engine, world, "menu_quote_rate", period=Period.parse("2026-05"))
    assert (figure.value, figure.n) == (None, 0)


def test_flag_that_is_never_recorded_is_no_data_and_one_no_is_zero(
    engine: DuckEngine, tmp_path: Path
) -> None:
    silent = [order(1, 1, "2025-10-02"), order(2, 2, "2025-10-02")]
    version = build(tmp_path / "silent", {"repair_order": silent})
    (figure,) = ask(engine, version, "delivery_explanation_rate")
    assert (figure.value, figure.denominator) == (None, 2)
    said_no = [silent[0] | {"bill_explained": 0}, silent[1]]
    version = build(tmp_path / "said", {"repair_order": said_no})
    (figure,) = ask(engine, version, "delivery_explanation_rate")
    assert (figure.value, figure.n) == (0, 2)


def test_satisfaction_is_no_data_until_an_interview_tells_it(
    engine: DuckEngine, tmp_path: Path
) -> None:
    call = contact(1, "after_repair", 1, "2025-10-02", interviewed_on="2025-10-03")
    other = contact(2, "sales_follow_up", 1, "2025-10-02", interviewed_on="2025-10-03")
    version = build(tmp_path / "a", {"contact": [call, other | {"satisfied": 1}]})
    assert ask(engine, version, "customer_satisfied_rate")[0].value is None
    version = build(tmp_path / "b", {"contact": [call | {"level": "disappointed"}, other]})
    assert ask(engine, version, "customer_satisfied_rate")[0].value == 0


def test_ratio_across_facts_needs_both_to_be_recorded(engine: DuckEngine, tmp_path: Path) -> None:
    version = build(tmp_path, {"repair_order": [order(1, 1, "2025-10-02")]})
    no_data = ("appointment_rate", "efficiency", "no_appointment_share", "complaint_rate")
    for figure in ask(engine, version, *no_data):
        assert figure.value is None, figure.code
    (fixed,) = ask(engine, version, "first_time_fix_rate")
    assert fixed.value == 100


def test_money_is_in_yuan_and_time_in_hours(engine: DuckEngine, world: Version) -> None:
    parts, hours = ask(engine, world, "parts_sales_per_order", "hours_per_order")
    assert (parts.value, parts.unit) == (Fraction(200, 7), "CNY")
    assert (hours.value, hours.unit) == (Fraction(6, 7), "hours")


def test_shares_of_a_pie_add_up_to_a_hundred(engine: DuckEngine, world: Version) -> None:
    for code, by in (
        ("complaint_share", ()),
        ("lost_share", ("model",)),
        ("lost_share", ("region",)),
    ):
        figures = ask(engine, world, code, by=by)
        assert sum(f.value or 0 for f in figures) == 100


def test_distinct_advisors_are_counted_once_over_months_and_stores(
    engine: DuckEngine, tmp_path: Path
) -> None:
    orders = [order(i, i, day) for i, day in enumerate(("2025-09-02", "2025-10-02", "2025-10-03"))]
    orders += [order(9, 9, "2025-10-03", store_id=2, advisor_id=None)]
    version = build(tmp_path, {"repair_order": [o | {"parts_fen": 100} for o in orders]})
    quarter = Period.parse("2025-09-01..2025-10-31")
    (figure,) = ask(engine, version, "parts_sales_per_advisor", period=quarter, stores=None)
    assert (figure.numerator, figure.denominator) == (400, 1)
    by_month = ask(engine, version, "parts_sales_per_advisor", period=quarter, by=("month",))
    assert [(f.numerator, f.denominator) for f in by_month] == [(100, 1), (200, 1)]


def test_mot_needs_all_ten_items(engine: DuckEngine, tmp_path: Path) -> None:
    row = {"store_id": 1, "month_on": "2025-10-01", "kind": "mot", "row": "this", "sample": 9}
    one_item = [row | {"item": "stay_time", "score_e4": 900_000}]
    version = build(tmp_path, {"survey_score": one_item})
    (figure,) = ask(engine, version, "mot_score")
    assert (figure.value, figure.n) == (None, 0)
    (item,) = ask(engine, version, "mot_item_score")
    assert (item.value, item.n, item.keys) == (90, 9, {"item": "stay_time"})


def test_scores_of_two_stores_are_joined_by_their_samples(
    engine: DuckEngine, tmp_path: Path
) -> None:
    row = {"month_on": "2025-10-01", "kind": "css", "item": "total"}
    scores = [
        row | {"store_id": 1, "row": "this", "score_e4": 900_000, "sample": 30},
        row | {"store_id": 2, "row": "this", "score_e4": 1_000_000, "sample": 10},
        row | {"store_id": 1, "row": "national", "score_e4": 1_100_000, "sample": 99},
    ]
    version = build(tmp_path, {"survey_score": scores})
    (both,) = ask(engine, version, "css_score", stores=(1, 2))
    assert (both.value, both.n) == (Fraction("92.5"), 40)
    rows = ask(engine, version, "css_score", by=("row",))
    assert {f.keys["row"]: f.value for f in rows} == {"this": 90, "national": 110}
