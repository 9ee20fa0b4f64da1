"""Atoms: the row-level integers every metric is a sum of.

An atom is 0 or 1, minutes, fen or a score, defined once by an Ibis expression over the columns of
its fact, counted on one event date. It is evaluated when a part is written
(:mod:`careloop.core.facts.building`), so reading never evaluates a condition; null means that the
row does not say ("not recorded"), and a sum of nulls alone is "no data".

The expressions use only methods of the table they are given: this module loads no Ibis, so that
answering a question from stored atoms starts fast.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from careloop.core.facts.schema import FACTS

Expression = Callable[[Any], Any]

MINUTE = 60
HOUR = 60 * MINUTE
UNREACHABLE = ("powered_off", "out_of_service", "cannot_connect", "no_answer", "wrong_number")
NO_REASON = ("answered", "booked", "interested")
REMINDERS = ("first_maintenance", "periodic_maintenance", "insurance_renewal", "inspection")
REWORK_WINDOWS = (7, 15, 30, 60, 90)
TOLERANCES = (0, 5, 10, 15)


@dataclass(frozen=True, slots=True)
class Atom:
    """One integer per row: its fact, the date it counts on, unit, stored type and definition."""

    name: str
    fact: str
    on: str
    expression: Expression
    unit: str = "flag"
    type: str = "int8"

    @property
    def is_rolled_up(self) -> bool:
        """Whether the rollup holds its sums: not for small facts, nor for months of a gap."""
        return FACTS[self.fact].month_on is not None and self.unit != "months"


def _yes(column: Any) -> Any:
    """1 where the flag is 1, 0 where it is 0 or null."""
    return column.fill_null(0) == 1


def _seconds_between(earlier: Any, later: Any) -> Any:
    return later.epoch_seconds() - earlier.epoch_seconds()


def _external(t: Any) -> Any:
    return ~_yes(t.is_internal)


def _prechecked(t: Any) -> Any:
    """As recorded; where not recorded, seen from the form or from the customer's presence."""
    seen = _yes(t.precheck_form_used) | _yes(t.customer_present)
    recorded = t.precheck_form_used.notnull() | t.customer_present.notnull()
    return (t.had_precheck == 1).fill_null(recorded.ifelse(seen, None))


def _completed_on_time(t: Any) -> Any:
    """Half an hour before the promised time or earlier; without a promise never on time."""
    spare = _seconds_between(t.completed_at, t.promised_at)
    return t.completed_at.notnull().ifelse((spare >= 30 * MINUTE).fill_null(False), None)


def _billed_on_time(t: Any) -> Any:
    both = (t.final_checked_at < t.promised_at) & (t.billed_at < t.promised_at)
    recorded = t.final_checked_at.notnull() | t.billed_at.notnull()
    return recorded.ifelse(both.fill_null(False), None)


def _orders() -> Iterator[Atom]:
    def settled(name: str, expression: Expression) -> Atom:
        return Atom(name, "repair_order", "settled_on", expression)

    def opened(name: str, expression: Expression) -> Atom:
        return Atom(name, "repair_order", "opened_on", expression)

    yield settled("settled", lambda t: t.settled_on.notnull())
    yield settled("external_settled", _external)
    yield settled("menu_priced", lambda t: t.all_menu_priced == 1)
    yield settled("prechecked", _prechecked)
    yield settled("precheck_form", lambda t: (t.precheck_form_used == 1) & _prechecked(t))
    yield settled(
        "interactive_precheck",
        lambda t: _external(t).ifelse((t.customer_present == 1) & _prechecked(t), None),
    )
    yield settled("prepicked", lambda t: t.prepick_on_time == 1)
    yield settled("completed_on_time", _completed_on_time)
    yield settled("billed_on_time", _billed_on_time)
    yield settled("explained", lambda t: t.bill_explained == 1)
    yield Atom(
        "sold_minutes", "repair_order", "settled_on", lambda t: t.minutes_sold, "minutes", "int64"
    )
    yield Atom("sold_parts", "repair_order", "settled_on", lambda t: t.parts_fen, "fen", "int64")
    yield opened("opened", lambda t: t.opened_on.notnull())
    yield opened("opened_internal", lambda t: _yes(t.is_internal))
    yield opened("external_visit", lambda t: _yes(t.is_first_of_day))
    yield opened(
        "visit_without_appointment",
        lambda t: _yes(t.is_first_of_day) & ~_yes(t.day_has_appointment),
    )


