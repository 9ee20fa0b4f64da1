"""A store's books as the rows of each feed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from careloop.demo import visits as jobs
from careloop.demo.books import Books
from careloop.demo.calls import ANSWERED, Call
from careloop.demo.dice import Dice
from careloop.demo.fleet import anniversary
from careloop.demo.orders import Order
from careloop.demo.people import DEPARTMENTS
from careloop.demo.seasons import busyness
from careloop.demo.shapes import Row

# KPI → target and how it is compared
TARGETS = {
    "appointment_rate": (50, ">"), "appointment_reminder_rate": (70, ">"),
    "customer_punctuality_rate": (60, ">"), "menu_quote_rate": (60, ">"),
    "first_time_fix_rate": (97, ">="), "workshop_on_time_rate": (80, ">"),
    "callback_rate": (75, ">="), "renewals": (30, ">="),
    "hours_per_order": (2.4, ">="), "staff_turnover": (33, "<="),
}  # fmt: skip


def employees(books: Books) -> Iterator[Row]:
    for one in books.staff.employees:
        yield {
            "employee_no": one.number, "name": one.name, "department": DEPARTMENTS[one.post],
            "post": one.post, "group": one.group, "phone": one.phone,
            "hired_on": one.hired_on, "left_on": one.left_on,
        }  # fmt: skip


def customers(books: Books) -> Iterator[Row]:
    for journey in books.journeys:
        one = journey.vehicle.owner
        yield {
            "customer_no": one.number, "name": one.name,
            "kind": "单位" if one.is_company else "个人", "level": one.level,
            "phone": one.phone, "home_phone": one.home_phone,
            "decision_maker_name": one.decision_maker[0],
            "decision_maker_phone": one.decision_maker[1],
            "driver_name": one.driver[0], "driver_phone": one.driver[1], "sex": one.sex,
            "birthday": one.birthday, "occupation": one.occupation, "region": one.region,
            "address": one.address, "filed_on": one.filed_on,
            "do_not_contact": one.do_not_contact,
        }  # fmt: skip


def vehicles(books: Books) -> Iterator[Row]:
    last = books.period.last
    for journey in books.journeys:
        car = journey.vehicle
        seen = max([car.delivered_on, *(visit.day for visit in journey.visits)])
        yield {
            "vin": car.vin, "plate": car.plate, "model": car.model, "model_line": car.line,
            "customer_no": car.owner.number, "owner_name": car.owner.name,
            "owner_phone": car.owner.phone, "is_company_car": car.is_company_car,
            "purchased_on": car.sold_on, "warranty_ends_on": car.warranty_ends_on,
            "insurance_ends_on": _next(car.delivered_on, last, 1),
            "inspection_due_on": _next(car.delivered_on, last, 2),
            "mileage": car.mileage(seen),
        }  # fmt: skip


def _next(day: date, after: date, years: int) -> date:
    """The first anniversary in steps of ``years`` that lies after a day."""
    steps = 1
    while anniversary(day, steps * years) <= after:
        steps += 1
    return anniversary(day, steps * years)


def vehicle_sales(books: Books) -> Iterator[Row]:
    dice = Dice(books.store.code, "handover")
    for car in books.sold:
        contact = car.delivered_on + timedelta(dice.randint(3, 110))
        made = dice.chance(0.82) and contact <= books.period.last
        yield {
            "vin": car.vin, "model": car.model, "sold_on": car.sold_on,
            "delivered_on": car.delivered_on, "customer_no": car.owner.number,
            "customer_name": car.owner.name, "phone": car.owner.phone,
            "sales_consultant_no": dice.choice(books.staff.on("销售顾问", car.sold_on)).number,
            "introduced_to_service": dice.chance(books.store.introduced),
            "first_service_contact_at": contact if made else None,
        }  # fmt: skip


def repair_orders(books: Books) -> Iterator[Row]:
    return (order_row(order, books) for order in books.orders)


def order_row(order: Order, books: Books) -> Row:
    visit, car = order.visit, order.visit.vehicle
    at_home = car.owner.number.startswith(books.store.code)
    original = visit.rework_of
    return {
        "ro_no": order.number, "vin": car.vin, "plate": car.plate, "model": car.model,
        "customer_no": car.owner.number if at_home else "", "customer_name": car.owner.name,
        "phone": car.owner.phone, "job_type": visit.job, "is_internal": order.is_internal,
        "opened_at": order.opened_at, "promised_at": order.promised_at,
        **order.progress._asdict(), "advisor_no": visit.advisor.number,
        "advisor_name": visit.advisor.name, "technician_no": visit.technician.number,
        "technician_name": visit.technician.name, "mileage": car.mileage(visit.day),
        "appointment_no": order.appointment, **order.flags,
        "is_rework": visit.job == jobs.REWORK,
        "rework_of": original.number if original else "", "rework_cause": visit.cause,
        "fault_code": visit.fault, "hours_sold": round(order.hours, 1),
        "labour_amount": order.labour_fen / 100, "parts_amount": order.parts_fen / 100,
        "total_amount": (order.labour_fen + order.parts_fen) / 100,
    }  # fmt: skip


def labour_lines(books: Books) -> Iterator[Row]:
    for order in books.orders:
        for number, line in enumerate(order.labour, 1):
            yield {
                "ro_no": order.number, "line_no": number, "operation_code": line.code,
                "operation": line.name, "technician_no": order.visit.technician.number,
                "hours": line.quantity, "amount": line.amount / 100, "payer": line.payer,
                "is_additional": line.is_additional, "customer_signed": line.signed,
            }  # fmt: skip


def part_lines(books: Books) -> Iterator[Row]:
    for order in books.orders:
        for number, line in enumerate(order.parts, 1):
            yield {
                "ro_no": order.number, "line_no": number, "part_no": line.code,
                "part_name": line.name, "quantity": int(line.quantity),
                "amount": line.amount / 100, "payer": line.payer,
            }  # fmt: skip


def appointments(books: Books) -> Iterator[Row]:
    for one in sorted(books.appointments, key=lambda booking: booking.number):
        yield {
            "appointment_no": one.number, "vin": one.vehicle.vin, "plate": one.vehicle.plate,
            "phone": one.vehicle.owner.phone, "origin": one.origin, "booked_at": one.booked_at,
            "appointed_at": one.appointed_at, "has_exact_time": one.has_exact_time,
            "reminded_at": one.reminded_at, "arrived_at": one.arrived_at,
            "cancelled_at": one.cancelled_at, "ro_no": one.order,
            "advisor_no": one.advisor.number, "taken_by_no": one.taken_by.number,
        }  # fmt: skip


def time_records(books: Books) -> Iterator[Row]:
    """Attendance of each technician: what was clocked follows what was sold that day."""
    sold: dict[tuple[str, date], float] = defaultdict(float)
    for order in books.orders:
        sold[order.visit.technician.number, order.visit.day] += order.hours
    dice = Dice(books.store.code, "attendance")
    day = books.period.first
    while day <= books.period.last:
        for one in books.staff.in_workshop(day) if busyness(day) else ():
            load = min(1.0, sold.get((one.number, day), 0.0) / 8 / one.skill)
            clocked = 8 * min(0.99, 0.74 + 0.22 * load + dice.uniform(-0.05, 0.05))
            yield {
                "employee_no": one.number, "on": day, "available_hours": 8.0,
                "clocked_hours": round(clocked, 1),
            }  # fmt: skip
        day += timedelta(1)


def parts_requests(books: Books) -> Iterator[Row]:
    dice = Dice(books.store.code, "parts counter")
    for order in books.orders:
        for line in order.parts:
            if dice.chance(0.42):
                wanted = order.opened_at + timedelta(minutes=dice.randint(8, 45))
                yield {
                    "ro_no": order.number, "part_no": line.code,
                    "requested_at": min(wanted, books.period.now),
                    "available_at_once": dice.chance(books.store.parts_at_once),
                    "quantity": int(line.quantity),
                }  # fmt: skip


def calls(books: Books) -> Iterator[Row]:
    return (_call_row(one) for one in books.calls)


def _call_row(one: Call) -> Row:
    interviewed = one.outcome == ANSWERED
    return {
        "call_no": one.number, "contact_type": one.kind, "ro_no": one.order,
        "vin": one.vehicle.vin, "phone": one.vehicle.owner.phone, "due_on": one.due_on,
        "attempted_at": one.attempted_at, "agent_no": one.agent, "outcome": one.outcome,
        "satisfied": one.level != "失望" if interviewed else None, "level": one.level,
        "problem_raised": bool(one.problem) if interviewed else None,
        "problem_solved": one.solved, "remark": one.problem,
    }  # fmt: skip


def survey_responses(books: Books) -> Iterator[Row]:
    for one in books.answers:
        yield {
            "response_no": one.response, "questionnaire": one.sheet,
            "answered_at": one.answered_at, "ro_no": one.order.number,
            "advisor_no": one.order.visit.advisor.number, "is_external": one.is_external,
            "question": one.question, "score": one.score, "text": one.text,
        }  # fmt: skip


def survey_scores(books: Books) -> Iterator[Row]:
    for one in books.scores:
        yield {
            "period": f"{one.month:%Y-%m}", "kind": one.kind, "row": one.row, "item": one.item,
            "score": one.score, "sample": one.sample, "weight": one.weight,
        }  # fmt: skip


def complaints(books: Books) -> Iterator[Row]:
    for one in books.complaints:
        car = one.order.visit.vehicle
        yield {
            "complaint_no": one.number, "received_at": one.received_at, "channel": one.channel,
            "ro_no": one.order.number, "vin": car.vin, "phone": car.owner.phone,
            "cause": one.cause, "severity": one.severity, "description": one.description,
            "responsible_no": one.responsible, "first_reply_at": one.replied_at,
            "solved_at": one.solved_at, "closed_at": one.closed_at, "is_valid": one.is_valid,
            "invalid_reason": "" if one.is_valid else "经核实与本店维修无关",
            "satisfied": one.satisfied,
        }  # fmt: skip


def suggestions(books: Books) -> Iterator[Row]:
    for one in books.suggestions:
        yield {
            "suggestion_no": one.number, "made_on": one.made_on, "department": one.department,
            "text": one.text, "accepted_on": one.accepted_on, "executed_on": one.executed_on,
        }  # fmt: skip


def insurance_policies(books: Books) -> Iterator[Row]:
    for one in books.policies:
        yield {
            "policy_no": one.number, "vin": one.vin, "insurer": one.insurer, "kind": one.kind,
            "starts_on": one.starts_on, "ends_on": one.ends_on, "premium": one.premium / 100,
            "is_new_car": one.is_new_car, "is_renewal": not one.is_new_car,
            "agent_no": one.agent,
        }  # fmt: skip


def targets(books: Books) -> Iterator[Row]:
    for year in range(books.period.first.year, books.period.last.year + 1):
        for kpi, (value, comparator) in TARGETS.items():
            yield {"kpi": kpi, "period": str(year), "value": value, "comparator": comparator}


TABLES: dict[str, Callable[[Books], Iterator[Row]]] = {
    "employees": employees,
    "customers": customers,
    "vehicles": vehicles,
    "vehicle_sales": vehicle_sales,
    "repair_orders": repair_orders,
    "labour_lines": labour_lines,
    "part_lines": part_lines,
    "appointments": appointments,
    "time_records": time_records,
    "parts_requests": parts_requests,
    "calls": calls,
    "survey_responses": survey_responses,
    "survey_scores": survey_scores,
    "complaints": complaints,
    "suggestions": suggestions,
    "insurance_policies": insurance_policies,
    "targets": targets,
}
