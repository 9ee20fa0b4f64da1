"""Problems and measures of three months: one closed, one reviewed, one just agreed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from careloop.cli.demo_people.staff import Staff, photo, workbook
from careloop.core.kernel.periods import Period
from careloop.demo.written import BEFORE, EARLIER, EXAMPLE, THIS, Task, Work
from careloop.improvement import actions
from careloop.improvement.choices import EvidenceKind, MeasureState
from careloop.improvement.models import Measure, Problem
from careloop.organisation.models import Store
from careloop.organisation.rules import Viewer

EARLIER_BY = 3  # months before the one reported
FILES = (EvidenceKind.PHOTO, EvidenceKind.ELECTRONIC_FILE, EvidenceKind.MEETING_RECORD)


def write(*, by: Viewer, store: Store, month: Period, now: datetime) -> None:
    """What was agreed with the reports of the months before, and with that of ``month``."""
    earlier = _agree(by, store, month.shifted(-EARLIER_BY), EARLIER, now)
    for problem in earlier:
        actions.close_problem(
            by=by, problem=problem, revision=problem.revision, now=_end(month.shifted(-2), now)
        )
    _agree(by, store, month.previous, BEFORE, now)
    actions.carry_over(by=by, store=store, month=month, now=_meeting(month, now))
    _agree(by, store, month, THIS, now)


def _agree(
    by: Viewer, store: Store, month: Period, works: Iterable[Work], now: datetime
) -> list[Problem]:
    """The problems of ``month`` with their measures, as they were by the end of the next."""
    staff = Staff(store, _meeting(month, now).date())
    return [_problem(by, staff, month, work, now) for work in works]


def _problem(by: Viewer, staff: Staff, month: Period, work: Work, now: datetime) -> Problem:
    problem = actions.add_problem(
        by=by,
        store=staff.store,
        month=month,
        topic=work.topic,
        title=EXAMPLE + work.title,
        now=_meeting(month, now),
        department=work.department,
        kpi_code=work.kpi,
        item=work.item,
        obstacles=work.obstacles,
        situation=work.situation,
        root_cause=work.root_cause,
        resources=work.resources,
    )
    for task in work.tasks:
        _measure(by, staff, problem, task, now)
    return problem


def _measure(by: Viewer, staff: Staff, problem: Problem, task: Task, now: datetime) -> None:
    month = Period.month_of(problem.month_on)
    at = _meeting(month, now)
    owner, owner_name = staff.answering(task.owner)
    supervisor, supervisor_name = staff.answering(task.supervisor)
    measure = actions.add_measure(
        by=by,
        problem=problem,
        text=task.text,
        now=at,
        due_on=max(at.date(), month.shifted(1).start.replace(day=task.due_day)),
        control_nodes=task.control,
        evidence_kind=task.proof,
        owner=owner,
        owner_name=owner_name,
        supervisor=supervisor,
        supervisor_name=supervisor_name,
    )
    if task.state != MeasureState.NOT_DONE:
        _report(by, measure, task, _end(month.shifted(1), now))


def _report(by: Viewer, measure: Measure, task: Task, at: datetime) -> None:
    if task.proof in FILES and task.state == MeasureState.DONE:
        proof = (
            photo(f"{task.text[:12]}{measure.store.code}")
            if task.proof == EvidenceKind.PHOTO
            else workbook(task.text[:16], (task.text, task.progress))
        )
        actions.add_evidence(by=by, measure=measure, upload=proof, now=at)
    actions.report_progress(
        by=by,
        measure=measure,
        revision=measure.revision,
        state=task.state,
        progress=task.progress,
        now=at,
    )


def _meeting(month: Period, now: datetime) -> datetime:
    """When the report of ``month`` was talked about: the fifth of the next, at ten."""
    return min(now, datetime.combine(month.end + timedelta(days=4), time(10)))


def _end(month: Period, now: datetime) -> datetime:
    return min(now, datetime.combine(month.last_day, time(17)))
