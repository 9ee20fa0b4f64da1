"""The typed schema of every analytic table (a *fact*).

Keys are operational primary keys, codes are short strings, days are naive local dates, money is
whole fen, time whole minutes, scores are stored times 10,000. A flag is 1, 0 or null, and null
means "not recorded". No column holds personal data: a person appears only as a number whose
meaning stays in the operational store (architecture, "Two stores, one truth").
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

import pyarrow as pa


class Role(StrEnum):
    """What a column is for."""

    KEY = "key"  # with its siblings of the same role, identifies the row
    DIMENSION = "dimension"  # figures can be split by it
    DATE = "date"  # an event can be counted on it
    INPUT = "input"  # atoms are made of it


class Privacy(StrEnum):
    """What a column says about a person."""

    NONE = "none"
    PSEUDONYM = "pseudonym"  # a number that only the operational store can resolve


@dataclass(frozen=True, slots=True)
class Column:
    """One column: name, Arrow type, role, unit (``None`` for keys and codes), privacy class."""

    name: str
    type: pa.DataType
    role: Role
    unit: str | None = None
    privacy: Privacy = Privacy.NONE


@dataclass(frozen=True)
class Fact:
    """One analytic table.

    ``month_on`` is the date whose calendar month the parts are cut by (``None``: one part).
    ``derived_from`` names the fact a derived one is made of: where that one holds rows and this
    one holds none, the count is a true zero.
    """

    name: str
    columns: tuple[Column, ...]
    month_on: str | None = None
    derived_from: str | None = None

    @cached_property
    def schema(self) -> pa.Schema:
        return pa.schema([(column.name, column.type) for column in self.columns])

    @cached_property
    def names(self) -> frozenset[str]:
        return frozenset(column.name for column in self.columns)

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(c.name for c in self.columns if c.role is Role.KEY)

    @property
    def dates(self) -> tuple[str, ...]:
        return tuple(c.name for c in self.columns if c.unit == "day")

    @property
    def has_places(self) -> bool:
        """Whether its rows happen in a store under an advisor."""
        return {"store_id", "advisor_id"} <= self.names

    def column(self, name: str) -> Column:
        return next(c for c in self.columns if c.name == name)


def month_column(day: str) -> str:
    """The stored column with the month number (year × 12 + month − 1) of an event date."""
    return f"{day}_month"


STORES = 2**16
ADVISORS = 2**32
"""Keys of stores and advisors stay below these, so that a place fits 63 bits."""


def place_column(day: str) -> str:
    """The stored column with the place of an event date: month, store and advisor in one number.

    Grouping by this one column costs a fraction of grouping by the three; see :func:`place`.
    """
    return f"{day}_place"


def place(month: Any, store: Any, advisor: Any) -> Any:
    """(month × STORES + store) × ADVISORS + advisor; 0 stands for an advisor not known."""
    return (month * STORES + store) * ADVISORS + advisor


def _key(name: str) -> Column:
    return Column(name, pa.int64(), Role.KEY, privacy=Privacy.PSEUDONYM)


def _code_key(name: str) -> Column:
    return Column(name, pa.string(), Role.KEY)


def _day_key(name: str) -> Column:
    return Column(name, pa.date32(), Role.KEY, "day")


def _id(name: str) -> Column:
    return Column(name, pa.int64(), Role.DIMENSION, privacy=Privacy.PSEUDONYM)


def _code(name: str) -> Column:
    return Column(name, pa.string(), Role.DIMENSION)


def _day(name: str) -> Column:
    return Column(name, pa.date32(), Role.DATE, "day")


def _moment(name: str) -> Column:
    return Column(name, pa.timestamp("s"), Role.INPUT, "moment")


def _flag(name: str) -> Column:
    return Column(name, pa.int8(), Role.INPUT, "flag")


def _amount(name: str, unit: str) -> Column:
    return Column(name, pa.int64(), Role.INPUT, unit)


REPAIR_ORDER = Fact(
    "repair_order",
    (
        _key("order_id"),
        _id("store_id"),
        _id("vehicle_id"),
        _id("advisor_id"),
        _code("group_code"),
        _id("technician_id"),
        _code("model"),
        _code("model_line"),
        _code("job_type"),
        _flag("is_internal"),
        _code("fault_code"),
        _moment("opened_at"),
        _day("opened_on"),
        _day("settled_on"),
        _moment("promised_at"),
        _moment("completed_at"),
        _moment("final_checked_at"),
        _moment("billed_at"),
        _flag("had_precheck"),
        _flag("precheck_form_used"),
        _flag("customer_present"),
        _flag("all_menu_priced"),
        _flag("prepick_on_time"),
        _flag("bill_explained"),
        _flag("is_rework"),
        _id("rework_of_order_id"),
        _code("rework_cause"),
        _amount("minutes_sold", "minutes"),
        _amount("labour_fen", "fen"),
        _amount("parts_fen", "fen"),
        _amount("total_fen", "fen"),
        _code("appointment_origin"),
    ),
    month_on="opened_on",
)

REWORK = Fact(
    "rework",
    (
        _key("order_id"),
        _id("original_order_id"),
        _id("store_id"),
        _id("advisor_id"),
        _code("group_code"),
        _id("technician_id"),
        _code("model"),
        _code("model_line"),
        _code("job_type"),
        _code("cause"),
        _day("settled_on"),
        _code("found_by"),  # confirmed, same_fault
        _amount("days_between", "days"),  # since the earlier order; 0 where confirmed
    ),
    month_on="settled_on",
    derived_from="repair_order",
)

VISIT = Fact(
    "visit",
    (
        _key("order_id"),
        _id("store_id"),
        _id("vehicle_id"),
        _id("advisor_id"),
        _code("group_code"),
        _code("model"),
        _code("model_line"),
        _code("region"),
        _flag("is_company_car"),
        _flag("is_fleet"),
        _day("visited_on"),
        _day("previous_on"),
        _day("next_on"),
        _day("third_previous_on"),
        _day("previous_any_on"),
        _day("next_any_on"),
        _day("third_previous_any_on"),
        _flag("is_first_any"),  # 0 where the car was in another store the same day, too
        _day("purchased_on"),
        _day("warranty_ends_on"),
    ),
    month_on="visited_on",
    derived_from="repair_order",
)

VEHICLE = Fact(
    "vehicle",
    (
        _key("store_id"),
        _key("vehicle_id"),
        _id("customer_id"),
        _code("model"),
        _code("model_line"),
        _code("region"),
        _day("purchased_on"),
        _day("warranty_ends_on"),
        _flag("is_company_car"),
        _flag("is_fleet"),
        _day("on_file_on"),
        _day("first_visit_on"),
        _day("last_visit_on"),
        _id("last_visit_advisor_id"),
        _code("last_visit_group_code"),
        _flag("is_first_any"),  # 1 for the store that had the car on file first
    ),
)

VEHICLE_SALE = Fact(
    "vehicle_sale",
    (
        _key("sale_id"),
        _id("store_id"),
        _id("vehicle_id"),
        _code("model"),
        _code("model_line"),
        _id("consultant_id"),
        _day("sold_on"),
        _day("delivered_on"),
        _day("counted_on"),
        _flag("introduced"),
        _day("first_contact_on"),
        _day("first_visit_on"),  # derived: first qualifying visit from that month on, this store
        _day("first_visit_any_on"),  # derived: the same, any store
    ),
    month_on="counted_on",
)

APPOINTMENT = Fact(
    "appointment",
    (
        _key("appointment_id"),
        _id("store_id"),
        _id("vehicle_id"),
        _id("advisor_id"),
        _id("taken_by_id"),
        _code("model"),
        _code("model_line"),
        _code("origin"),  # active, passive
        _moment("booked_at"),
        _moment("appointed_at"),
        _day("appointed_on"),
        _flag("has_exact_time"),
        _moment("reminded_at"),
        _moment("arrived_at"),
        _moment("cancelled_at"),
        _id("order_id"),
        _day("came_on"),
    ),
    month_on="appointed_on",
)

TIME_RECORD = Fact(
    "time_record",
    (
        _key("store_id"),
        _key("technician_id"),
        _day_key("worked_on"),
        _amount("available_minutes", "minutes"),
        _amount("clocked_minutes", "minutes"),
    ),
    month_on="worked_on",
)

PARTS_REQUEST = Fact(
    "parts_request",
    (
        _id("store_id"),
        _key("order_id"),
        _id("advisor_id"),
        _code_key("part_no"),
        _day("requested_on"),
        _flag("available_at_once"),
    ),
    month_on="requested_on",
)

CONTACT = Fact(
    "contact",
    (
        _key("task_id"),
        _id("store_id"),
        _code("contact_type"),
        _id("vehicle_id"),
        _id("order_id"),
        _id("advisor_id"),
        _id("agent_id"),
        _code("group_code"),
        _code("model"),
        _flag("is_company_car"),
        _flag("is_fleet"),
        _day("due_on"),
        _amount("attempts", "attempts"),
        _day("first_attempted_on"),
        _day("last_attempted_on"),
        _code("outcome"),
        _code("level"),
        _flag("satisfied"),
        _flag("problem_raised"),
        _flag("problem_solved"),
        _day("interviewed_on"),
        _day("returned_on"),
    ),
    month_on="due_on",
)

ANSWER = Fact(
    "answer",
    (
        _key("response_id"),
        _id("store_id"),
        _code("questionnaire"),
        _id("order_id"),
        _id("advisor_id"),
        _flag("is_external"),
        _day("answered_on"),
        _code_key("question"),
        _amount("score_e4", "score × 10,000"),
    ),
    month_on="answered_on",
)

SURVEY_SCORE = Fact(
    "survey_score",
    (
        _key("store_id"),
        _day_key("month_on"),
        _code_key("kind"),  # css, mot, pt
        _code_key("row"),  # this, sub_centre, region, national
        _code_key("item"),
        _amount("score_e4", "score × 10,000"),
        _amount("sample", "responses"),
        _amount("weight_e4", "per cent × 10,000"),
    ),
)

COMPLAINT = Fact(
    "complaint",
    (
        _key("complaint_id"),
        _id("store_id"),
        _id("vehicle_id"),
        _id("order_id"),
        _id("advisor_id"),
        _id("responsible_id"),
        _code("channel"),
        _code("cause"),
        _code("severity"),
        _day("received_on"),
        _day("replied_on"),
        _day("solved_on"),
        _day("closed_on"),
        _flag("is_valid"),
        _flag("satisfied"),
    ),
    month_on="received_on",
)

SUGGESTION = Fact(
    "suggestion",
    (
        _key("suggestion_id"),
        _id("store_id"),
        _code("department"),
        _day("made_on"),
        _day("accepted_on"),
        _day("executed_on"),
    ),
)

POLICY = Fact(
    "policy",
    (
        _key("policy_id"),
        _id("store_id"),
        _id("vehicle_id"),
        _id("agent_id"),
        _code("kind"),
        _day("starts_on"),
        _day("ends_on"),
        _day("renewed_on"),  # derived: start of the policy that follows on this one
        _flag("is_new_car"),
        _flag("is_renewal"),
        _amount("premium_fen", "fen"),
    ),
)

TENURE = Fact(
    "tenure",
    (
        _key("employee_id"),
        _id("store_id"),
        _code("department"),
        _code_key("post"),
        _day_key("started_on"),
        _day("ended_on"),
    ),
)

INSPECTION = Fact(
    "inspection",
    (
        _id("store_id"),
        _id("inspector_id"),
        _day("planned_on"),
        _day("done_on"),
        _day("relayed_on"),
        _day("followed_up_on"),
        _flag("needs_follow_up"),
        _day("counted_on"),
    ),
    month_on="counted_on",
)

TRAINING = Fact(
    "training",
    (
        _id("store_id"),
        _day("held_on"),
    ),
)

FACTS: dict[str, Fact] = {
    fact.name: fact
    for fact in (
        REPAIR_ORDER,
        REWORK,
        VISIT,
        VEHICLE,
        VEHICLE_SALE,
        APPOINTMENT,
        TIME_RECORD,
        PARTS_REQUEST,
        CONTACT,
        ANSWER,
        SURVEY_SCORE,
        COMPLAINT,
        SUGGESTION,
        POLICY,
        TENURE,
        INSPECTION,
        TRAINING,
    )
}
