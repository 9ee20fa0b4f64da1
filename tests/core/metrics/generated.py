"""Random dealers: two stores, sparse flags, cars that wander between the stores."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from typing import Any

from tests.core.metrics.marts import Rows

FIRST, DAYS = date(2024, 1, 1), 760
STORES = (1, 2)
TYPES = ("after_repair", "lost_customer", "first_maintenance", "periodic_maintenance")
OUTCOMES = ("answered", "no_answer", "refused", "booked", "interested", "powered_off", "too_far")


class Dealers:
    """Draws the rows of every fact from one seed."""

    def __init__(self, seed: int, orders: int = 500) -> None:
        self._draw = random.Random(seed)
        self.orders = [self._order(i) for i in range(orders)]
        self.facts: dict[str, Rows] = {
            "repair_order": self.orders,
            "vehicle": [self._vehicle(s, v) for s in STORES for v in range(1, 91)],
            "vehicle_sale": [self._sale(i) for i in range(60)],
            "appointment": [self._appointment(i) for i in range(200)],
            "contact": [self._contact(i) for i in range(400)],
            "complaint": [self._complaint(i) for i in range(80)],
            "answer": [self._answer(i, q) for i in range(60) for q in ("Q1", "Q2")],
            "time_record": self._time_records(),
            "parts_request": self._parts_requests(),
            "suggestion": [self._suggestion(i) for i in range(40)],
            "training": [{"store_id": self._store(), "held_on": self._day()} for _ in range(30)],
            "inspection": [self._inspection() for _ in range(60)],
        }

    def _day(self) -> date:
        return FIRST + timedelta(days=self._draw.randrange(DAYS))

    def _store(self) -> int:
        return self._draw.choice(STORES)

    def _flag(self) -> int | None:
        return self._draw.choice((0, 1, 1, None))

    def _later(self, day: date, within: int, missing: float = 0.3) -> date | None:
        if self._draw.random() < missing:
            return None
        return day + timedelta(days=self._draw.randrange(within))

    def _order(self, i: int) -> dict[str, Any]:
        opened = self._day()
        at = datetime.combine(opened, datetime.min.time()) + timedelta(hours=9)
        moments = ("promised_at", "completed_at", "final_checked_at", "billed_at")
        flags = ("had_precheck", "precheck_form_used", "customer_present", "all_menu_priced")
        flags = (*flags, "prepick_on_time", "bill_explained")
        return {
            "order_id": i,
            "store_id": self._store(),
            "vehicle_id": self._draw.randint(1, 90),
            "advisor_id": self._draw.choice((11, 12, 13, None)),
            "group_code": self._draw.choice("AB"),
            "technician_id": self._draw.choice((21, 22)),
            "model": self._draw.choice("XYZ"),
            "job_type": self._draw.choice(("repair", "accident", "rework")),
            "is_internal": int(self._draw.random() < 0.1),
            "fault_code": self._draw.choice(("F1", "F2", None)),
            "opened_at": at,
            "opened_on": opened,
            "settled_on": self._later(opened, 40, missing=0.1),
            "is_rework": int(self._draw.random() < 0.05),
            "rework_cause": self._draw.choice(("noise", None)),
            "minutes_sold": self._draw.choice((None, 30, 95)),
            "parts_fen": self._draw.randrange(100_000),
            "appointment_origin": self._draw.choice(("active", "passive", None, None)),
            **{name: self._flag() for name in flags},
            **{
                name: at + timedelta(minutes=10 * self._draw.randrange(60))
                for name in moments
                if self._draw.random() < 0.8
            },
        }

    def _vehicle(self, store: int, vehicle: int) -> dict[str, Any]:
        return {
            "store_id": store,
            "vehicle_id": vehicle,
            "model": "XYZ"[vehicle % 3],
            "region": self._draw.choice(("north", "south")),
            "is_fleet": int(vehicle % 11 == 0),
            "on_file_on": FIRST + timedelta(days=self._draw.randrange(-300, 300)),
        }

    def _sale(self, i: int) -> dict[str, Any]:
        sold = self._day()
        return {
            "sale_id": i,
            "store_id": self._store(),
            "vehicle_id": self._draw.randint(60, 130),
            "counted_on": sold,
            "delivered_on": self._draw.choice((sold, None)),
            "introduced": self._flag(),
            "first_contact_on": self._later(sold, 150),
        }

    def _appointment(self, i: int) -> dict[str, Any]:
        at = datetime.combine(self._day(), datetime.min.time()) + timedelta(hours=10)
        arrived = at + timedelta(minutes=self._draw.randrange(-10, 20))
        came = self._draw.random() < 0.7
        return {
            "appointment_id": i,
            "store_id": self._store(),
            "origin": self._draw.choice(("active", "passive")),
            "advisor_id": self._draw.choice((11, 12, None)),
            "has_exact_time": self._flag(),
            "booked_at": at - timedelta(hours=self._draw.randrange(60)),
            "appointed_at": at,
            "appointed_on": at.date(),
            "reminded_at": self._draw.choice(
                (None, at - timedelta(hours=self._draw.randint(10, 26)))
            ),
            "arrived_at": arrived if came else None,
            "came_on": arrived.date() if came else None,
            "cancelled_at": at if self._draw.random() < 0.1 else None,
        }

    def _contact(self, i: int) -> dict[str, Any]:
        due, attempts = self._day(), self._draw.randrange(3)
        interviewed = self._later(due, 5) if attempts else None
        return {
            "task_id": i,
            "store_id": self._store(),
            "contact_type": self._draw.choice(TYPES),
            "vehicle_id": self._draw.choice((None, *range(1, 40))),
            "agent_id": self._draw.choice((31, 32)),
            "advisor_id": self._draw.choice((11, 12)),
            "is_company_car": self._flag(),
            "is_fleet": int(self._draw.random() < 0.1),
            "due_on": due,
            "attempts": attempts,
            "outcome": self._draw.choice(OUTCOMES) if attempts else None,
            "interviewed_on": interviewed,
            "level": self._draw.choice(("delighted", "satisfied", "disappointed", None)),
            "satisfied": self._flag(),
            "problem_raised": self._flag(),
            "problem_solved": self._flag(),
            "returned_on": self._later(due, 30, missing=0.7),
        }

    def _complaint(self, i: int) -> dict[str, Any]:
        received = self._day()
        return {
            "complaint_id": i,
            "store_id": self._store(),
            "cause": self._draw.choice(("quality", "time", None)),
            "received_on": received,
            "replied_on": self._later(received, 90),
            "closed_on": self._later(received, 200),
        }

    def _answer(self, response: int, question: str) -> dict[str, Any]:
        return {
            "response_id": response,
            "store_id": 1 + response % 2,
            "question": question,
            "is_external": int(response % 3 == 0),
            "answered_on": FIRST + timedelta(days=response * 11 % DAYS),
            "score_e4": self._draw.choice((None, 800_000, 1_000_000)),
        }

    def _time_records(self) -> Rows:
        return [
            {
                "store_id": store,
                "technician_id": technician,
                "worked_on": FIRST + timedelta(days=day),
                "available_minutes": 480,
                "clocked_minutes": self._draw.choice((300, None)),
            }
            for store in STORES
            for technician in (21, 22)
            for day in range(0, DAYS, 3)
        ]

    def _parts_requests(self) -> Rows:
        return [
            {
                "store_id": order["store_id"],
                "order_id": order["order_id"],
                "part_no": part,
                "requested_on": order["opened_on"],
                "available_at_once": self._flag(),
            }
            for order in self.orders[::3]
            for part in "PQ"
        ]

    def _suggestion(self, i: int) -> dict[str, Any]:
        made = self._day()
        accepted = self._later(made, 20)
        executed = self._later(accepted, 90) if accepted else None
        row = {"suggestion_id": i, "store_id": self._store(), "made_on": made}
        return row | {"accepted_on": accepted, "executed_on": executed}

    def _inspection(self) -> dict[str, Any]:
        day = self._day()
        return {
            "store_id": self._store(),
            "planned_on": day,
            "counted_on": day,
            "done_on": self._later(day, 3),
            "relayed_on": self._later(day, 5),
            "needs_follow_up": self._flag(),
            "followed_up_on": self._later(day, 9),
        }
