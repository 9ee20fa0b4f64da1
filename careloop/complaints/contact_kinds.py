"""The call-back after a solved complaint: within three days, by someone other than its owner.

It is exempt from contact hours and cap (decisions.md): the customer complained and waits for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from careloop.complaints.actions import call_back
from careloop.complaints.choices import State
from careloop.complaints.models import Complaint
from careloop.complaints.queries.one import is_own
from careloop.complaints.rules.calling import KIND, complaint_of, reason_to_call
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text
from careloop.customers.choices import Purpose
from careloop.customers.models import StoreVehicle
from careloop.organisation.rules import Viewer
from careloop.outreach.choices import TaskState
from careloop.outreach.kinds import registry
from careloop.outreach.kinds.kind import Asking, Candidate, Kind, Parameter
from careloop.outreach.models import ContactAttempt, ContactTask
from careloop.outreach.rules import NOT_ATTEMPTED, ends_on, outcome_of

NOT_ASKED = Text(
    zh="请记录客户对投诉处理是否满意，再保存通话；也可以在投诉 {number} 的页面登记回访。",
    en="Say whether the customer is satisfied before you save the call, or record the call-back "
    "on the page of complaint {number}.",
)


def solved(asking: Asking) -> Iterator[Candidate]:
    """Complaints solved in the days of the window whose customer was not asked yet."""
    values = asking.settings.of()
    since = asking.now - timedelta(days=values["last_day"] + 1)
    found = list(
        Complaint.objects.filter(
            store_id=asking.store.pk,
            state=State.SOLVED,
            solved_at__gte=since,
            solved_at__lte=asking.now,
        ).select_related("owner__employee")
    )
    keepers = _keepers(asking, found)
    for complaint in found:
        if complaint.solved_at is None:
            continue
        day = complaint.solved_at.date()
        customer_id = complaint.customer_id or keepers.get(complaint.vehicle_id or 0)
        yield Candidate(
            reason=reason_to_call(complaint.pk, day, complaint.reopened),
            due_on=day + timedelta(days=values["due_day"]),
            opens_at=complaint.solved_at,
            expires_at=ends_on(day + timedelta(days=values["last_day"])),
            customer_id=customer_id,
            vehicle_id=complaint.vehicle_id,
            order_id=complaint.order_id,
            ro_no=complaint.ro_no,
            vin=complaint.vin,
            barred_no=_owners_no(complaint) or complaint.responsible_no,
            note=complaint.complaint_no,
        )


def _owners_no(complaint: Complaint) -> str:
    employee = complaint.owner.employee if complaint.owner else None
    return employee.employee_no if employee else ""


def is_own_complaint(by: Viewer, task: ContactTask) -> bool:
    """Whether it is the caller's own complaint as it stands now, whoever owned it before."""
    complaint = _about(task)
    return complaint is not None and is_own(by, complaint)


def called(by: Viewer, attempt: ContactAttempt, at: datetime) -> None:
    """The outcome reaches the complaint: it is confirmed, opened again, or still to be called.

    Raises:
        Refused: the customer was spoken to and not asked whether satisfied.
    """
    complaint = _about(attempt.task)
    if complaint is None or complaint.state != State.SOLVED or attempt.outcome in NOT_ATTEMPTED:
        return
    said = attempt.satisfied if attempt.problem_solved is None else attempt.problem_solved
    reached = outcome_of(attempt.outcome).group == "connected"
    if reached and said is None:
        if attempt.task.state == TaskState.OPEN:  # agreed to speak later
            return
        raise Refused(NOT_ASKED, number=complaint.complaint_no)
    call_back(
        by=by,
        complaint=complaint,
        revision=complaint.revision,
        now=at,
        reached=reached,
        satisfied=said,
        note=attempt.remark,
        attempt_id=attempt.pk,
    )


def _about(task: ContactTask) -> Complaint | None:
    number = complaint_of(task.occasion)
    return Complaint.objects.filter(pk=number, store_id=task.store_id).first()


def _keepers(asking: Asking, complaints: list[Complaint]) -> dict[int, int]:
    """Whose the cars are that complaints were made about."""
    cars = StoreVehicle.objects.filter(
        store_id=asking.store.pk,
        vehicle__in=[c.vehicle_id for c in complaints if c.vehicle_id],
        customer__isnull=False,
    )
    return {car: keeper for car, keeper in cars.values_list("vehicle_id", "customer_id") if keeper}


registry.register(
    Kind(
        code=KIND,
        purpose=Purpose.REQUESTED,
        priority=95,
        parameters=(
            Parameter("due_day", Text(zh="第几天到期", en="Due on day"), 3, "days", 1, 30),
            Parameter("last_day", Text(zh="第几天结束", en="Ends with day"), 15, "days", 2, 90),
        ),
        ordered=(("due_day", "last_day"),),
        candidates=solved,
        called=called,
        is_own=is_own_complaint,
        is_exempt=True,
    )
)
