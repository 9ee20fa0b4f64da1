"""From the solution to the archive: faults decided, root cause, the end (CMP-04, CMP-16)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from django.db import transaction

from careloop.complaints.actions import texts
from careloop.complaints.actions.changing import done, locked
from careloop.complaints.actions.checking import filled
from careloop.complaints.actions.correcting import require_goodwill
from careloop.complaints.actions.handling import end_pause
from careloop.complaints.choices import State
from careloop.complaints.models import Complaint, Fault, RootCause
from careloop.complaints.rules import Deed, distinct
from careloop.core.kernel.codes import DEPARTMENT
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text
from careloop.organisation.rules import Viewer

MOST_WHYS = 5


@transaction.atomic
def solve(
    *,
    by: Viewer,
    complaint: Complaint,
    revision: int,
    now: datetime,
    solution: str,
    solved_faults: Collection[int] = (),
    unsolved_faults: Collection[int] = (),
    goodwill_fen: int | None = None,
) -> Complaint:
    """Write down the solution and which faults it solves; the customer is to be called back.

    A pause still going on ends. ``goodwill_fen`` of ``None`` leaves what stands.

    Raises:
        Refused: nothing written, a fault not decided or decided both ways, no plan of the region
            that was asked.
    """
    found = locked(by, complaint, revision, Deed.SOLVE, now)
    found.solution = filled(solution, texts.SOLUTION)
    require_goodwill(goodwill_fen)
    _decide(found, frozenset(solved_faults), frozenset(unsolved_faults))
    if goodwill_fen is not None:
        found.goodwill_fen = goodwill_fen
    end_pause(found, now)
    found.state, found.solved_at, found.satisfied = State.SOLVED.value, now, None
    return done(by, found, Deed.SOLVE, now, note=found.solution, level=found.level)


def _decide(complaint: Complaint, solved: frozenset[int], unsolved: frozenset[int]) -> None:
    faults = {fault.pk: fault for fault in complaint.faults.order_by("pk")}
    if not (solved | unsolved) <= faults.keys():
        raise Refused(texts.NOT_ITS_FAULT, number=complaint.complaint_no)
    if both := solved & unsolved:
        raise Refused(texts.BOTH_WAYS, faults=_named(faults[pk] for pk in sorted(both)))
    for pk, fault in faults.items():
        if pk in solved | unsolved:
            fault.is_solved = pk in solved
    open_ones = [fault for fault in faults.values() if fault.is_solved is None]
    if open_ones:
        named = _named(open_ones)
        raise Refused(texts.UNDECIDED, number=complaint.complaint_no, faults=named)
    Fault.objects.bulk_update(faults.values(), ["is_solved"])


def _named(faults: Iterable[Fault]) -> str:
    return "、".join(f"“{fault.text}”" for fault in faults)


@transaction.atomic
def root_cause(
    *,
    by: Viewer,
    complaint: Complaint,
    revision: int,
    now: datetime,
    whys: Sequence[str],
    category: str,
    action: str = "",
) -> Complaint:
    """Why it happened: one to five answers to "why?", each deeper, and the department it lies with.

    Written again it replaces what was there.

    Raises:
        Refused: no answer, more than five, no such department.
    """
    found = locked(by, complaint, revision, Deed.ROOT_CAUSE, now)
    answers = distinct(list(whys))
    if not answers:
        raise Refused(texts.MISSING, what=texts.WHYS)
    if len(answers) > MOST_WHYS:
        raise Refused(texts.TOO_MANY_WHYS, most=MOST_WHYS, given=len(answers))
    _require_department(category)
    RootCause.objects.update_or_create(
        complaint=found,
        defaults={
            "whys": answers,
            "category": category,
            "action": action.strip(),
            "by_id": by.user_id,
            "at": now,
        },
    )
    return done(by, found, Deed.ROOT_CAUSE, now, note=answers[-1], code=category)


def _require_department(category: str) -> None:
    if category not in DEPARTMENT.codes:
        names = [entry.text for entry in DEPARTMENT.entries]
        known = Text(zh="、".join(n.zh for n in names), en=", ".join(n.en for n in names))
        raise Refused(texts.NO_SUCH_CATEGORY, category=category, known=known)


@transaction.atomic
def archive(*, by: Viewer, complaint: Complaint, revision: int, now: datetime) -> Complaint:
    """Close a complaint for good: it counts as closed from now on (CMP-02).

    Raises:
        Refused: no call-back said the customer is satisfied (or: found not valid and the
            customer told), or the root cause is missing.
    """
    found = locked(by, complaint, revision, Deed.ARCHIVE, now)
    end_pause(found, now)
    found.state, found.closed_at = State.ARCHIVED.value, now
    return done(by, found, Deed.ARCHIVE, now)
