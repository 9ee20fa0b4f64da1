"""The figures one month's report is made of: what is asked, and how chapters find the answers.

All are asked for in few calls, each for many codes at once (one pass over the facts serves all).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from careloop.core.kernel.periods import Period
from careloop.core.kernel.rounding import divide
from careloop.core.kernel.text import Text
from careloop.core.metrics.figures import Figure, Key

LOSS_WINDOW = 8  # months without a visit after which a vehicle is lost (decisions.md)
HALF_YEAR = 6
TREND_MONTHS = 13  # the month, the twelve before it: the same month last year is among them

KPI_CODES = (
    "appointment_rate",
    "appointment_reminder_rate",
    "customer_punctuality_rate",
    "menu_quote_rate",
    "precheck_form_usage",
    "interactive_precheck_rate",
    "parts_fill_rate",
    "parts_prepick_timely_rate",
    "first_time_fix_rate",
    "workshop_on_time_rate",
    "final_check_invoice_timely_rate",
    "delivery_explanation_rate",
    "callback_rate",
    "customer_satisfied_rate",
    "problem_resolution_rate",
    "utilisation",
    "efficiency",
    "business_index",
    "hours_per_order",
    "parts_sales_per_order",
    "parts_sales_per_advisor",
    "active_contact_sales",
    "active_contact_dcrc",
    "suggestion_effect_rate",
)
CALL_CODES = (
    "calls_due",
    "calls_made",
    "calls_valid",
    "valid_call_rate",
    "delighted_share_of_calls",
    "disappointed_share_of_calls",
    "unreachable_calls",
)
APPOINTMENT_CODES = (
    "appointments_passive_share",
    "appointments_active_share",
    "no_appointment_share",
    "active_appointment_success_rate",
)
LOST_CALL_CODES = (
    "lost_calls_company",
    "lost_calls_due",
    "lost_calls_valid",
    "lost_calls_not_reached",
)
COMPLAINT_CODES = (
    "complaints",
    "complaint_reply_rate",
    "complaint_closure_rate",
    "complaint_rate",
)
TREND_CODES = (
    *KPI_CODES,
    *CALL_CODES,
    *APPOINTMENT_CODES,
    *COMPLAINT_CODES,
    "rework_rate",
    "mot_score",
    "css_score",
    "pt_score",
    "visits",
)


@dataclass(frozen=True, slots=True)
class Ask:
    """One call: codes over the months ``first`` … ``last``, counted from the reported month."""

    name: str
    codes: tuple[str, ...]
    by: tuple[str, ...] = ()
    first: int = 0
    last: int = 0
    options: Mapping[str, str] = field(default_factory=dict)

    def period(self, month: Period) -> Period:
        """The month itself, or the range of months as days."""
        if self.first == self.last:
            return month.shifted(self.first)
        return Period.between(month.shifted(self.first).start, month.shifted(self.last).last_day)


_SCORES = ("mot_score", "css_score")
_BACK = LOSS_WINDOW
ASKS: tuple[Ask, ...] = (
    Ask("trend", TREND_CODES, ("month",), 1 - TREND_MONTHS),
    Ask("mot_items", ("mot_item_score",), ("month", "item"), -1),
    Ask("mot_rows", ("mot_item_score",), ("row", "item")),
    Ask("survey_rows", _SCORES, ("row",)),
    Ask("pt_sections", ("pt_score",), ("month", "section"), -1),
    Ask("questions", ("question_score",), ("month", "question", "external"), -1),
    Ask("advisor_questions", ("question_score",), ("advisor", "question", "external")),
    Ask(
        "advisors",
        (
            "visits",
            "internal_interviews",
            "external_samples",
            "calls_valid",
            "delighted_rate",
            "disappointed_rate",
        ),
        ("advisor",),
    ),
    Ask("causes", ("problem_causes",), ("report_week", "cause")),
    Ask("responsible", ("complaints", "complaint_closure_rate"), ("responsible",)),
    Ask("technicians", ("first_time_fix_rate", "rework_rate"), ("technician",)),
    Ask("technician_causes", ("first_time_fix_failures",), ("technician", "cause")),
    Ask("customers", ("archived_customers", "active_base"), ("month",), -11),
    Ask("cohorts", ("loss_rate_cohort",), ("month",), -_BACK - 5, -_BACK, {"window": "8"}),
    Ask("half_year_cohort", ("loss_rate_cohort",), (), -HALF_YEAR, -HALF_YEAR, {"window": "6"}),
    Ask(
        "loss",
        (
            "loss_rate_with_sales",
            "loss_rate_same_month_last_year",
            "loss_rate_opening",
            "lost_vehicles",
            "win_back_rate",
            "grip_rate",
            "retention_12_36",
            "visit_frequency_a",
            "visit_frequency_b",
            "visit_frequency_c",
            "visit_frequency_d",
        ),
    ),
    Ask("lost_calls", LOST_CALL_CODES),
    Ask(
        "lost_outcomes",
        ("call_outcomes",),
        ("outcome",),
        options={"contact_type": "lost_customer"},
    ),
    Ask("lost_bookings", ("lost_call_booking_rate",), ("advisor",)),
    Ask("lost_reasons", ("lost_share",), ("reason",)),
    Ask("lost_ages", ("lost_share",), ("vehicle_age",)),
    Ask("lost_warranty", ("lost_share",), ("warranty",)),
    Ask("lost_dormancy", ("lost_share",), ("dormancy",)),
    Ask("lost_models", ("loss_rate_model",), ("model",)),
)


# Counts that no metric is behind: the report takes them from the rooms themselves.
OWN_NAMES = {
    "complaints_escalated": Text(zh="升级投诉", en="Complaints escalated"),
    "complaints_reopened": Text(zh="重新处理的投诉", en="Complaints opened again"),
    "complaints_overdue": Text(zh="超期投诉", en="Complaints overdue"),
    "complaints_solving": Text(zh="投诉解决工时（分钟）", en="Working minutes to solve"),
    "checks_made": Text(zh="点检率", en="Checks made"),
    "checks_relayed": Text(zh="点检结果传达率", en="Results of checks relayed"),
    "findings_followed": Text(zh="点检问题跟进率", en="Findings followed up"),
    "findings_cured": Text(zh="点检问题整改率", en="Findings cured"),
}


def own(code: str, month: Period, numerator: int, denominator: int) -> Figure:
    """A count of ours over what it is counted from, to be kept with the others."""
    value = divide(numerator, denominator)
    keys: dict[str, Key] = {"month": str(month)}
    return Figure(code, keys, numerator, denominator, value, denominator, "", 2)


def nothing(code: str, keys: Mapping[str, Key] | None = None) -> Figure:
    """The figure of a code nobody answered: no data, which is not zero."""
    return Figure(code, dict(keys or {}), None, None, None, 0, "", 1)


@dataclass(frozen=True, slots=True)
class MonthFigures:
    """The answers, by the name of the ask."""

    answers: Mapping[str, tuple[Figure, ...]]

    def all(self, ask: str, code: str, **keys: Key) -> list[Figure]:
        """Every figure of ``code`` whose keys hold ``keys``."""
        return [
            figure
            for figure in self.answers.get(ask, ())
            if figure.code == code and keys.items() <= figure.keys.items()
        ]

    def one(self, ask: str, code: str, **keys: Key) -> Figure:
        """The figure of ``code`` at ``keys``, or one that says there is no data."""
        found = self.all(ask, code, **keys)
        return found[0] if found else nothing(code, keys)

    def keys_of(self, ask: str, code: str, dim: str) -> list[Key]:
        """The values of ``dim`` that have data, in the order they were answered."""
        held = (figure.keys.get(dim) for figure in self.all(ask, code) if has_data(figure))
        return list(dict.fromkeys(held))


def has_data(figure: Figure) -> bool:
    return figure.value is not None


def ratio(figure: Figure) -> Fraction | None:
    """A figure in per cent as the ratio a report cell holds."""
    return None if figure.value is None else figure.value / 100


def count(figure: Figure) -> int | None:
    """A count, or the numerator of a share."""
    return None if figure.value is None else figure.numerator


def total(figures: Iterable[Figure]) -> int | None:
    """The sum of the counts that have data; ``None`` where none has."""
    counts = [counted for figure in figures if (counted := count(figure)) is not None]
    return sum(counts) if counts else None
