"""The slow second opinion: every additive metric and the loss family in plain loops.

Written from the decisions, not from the catalogue: no atom, no SQL, no gap in months. Each entry
answers the integers (numerator, denominator) for some stores and a period.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import Any

from careloop.core.kernel.periods import Period, add_months
from tests.core.metrics.marts import AS_OF, Rows

Row = dict[str, Any]
Test = Callable[[Row], Any]
Integers = tuple[int | None, int | None]
REMINDERS = ("first_maintenance", "periodic_maintenance", "insurance_renewal", "inspection")
UNREACHABLE = ("powered_off", "out_of_service", "cannot_connect", "no_answer", "wrong_number")


def minutes(later: datetime | None, earlier: datetime | None) -> float | None:
    return (later - earlier).total_seconds() / 60 if later and earlier else None


def external(row: Row) -> bool:
    return row.get("is_internal") != 1


def prechecked(row: Row) -> bool:
    if row.get("had_precheck") is not None:
        return row["had_precheck"] == 1
    return row.get("precheck_form_used") == 1 or row.get("customer_present") == 1


def on_time(row: Row) -> bool:
    spare = minutes(row.get("promised_at"), row.get("completed_at"))
    return spare is not None and spare >= 30


def billed(row: Row) -> bool:
    promised, checked = row.get("promised_at"), row.get("final_checked_at")
    made = row.get("billed_at")
    return bool(promised and checked and made and checked < promised and made < promised)


def kept(row: Row) -> bool:
    return row.get("cancelled_at") is None


def came(row: Row) -> bool:
    return kept(row) and row.get("arrived_at") is not None


def ahead(row: Row) -> bool:
    return kept(row) and row["booked_at"].date() < row["appointed_on"]


def reminded(row: Row) -> bool:
    early = minutes(row["appointed_at"], row.get("reminded_at"))
    return ahead(row) and early is not None and 12 * 60 <= early <= 24 * 60


def punctual(row: Row) -> bool:
    late = minutes(row.get("arrived_at"), row["appointed_at"])
    return kept(row) and late is not None and -5 <= late <= 0


def counts(row: Row) -> bool:
    if row["contact_type"] == "lost_customer" and row.get("is_company_car") == 1:
        return False
    return not (row["contact_type"] in REMINDERS and row.get("is_fleet") == 1)


def satisfied(row: Row) -> bool:
    if row.get("satisfied") is not None:
        return row["satisfied"] == 1
    return row.get("level") in ("delighted", "satisfied")


class Reference:
    """The figures of one set of facts, for ``stores`` and a period."""

    def __init__(self, facts: dict[str, Rows], stores: tuple[int, ...] | None, period: Period):
        self.facts, self.stores, self.period = facts, stores, period

    def rows(self, fact: str) -> Iterable[Row]:
        for row in self.facts.get(fact, []):
            if self.stores is None or row["store_id"] in self.stores:
                yield row

    def count(self, fact: str, on: str, test: Test = lambda row: True) -> int:
        return self.total(fact, on, lambda row: bool(test(row)))

    def total(self, fact: str, on: str, amount: Test) -> int:
        days = ((row, row.get(on)) for row in self.rows(fact))
        return sum(int(amount(row) or 0) for row, day in days if day and day in self.period)

    # orders

    def settled(self, test: Test = lambda row: True) -> int:
        return self.count("repair_order", "settled_on", test)

    def sold(self, column: str) -> int:
        return self.total("repair_order", "settled_on", lambda row: row.get(column))

    def vehicle_days(self, linked: bool | None = None) -> int:
        days: dict[tuple[int, int, date], bool] = {}
        for row in self.rows("repair_order"):
            if external(row) and row["opened_on"] in self.period:
                key = row["store_id"], row["vehicle_id"], row["opened_on"]
                days[key] = days.get(key, False) or row.get("appointment_origin") is not None
        return sum(linked is None or has is linked for has in days.values())

    def reworks(self, window: int = 30) -> int:
        return sum(self._came_back(row, window) for row in self.rows("repair_order"))

    def _came_back(self, row: Row, window: int) -> bool:
        settled = row.get("settled_on")
        if not settled or settled not in self.period:
            return False
        if row.get("is_rework") == 1 or row.get("job_type") == "rework":
            return True
        same = [
            other
            for other in self.facts["repair_order"]
            if row.get("fault_code")
            and other.get("fault_code") == row["fault_code"]
            and (other["store_id"], other["vehicle_id"]) == (row["store_id"], row["vehicle_id"])
            and (other["opened_on"], other["order_id"]) < (row["opened_on"], row["order_id"])
        ]
        if not same:
            return False
        last = max(same, key=lambda o: (o["opened_on"], o["order_id"]))
        if last["opened_on"] == row["opened_on"]:
            return False
        done = last.get("settled_on")
        since = done if done and done <= row["opened_on"] else last["opened_on"]
        return bool((row["opened_on"] - since).days <= window)

    # calls

    def calls(self, kind: str, test: Test, on: str = "due_on") -> int:
        return self.count(
            "contact", on, lambda r: r["contact_type"] == kind and counts(r) and test(r)
        )

    def reminders(self, test: Test) -> int:
        best: dict[Any, Row] = {}
        for row in self.facts["contact"]:
            if row["contact_type"] not in REMINDERS or not counts(row):
                continue
            vehicle = row.get("vehicle_id") or ("none", row["task_id"])
            key = row["store_id"], vehicle, row["due_on"].year, row["due_on"].month
            rank = (
                -bool(row.get("returned_on"))
                - bool(row.get("interviewed_on"))
                - bool(row["attempts"]),
                row["task_id"],
            )
            if key not in best or rank < best[key]["rank"]:
                best[key] = row | {"rank": rank}
        chosen = [r for r in best.values() if self.stores is None or r["store_id"] in self.stores]
        return sum(r["due_on"] in self.period and bool(test(r)) for r in chosen)

    # visits

    def visits(self) -> dict[Any, list[date]]:
        """Per vehicle (and store, unless all are together) the days of its visits, in order."""
        days: dict[Any, set[date]] = {}
        for row in self.rows("repair_order"):
            if row.get("settled_on") and external(row):
                store = None if self.stores is None else row["store_id"]
                days.setdefault((store, row["vehicle_id"]), set()).add(row["opened_on"])
        return {vehicle: sorted(of_vehicle) for vehicle, of_vehicle in days.items()}

    def is_tracked(self, vehicle: Any) -> bool:
        return all(
            row.get("is_fleet") != 1
            for row in self.facts["vehicle"]
            if row["vehicle_id"] == vehicle[1]
        )

    def tracked(self) -> list[list[date]]:
        return [days for vehicle, days in self.visits().items() if self.is_tracked(vehicle)]

    def lost_between(self, days: list[date], i: int, window: int) -> bool:
        """Whether the car was lost after its ``i``-th visit, by the day of the question."""
        lost_on = add_months(days[i], window)
        came_back = i + 1 < len(days) and days[i + 1] <= lost_on
        return not came_back and lost_on <= AS_OF

    def cohort(self, window: int) -> Integers:
        lost = came = 0
        for days in self.tracked():
            inside = [i for i, day in enumerate(days) if day in self.period]
            if inside:
                came += 1
                lost += self.lost_between(days, inside[-1], window)
        return lost, came

    def lost_in_period(self, window: int) -> tuple[int, int]:
        lost = visits = 0
        for days in self.tracked():
            for i, day in enumerate(days):
                if add_months(day, window) in self.period:
                    visits += 1
                    lost += self.lost_between(days, i, window)
        return lost, visits

    def last_before(self, days: list[date], end: date) -> date | None:
        earlier = [day for day in days if day < end]
        return earlier[-1] if earlier else None

    def status(self, end: date, window: int) -> tuple[int, int]:
        """Vehicles active and lost at the end of the day before ``end``."""
        active = lost = 0
        for days in self.tracked():
            last = self.last_before(days, end)
            if last:
                is_lost = add_months(last, window) < end
                lost, active = lost + is_lost, active + (not is_lost)
        return active, lost

    def on_file(self, first: date | None, end: date, test: Test = lambda row: True) -> int:
        earliest: dict[Any, date] = {}
        for row in self.rows("vehicle"):
            store = None if self.stores is None else row["store_id"]
            key = store, row["vehicle_id"]
            earliest[key] = min(earliest.get(key, row["on_file_on"]), row["on_file_on"])
        return sum((first is None or first <= day) and day < end for day in earliest.values())

    def came_times(self) -> list[int]:
        end = self.period.end
        start = add_months(end, -12)
        counts = [sum(start <= d < end for d in days) for days in self.visits().values()]
        return [n for n in counts if n]

    def with_sales(self, window: int) -> Integers:
        lost, visits = self.lost_in_period(window)
        any_store = Reference(self.facts, None, self.period).visits()
        own = self.visits()
        sold = gone = 0
        for sale in self.rows("vehicle_sale"):
            day = sale["counted_on"]
            if add_months(day, window) not in self.period:
                continue
            sold += 1
            if self.stores is None:
                days = any_store.get((None, sale["vehicle_id"]), [])
            else:
                days = own.get((sale["store_id"], sale["vehicle_id"]), [])
            due = add_months(day, window)
            back = [d for d in days if day.replace(day=1) <= d <= due]
            gone += not back and due <= AS_OF
        return lost + gone, visits + sold

    def win_back(self) -> Integers:
        first, end = add_months(self.period.start, -24), add_months(self.period.start, -12)
        back = there = 0
        for days in self.tracked():
            last = self.last_before(days, self.period.start)
            if last and first <= last < end:
                there += 1
                back += any(day in self.period for day in days)
        return back, there

    def grip(self) -> Integers:
        end = self.period.end
        first, middle = add_months(end, -24), add_months(end, -12)
        groups = [d for d in self.tracked() if any(first <= day < middle for day in d)]
        return sum(any(middle <= day < end for day in d) for d in groups), len(groups)

    def last_year(self) -> Integers:
        before = self.period.same_last_year
        groups = [d for d in self.tracked() if any(day in before for day in d)]
        gone = sum(not any(before.end <= day < self.period.end for day in d) for d in groups)
        return gone, len(groups)

    def retention(self) -> Integers:
        end = self.period.end
        since = add_months(end, -36)
        of_36 = sum(any(since <= d < end for d in days) for days in self.visits().values())
        return len(self.came_times()), of_36

    def of_advisors(self) -> Integers:
        advisors = {
            row["advisor_id"]
            for row in self.rows("repair_order")
            if row.get("settled_on") and row["settled_on"] in self.period and row["advisor_id"]
        }
        return self.sold("parts_fen"), len(advisors)

    def contacted(self, row: Row) -> bool:
        handed, first = row.get("delivered_on") or row["counted_on"], row.get("first_contact_on")
        return bool(first and timedelta(0) <= first - handed <= timedelta(days=90))

    def scores(self, question: str) -> Integers:
        def asked(row: Row) -> bool:
            return row["question"] == question and row["score_e4"] is not None

        total = self.total("answer", "answered_on", lambda r: r["score_e4"] if asked(r) else 0)
        return total, self.count("answer", "answered_on", asked)


def all_figures(r: Reference) -> dict[str, Integers]:
    """Every metric the reference knows, by code."""
    settled = r.settled()
    classes = (
        r.count("appointment", "came_on", lambda a: came(a) and a["origin"] == "active"),
        r.count("appointment", "came_on", lambda a: came(a) and a["origin"] == "passive"),
        r.vehicle_days(linked=False),
    )
    appointed = r.count("appointment", "appointed_on", kept)

    def calls(test: Test = lambda row: True, on: str = "due_on") -> int:
        return r.calls("after_repair", test, on)

    def lost(test: Test = lambda row: True) -> int:
        return r.calls("lost_customer", test)

    due, made = calls(), calls(lambda c: c["attempts"])
    valid = calls(lambda c: c.get("interviewed_on"))
    delighted = calls(lambda c: c.get("interviewed_on") and c.get("level") == "delighted")
    disappointed = calls(lambda c: c.get("interviewed_on") and c.get("level") == "disappointed")
    interviewed = calls(on="interviewed_on")
    raised = calls(lambda c: c.get("problem_raised") == 1, "interviewed_on")
    solved = calls(
        lambda c: c.get("problem_raised") == 1 and c.get("problem_solved") == 1, "interviewed_on"
    )
    targets = r.reminders(lambda c: True)
    reminded_ = r.reminders(lambda c: c["attempts"])
    connected = r.reminders(lambda c: c.get("interviewed_on"))
    interested = r.reminders(
        lambda c: c.get("interviewed_on") and c.get("outcome") in ("interested", "booked")
    )
    returned = r.reminders(lambda c: c["attempts"] and c.get("returned_on"))
    complaints = r.count("complaint", "received_on")
    closed = r.count("complaint", "received_on", lambda c: c.get("closed_on"))
    replied = r.count("complaint", "received_on", lambda c: c.get("replied_on"))
    sold = r.count("vehicle_sale", "counted_on")
    clocked = r.total("time_record", "worked_on", lambda t: t.get("clocked_minutes"))
    available = r.total("time_record", "worked_on", lambda t: t.get("available_minutes"))
    opened = r.count("repair_order", "opened_on")
    reworks = r.reworks()
    lost_b, visits_b = r.lost_in_period(8)
    active, lost_stock = r.status(r.period.end, 8)
    times = r.came_times()
    archived = r.on_file(None, r.period.end)
    done = r.count("inspection", "counted_on", lambda i: i.get("done_on"))
    return {
        "orders": (opened, None),
        "orders_internal": (r.count("repair_order", "opened_on", lambda o: not external(o)), None),
        "orders_settled": (settled, None),
        "external_visits": (r.vehicle_days(), None),
        "menu_quote_rate": (r.settled(lambda o: o.get("all_menu_priced") == 1), settled),
        "precheck_form_usage": (
            r.settled(lambda o: prechecked(o) and o.get("precheck_form_used") == 1),
            r.settled(prechecked),
        ),
        "interactive_precheck_rate": (
            r.settled(lambda o: external(o) and prechecked(o) and o.get("customer_present") == 1),
            r.settled(external),
        ),
        "parts_prepick_timely_rate": (r.settled(lambda o: o.get("prepick_on_time") == 1), settled),
        "workshop_on_time_rate": (r.settled(on_time), settled),
        "final_check_invoice_timely_rate": (r.settled(billed), settled),
        "delivery_explanation_rate": (r.settled(lambda o: o.get("bill_explained") == 1), settled),
        "first_time_fix_rate": (settled - reworks, settled),
        "rework_rate": (reworks, settled),
        "first_time_fix_failures": (reworks, None),
        "hours_per_order": (r.sold("minutes_sold"), settled),
        "parts_sales_per_order": (r.sold("parts_fen"), settled),
        "parts_sales_per_advisor": r.of_advisors(),
        "utilisation": (clocked, available),
        "efficiency": (r.sold("minutes_sold"), clocked),
        "business_index": (r.sold("minutes_sold"), available),
        "parts_fill_rate": (
            r.count("parts_request", "requested_on", lambda p: p.get("available_at_once") == 1),
            r.count("parts_request", "requested_on"),
        ),
        "appointment_rate": (
            r.count(
                "appointment", "appointed_on", lambda a: came(a) and a.get("has_exact_time") == 1
            ),
            r.vehicle_days(),
        ),
        "appointment_reminder_rate": (
            r.count("appointment", "appointed_on", reminded),
            r.count("appointment", "appointed_on", ahead),
        ),
        "customer_punctuality_rate": (
            r.count("appointment", "appointed_on", punctual),
            appointed,
        ),
        "appointments_active_share": (classes[0], sum(classes)),
        "appointments_passive_share": (classes[1], sum(classes)),
        "no_appointment_share": (classes[2], sum(classes)),
        "active_appointment_success_rate": (
            r.count("appointment", "appointed_on", lambda a: came(a) and a["origin"] == "active"),
            r.count("appointment", "appointed_on", lambda a: kept(a) and a["origin"] == "active"),
        ),
        "callback_rate": (valid, due),
        "calls_due": (due, None),
        "calls_made": (made, None),
        "calls_valid": (valid, None),
        "internal_interviews": (interviewed, None),
        "valid_call_rate": (valid, made),
        "delighted_share_of_calls": (delighted, made),
        "disappointed_share_of_calls": (disappointed, made),
        "delighted_rate": (delighted, valid),
        "disappointed_rate": (disappointed, valid),
        "calls_delighted": (delighted, None),
        "calls_disappointed": (disappointed, None),
        "unreachable_calls": (
            calls(lambda c: c["attempts"] and c.get("outcome") in UNREACHABLE),
            None,
        ),
        "customer_satisfied_rate": (calls(satisfied, "interviewed_on"), interviewed),
        "problem_resolution_rate": (solved, raised),
        "lost_calls_company": (
            r.count(
                "contact",
                "due_on",
                lambda c: c["contact_type"] == "lost_customer" and c.get("is_company_car") == 1,
            ),
            None,
        ),
        "lost_calls_due": (lost(), None),
        "lost_calls_made": (lost(lambda c: c["attempts"]), None),
        "lost_calls_valid": (lost(lambda c: c.get("interviewed_on")), None),
        "lost_calls_not_reached": (lost() - lost(lambda c: c.get("interviewed_on")), None),
        "lost_call_booking_rate": (
            lost(lambda c: c["attempts"] and c.get("outcome") == "booked"),
            lost(lambda c: c["attempts"]),
        ),
        "reminder_targets": (targets, None),
        "reminder_rate": (reminded_, targets),
        "reminder_connection_rate": (connected, targets),
        "reminder_interest_rate": (interested, connected),
        "reminder_return_rate": (returned, reminded_),
        "complaints": (complaints, None),
        "complaints_closed": (closed, None),
        "complaints_replied": (replied, None),
        "complaint_closure_rate": (closed, complaints),
        "complaint_reply_rate": (replied, complaints),
        "complaint_rate": (complaints, opened),
        "vehicles_sold": (sold, None),
        "active_contact_sales": (
            r.count("vehicle_sale", "counted_on", lambda s: s.get("introduced") == 1),
            sold,
        ),
        "active_contact_dcrc": (r.count("vehicle_sale", "counted_on", r.contacted), sold),
        "suggestion_effect_rate": (
            r.count("suggestion", "accepted_on", lambda s: s.get("executed_on")),
            r.count("suggestion", "accepted_on"),
        ),
        "trainings": (r.count("training", "held_on"), None),
        "process_check_rate": (done, r.count("inspection", "counted_on")),
        "relay_rate": (r.count("inspection", "counted_on", lambda i: i.get("relayed_on")), done),
        "loss_rate_cohort": r.cohort(8),
        "loss_rate_last_visit_month": (lost_b, visits_b),
        "loss_rate_opening": (lost_b, r.status(r.period.start, 8)[0]),
        "loss_rate_with_sales": r.with_sales(8),
        "loss_rate_same_month_last_year": r.last_year(),
        "active_base": (active, None),
        "lost_vehicles": (lost_stock, None),
        "archived_customers": (archived, None),
        "customer_growth_rate": (
            r.on_file(r.period.start, r.period.end),
            r.on_file(None, r.period.start),
        ),
        "visit_frequency_a": (sum(n >= 4 for n in times), None),
        "visit_frequency_b": (sum(n in (2, 3) for n in times), None),
        "visit_frequency_c": (sum(n == 1 for n in times), None),
        "visit_frequency_d": (archived - len(times), None),
        "retention_12_36": r.retention(),
        "win_back_rate": r.win_back(),
        "grip_rate": r.grip(),
    }
