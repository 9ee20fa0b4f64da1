"""Plans, and the inspections they make due."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max, Q

from careloop.audits import rules
from careloop.audits.choices import InspectionState, Rhythm, Subject
from careloop.audits.models import Checklist, Inspection, Plan
from careloop.audits.queries.checklists import in_use, require_in_use, subjects
from careloop.common import audit
from careloop.core.kernel.calendar import WorkingCalendar
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text
from careloop.organisation.choices import Permission
from careloop.organisation.models import Employee, Store, User
from careloop.organisation.queries import viewer_for, working_calendar
from careloop.organisation.rules import Viewer

MAY_NOT_INSPECT = Text(
    zh="“{who}”不能在该门店点检。请选择有点检权限的人员。",
    en="“{who}” may not inspect in this store. Choose somebody who may.",
)
NOT_OF_THE_STORE = Text(
    zh="“{who}”不是该门店的员工，或将在 {day} 前离职。请选择其他人。",
    en="“{who}” is not on the staff of this store, or leaves before {day}. Choose somebody else.",
)
IN_THE_PAST = Text(
    zh="日期 {day} 早于今天 {today}。请选择今天或以后的日期。",
    en="{day} is before today, {today}. Choose today or a later day.",
)
ENDS_BEFORE = Text(
    zh="结束日期 {ends} 早于开始日期 {starts}。请改正。",
    en="The plan ends {ends}, before it starts {starts}. Put it right.",
)
PLANNED_ALREADY = Text(
    zh="“{checklist}”已有同样的计划（从 {since} 起）。请先结束它，或修改频次、对象或点检人。",
    en="“{checklist}” is planned like this already (since {since}). End that plan first, or "
    "change rhythm, subject or inspector.",
)


@transaction.atomic
def plan(
    *,
    by: Viewer,
    store: Store,
    checklist_code: str,
    rhythm: Rhythm,
    subject: Subject,
    starts_on: date,
    now: datetime,
    inspector: User | None = None,
    responsible: Employee | None = None,
    ends_on: date | None = None,
) -> Plan:
    """Have a checklist gone through again and again.

    ``responsible`` is told every result (AUD-05); without ``inspector`` whoever may inspect does.

    Raises:
        Refused: the checklist is not in use, a day in the past, people who may not, or the same
            is planned already.
    """
    by.require(Permission.MANAGE_CHECKLISTS, store.pk)
    used = require_in_use(store, checklist_code)
    _require_days(starts_on, ends_on, now.date())
    if inspector is not None and not viewer_for(inspector).may(Permission.INSPECT, store.pk):
        raise Refused(MAY_NOT_INSPECT, who=inspector.get_full_name() or inspector.username)
    if responsible is not None:
        require_staff(responsible, store, starts_on)
    made = Plan(
        store=store,
        checklist_code=checklist_code,
        rhythm=rhythm.value,
        subject=subject.value,
        inspector=inspector,
        responsible=responsible,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    _require_new(made, used)
    made.save()
    _note(by, "inspection_plan.add", made)
    return made


def _require_days(starts_on: date, ends_on: date | None, today: date) -> None:
    require_not_past(starts_on, today)
    if ends_on is not None and ends_on < starts_on:
        raise Refused(ENDS_BEFORE, ends=ends_on, starts=starts_on)


def require_not_past(day: date, today: date) -> None:
    """Raises :class:`Refused`: the day is over."""
    if day < today:
        raise Refused(IN_THE_PAST, day=day, today=today)


def require_staff(person: Employee, store: Store, until: date) -> None:
    """Raises :class:`Refused`: not of the store's staff, or gone before the day ``until``."""
    leaves_early = person.left_on is not None and person.left_on < until
    if person.store_id != store.pk or leaves_early:
        who = person.name if person.store_id == store.pk else person.employee_no
        raise Refused(NOT_OF_THE_STORE, who=who or person.employee_no, day=until)


def _require_new(made: Plan, used: Checklist) -> None:
    Store.objects.select_for_update(no_key=True).get(pk=made.store_id)
    same = Plan.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=made.starts_on),
        store=made.store,
        checklist_code=made.checklist_code,
        rhythm=made.rhythm,
        subject=made.subject,
        inspector=made.inspector,
    )
    there = same.order_by("starts_on").first()
    if there is not None and (made.ends_on is None or there.starts_on <= made.ends_on):
        name = Text(zh=used.name_zh, en=used.name_en)
        raise Refused(PLANNED_ALREADY, checklist=name, since=there.starts_on)


