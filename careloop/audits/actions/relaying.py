"""Results and findings told to those concerned."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from careloop.audits import rules
from careloop.audits.actions.inspecting import locked, note
from careloop.audits.choices import InspectionState
from careloop.audits.models import Finding, Inspection
from careloop.audits.queries.checklists import name_of
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text
from careloop.core.scoring.inspections import ChecklistContent
from careloop.notifications.actions import notify
from careloop.organisation.choices import Permission
from careloop.organisation.models import User
from careloop.organisation.queries import viewer_for
from careloop.organisation.rules import Viewer

NOT_FINISHED = Text(
    zh="点检完成后才能反馈结果。请先完成点检。",
    en="Only a finished inspection can be relayed. Finish it first.",
)
NOBODY = Text(
    zh="受检人和责任人都没有账号，无法在系统内通知。请当面反馈后选择“已当面反馈”。",
    en="Neither who was inspected nor who is responsible has an account. Tell them in person and "
    "choose “told in person”.",
)
RESULT = Text(
    zh="{checklist}（{day}）点检结果：{score}，整改项 {findings} 个。",
    en="{checklist} ({day}), result: {score}, findings: {findings}.",
)
NO_SCORE = Text(zh="不计总分", en="no total score")
TO_PUT_RIGHT = Text(
    zh="请在 {due} 前整改：{item}（{checklist}，{day}）。",
    en="To put right by {due}: {item} ({checklist}, {day}).",
)


@transaction.atomic
def relay(
    *, by: Viewer, inspection: Inspection, now: datetime, in_person: bool = False
) -> Inspection:
    """Tell those concerned the result (AUD-01): who was inspected, who is responsible, and who
    owns a finding. A result relayed already is not relayed again.

    ``in_person``: they were told face to face; no notice goes out.

    Raises:
        Refused: not finished; or nobody concerned has an account and it was not done in person.
    """
    found = locked(by, inspection)
    if found.state != InspectionState.FINISHED:
        raise Refused(NOT_FINISHED)
    if found.relayed_at is not None:
        return found
    if not in_person:
        people = _concerned(found)
        if not people:
            raise Refused(NOBODY)
        _tell(found, people, "audits.result", _result(found), now)
    found.relayed_at = now
    found.revision += 1
    found.save()
    note(by, "inspection.relay", found, in_person=in_person)
    return found


def tell_owners(
    found: Inspection, content: ChecklistContent, findings: Sequence[Finding], now: datetime
) -> None:
    """Tell the owner of each finding what to put right; what people wrote stays in the house."""
    for finding in findings:
        item = content.item(finding.item)
        said = {
            "due": finding.due_on,
            "item": item.text if item else finding.item,
            "checklist": name_of(found.checklist),
            "day": found.due_on,
        }
        text = Text(zh=TO_PUT_RIGHT.say("zh", **said), en=TO_PUT_RIGHT.say("en", **said))
        owner = User.objects.filter(employee=finding.owner_id, is_active=True)
        _tell(found, list(owner), "audits.finding", text, now)


def _concerned(found: Inspection) -> list[User]:
    concerned = Q(employee=found.subject_id) | Q(employee__findings__inspection=found)
    if found.plan is not None:
        concerned |= Q(employee=found.plan.responsible_id)
    people = User.objects.filter(concerned, is_active=True, employee__isnull=False)
    return list(people.distinct())


def _tell(
    found: Inspection, people: Collection[User], kind: str, text: Text, now: datetime
) -> None:
    """A notice to each; it leads to the inspection for those who may see it."""
    page = reverse("audits:inspection", args=[found.store.code, found.pk])
    seeing = Permission.VIEW_INSPECTIONS
    may = {user.pk for user in people if viewer_for(user).may(seeing, found.store_id)}
    for link in (page, ""):
        users = [user for user in people if (user.pk in may) == bool(link)]
        notify(store=found.store, kind=kind, text=text, link=link, now=now, users=users)


def _result(found: Inspection) -> Text:
    said = {
        "checklist": name_of(found.checklist),
        "day": found.due_on,
        "score": rules.score_text(found.score_numerator, found.score_denominator) or NO_SCORE,
        "findings": found.findings.count(),
    }
    return Text(zh=RESULT.say("zh", **said), en=RESULT.say("en", **said))
