"""An inspection finished, scored, its findings given to people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from careloop.audits import rules
from careloop.audits.actions.inspecting import being_filled_in, checked_remarks, note
from careloop.audits.actions.plans import require_not_past, require_staff
from careloop.audits.actions.relaying import tell_owners
from careloop.audits.choices import InspectionState
from careloop.audits.models import Answer, Finding, Inspection
from careloop.audits.queries.checklists import name_of
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text
from careloop.core.scoring import inspections as scoring
from careloop.core.scoring.inspections import Answers, ChecklistContent, Fault, Missing
from careloop.organisation.models import Employee
from careloop.organisation.rules import Viewer

INCOMPLETE = Text(
    zh="点检还没有完成：{items}。请补全后再提交。",
    en="The inspection is not complete: {items}. Fill these in and finish again.",
)
NO_ANSWER = Text(zh="“{item}”没有打分", en="“{item}” is not marked")
NO_PHOTO = Text(zh="“{item}”缺少照片", en="“{item}” lacks its photo")
NO_FINDING = Text(
    zh="不合格的项目还没有整改要求：{items}。请写明措施、责任人和期限。",
    en="Items at fault have no finding yet: {items}. Give each an action, an owner and a day.",
)
NO_ACTION = Text(
    zh="“{item}”的整改没有写措施。请写明要做什么。",
    en="The finding at “{item}” names no action. Say what is to be done.",
)
NAMED = 3  # so many items are named in a sentence, the others counted
MORE = Text(zh="{named} 等 {count} 项", en="{named} and others, {count} in all")


@dataclass(frozen=True, slots=True)
class NewFinding:
    """What is to be put right at an item, by whom and by when; ``text`` is what is wrong."""

    item: str
    action: str
    owner: Employee
    due_on: date
    text: str = ""


class Incomplete(Refused):
    """An inspection that cannot be finished yet; ``missing`` is what it lacks."""

    def __init__(self, missing: Sequence[Missing]) -> None:
        super().__init__(INCOMPLETE, items=_listed([_lacking(one) for one in missing]))
        self.missing = tuple(missing)


class FindingsNeeded(Refused):
    """Items at fault have no finding; ``faults`` are those."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(NO_FINDING, items=_listed([fault.item.text for fault in faults]))
        self.faults = tuple(faults)


@transaction.atomic
def finish(
    *,
    by: Viewer,
    inspection: Inspection,
    revision: int,
    answers: Answers,
    remarks: Mapping[str, str],
    findings: Sequence[NewFinding],
    now: datetime,
    remark: str = "",
    device: str = "",
) -> Inspection:
    """Finish an inspection: its answers are kept for good, it is scored, its findings are open and
    their owners told.

    ``device`` as in ``save_draft``.

    Raises:
        Stale: another page or person changed it after ``revision``.
        Incomplete: items without an answer, or without the photo they ask for.
        FindingsNeeded: items at fault without a finding.
        Refused: an unknown item, points off the scale, a finding without action, an owner who
            left, a day in the past.
    """
    found = being_filled_in(by, inspection, revision, device)
    content = scoring.content_from(found.checklist.content)
    _require_complete(found, content, answers)
    _require_findings(content, answers, findings)
    kept = checked_remarks(content, remarks)
    opened = [_opened(found, content, one, kept, now.date()) for one in findings]
    points = scoring.score(content, answers)
    found.score_numerator, found.score_denominator = points or (None, None)
    found.state, found.finished_at = InspectionState.FINISHED.value, now
    found.inspector_id, found.draft = by.user_id, {}
    found.remark = rules.short_enough(remark, name_of(found.checklist))
    found.revision += 1
    found.save()
    Answer.objects.bulk_create(
        Answer(inspection=found, item=code, points=points, remark=kept.get(code, ""))
        for code, points in answers.items()
    )
    Finding.objects.bulk_create(opened)
    tell_owners(found, content, opened, now)
    note(by, "inspection.finish", found, findings=len(opened))
    return found


def _require_complete(found: Inspection, content: ChecklistContent, answers: Answers) -> None:
    scoring.check_answers(content, answers)
    photos = set(found.photos.values_list("item", flat=True))
    if lacking := scoring.missing(content, answers, photos):
        raise Incomplete(lacking)


def _require_findings(
    content: ChecklistContent, answers: Answers, findings: Sequence[NewFinding]
) -> None:
    told = {one.item for one in findings}
    faults = [fault for fault in scoring.faults(content, answers) if fault.needs_finding]
    if untold := [fault for fault in faults if fault.item.code not in told]:
        raise FindingsNeeded(untold)


def _opened(
    found: Inspection,
    content: ChecklistContent,
    new: NewFinding,
    remarks: Mapping[str, str],
    today: date,
) -> Finding:
    item = content.item(new.item)
    if item is None:
        raise Refused(scoring.UNKNOWN_ITEM, item=new.item[:48])
    action = rules.short_enough(new.action, item.text)
    if not action:
        raise Refused(NO_ACTION, item=item.text)
    require_not_past(new.due_on, today)
    require_staff(new.owner, found.store, new.due_on)
    return Finding(
        store=found.store,
        inspection=found,
        item=item.code,
        text=rules.short_enough(new.text, item.text) or remarks.get(item.code, ""),
        action=action,
        owner=new.owner,
        due_on=new.due_on,
    )


def _lacking(missing: Missing) -> Text:
    sentence = NO_ANSWER if missing.what == "answer" else NO_PHOTO
    item = missing.item.text
    return Text(zh=sentence.say("zh", item=item), en=sentence.say("en", item=item))


def _listed(texts: Sequence[Text]) -> Text:
    """The first few of ``texts`` in one, and how many there are if more."""
    named = Text(
        zh="、".join(text.zh for text in texts[:NAMED]),
        en=", ".join(text.en for text in texts[:NAMED]),
    )
    if len(texts) <= NAMED:
        return named
    said = {"named": named, "count": len(texts)}
    return Text(zh=MORE.say("zh", **said), en=MORE.say("en", **said))