def _reworks() -> Iterator[Atom]:
    def within(days: int) -> Expression:
        return lambda t: (t.found_by == "confirmed") | (t.days_between <= days)

    for days in REWORK_WINDOWS:
        yield Atom(f"rework_{days}", "rework", "settled_on", within(days))


def _kept(t: Any) -> Any:
    return t.cancelled_at.isnull()


def _came(t: Any) -> Any:
    return _kept(t) & (t.arrived_at.notnull() | t.came_on.notnull())


def _booked_ahead(t: Any) -> Any:
    return _kept(t) & (t.booked_at.date() < t.appointed_on)


def _reminded_in_time(t: Any) -> Any:
    ahead = _seconds_between(t.reminded_at, t.appointed_at)
    return _booked_ahead(t) & ahead.between(12 * HOUR, 24 * HOUR).fill_null(False)


def _appointments() -> Iterator[Atom]:
    def appointed(name: str, expression: Expression) -> Atom:
        return Atom(name, "appointment", "appointed_on", expression)

    def came(name: str, expression: Expression) -> Atom:
        return Atom(name, "appointment", "came_on", expression)

    def punctual(tolerance: int) -> Expression:
        def expression(t: Any) -> Any:
            late = _seconds_between(t.appointed_at, t.arrived_at)
            return _kept(t) & late.between(-5 * MINUTE, tolerance * MINUTE).fill_null(False)

        return expression

    yield appointed("appointed", _kept)
    yield appointed("came_exact", lambda t: _came(t) & (t.has_exact_time == 1))
    yield appointed("booked_ahead", _booked_ahead)
    yield appointed("reminded_in_time", _reminded_in_time)
    for tolerance in TOLERANCES:
        yield appointed(f"punctual_{tolerance}", punctual(tolerance))
    yield appointed("invited", lambda t: _kept(t) & (t.origin == "active"))
    yield appointed("invited_came", lambda t: _came(t) & (t.origin == "active"))
    yield came("came_active", lambda t: _came(t) & (t.origin == "active"))
    yield came("came_passive", lambda t: _came(t) & (t.origin == "passive"))


def _counts_as_call(t: Any) -> Any:
    """Company cars are no lost-customer calls, fleets no reminders: others look after them."""
    fleet = t.contact_type.isin(REMINDERS) & _yes(t.is_fleet)
    return ~(_company_car(t) | fleet)


def _company_car(t: Any) -> Any:
    """Lost customers with a company car: the service manager calls them (LCM-09)."""
    return (t.contact_type == "lost_customer") & _yes(t.is_company_car)


def _made(t: Any) -> Any:
    return _counts_as_call(t) & (t.attempts.fill_null(0) > 0)


def _interviewed(t: Any) -> Any:
    return _counts_as_call(t) & t.interviewed_on.notnull()


def _gave_reason(t: Any) -> Any:
    """Said why they stay away: a customer who booked or was only reached gave no reason."""
    return _interviewed(t) & ~t.outcome.isin(NO_REASON).fill_null(True)


def _level(t: Any, level: str) -> Any:
    return _interviewed(t) & (t.level == level).fill_null(False)


def _outcome(t: Any, *outcomes: str) -> Any:
    return _made(t) & t.outcome.isin(outcomes).fill_null(False)


