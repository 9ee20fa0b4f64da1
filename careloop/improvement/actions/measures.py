"""Measures: decided with owner and day, changed, reported on, proved."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from careloop.common.files import forget, keep_file
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text
from careloop.improvement import rules
from careloop.improvement.actions.problems import workable
from careloop.improvement.actions.rows import current, locked, note, save, staff_of
from careloop.improvement.choices import EvidenceKind, MeasureState, Topic
from careloop.improvement.models import Evidence, Measure, Meeting, Problem
from careloop.improvement.queries.measures import employee_of
from careloop.organisation.choices import Permission
from careloop.organisation.models import Employee, Store
from careloop.organisation.rules import Forbidden, Viewer

NOT_YOURS = Text(
    zh="这项措施由他人负责，您不能报告进度。请由责任人、监督人或主管填写。",
    en="This measure is somebody else's. Its owner, its supervisor or a leader reports on it.",
)
WHY_DROPPED = Text(
    zh="取消措施要写明原因。请在“完成情况”中填写。",
    en="Say why the measure is dropped, under “What was done”.",
)
CHANGEABLE = (
    "text",
    "owner",
    "owner_name",
    "supervisor",
    "supervisor_name",
    "due_on",
    "control_nodes",
    "evidence_kind",
)


@transaction.atomic
def add_measure(
    *,
    by: Viewer,
    text: str,
    now: datetime,
    problem: Problem | None = None,
    meeting: Meeting | None = None,
    store: Store | None = None,
    owner: Employee | None = None,
    owner_name: str = "",
    supervisor: Employee | None = None,
    supervisor_name: str = "",
    due_on: date | None = None,
    control_nodes: str = "",
    evidence_kind: str = "",
) -> Measure:
    """Decide a measure against ``problem``, as a decision of ``meeting``, or of ``store`` alone.

    Raises:
        Refused: no permission; nothing said; a TOP5 measure or a decision without an owner; an
            owner who is not employed here; a due day before today; a problem that is closed.
    """
    place = _place(problem, meeting, store)
    by.require(Permission.MANAGE_IMPROVEMENT, place.pk)
    if problem is not None:
        workable(locked(problem))
    measure = Measure(
        store=place, problem=problem, meeting=meeting, made_by_id=by.user_id, made_at=now
    )
    fields = {
        "text": text,
        "owner": owner,
        "owner_name": owner_name,
        "supervisor": supervisor,
        "supervisor_name": supervisor_name,
        "due_on": due_on,
        "control_nodes": control_nodes,
        "evidence_kind": evidence_kind,
    }
    _apply(measure, fields, now)
    measure.save()
    note(by, "measure.add", measure, place.pk, problem=problem.pk if problem else None)
    return measure


def _place(problem: Problem | None, meeting: Meeting | None, store: Store | None) -> Store:
    """The store a measure belongs to."""
    for row in (problem, meeting):
        if row is not None:
            return row.store
    if store is None:
        raise TypeError("a measure needs a problem, a meeting or a store")
    return store


@transaction.atomic
def change_measure(
    *, by: Viewer, measure: Measure, revision: int, now: datetime, **fields: Any
) -> Measure:
    """Change any of :data:`CHANGEABLE`.

    Raises:
        Refused: no permission; what :func:`add_measure` refuses of what is changed.
        Stale: somebody changed it meanwhile.
    """
    by.require(Permission.MANAGE_IMPROVEMENT, measure.store_id)
    found = current(measure, revision)
    if found.problem is not None:
        workable(found.problem)
    moved = {name: value for name, value in fields.items() if _differs(found, name, value)}
    _apply(found, moved, now)
    save(found)
    note(by, "measure.change", found, found.store_id, fields=sorted(moved))
    return found


def _differs(measure: Measure, name: str, value: Any) -> bool:
    """Only what changes is checked: an old due day may stand beside a new text."""
    if name not in CHANGEABLE:
        raise TypeError(f"a measure has no {name} to change")
    return bool(getattr(measure, name) != value)


def _apply(measure: Measure, fields: dict[str, Any], now: datetime) -> None:
    today = now.date()
    people = [fields[name] for name in ("owner", "supervisor") if fields.get(name)]
    staff_of(measure.store_id, people, today)
    for name, value in fields.items():
        setattr(measure, name, _checked(name, value, today))
    if _needs_owner(measure) and not (measure.owner or measure.owner_name):
        raise Refused(rules.NO_OWNER)


def _checked(name: str, value: Any, today: date) -> Any:
    match name:
        case "owner" | "supervisor":
            return value
        case "due_on":
            return rules.due_day(value, today)
        case "evidence_kind":
            return rules.chosen(name, value, ("", *EvidenceKind))
        case _:
            return rules.said(name, value, needed=name == "text")


def _needs_owner(measure: Measure) -> bool:
    """What a report's other tables print has no column for a person, or need not be filled."""
    return measure.problem is None or measure.problem.topic == Topic.TOP5


