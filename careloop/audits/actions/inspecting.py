"""An inspection begun and filled in: the draft is kept at every touch."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from careloop.audits import rules
from careloop.audits.actions.plans import require_staff
from careloop.audits.choices import InspectionState
from careloop.audits.models import Inspection
from careloop.audits.queries.checklists import require_in_use
from careloop.common import audit
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text
from careloop.core.scoring.inspections import (
    UNKNOWN_ITEM,
    Answers,
    ChecklistContent,
    check_answers,
    content_from,
)
from careloop.organisation.choices import Permission
from careloop.organisation.models import Employee, Store
from careloop.organisation.rules import Viewer
from careloop.service.models import RepairOrder

OVER = Text(
    zh="这次点检已是“{state}”，不能再填写。请返回今天的点检。",
    en="This inspection is {state} and takes no more entries. Go back to today's inspections.",
)
STATES = {
    InspectionState.FINISHED: Text(zh="已完成", en="finished"),
    InspectionState.MISSED: Text(zh="漏检", en="missed"),
    InspectionState.DUE: Text(zh="待点检", en="not begun"),
}
OTHER_ORDER = Text(
    zh="工单不属于该门店。请重新选择工单。", en="The order is not of this store. Choose it again."
)


@transaction.atomic
def begin(*, by: Viewer, inspection: Inspection, revision: int, now: datetime) -> Inspection:
    """Begin an inspection that is due, or take over one another has begun, with its draft.

    Raises:
        Stale: somebody changed it meanwhile.
        Refused: it is finished or missed.
    """
    found = locked(by, inspection)
    begun = found.state == InspectionState.BEGUN
    if begun and found.inspector_id == by.user_id:
        return found
    _require_fresh(found, revision)
    if not begun and found.state != InspectionState.DUE:
        raise Refused(OVER, state=STATES[InspectionState(found.state)])
    found.state, found.inspector_id = InspectionState.BEGUN.value, by.user_id
    found.begun_at = found.begun_at or now
    _save(found)
    note(by, "inspection.begin", found)
    return found


@transaction.atomic
def start_unplanned(
    *,
    by: Viewer,
    store: Store,
    checklist_code: str,
    now: datetime,
    subject: Employee | None = None,
    order: RepairOrder | None = None,
) -> Inspection:
    """Begin an inspection nobody planned: a spot check (AUD-07).

    Raises:
        Refused: the checklist is not in use, or person or order are another store's.
    """
    by.require(Permission.INSPECT, store.pk)
    used = require_in_use(store, checklist_code)
    if subject is not None:
        require_staff(subject, store, now.date())
    if order is not None and order.store_id != store.pk:
        raise Refused(OTHER_ORDER)
    made = Inspection.objects.create(
        store=store,
        checklist=used,
        due_on=now.date(),
        state=InspectionState.BEGUN,
        subject=subject,
        order=order,
        inspector_id=by.user_id,
        begun_at=now,
    )
    note(by, "inspection.start", made)
    return made


@transaction.atomic
def save_draft(
    *,
    by: Viewer,
    inspection: Inspection,
    revision: int,
    answers: Answers,
    remarks: Mapping[str, str],
    now: datetime,
    device: str = "",
    typed: Mapping[str, str] | None = None,
) -> Inspection:
    """Keep what is filled in so far; ``typed`` is what else the page wants back (findings begun).

    ``device`` is a word the page draws by lot when it opens. When an answer to a save was lost
    on the way, the page's next save still names the old revision: it is taken as long as nobody
    but that page has saved since.

    Raises:
        Stale: another page or person changed it after ``revision``.
        Refused: over, or an unknown item, points off the scale, a text too long.
    """
    found = being_filled_in(by, inspection, revision, device)
    content = content_from(found.checklist.content)
    check_answers(content, answers)
    found.draft = {
        "answers": dict(answers),
        "remarks": checked_remarks(content, remarks),
        "typed": {key[:80]: rules.short_enough(text, key) for key, text in (typed or {}).items()},
        "device": device,
        "saved_at": now.isoformat(timespec="seconds"),
    }
    found.inspector_id = by.user_id
    _save(found)
    return found


def locked(by: Viewer, inspection: Inspection) -> Inspection:
    """The inspection as it is now, locked; raises ``Forbidden`` where one may not inspect."""
    by.require(Permission.INSPECT, inspection.store_id)
    rows = Inspection.objects.select_related("checklist", "store", "subject", "plan__responsible")
    return rows.select_for_update(of=("self",)).get(pk=inspection.pk)


def being_filled_in(
    by: Viewer, inspection: Inspection, revision: int, device: str = ""
) -> Inspection:
    """A begun inspection, locked, that nobody but this page changed after ``revision``.

    Raises:
        Stale: somebody did.
        Refused: it is not begun, or over.
    """
    found = locked(by, inspection)
    if found.state != InspectionState.BEGUN:
        raise Refused(OVER, state=STATES[InspectionState(found.state)])
    saved_last = bool(device) and found.draft.get("device") == device
    if not saved_last:
        _require_fresh(found, revision)
    return found


def _require_fresh(found: Inspection, revision: int) -> None:
    if found.revision != revision:
        raise rules.Stale(rules.INSPECTION, found)


def checked_remarks(content: ChecklistContent, remarks: Mapping[str, str]) -> dict[str, str]:
    """The remarks that say something, by item.

    Raises:
        Refused: an unknown item, or a remark too long.
    """
    kept = {}
    for code, text in remarks.items():
        item = content.item(code)
        if item is None:
            raise Refused(UNKNOWN_ITEM, item=code[:48])
        if short := rules.short_enough(text, item.text):
            kept[code] = short
    return kept


def _save(found: Inspection) -> None:
    found.revision += 1
    found.save()


def note(by: Viewer, action: str, inspection: Inspection, **detail: object) -> None:
    audit.record(
        actor_id=by.user_id,
        action=action,
        subject=inspection,
        store_id=inspection.store_id,
        detail={"checklist": inspection.checklist.code, **detail},
    )
