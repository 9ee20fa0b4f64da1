"""Rows of the operational store, written by hand: what a test is about, and sensible others."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from careloop.complaints.models import Complaint
from careloop.customers.models import Customer, StoreVehicle, Vehicle
from careloop.insurance.models import InsurancePolicy
from careloop.organisation.models import Department, Employee, Store, Tenure
from careloop.outreach.models import ContactAttempt, ContactTask
from careloop.service.models import (
    Appointment,
    LabourLine,
    PartLine,
    PartsRequest,
    RepairOrder,
    TimeRecord,
    VehicleSale,
)
from careloop.suggestions.models import Suggestion
from careloop.surveys.models import Answer, Response, SurveyScore

WRITTEN = datetime(2026, 11, 1, 8, 0)


class Books:
    """What one store has on its books."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._numbers = count(1)

    def _next(self) -> int:
        return next(self._numbers)

    def employee(
        self,
        no: str,
        post: str = "service_advisor",
        group: str = "",
        since: date = date(2020, 1, 1),
        until: date | None = None,
    ) -> Employee:
        employee, _ = Employee.objects.get_or_create(
            store=self.store, employee_no=no, defaults={"name": f"员工{no}", "changed_at": WRITTEN}
        )
        front, _ = Department.objects.get_or_create(store=self.store, code="front_desk")
        Tenure.objects.create(
            employee=employee,
            department=front,
            post=post,
            group_code=group,
            started_on=since,
            ended_on=until,
            changed_at=WRITTEN,
        )
        return employee

    def vehicle(self, model: str = "帕萨特", region: str = "", **fields: Any) -> Vehicle:
        number = self._next()
        vehicle = Vehicle.objects.create(
            group=self.store.group,
            vin=f"LSVAA{self.store.pk:03d}{number:09d}",
            model=model,
            changed_at=WRITTEN,
            **fields,
        )
        customer = Customer.objects.create(
            store=self.store,
            identity=f"no:{number}",
            customer_no=str(number),
            region=region,
            changed_at=WRITTEN,
        )
        StoreVehicle.objects.create(
            store=self.store, vehicle=vehicle, customer=customer, changed_at=WRITTEN
        )
        return vehicle

    def order(
        self, vehicle: Vehicle, on: date, *, settled: bool = True, **fields: Any
    ) -> RepairOrder:
        opened_at = datetime(on.year, on.month, on.day, 9, 30)
        defaults: dict[str, Any] = {
            "ro_no": f"R{self._next():05d}",
            "job_type": "repair",
            "opened_at": opened_at,
            "settled_at": opened_at + timedelta(hours=6) if settled else None,
            "changed_at": WRITTEN,
        }
        return RepairOrder.objects.create(store=self.store, vehicle=vehicle, **(defaults | fields))

    def labour(self, order: RepairOrder, line_no: int, minutes: int, fen: int) -> LabourLine:
        return LabourLine.objects.create(
            order=order,
            line_no=line_no,
            operation="保养",
            minutes=minutes,
            amount_fen=fen,
            changed_at=WRITTEN,
        )

    def part(self, order: RepairOrder, line_no: int, fen: int) -> PartLine:
        return PartLine.objects.create(
            order=order, line_no=line_no, part_no=f"P{line_no}", amount_fen=fen, changed_at=WRITTEN
        )

    def appointment(self, at: datetime, **fields: Any) -> Appointment:
        defaults: dict[str, Any] = {
            "appointment_no": f"A{self._next():05d}",
            "origin": "passive",
            "booked_at": at - timedelta(days=2),
            "appointed_at": at,
            "has_exact_time": True,
            "changed_at": WRITTEN,
        }
        return Appointment.objects.create(store=self.store, **(defaults | fields))

    def task(self, due_on: date, contact_type: str = "after_repair", **fields: Any) -> ContactTask:
        return ContactTask.objects.create(
            store=self.store,
            contact_type=contact_type,
            subject=f"s{self._next()}",
            due_on=due_on,
            changed_at=WRITTEN,
            **fields,
        )

    def attempt(
        self, task: ContactTask, at: datetime | None, outcome: str, **fields: Any
    ) -> ContactAttempt:
        return ContactAttempt.objects.create(
            task=task,
            store=self.store,
            call_no=f"C{self._next():05d}",
            attempted_at=at,
            outcome=outcome,
            changed_at=WRITTEN,
            **fields,
        )

    def complaint(self, at: datetime, cause: str = "quality", **fields: Any) -> Complaint:
        return Complaint.objects.create(
            store=self.store,
            complaint_no=f"K{self._next():05d}",
            received_at=at,
            cause=cause,
            changed_at=WRITTEN,
            **fields,
        )

    def response(self, at: datetime, scores: dict[str, int | None], **fields: Any) -> Response:
        """One questionnaire; ``scores`` in whole points, ``None`` for an answer in words."""
        response = Response.objects.create(
            store=self.store,
            response_no=f"Q{self._next():05d}",
            questionnaire="内访",
            answered_at=at,
            changed_at=WRITTEN,
            **fields,
        )
        for question, score in scores.items():
            Answer.objects.create(
                response=response,
                question=question,
                score_e4=None if score is None else score * 10_000,
                changed_at=WRITTEN,
            )
        return response

    def score(self, month_on: date, kind: str, item: str, score: str, **fields: Any) -> SurveyScore:
        whole, _, decimals = score.partition(".")
        return SurveyScore.objects.create(
            store=self.store,
            month_on=month_on,
            kind=kind,
            item=item,
            row=fields.pop("row", "this"),
            score_e4=int(whole) * 10_000 + int(decimals.ljust(4, "0") or 0),
            changed_at=WRITTEN,
            **fields,
        )

    def hours(self, no: str, on: date, available: int, clocked: int) -> TimeRecord:
        return TimeRecord.objects.create(
            store=self.store,
            employee_no=no,
            worked_on=on,
            available_minutes=available,
            clocked_minutes=clocked,
            changed_at=WRITTEN,
        )

    def parts_request(self, ro_no: str, part_no: str, at: datetime, at_once: bool) -> PartsRequest:
        return PartsRequest.objects.create(
            store=self.store,
            ro_no=ro_no,
            part_no=part_no,
            requested_at=at,
            available_at_once=at_once,
            changed_at=WRITTEN,
        )

    def sale(self, vehicle: Vehicle, sold_on: date, **fields: Any) -> VehicleSale:
        return VehicleSale.objects.create(
            store=self.store, vehicle=vehicle, sold_on=sold_on, changed_at=WRITTEN, **fields
        )

    def suggestion(self, made_on: date, **fields: Any) -> Suggestion:
        return Suggestion.objects.create(
            store=self.store,
            suggestion_no=f"J{self._next():05d}",
            made_on=made_on,
            department="workshop",
            text="改进建议",
            changed_at=WRITTEN,
            **fields,
        )

    def policy(
        self, vehicle: Vehicle, starts_on: date, ends_on: date, **fields: Any
    ) -> InsurancePolicy:
        return InsurancePolicy.objects.create(
            store=self.store,
            policy_no=f"Y{self._next():05d}",
            vehicle=vehicle,
            kind="commercial",
            starts_on=starts_on,
            ends_on=ends_on,
            changed_at=WRITTEN,
            **fields,
        )
