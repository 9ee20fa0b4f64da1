"""One spec per metric: a small table and the integers a person counts in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from careloop.core.engines.duck import DuckEngine
from careloop.core.facts.store import Version
from careloop.core.kernel.periods import Period
from careloop.core.metrics.catalogue import CATALOGUE
from careloop.core.metrics.compute import compute
from careloop.core.metrics.figures import Figure
from tests.core.metrics.marts import AS_OF
from tests.core.metrics.world import e4


@dataclass(frozen=True)
class Spec:
    code: str
    numerator: int | None
    denominator: int | None = None
    keys: dict[str, Any] = field(default_factory=dict)
    options: dict[str, str] = field(default_factory=dict)
    period: str = "2025-10"
    as_of: date = AS_OF

    def __str__(self) -> str:
        return "-".join([self.code, *map(str, self.keys.values()), *self.options.values()])


SPECS = [
    # appointments 1 (18 h reminder), 2 (same day, 7 min late), 3 (25 h reminder, never came)
    Spec("appointment_rate", 1, 6),
    Spec("appointment_reminder_rate", 1, 2),
    Spec("customer_punctuality_rate", 1, 3),
    Spec("customer_punctuality_rate", 1, 3, options={"tolerance": "5"}),
    Spec("customer_punctuality_rate", 2, 3, options={"tolerance": "10"}),
    Spec("appointments_active_share", 1, 6),
    Spec("appointments_passive_share", 1, 6),
    Spec("no_appointment_share", 4, 6),
    Spec("active_appointment_success_rate", 1, 2),
    # orders 1, 2, 3, 5, 7, 8 settled, 4 settled and internal, 6 open
    Spec("orders", 8),
    Spec("orders_internal", 1),
    Spec("orders_settled", 7),
    Spec("external_visits", 6),
    Spec("visits", 5),
    Spec("first_visits", 0),
    Spec("first_visits", 1, period="2024-05"),
    Spec("menu_quote_rate", 2, 7),
    Spec("precheck_form_usage", 1, 2),
    Spec("interactive_precheck_rate", 2, 6),
    Spec("final_check_invoice_timely_rate", 1, 7),
    Spec("delivery_explanation_rate", 1, 7),
    Spec("parts_fill_rate", 2, 3),
    Spec("parts_prepick_timely_rate", 1, 7),
    Spec("parts_sales_per_order", 20_000, 7),
    Spec("parts_sales_per_advisor", 20_000, 2),
    Spec("parts_sales_per_advisor", 15_000, 1, keys={"advisor": 11}),
    # order 7 is order 2 again, twelve days later: it counts for advisor 11 and technician 22
    Spec("first_time_fix_rate", 6, 7),
    Spec("first_time_fix_rate", 0, 1, keys={"technician": 22, "advisor": 11}),
    Spec("rework_rate", 1, 7),
    Spec("rework_rate", 0, 7, options={"rework_window": "7"}),
    Spec("first_time_fix_failures", 1),
    Spec("first_time_fix_failures", 1, keys={"cause": "vibration"}),
    Spec("workshop_on_time_rate", 1, 7),
    Spec("utilisation", 600, 960),
    Spec("efficiency", 360, 600),
    Spec("business_index", 360, 960),
    Spec("hours_per_order", 360, 7),
    # calls 1–5 after repair, 11–14 lost customers (13 is a company car), 21–25 reminders
    Spec("callback_rate", 2, 5),
    Spec("callback_rate", 2, 3, options={"contact_type": "lost_customer"}),
    Spec("customer_satisfied_rate", 1, 2),
    Spec("problem_resolution_rate", 1, 2),
    Spec("calls_due", 5),
    Spec("calls_made", 4),
    Spec("calls_valid", 2),
    Spec("internal_interviews", 2),
    Spec("valid_call_rate", 2, 4),
    Spec("delighted_share_of_calls", 1, 4),
    Spec("disappointed_share_of_calls", 1, 4),
    Spec("delighted_rate", 1, 2),
    Spec("disappointed_rate", 1, 2),
    Spec("calls_delighted", 1),
    Spec("calls_disappointed", 1),
    Spec("unreachable_calls", 1),
    Spec("call_outcomes", 2, keys={"outcome": "answered"}),
    Spec("call_outcome_share", 2, 4, keys={"outcome": "answered"}),
    Spec("lost_calls_due", 3),
    Spec("lost_calls_company", 1),
    Spec("lost_calls_made", 3),
    Spec("lost_calls_valid", 2),
    Spec("lost_calls_not_reached", 1),
    Spec("lost_reasons", 1, keys={"outcome": "too_far"}),
    Spec("lost_reason_share", 1, 1, keys={"outcome": "too_far"}),
    Spec("lost_call_booking_rate", 1, 3),
    # vehicle 101 has two reminders this month and is one target; 107 is a fleet car
    Spec("reminder_targets", 3),
    Spec("reminder_rate", 2, 3),
    Spec("reminder_connection_rate", 1, 3),
    Spec("reminder_interest_rate", 1, 1),
    Spec("reminder_return_rate", 1, 2),
    Spec("active_contact_sales", 1, 2),
    Spec("active_contact_dcrc", 1, 2),
    Spec("vehicles_sold", 2),
    Spec("complaints", 3),
    Spec("complaints_closed", 2),
    Spec("complaints_closed", 1, as_of=date(2025, 11, 1)),
    Spec("complaints_replied", 2),
    Spec("complaint_share", 2, 3, keys={"cause": "quality"}),
    Spec("complaint_closure_rate", 2, 3),
    Spec("complaint_reply_rate", 2, 3),
    Spec("complaint_rate", 3, 8),
    Spec("problem_causes", 2, keys={"cause": "quality"}),
    Spec("problem_causes", 1, keys={"cause": "quality"}, period="2025-10:w1"),
    Spec("problem_cause_share", 1, 3, keys={"cause": "time"}),
    Spec("question_score", e4("180"), 2, keys={"question": "Q1"}),
    Spec("responses", 3),
    Spec("external_samples", 2),
    Spec("external_samples", 1, keys={"advisor": 12}),
    Spec("mot_item_score", e4("95.8"), 1, keys={"item": "stay_time"}),
    Spec("mot_score", e4("9963"), 100),
    Spec("css_score", e4("98.5"), 1),
    Spec("pt_score", e4("54.17"), 1),
    Spec("pt_score", e4("37.5"), 1, keys={"section": "receive_vehicle"}),
    # came in October: 101, 102, 103 (107 is a fleet car); 103 came again within 8 months
    Spec("loss_rate_cohort", 2, 3),
    Spec("loss_rate_cohort", 0, 3, as_of=date(2026, 6, 1)),
    Spec("loss_rate_cohort", 3, 3, options={"window": "3"}),
    # February: 102 (back on 3 October, its loss day), 103, 104; 104 is lost on 10 October
    Spec("loss_rate_last_visit_month", 1, 3),
    Spec("loss_rate_group", 1, 1, keys={"group": "B"}),
    Spec("loss_rate_with_sales", 2, 5),
    Spec("loss_rate_opening", 1, 4),
    Spec("loss_rate_model", 2, 5, keys={"model": "Y"}),
    Spec("loss_rate_model", 0, 4, keys={"model": "X"}),
    Spec("loss_rate_same_month_last_year", 1, 2),
    Spec("archived_customers", 10),
    Spec("active_base", 4),
    Spec("lost_vehicles", 4),
    Spec("lost_vehicles", 1, keys={"reason": "too_far"}),
    Spec("lost_vehicles", 3, options={"window": "6"}, keys={"model": "Y"}),
    Spec("lost_share", 1, 4, keys={"model": "X"}),
    Spec("lost_share", 4, 4, keys={"vehicle_age": "over_4"}),
    Spec("lost_share", 4, 4, keys={"warranty": "out_of_warranty"}),
    Spec("lost_share", 2, 4, keys={"dormancy": "wavering"}),
    Spec("lost_share", 1, 1, keys={"reason": "too_far"}),
    Spec("lost_share", 0, 1, keys={"reason": "booked"}),  # who books gives no reason of loss
    Spec("never_visited_vehicles", 1),
    # four times: 102; twice: 103, 107; once: 101, 104, 106, 204; none: 105, 108, 110
    Spec("visit_frequency_a", 1),
    Spec("visit_frequency_b", 2),
    Spec("visit_frequency_c", 4),
    Spec("visit_frequency_d", 3),
    Spec("retention_12_36", 7, 9),
    Spec("win_back_rate", 1, 2),
    Spec("grip_rate", 2, 4),
    Spec("customer_growth_rate", 1, 9),
    Spec("suggestion_effect_rate", 1, 2),
    Spec("renewals", 1),
    Spec("renewal_rate", 1, 2),
    # 2 left, 3 joined, 4 only changed post; on staff before: 1, 2, 4
    Spec("staff_turnover", 1, 4),
    Spec("process_check_rate", 2, 3),
    Spec("relay_rate", 1, 2),
    Spec("follow_up_check_rate", 1, 2),
    Spec("callback_standard_rate", None, None),
    Spec("trainings", 2),
]


def figure(engine: DuckEngine, version: Version, spec: Spec) -> Figure:
    (found,) = compute(
        engine,
        version,
        [spec.code],
        period=Period.parse(spec.period),
        stores=(1,),
        as_of=spec.as_of,
        filters=spec.keys,
        options=spec.options,
    )
    return found


@pytest.mark.parametrize("spec", SPECS, ids=str)
def test_metric_counts_what_its_spec_says(engine: DuckEngine, world: Version, spec: Spec) -> None:
    found = figure(engine, world, spec)
    assert (found.numerator, found.denominator) == (spec.numerator, spec.denominator)


@pytest.mark.parametrize("spec", SPECS, ids=str)
def test_metric_counts_the_same_with_a_rollup(
    engine: DuckEngine, rolled: Version, spec: Spec
) -> None:
    found = figure(engine, rolled, spec)
    assert (found.numerator, found.denominator) == (spec.numerator, spec.denominator)


@pytest.mark.parametrize("spec", SPECS, ids=str)
def test_metric_divides_once_and_scales(engine: DuckEngine, world: Version, spec: Spec) -> None:
    found, scale = figure(engine, world, spec), CATALOGUE[spec.code].scale
    if spec.numerator is None:
        assert found.value is None
    else:
        assert found.value == Fraction(spec.numerator, spec.denominator or 1) * scale


def test_every_metric_has_a_spec() -> None:
    assert {spec.code for spec in SPECS} == set(CATALOGUE)