@transaction.atomic
def remove_measure(*, by: Viewer, measure: Measure, revision: int, now: datetime) -> None:
    """Take back a measure nobody has begun.

    Raises:
        Refused: no permission; it was begun or has evidence: drop it instead.
        Stale: somebody changed it meanwhile.
    """
    by.require(Permission.MANAGE_IMPROVEMENT, measure.store_id)
    found = current(measure, revision)
    if found.problem is not None:
        workable(found.problem)
    if found.state != MeasureState.NOT_DONE or found.evidence.exists():
        raise Refused(rules.BEGUN_ALREADY)
    note(by, "measure.remove", found, found.store_id, problem=found.problem_id)
    found.delete()


@transaction.atomic
def report_progress(
    *, by: Viewer, measure: Measure, revision: int, state: str, progress: str, now: datetime
) -> Measure:
    """Say how far a measure is; its owner, its supervisor or a leader may.

    Raises:
        Refused: no permission; somebody else's; no such state; dropped without a reason; its
            problem is closed or goes on in a later month.
        Stale: somebody changed it meanwhile.
    """
    _require_worker(by, measure)
    found = current(measure, revision)
    if found.problem is not None:
        workable(found.problem)
    state = rules.chosen("state", state, MeasureState)
    if state == MeasureState.DROPPED:
        by.require(Permission.MANAGE_IMPROVEMENT, found.store_id)
        if not progress.strip():
            raise Refused(WHY_DROPPED)
    done_on = (found.done_on or now.date()) if state == MeasureState.DONE else None
    save(found, state=state, progress=rules.said("progress", progress), done_on=done_on)
    note(by, "measure.progress", found, found.store_id, state=state)
    return found


@transaction.atomic
def add_evidence(
    *, by: Viewer, measure: Measure, upload: UploadedFile[Any], now: datetime
) -> Evidence:
    """Hand in a photo or a document that proves the measure.

    Raises:
        Refused: no permission; somebody else's; what ``common.files`` refuses (too large, empty,
            no photo, of a kind that is not taken).
    """
    _require_worker(by, measure)
    kept = keep_file(upload, store_id=measure.store_id, by_id=by.user_id, now=now)
    evidence = Evidence.objects.create(measure=measure, file=kept)
    note(by, "measure.evidence", measure, measure.store_id, file=kept.pk)
    return evidence


@transaction.atomic
def remove_evidence(*, by: Viewer, evidence: Evidence, now: datetime) -> None:
    """Take back a file that was handed in by mistake; its bytes go too.

    Raises:
        Refused: no permission; somebody else's; the problem is closed or was carried on.
    """
    measure = evidence.measure
    _require_worker(by, measure)
    if measure.problem is not None:
        workable(measure.problem)
    note(by, "measure.remove_evidence", measure, measure.store_id, file=evidence.file_id)
    kept = evidence.file
    evidence.delete()
    forget(kept)


def _require_worker(by: Viewer, measure: Measure) -> None:
    """Raises ``Forbidden`` unless the viewer owns or supervises the measure, or leads."""
    by.require(Permission.WORK_ON_MEASURES, measure.store_id)
    if by.may(Permission.MANAGE_IMPROVEMENT, measure.store_id):
        return
    own = employee_of(by)
    if own is None or own not in (measure.owner_id, measure.supervisor_id):
        raise Forbidden(NOT_YOURS)
