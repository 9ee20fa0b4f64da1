"""One call and what it leads to."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db import transaction

from careloop.common import audit
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text
from careloop.core.scoring.kpi_answers import KpiAnswers
from careloop.organisation.choices import Permission
from careloop.organisation.queries import staff_no
from careloop.organisation.rules import Viewer
from careloop.outreach import rules, settings
from careloop.outreach.actions.claims import require_free
from careloop.outreach.actions.tasks import changed, current
from careloop.outreach.kinds import registry
from careloop.outreach.models import ContactAttempt, ContactTask

NOT_YOURS = Text(
    zh="只能更正自己的通话结果。请由主管更正他人的记录。",
    en="You may correct the outcome of your own calls only. Ask the supervisor.",
)
# What a call leaves on its task, beside the marks of a change.
CALL_FIELDS = (
    "state", "next_at", "attempts_made", "last_attempt_at", "last_outcome", "last_agent_no",
    "closed_at", "closed_reason", "claimed_by", "claimed_at", "revision", "changed_at",
    "changed_run",
)  # fmt: skip


@transaction.atomic
def record_attempt(
    *,
    by: Viewer,
    task: ContactTask,
    revision: int,
    outcome: str,
    now: datetime,
    started_at: datetime | None = None,
    remark: str = "",
    answers: KpiAnswers | None = None,
    next_at: datetime | None = None,
    seconds: int | None = None,
    answers_key: str = "",
) -> ContactAttempt:
    """Store one call made on a task, and what becomes of the task.

    ``next_at`` is a moment agreed with the customer; ``seconds`` how long was spoken;
    ``answers_key`` is equal for equal answer sheets, made of ``answers`` where not given.

    Raises:
        Refused: no permission, no such outcome, an agreed moment that cannot be kept.
        TakenByAnother: a colleague is in contact with the customer.
        StaleTask: the task is closed, or changed since it was shown.
    """
    by.require(Permission.MAKE_CONTACTS, task.store_id)
    found = current(task, revision)
    require_free(by, found, now)
    chosen = rules.outcome_of(outcome, settings.outcomes(task.store_id))
    _lead_on(by, found, chosen, now, next_at)
    said = answers or KpiAnswers()
    attempt = ContactAttempt.objects.create(
        task=found,
        store_id=found.store_id,
        call_no=f"desk-{found.pk}-{found.revision}",
        attempted_at=started_at or now,
        agent_id=by.user_id,
        agent_no=found.last_agent_no,
        outcome=outcome,
        satisfied=said.satisfied,
        level=said.level,
        problem_raised=said.problem_raised,
        problem_solved=said.problem_solved,
        remark=remark,
        seconds=seconds,
        next_at=found.next_at,
        answers_key=answers_key or _key(answers),
        changed_at=now,
    )
    _audit(by, "contact.attempt", attempt, outcome=outcome, state=found.state)
    if (kind := registry.KINDS.get(found.contact_type)) is not None:
        kind.called(by, attempt, now)
    return attempt


def _lead_on(
    by: Viewer,
    task: ContactTask,
    outcome: rules.Outcome,
    now: datetime,
    agreed_at: datetime | None,
) -> None:
    """Write on the task what the call was and what follows; let the claim go."""
    if outcome.code not in rules.NOT_ATTEMPTED:
        task.attempts_made += 1
    task.last_attempt_at, task.last_outcome = now, outcome.code
    task.last_agent_no = staff_no(by.user_id)
    follows = rules.effect(
        outcome,
        attempts=task.attempts_made,
        now=now,
        expires_at=task.expires_at,
        agreed_at=agreed_at,
        limits=settings.limits(task.store_id),
    )
    task.state, task.next_at, task.closed_reason = follows.state, follows.next_at, follows.reason
    task.closed_at = None if follows.state == "open" else now
    task.claimed_by = task.claimed_at = None
    changed(task, now)
    task.save(update_fields=CALL_FIELDS)
    if outcome.group == "connected":
        registry.KINDS[task.contact_type].reached(by, task, now)


def _key(answers: KpiAnswers | None) -> str:
    """Equal for equal answers; blank where nothing was answered."""
    if answers is None or answers == KpiAnswers():
        return ""
    return hashlib.sha256(repr(answers).encode()).hexdigest()[:32]


@transaction.atomic
def correct_outcome(
    *, by: Viewer, attempt: ContactAttempt, outcome: str, now: datetime
) -> ContactAttempt:
    """Put the outcome of a call right; what it was first stays, for the supervisor to see.

    Raises:
        Refused: no such outcome, no permission, or a colleague's call without that of a
            supervisor.
    """
    by.require(Permission.MAKE_CONTACTS, attempt.store_id)
    found = ContactAttempt.objects.select_for_update().get(pk=attempt.pk)
    if found.agent_id != by.user_id and not by.may(Permission.SUPERVISE_CONTACTS, found.store_id):
        raise Refused(NOT_YOURS)
    rules.outcome_of(outcome)
    if outcome == found.outcome:
        return found
    before, found.outcome = found.outcome, outcome
    found.outcome_before = found.outcome_before or before
    found.changed_at, found.changed_run = now, None
    found.save()
    _audit(by, "contact.correct", found, outcome=outcome, before=before)
    return found


def _audit(by: Viewer, action: str, attempt: ContactAttempt, **detail: object) -> None:
    audit.record(
        actor_id=by.user_id,
        action=action,
        subject=attempt,
        store_id=attempt.store_id,
        detail={"task": attempt.task_id, **detail},
    )
