"""The golden tables with a computed figure: what goes in, for which month, what must come out.

``load`` puts a table's inputs in as feed files; ``month`` is the month it is printed for;
``asks`` name the figures that are printed. The report's tests read the same cases.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import count
from typing import Any

from careloop.core.kernel.periods import Period
from careloop.core.kernel.rounding import half_up
from careloop.core.scoring.mot import MOT_WEIGHTS
from tests.golden.feeds import Feeds, spread

Inputs = dict[str, Any]
Table = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Printed:
    """One printed figure: its metric, the keys it is found by, the text as printed.

    ``of`` is what is printed of the figure: its value, its numerator, or a running sum of shares.
    """

    code: str
    text: str
    keys: dict[str, str] = field(default_factory=dict)
    options: dict[str, str] = field(default_factory=dict)
    period: Period | None = None
    of: str = "value"

    @property
    def decimals(self) -> int:
        return len(self.text.rstrip("%").partition(".")[2])

    @property
    def value(self) -> Decimal:
        return Decimal(self.text.rstrip("%"))


@dataclass(frozen=True, slots=True)
class Case:
    """One table as a test."""

    name: str
    month: Period
    load: Callable[[Feeds, Inputs, Period], None]
    printed: Callable[[Table, Period], list[Printed]]


def _amount(cell: Any) -> int:
    return int(cell["value"] if isinstance(cell, dict) else cell)


# Appointment classes


def _load_appointments(feeds: Feeds, inputs: Inputs, month: Period) -> None:
    amounts = {name: _amount(cell) for name, cell in inputs.items()}
    orders = [feeds.order(day) for day in spread(month.start, 30, sum(amounts.values()))]
    booked = {"passive": amounts["passive"], "active": amounts["active"]}
    origins = [origin for origin, amount in booked.items() for _ in range(amount)]
    feeds.load("repair_orders", orders)
    feeds.load(
        "appointments",
        [
            feeds.appointment(order["opened_at"].date(), origin, ro_no=order["ro_no"])
            for order, origin in zip(orders, origins, strict=False)
        ],
    )


def _print_appointments(table: Table, month: Period) -> list[Printed]:
    codes = {
        "passive": "appointments_passive_share",
        "active": "appointments_active_share",
        "without_appointment": "no_appointment_share",
    }
    return [Printed(codes[name], text) for name, text in table["printed"].items()]


# Follow-up calls


def _load_calls(feeds: Feeds, inputs: Inputs, month: Period) -> None:
    amounts = {name: _amount(cell) for name, cell in inputs.items()}
    satisfied = amounts["valid_calls"] - amounts["very_satisfied"] - amounts["average_or_below"]
    others = amounts["total_calls"] - amounts["valid_calls"] - amounts["unreachable"]
    kinds = [
        *[("answered", "delighted")] * amounts["very_satisfied"],
        *[("answered", "disappointed")] * amounts["average_or_below"],
        *[("answered", "satisfied")] * satisfied,
        *[("no_answer", None)] * amounts["unreachable"],
        *[("refused", None)] * others,
    ]
    days = spread(month.start, 30, len(kinds))
    feeds.load(
        "calls",
        [
            feeds.call(day, outcome, level=level)
            for day, (outcome, level) in zip(days, kinds, strict=True)
        ],
    )


def _print_calls(table: Table, month: Period) -> list[Printed]:
    inputs, printed = table["inputs"], table["printed"]
    return [
        Printed("valid_call_rate", printed["valid_rate"]["value"]),
        Printed("delighted_share_of_calls", printed["delight_rate"]["value"]),
        Printed("disappointed_share_of_calls", printed["disappointment_rate"]["value"]),
        Printed("calls_made", str(_amount(inputs["total_calls"]))),
        Printed("calls_valid", str(_amount(inputs["valid_calls"]))),
        Printed("unreachable_calls", str(_amount(inputs["unreachable"]))),
    ]


# Causes of dissatisfaction by week


def _load_causes(feeds: Feeds, inputs: Inputs, month: Period) -> None:
    feeds.load(
        "complaints",
        [
            feeds.complaint(day, cause["key"])
            for cause in inputs["causes"]
            for week, amount in zip(month.report_weeks(), cause["weekly"], strict=True)
            for day in spread(week.start, 7, amount)
            if amount
        ],
    )


def _print_causes(table: Table, month: Period) -> list[Printed]:
    totals = [
        Printed("problem_causes", str(cell["month_total"]), {"cause": key})
        for key, cell in table["printed"].items()
    ]
    weekly = [
        Printed("problem_causes", str(amount), {"cause": cause["key"], "report_week": str(week)})
        for cause in table["inputs"]["causes"]
        for week, amount in zip(month.report_weeks(), cause["weekly"], strict=True)
        if amount
    ]
    return totals + weekly


# External samples by advisor


def _load_samples(feeds: Feeds, inputs: Inputs, month: Period) -> None:
    advisors = inputs["external_sample"]
    feeds.load(
        "employees",
        [
            {"employee_no": a["key"], "name": a["label_zh"], "post": "service_advisor"}
            for a in advisors
        ],
    )
    feeds.load(
        "survey_responses",
        [
            feeds.answer(day, item, "85", advisor_no=a["key"], is_external=1, response_no=number)
            for a in advisors
            for place, day in enumerate(spread(month.start, 28, a["value"]))
            for number in (f"{a['key']}-{place}",)
            for item in ("listen", "stay_time")
        ],
    )


def _print_samples(table: Table, month: Period) -> list[Printed]:
    by_advisor = [
        Printed("external_samples", str(a["value"]), {"advisor": a["key"]})
        for a in table["inputs"]["external_sample"]
    ]
    total = table["printed"]["period_sample_n"]["value"]
    return [*by_advisor, Printed("external_samples", str(total))]


# First-time fix: the trend of the station, and its technicians


def _ratio(text: str) -> tuple[int, int]:
    """The smallest integers that print as ``text``."""
    wanted = Decimal(text.rstrip("%"))
    for orders in count(200):
        failures = round(wanted * orders / 100)
        if failures and half_up(Fraction(failures * 100, orders), 2) == wanted:
            return failures, orders
    raise AssertionError(text)


def _load_trend(feeds: Feeds, inputs: Inputs, month: Period) -> None:
    printed = ("2.20%", "2.11%", "3.09%", "2.45%", "2.91%", "1.54%")
    rows = []
    for step, text in enumerate(printed):
        failures, orders = _ratio(text)
        first = month.shifted(step - len(printed) + 1).start
        rows += [
            feeds.order(day, is_rework=int(place < failures))
            for place, day in enumerate(spread(first, 28, orders))
        ]
    feeds.load("repair_orders", rows)


def _print_trend(table: Table, month: Period) -> list[Printed]:
    values = table["printed"]["values"]
    months = [month.shifted(step - len(values) + 1) for step in range(len(values))]
    return [
        Printed("rework_rate", text, period=of) for text, of in zip(values, months, strict=True)
    ]


def _causes_of(technician: Inputs, columns: list[Inputs]) -> list[str]:
    """Which column a count stood in is lost in the source; the order is kept."""
    amounts = technician["cause_counts_nonempty_in_order"]
    return [
        column["key"]
        for column, amount in zip(columns, amounts, strict=False)
        for _ in range(amount)
    ]


def _load_technicians(feeds: Feeds, inputs: Inputs, month: Period) -> None:
    technicians = inputs["technicians"]
    feeds.load(
        "employees",
        [
            {"employee_no": t["key"], "name": t["label_zh"], "post": "technician"}
            for t in technicians
        ],
    )
    rows = []
    for technician in technicians:
        causes = _causes_of(technician, inputs["cause_columns"])
        for place, day in enumerate(spread(month.start, 28, _amount(technician["vehicles"]))):
            failed = place < len(causes)
            rows.append(
                feeds.order(
                    day,
                    technician_no=technician["key"],
                    is_rework=int(failed),
                    rework_cause=causes[place] if failed else None,
                )
            )
    feeds.load("repair_orders", rows)


def _print_technicians(table: Table, month: Period) -> list[Printed]:
    found = []
    for technician in table["inputs"]["technicians"]:
        keys = {"technician": technician["key"]}
        rate = table["printed"][technician["key"]]["ffv"]
        passed = f"{100 - Decimal(rate.rstrip('%'))}%"
        failures = str(_amount(technician["not_fixed"]))
        found += [
            Printed("rework_rate", rate, keys),
            Printed("first_time_fix_rate", passed, keys),
            Printed("first_time_fix_failures", failures, keys),
            Printed("orders_settled", str(_amount(technician["vehicles"])), keys),
        ]
        columns = table["inputs"]["cause_columns"]
        amounts = technician["cause_counts_nonempty_in_order"]
        found += [
            Printed("first_time_fix_failures", str(amount), keys | {"cause": column["key"]})
            for column, amount in zip(columns, amounts, strict=False)
        ]
    return found


# Loss


def _load_cohort(feeds: Feeds, inputs: Inputs, month: Period) -> None:
    visited, lost = _amount(inputs["visited"]), _amount(inputs["lost"])
    first = [feeds.order(day) for day in spread(month.start, 31, visited)]
    back = [
        feeds.order(order["opened_at"].date() + timedelta(days=150), vin=order["vin"])
        for order in first[lost:]
    ]
    feeds.load("repair_orders", first + back)


def _print_cohort(table: Table, month: Period) -> list[Printed]:
    window = {"window": "6"}
    inputs = table["inputs"]
    return [
        Printed("loss_rate_cohort", table["printed"]["loss_rate"], options=window),
        Printed("loss_rate_cohort", str(_amount(inputs["lost"])), options=window, of="numerator"),
    ]


def _load_with_sales(feeds: Feeds, inputs: Inputs, month: Period) -> None:
    """Of those not back, some had visited in the base month and some were only sold in it."""
    base = month.shifted(-8)
    sold_and_gone = 60
    visited_and_gone = inputs["not_back"] - sold_and_gone
    first = [feeds.order(day) for day in spread(base.start, 31, inputs["repair_visits"])]
    sales = [feeds.vehicle(sold_on=day) for day in spread(base.start, 31, inputs["vehicles_sold"])]
    returning = [*first[visited_and_gone:], *sales[sold_and_gone:]]
    back_on = base.shifted(3).start
    feeds.load("vehicle_sales", sales)
    feeds.load("repair_orders", first + [feeds.order(back_on, vin=row["vin"]) for row in returning])


def _print_with_sales(table: Table, month: Period) -> list[Printed]:
    return [
        Printed("loss_rate_with_sales", table["printed"]["loss_rate"]),
        Printed("loss_rate_with_sales", str(table["inputs"]["not_back"]), of="numerator"),
    ]


def _load_models(feeds: Feeds, inputs: Inputs, month: Period) -> None:
    long_ago, lately = month.shifted(-15).start, month.shifted(-1).start
    vehicles, orders = [], []
    for model in inputs["models"]:
        for place in range(_amount(model["held"])):
            vehicle = feeds.vehicle(model["label_zh"], purchased_on=date(2012, 3, 1))
            on = long_ago if place < _amount(model["lost"]) else lately
            vehicles.append(vehicle)
            orders.append(feeds.order(on, vin=vehicle["vin"], model=model["label_zh"]))
    feeds.load("vehicles", vehicles)
    feeds.load("repair_orders", orders)


def _print_models(table: Table, month: Period) -> list[Printed]:
    names = {model["key"]: model for model in table["inputs"]["models"]}
    rates = [
        Printed("loss_rate_model", text, {"model": names[key]["label_zh"]})
        for key, text in table["printed"].items()
    ]
    lost = [
        Printed(
            "loss_rate_model",
            str(_amount(model["lost"])),
            {"model": model["label_zh"]},
            of="numerator",
        )
        for model in names.values()
    ]
    return rates + lost


AGES = {"under_1": 10, "1_to_2": 18, "2_to_3": 30, "3_to_4": 42, "over_4": 70}


def _load_ages(feeds: Feeds, inputs: Inputs, month: Period) -> None:
    last_visit_on = month.shifted(-9).start
    vehicles = [
        feeds.vehicle(purchased_on=month.shifted(-AGES[band["key"]]).start)
        for band in inputs["bands"]
        for _ in range(band["lost"])
    ]
    feeds.load("vehicles", vehicles)
    feeds.load("repair_orders", [feeds.order(last_visit_on, vin=v["vin"]) for v in vehicles])


def _print_ages(table: Table, month: Period) -> list[Printed]:
    found = []
    for band in table["inputs"]["bands"]:
        keys = {"vehicle_age": band["key"]}
        printed = table["printed"][band["key"]]
        found += [
            Printed("lost_share", printed["share"], keys),
            Printed("lost_share", printed["cumulative"], keys, of="running"),
            Printed("lost_share", str(band["lost"]), keys, of="numerator"),
        ]
    return found


# Calls to lost customers


def _lost_vehicles(feeds: Feeds, amount: int, month: Period, company: int = 0) -> Iterator[Inputs]:
    for place in range(amount):
        yield feeds.vehicle(
            is_company_car=int(place < company), purchased_on=month.shifted(-20).start
        )


def _load_lost_calls(feeds: Feeds, inputs: Inputs, month: Period) -> None:
    """All lost cars are on the list; the company cars among them go to the service manager."""
    company = _amount(inputs["company_cars"])
    vehicles = list(_lost_vehicles(feeds, inputs["lost"], month, company))
    outcomes = ["answered"] * _amount(inputs["done"])
    for outcome in inputs["outcomes"]:
        outcomes += [outcome["key"]] * outcome["value"]
    feeds.load("vehicles", vehicles)
    days = spread(month.start, 30, len(outcomes))
    private = [
        feeds.call(day, outcome, "lost_customer", vin=vehicle["vin"])
        for vehicle, outcome, day in zip(vehicles[company:], outcomes, days, strict=True)
    ]
    of_company = [
        feeds.call(month.start, "not_called", "lost_customer", vin=vehicle["vin"])
        | {"attempted_at": None}
        for vehicle in vehicles[:company]
    ]
    feeds.load("calls", private + of_company)


def _print_lost_calls(table: Table, month: Period) -> list[Printed]:
    lost = {"contact_type": "lost_customer"}
    inputs, printed = table["inputs"], table["printed"]
    done = _amount(inputs["done"])
    outcomes = [
        Printed("call_outcome_share", str(o["value"]), {"outcome": o["key"]}, lost, of="numerator")
        for o in inputs["outcomes"]
    ]
    return [
        Printed("calls_due", str(printed["due"]["value"]), options=lost),
        Printed("calls_valid", str(done), options=lost),
        Printed("lost_calls_due", str(printed["due"]["value"])),
        Printed("lost_calls_valid", str(done)),
        Printed("lost_calls_not_reached", str(printed["not_reached"]["value"])),
        *outcomes,
    ]


def _load_reasons(feeds: Feeds, inputs: Inputs, month: Period) -> None:
    reasons = [reason["key"] for reason in inputs["reasons"] for _ in range(reason["value"])]
    vehicles = list(_lost_vehicles(feeds, len(reasons), month))
    feeds.load("vehicles", vehicles)
    days = spread(month.start, 30, len(reasons))
    feeds.load(
        "calls",
        [
            feeds.call(day, reason, "lost_customer", vin=vehicle["vin"])
            for vehicle, reason, day in zip(vehicles, reasons, days, strict=True)
        ],
    )


def _print_reasons(table: Table, month: Period) -> list[Printed]:
    total = table["printed"]["total"]["value"]
    counts = [
        Printed("lost_share", str(reason["value"]), {"reason": reason["key"]}, of="numerator")
        for reason in table["inputs"]["reasons"]
    ]
    of_all = [
        Printed("lost_share", str(total), {"reason": reason["key"]}, of="denominator")
        for reason in table["inputs"]["reasons"]
    ]
    return [*counts, *of_all, Printed("lost_calls_valid", str(total))]


# Moments of truth


def _load_mot(feeds: Feeds, inputs: Inputs, month: Period) -> None:
    months = {"previous_period": month.previous, "this_period": month}
    weights = {item["key"]: item["weight_pct"] for item in inputs["items"]}
    rows = []
    for row in inputs["rows"]:
        of, sample = str(months[row["key"]]), row["sample_n"]
        rows += [
            feeds.score(of, "mot", item, score, sample=sample, weight=weights[item])
            for item, score in row["scores"].items()
        ]
        rows.append(feeds.score(of, "css", "total", row["css"], sample=sample))
    feeds.load("survey_scores", rows)


def _print_mot(table: Table, month: Period) -> list[Printed]:
    months = {"previous_period": month.previous, "this_period": month}
    scores = [
        Printed("mot_score", cell["mot"], period=months[key])
        for key, cell in table["printed"].items()
    ]
    items = [
        Printed("mot_item_score", score, {"item": item}, period=months[row["key"]])
        for row in table["inputs"]["rows"]
        for item, score in row["scores"].items()
    ]
    rest = [
        found
        for row in table["inputs"]["rows"]
        for found in (
            Printed("css_score", row["css"], period=months[row["key"]]),
            Printed("mot_score", str(row["sample_n"]), period=months[row["key"]], of="n"),
        )
    ]
    return [*scores, *items, *rest]


def _load_weights(feeds: Feeds, inputs: Inputs, month: Period) -> None:
    """The same scores twice: last month in the order of one source, now in that of the other.

    The weights are each source's own; the score must be the same.
    """
    scores = {item: str(80 + place) for place, item in enumerate(MOT_WEIGHTS)}
    rows = []
    for of, source in ((month.previous, "source_000"), (month, "source_002")):
        rows += [
            feeds.score(str(of), "mot", item, scores[item], weight=weight)
            for item, weight in inputs[source].items()
        ]
    feeds.load("survey_scores", rows)


def _print_weights(table: Table, month: Period) -> list[Printed]:
    weights = table["inputs"]["source_000"]
    scores = {item: 80 + place for place, item in enumerate(MOT_WEIGHTS)}
    wanted = sum(Decimal(scores[item]) * weight for item, weight in weights.items()) / 100
    return [Printed("mot_score", f"{wanted:.1f}", period=of) for of in (month.previous, month)]


CASES: dict[str, Case] = {
    name: Case(name, Period.parse(month), load, printed)
    for name, month, load, printed in (
        (
            "000_appointment_distribution",
            "2025-11",
            _load_appointments,
            _print_appointments,
        ),
        ("000_callback_stats", "2025-04", _load_calls, _print_calls),
        ("000_dissatisfaction_weekly_totals", "2025-04", _load_causes, _print_causes),
        ("000_external_sample_total", "2025-10", _load_samples, _print_samples),
        ("000_ffv_trend", "2025-10", _load_trend, _print_trend),
        ("000_loss_call_outcomes", "2010-11", _load_lost_calls, _print_lost_calls),
        ("000_loss_rate", "2010-05", _load_cohort, _print_cohort),
        ("000_loss_reason_counts", "2010-11", _load_reasons, _print_reasons),
        ("000_mot_svw", "2025-10", _load_mot, _print_mot),
        ("000_technician_ffv", "2025-10", _load_technicians, _print_technicians),
        ("002_000_same_item_weights", "2025-10", _load_weights, _print_weights),
        ("003_loss_rate_example", "2015-09", _load_with_sales, _print_with_sales),
        ("003_lost_by_model", "2015-12", _load_models, _print_models),
        ("003_lost_by_vehicle_age", "2015-12", _load_ages, _print_ages),
    )
}
