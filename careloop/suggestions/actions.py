"""Writes of suggestions: made, accepted or declined, carried out (IMP-03)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from careloop.common import audit
from careloop.core.kernel.codes import DEPARTMENT
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text
from careloop.organisation.choices import Permission
from careloop.organisation.models import Employee, Store
from careloop.organisation.numbering import next_number
from careloop.organisation.rules import Viewer
from careloop.suggestions import rules
from careloop.suggestions.models import Suggestion
from careloop.suggestions.rules import State

SAYS_NOTHING = Text(
    zh="建议内容是空的。请写下建议。", en="The suggestion says nothing. Write it down."
)
NO_SUCH_DEPARTMENT = Text(
    zh="没有部门“{value}”。请选择：{known}。",
    en="There is no department “{value}”. Choose one of: {known}.",
)


@transaction.atomic
def make_suggestion(
    *, by: Viewer, store: Store, text: str, now: datetime, department: str = "customer_care"
) -> Suggestion:
    """Note a suggestion (合理化建议, FCB-09) for the weekly review, which accepts it or not.

    Raises:
        Forbidden: the viewer does not work in the store.
        Refused: it is blank, or the department is none we know.
    """
    by.require(Permission.WORK_ON_MEASURES, store.pk)
    if not text.strip():
        raise Refused(SAYS_NOTHING)
    if department not in DEPARTMENT.codes:
        raise Refused(NO_SUCH_DEPARTMENT, value=department[:40], known=", ".join(DEPARTMENT.codes))
    suggestion = Suggestion.objects.create(
        store=store,
        suggestion_no=next_number(
            Suggestion, "suggestion_no", store=store, letters="JY", on=now.date()
        ),
        made_on=now.date(),
        department=department,
        text=text.strip(),
        made_by_id=by.user_id,
        changed_at=now,
    )
    audit.record(
        actor_id=by.user_id, action="suggestion.make", subject=suggestion, store_id=store.pk
    )
    return suggestion


@transaction.atomic
def accept(
    *,
    by: Viewer,
    suggestion: Suggestion,
    revision: int,
    now: datetime,
    owner: Employee | None = None,
    note: str = "",
) -> Suggestion:
    """Decide that a suggestion should be carried out, and by whom.

    Raises:
        Forbidden: the viewer leads nobody in the store.
        Refused: it does not wait for a decision; somebody who is not employed here.
        Stale: somebody decided meanwhile.
    """
    found = _current(by, suggestion, revision, State.ACCEPTED)
    person = rules.employed(owner, found.store_id, now.date())
    fields = {"accepted_on": now.date(), "owner": person, "decision_note": rules.noted(note)}
    return _decided(by, found, "accept", now, **fields)


@transaction.atomic
def decline(
    *, by: Viewer, suggestion: Suggestion, revision: int, reason: str, now: datetime
) -> Suggestion:
    """Decide that a suggestion is not carried out, and say why.

    Raises:
        Forbidden: the viewer leads nobody in the store.
        Refused: it does not wait for a decision; no reason.
        Stale: somebody decided meanwhile.
    """
    found = _current(by, suggestion, revision, State.DECLINED)
    fields = {"declined_on": now.date(), "decision_note": rules.noted(reason, needed=True)}
    return _decided(by, found, "decline", now, **fields)


@transaction.atomic
def execute(
    *, by: Viewer, suggestion: Suggestion, revision: int, now: datetime, note: str = ""
) -> Suggestion:
    """Confirm that an accepted suggestion was carried out.

    Raises:
        Forbidden: the viewer leads nobody in the store.
        Refused: it was not accepted.
        Stale: somebody decided meanwhile.
    """
    found = _current(by, suggestion, revision, State.EXECUTED)
    said = rules.noted(note) or found.decision_note
    return _decided(by, found, "execute", now, executed_on=now.date(), decision_note=said)


@transaction.atomic
def take_back(*, by: Viewer, suggestion: Suggestion, revision: int, now: datetime) -> Suggestion:
    """Take the last decision back: what was carried out is accepted again, what was accepted or
    declined waits again.

    Raises:
        Forbidden: the viewer leads nobody in the store.
        Refused: nothing was decided yet.
        Stale: somebody decided meanwhile.
    """
    found = _current(by, suggestion, revision, State.WAITING)
    if rules.state_of(found) is State.EXECUTED:
        return _decided(by, found, "take_back", now, executed_on=None)
    fields = {"accepted_on": None, "declined_on": None, "owner": None, "decision_note": ""}
    return _decided(by, found, "take_back", now, **fields)


def _current(by: Viewer, suggestion: Suggestion, revision: int, wanted: State) -> Suggestion:
    """The suggestion as it is now, locked, where ``wanted`` may follow."""
    by.require(Permission.MANAGE_IMPROVEMENT, suggestion.store_id)
    found = Suggestion.objects.select_for_update(of=("self",)).get(pk=suggestion.pk)
    if found.revision != revision:
        raise rules.Stale(found)
    rules.may_become(found, wanted)
    return found


def _decided(
    by: Viewer, suggestion: Suggestion, deed: str, now: datetime, **fields: Any
) -> Suggestion:
    """Keep a decision as a person's own: no import is taken back over it unseen."""
    for name, value in fields.items():
        setattr(suggestion, name, value)
    suggestion.revision += 1
    suggestion.changed_at, suggestion.changed_run = now, None
    suggestion.save()
    audit.record(
        actor_id=by.user_id,
        action=f"suggestion.{deed}",
        subject=suggestion,
        store_id=suggestion.store_id,
    )
    return suggestion
