"""Training: planned for a department, held with attendance (TRN-01 to TRN-05)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from careloop.core.kernel.codes import DEPARTMENT
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text
from careloop.improvement import rules
from careloop.improvement.actions.rows import current, note, save, staff_of
from careloop.improvement.choices import TrainingReason
from careloop.improvement.models import Attendance, Training
from careloop.kpis import queries as kpis
from careloop.organisation.choices import Permission
from careloop.organisation.models import Employee, Store
from careloop.organisation.rules import Viewer

TAUGHT = Text(
    zh="这次培训已于 {day} 举办，有签到记录。",
    en="This training was held on {day} and has its attendance.",
)
NOBODY_CAME = Text(
    zh="没有人到场，培训不能记为已举办。请勾选到场人员。",
    en="Nobody came, so it was not held. Tick those who came.",
)
NO_LENGTH = Text(
    zh="培训时长不能是 {minutes} 分钟。请填写 1 到 {most} 之间的整数。",
    en="A training of {minutes} minutes cannot be. Give a whole number from 1 to {most}.",
)
NO_SCORE = Text(
    zh="{who} 的成绩不能是 {score}。请填写 0 到 100 之间的整数。",
    en="The score of {who} cannot be {score}. Give a whole number from 0 to 100.",
)
LONGEST_MINUTES = 24 * 60
CHANGEABLE = ("department", "topic", "planned_on", "kpi_code", "reason", "trainer", "content")


@dataclass(frozen=True, slots=True)
class Came:
    """Whether somebody came, and how they did (0–100) where it was tested."""

    employee: Employee
    came: bool
    score: int | None = None


@transaction.atomic
def plan_training(
    *,
    by: Viewer,
    store: Store,
    department: str,
    topic: str,
    planned_on: date,
    now: datetime,
    reason: str = TrainingReason.PLAN,
    kpi_code: str = "",
    trainer: str = "",
    content: str = "",
    people: Collection[Employee] = (),
) -> Training:
    """Plan a session; ``people`` are asked to come.

    Raises:
        Refused: no permission; no topic; no such department, reason or KPI; somebody who is not
            on the staff that day.
    """
    by.require(Permission.MANAGE_IMPROVEMENT, store.pk)
    training = Training(store=store, made_by_id=by.user_id, made_at=now)
    fields = {
        "department": department,
        "topic": topic,
        "planned_on": planned_on,
        "reason": reason,
        "kpi_code": kpi_code,
        "trainer": trainer,
        "content": content,
    }
    for name, value in fields.items():
        setattr(training, name, _checked(name, value))
    staff_of(store.pk, people, planned_on)
    training.save()
    Attendance.objects.bulk_create(
        [Attendance(training=training, employee=person) for person in people]
    )
    note(by, "training.plan", training, store.pk, department=department, kpi=kpi_code)
    return training


def _checked(name: str, value: Any) -> Any:
    match name:
        case "department":
            return rules.chosen(name, value, DEPARTMENT.codes)
        case "reason":
            return rules.chosen(name, value, TrainingReason)
        case "kpi_code":
            return rules.chosen(name, value, ("", *kpis.metrics()))
        case "topic":
            return rules.said("training_topic", value, needed=True)
        case "planned_on":
            return value
        case _:
            return rules.said(name, value)


@transaction.atomic
def hold_training(
    *,
    by: Viewer,
    training: Training,
    revision: int,
    held_on: date,
    minutes: int,
    attendance: Collection[Came],
    now: datetime,
    **fields: Any,
) -> Training:
    """Note that a session took place and who came; ``fields`` may be any of :data:`CHANGEABLE`.

    Who was asked and is not in ``attendance`` did not come.

    Raises:
        Refused: no permission; held already; a day to come; no length; nobody there; a score
            outside 0–100; somebody who is not on the staff that day.
        Stale: somebody changed it meanwhile.
    """
    by.require(Permission.MANAGE_IMPROVEMENT, training.store_id)
    found = current(training, revision)
    if found.held_on is not None:
        raise Refused(TAUGHT, day=found.held_on.isoformat())
    rules.happened("held_on", held_on, now)
    _check_attendance(found, minutes, attendance, held_on)
    save(found, held_on=held_on, minutes=minutes, **_changes(fields))
    _attend(found, {entry.employee.pk: entry for entry in attendance})
    came = sum(entry.came for entry in attendance)
    note(by, "training.hold", found, found.store_id, minutes=minutes, came=came)
    return found


def _check_attendance(
    training: Training, minutes: int, attendance: Collection[Came], held_on: date
) -> None:
    if not 1 <= minutes <= LONGEST_MINUTES:
        raise Refused(NO_LENGTH, minutes=minutes, most=LONGEST_MINUTES)
    if not any(entry.came for entry in attendance):
        raise Refused(NOBODY_CAME)
    staff_of(training.store_id, [entry.employee for entry in attendance], held_on)
    for entry in attendance:
        if entry.score is not None and not 0 <= entry.score <= 100:
            who = entry.employee.name or entry.employee.employee_no
            raise Refused(NO_SCORE, who=who, score=entry.score)


def _attend(training: Training, entries: Mapping[int, Came]) -> None:
    """Write who came; those asked before and not named did not."""
    training.attendance.exclude(employee_id__in=entries).update(came=False, score=None)
    for employee_id, entry in entries.items():
        Attendance.objects.update_or_create(
            training=training,
            employee_id=employee_id,
            defaults={"came": entry.came, "score": entry.score},
        )


@transaction.atomic
def change_training(
    *,
    by: Viewer,
    training: Training,
    revision: int,
    now: datetime,
    people: Collection[Employee] | None = None,
    **fields: Any,
) -> Training:
    """Change any of :data:`CHANGEABLE`; of one to come also who is asked (``people``).

    Raises:
        Refused: no permission; what :func:`plan_training` refuses; other people, once it was held.
        Stale: somebody changed it meanwhile.
    """
    by.require(Permission.MANAGE_IMPROVEMENT, training.store_id)
    found = current(training, revision)
    if people is not None:
        _ask(found, people, fields.get("planned_on", found.planned_on))
    save(found, **_changes(fields))
    note(by, "training.change", found, found.store_id, fields=sorted(fields))
    return found


def _ask(training: Training, people: Collection[Employee], day: date) -> None:
    if training.held_on is not None:
        raise Refused(TAUGHT, day=training.held_on.isoformat())
    staff_of(training.store_id, people, day)
    training.attendance.exclude(employee__in=people).delete()
    Attendance.objects.bulk_create(
        [Attendance(training=training, employee=person) for person in people],
        ignore_conflicts=True,
    )


def _changes(fields: Mapping[str, Any]) -> dict[str, Any]:
    unknown = set(fields) - set(CHANGEABLE)
    if unknown:
        raise TypeError(f"a training has no {sorted(unknown)} to change")
    return {name: _checked(name, value) for name, value in fields.items()}


@transaction.atomic
def cancel_training(*, by: Viewer, training: Training, revision: int, now: datetime) -> None:
    """Take a planned session off the list.

    Raises:
        Refused: no permission; it was held: its record stays.
        Stale: somebody changed it meanwhile.
    """
    by.require(Permission.MANAGE_IMPROVEMENT, training.store_id)
    found = current(training, revision)
    if found.held_on is not None:
        raise Refused(TAUGHT, day=found.held_on.isoformat())
    note(by, "training.cancel", found, found.store_id, department=found.department)
    found.delete()