@transaction.atomic
def end_plan(*, by: Viewer, plan: Plan, ends_on: date, now: datetime) -> Plan:
    """Let a plan end with a day, today at the earliest; what is due already stays due.

    Raises:
        Refused: a day in the past, or before the plan starts.
    """
    by.require(Permission.MANAGE_CHECKLISTS, plan.store_id)
    found = Plan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    require_not_past(ends_on, now.date())
    if ends_on < found.starts_on:
        raise Refused(ENDS_BEFORE, ends=ends_on, starts=found.starts_on)
    found.ends_on = ends_on
    found.save(update_fields=["ends_on"])
    _note(by, "inspection_plan.end", found)
    return found


def _note(by: Viewer, action: str, plan: Plan) -> None:
    audit.record(
        actor_id=by.user_id,
        action=action,
        subject=plan,
        store_id=plan.store_id,
        detail={"checklist": plan.checklist_code, "rhythm": plan.rhythm, "subject": plan.subject},
    )


@dataclass(frozen=True, slots=True)
class Run:
    """What one run of :func:`make_due` did."""

    made: int
    missed: int


def make_due(*, now: datetime) -> Run:
    """Make what every store's plans ask for today, and mark what was not done in time as missed.

    It may run as often as one likes: what is there already is not made again. An inspection that
    was begun is not missed; it waits to be finished.
    """
    planned = Plan.objects.values_list("store_id", flat=True).distinct()
    runs = [_make_due(store, now.date()) for store in Store.objects.filter(pk__in=planned)]
    return Run(sum(run.made for run in runs), sum(run.missed for run in runs))


@transaction.atomic
def _make_due(store: Store, today: date) -> Run:
    Store.objects.select_for_update(no_key=True).get(pk=store.pk)
    overdue = Inspection.objects.filter(store=store, state=InspectionState.DUE, due_on__lt=today)
    missed = overdue.update(state=InspectionState.MISSED.value)
    running = Plan.objects.filter(Q(ends_on=None) | Q(ends_on__gte=today), store=store)
    plans = running.filter(starts_on__lte=today).annotate(last_due=Max("inspection__due_on"))
    made = [one for plan in plans for one in _due_of(plan, plan.last_due, today)]
    Inspection.objects.bulk_create(made)
    if made or missed:
        audit.record(
            actor_id=None,
            action="inspection.make_due",
            subject=store,
            store_id=store.pk,
            detail={"made": len(made), "missed": missed},
        )
    return Run(len(made), missed)


def _due_of(plan: Plan, last: date | None, today: date) -> Iterator[Inspection]:
    """The inspections a plan asks for today and that are not there yet."""
    rhythm = Rhythm(plan.rhythm)
    due_on = rules.due_day(rhythm, _before(last, today), today, _calendar(plan.store, last, today))
    used = in_use(plan.store, plan.checklist_code)
    if due_on is None or used is None:
        return
    if plan.ends_on is not None:
        due_on = min(due_on, plan.ends_on)
    there = _there(plan, rhythm, today)
    for subject_id in _subject_ids(plan, today):
        if subject_id not in there:
            yield Inspection(
                store=plan.store,
                checklist=used,
                plan=plan,
                due_on=due_on,
                subject_id=subject_id,
                inspector=plan.inspector,
            )


def _before(last: date | None, today: date) -> date | None:
    """What was made today already does not keep the rest of today from being made."""
    return None if last == today else last


def _calendar(store: Store, last: date | None, today: date) -> WorkingCalendar:
    return working_calendar(store, min(last or today, today))


def _there(plan: Plan, rhythm: Rhythm, today: date) -> set[int | None]:
    """Who has an inspection of the plan in this round; ``None`` stands for the place."""
    days = rules.round_of(rhythm, today)
    made = Inspection.objects.filter(plan=plan, due_on__gte=days.start, due_on__lt=days.end)
    return set(made.values_list("subject_id", flat=True))


def _subject_ids(plan: Plan, today: date) -> list[int | None]:
    kind = Subject(plan.subject)
    if kind is Subject.PLACE:
        return [None]
    return list(subjects(plan.store, kind, today).values_list("pk", flat=True))