def _satisfied(t: Any) -> Any:
    said = t.level.isin(("delighted", "satisfied"))
    return _counts_as_call(t).ifelse((t.satisfied == 1).fill_null(said), None)


def _reminder(t: Any) -> Any:
    return _yes(t.is_reminder_of_month)


def _contacts() -> Iterator[Atom]:
    def due(name: str, expression: Expression) -> Atom:
        return Atom(name, "contact", "due_on", expression)

    def interviewed(name: str, expression: Expression) -> Atom:
        return Atom(name, "contact", "interviewed_on", expression)

    yield due("call_due", _counts_as_call)
    yield due("call_company_car", _company_car)
    yield due("call_made", _made)
    yield due("call_valid", _interviewed)
    yield due("call_gave_reason", _gave_reason)
    yield due("call_unreachable", lambda t: _outcome(t, *UNREACHABLE))
    yield due("call_booked", lambda t: _outcome(t, "booked"))
    yield due("call_delighted", lambda t: _level(t, "delighted"))
    yield due("call_disappointed", lambda t: _level(t, "disappointed"))
    yield due("reminder_due", _reminder)
    yield due("reminder_made", lambda t: _reminder(t) & _made(t))
    yield due("reminder_connected", lambda t: _reminder(t) & _interviewed(t))
    yield due(
        "reminder_interested",
        lambda t: _reminder(t) & _interviewed(t) & _outcome(t, "interested", "booked"),
    )
    yield due("reminder_returned", lambda t: _reminder(t) & _made(t) & t.returned_on.notnull())
    yield interviewed("interviewed", _counts_as_call)
    yield interviewed("interviewed_satisfied", _satisfied)
    yield interviewed("raised_problem", lambda t: _counts_as_call(t) & (t.problem_raised == 1))
    yield interviewed(
        "solved_problem",
        lambda t: _counts_as_call(t) & (t.problem_raised == 1) & _yes(t.problem_solved),
    )


def _contacted_within_90_days(t: Any) -> Any:
    handed_over = t.delivered_on.fill_null(t.counted_on)
    days = t.first_contact_on.epoch_days() - handed_over.epoch_days()
    return days.between(0, 90).fill_null(False)


def gap_months(day: Any, later: Any) -> Any:
    """Whole months from ``day`` in which nothing came, by the month arithmetic of ``add_months``.

    The largest ``w`` with ``add_months(day, w) < later``; 9,999 where nothing came later. A
    vehicle is lost for the window ``w`` exactly when this is at least ``w``.
    """
    months = (later.year() - day.year()) * 12 + later.month() - day.month()
    return later.notnull().ifelse(months - (later.day() <= day.day()).cast("int32"), 9999)


def _sales() -> Iterator[Atom]:
    def sold(name: str, expression: Expression, unit: str = "flag", type: str = "int8") -> Atom:
        return Atom(name, "vehicle_sale", "counted_on", expression, unit, type)

    yield sold("sold", lambda t: t.counted_on.notnull())
    yield sold("was_introduced", lambda t: t.introduced == 1)
    yield sold("contacted", _contacted_within_90_days)
    yield sold("sale_gap", lambda t: gap_months(t.counted_on, t.first_visit_on), "months", "int16")
    yield sold(
        "sale_gap_any",
        lambda t: gap_months(t.counted_on, t.first_visit_any_on),
        "months",
        "int16",
    )


def _visits() -> Iterator[Atom]:
    def visited(name: str, expression: Expression, unit: str = "flag", type: str = "int8") -> Atom:
        return Atom(name, "visit", "visited_on", expression, unit, type)

    yield visited("visited", lambda t: t.visited_on.notnull())
    yield visited("first_visit", lambda t: t.previous_on.isnull())
    yield visited("first_visit_any", lambda t: t.previous_any_on.isnull() & _yes(t.is_first_any))
    yield visited("visited_any", lambda t: _yes(t.is_first_any))
    yield visited("tracked", lambda t: ~_yes(t.is_fleet))
    yield visited("tracked_any", lambda t: ~_yes(t.is_fleet) & _yes(t.is_first_any))
    yield visited("gap", lambda t: gap_months(t.visited_on, t.next_on), "months", "int16")
    yield visited("gap_any", lambda t: gap_months(t.visited_on, t.next_any_on), "months", "int16")


def _others() -> Iterator[Atom]:
    yield Atom("part_kind", "parts_request", "requested_on", lambda t: t.requested_on.notnull())
    yield Atom("part_supplied", "parts_request", "requested_on", lambda t: t.available_at_once == 1)
    for name in ("available", "clocked"):
        minutes = _column(f"{name}_minutes")
        yield Atom(name, "time_record", "worked_on", minutes, "minutes", "int64")
    yield Atom("answered", "answer", "answered_on", lambda t: t.score_e4.notnull())
    yield Atom("score", "answer", "answered_on", lambda t: t.score_e4, "score × 10,000", "int64")
    yield Atom("response", "answer", "answered_on", lambda t: _yes(t.is_first_of_response))
    yield Atom("complaint", "complaint", "received_on", lambda t: t.received_on.notnull())
    yield Atom("complaint_replied", "complaint", "received_on", lambda t: t.replied_on.notnull())
    yield Atom("complaint_closed", "complaint", "received_on", lambda t: t.closed_on.notnull())
    yield Atom("accepted", "suggestion", "accepted_on", lambda t: t.accepted_on.notnull())
    yield Atom("executed", "suggestion", "accepted_on", lambda t: t.executed_on.notnull())
    yield Atom("renewal", "policy", "starts_on", lambda t: _yes(t.is_renewal))
    yield Atom("policy_ended", "policy", "ends_on", lambda t: t.ends_on.notnull())
    yield Atom("policy_renewed", "policy", "ends_on", lambda t: t.renewed_on.notnull())
    yield Atom("on_file", "vehicle", "on_file_on", lambda t: t.on_file_on.notnull())
    yield Atom("on_file_any", "vehicle", "on_file_on", lambda t: _yes(t.is_first_any))
    yield Atom("tracked_on_file", "vehicle", "on_file_on", lambda t: ~_yes(t.is_fleet))
    yield Atom(
        "tracked_on_file_any",
        "vehicle",
        "on_file_on",
        lambda t: ~_yes(t.is_fleet) & _yes(t.is_first_any),
    )
    yield Atom("employed", "tenure", "started_on", lambda t: t.started_on.notnull())
    yield Atom("joined", "tenure", "started_on", lambda t: _yes(t.joins))
    yield Atom("left_staff", "tenure", "ended_on", lambda t: _yes(t.leaves))
    yield Atom("training", "training", "held_on", lambda t: t.held_on.notnull())
    yield Atom("check_planned", "inspection", "counted_on", lambda t: t.planned_on.notnull())
    yield Atom("check_done", "inspection", "counted_on", lambda t: t.done_on.notnull())
    yield Atom("check_relayed", "inspection", "counted_on", lambda t: t.relayed_on.notnull())
    yield Atom("check_needs_follow_up", "inspection", "counted_on", _column("needs_follow_up"))
    yield Atom(
        "check_followed_up",
        "inspection",
        "counted_on",
        lambda t: _yes(t.needs_follow_up) & t.followed_up_on.notnull(),
    )


def _column(name: str) -> Expression:
    return lambda t: t[name]


ATOMS: dict[str, Atom] = {
    atom.name: atom
    for family in (_orders, _reworks, _appointments, _contacts, _sales, _visits, _others)
    for atom in family()
}


def atoms_of(fact: str) -> tuple[Atom, ...]:
    """The atoms stored beside the columns of ``fact``, in the order of their definition."""
    return tuple(atom for atom in ATOMS.values() if atom.fact == fact)
