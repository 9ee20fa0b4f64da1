"""A finding acted on, and checked again (AUD-05)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from careloop.audits import rules
from careloop.audits.actions.plans import require_not_past
from careloop.audits.choices import FINDING_LABELS, FindingState
from careloop.audits.models import Finding, Recheck
from careloop.common import audit, files
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text
from careloop.organisation.choices import Permission
from careloop.organisation.models import User
from careloop.organisation.rules import Viewer

WRONG_STATE = Text(
    zh="这个问题现在是“{state}”，不能这样处理。请刷新页面。",
    en="This finding is now “{state}”; that cannot be done to it. Reload the page.",
)
OWN = Text(
    zh="这个问题由您负责整改，须由其他人复查。",
    en="You own this finding; somebody else checks it again.",
)
SAY_WHY = Text(zh="请说明为什么还没有整改好。", en="Say why it is not cured yet.")
WHAT_WAS_DONE = Text(zh="整改情况", en="what was done")
REMARK = Text(zh="复查备注", en="the re-check's remark")


@transaction.atomic
def act_on_finding(
    *, by: Viewer, finding: Finding, revision: int, done: str, now: datetime
) -> Finding:
    """Tell that the action is done; the finding waits to be checked again.

    Its owner may, and everybody who may inspect.

    Raises:
        Stale: somebody changed it meanwhile.
        Refused: it is not open.
    """
    owns = _owns(by, finding)
    if not owns:
        by.require(Permission.INSPECT, finding.store_id)
    found = _current(finding, revision, FindingState.OPEN)
    found.state, found.acted_at, found.acted_by_id = FindingState.ACTED_ON.value, now, by.user_id
    found.done = rules.short_enough(done, WHAT_WAS_DONE)
    _save(by, "finding.act", found)
    return found


@transaction.atomic
def recheck(
    *,
    by: Viewer,
    finding: Finding,
    revision: int,
    is_cured: bool,
    now: datetime,
    remark: str = "",
    photo: UploadedFile[Any] | None = None,
    due_on: date | None = None,
) -> Recheck:
    """Look again. Not cured, the finding is open anew, due by ``due_on`` or as before.

    Raises:
        Stale: somebody changed it meanwhile.
        Refused: its owner checks it, nothing was done about it yet, no reason why it is not
            cured, a day in the past, or no photo.
    """
    by.require(Permission.INSPECT, finding.store_id)
    found = _current(finding, revision, FindingState.ACTED_ON)
    if _owns(by, found):
        raise Refused(OWN)
    said = rules.short_enough(remark, REMARK)
    if not is_cured and not said:
        raise Refused(SAY_WHY)
    kept = None
    if photo is not None:
        kept = files.keep_photo(photo, store_id=found.store_id, by_id=by.user_id, now=now)
    made = Recheck.objects.create(
        finding=found, at=now, by_id=by.user_id, is_cured=is_cured, remark=said, photo=kept
    )
    if is_cured:
        found.state, found.cured_at = FindingState.CURED.value, now
    else:
        _open_anew(found, due_on, now.date())
    _save(by, "finding.recheck", found, is_cured=is_cured)
    return made


def _open_anew(found: Finding, due_on: date | None, today: date) -> None:
    if due_on is not None:
        require_not_past(due_on, today)
        found.due_on = due_on
    found.state, found.acted_at = FindingState.OPEN.value, None


def _owns(by: Viewer, finding: Finding) -> bool:
    if by.user_id is None or finding.owner_id is None:
        return False
    return User.objects.filter(pk=by.user_id, employee=finding.owner_id).exists()


def _current(finding: Finding, revision: int, wanted: FindingState) -> Finding:
    rows = Finding.objects.select_related("store", "inspection__checklist", "owner")
    found = rows.select_for_update(of=("self",)).get(pk=finding.pk)
    if found.revision != revision:
        raise rules.Stale(rules.FINDING, found)
    if found.state != wanted:
        raise Refused(WRONG_STATE, state=FINDING_LABELS[FindingState(found.state)])
    return found


def _save(by: Viewer, action: str, found: Finding, **detail: object) -> None:
    found.revision += 1
    found.save()
    audit.record(
        actor_id=by.user_id,
        action=action,
        subject=found,
        store_id=found.store_id,
        detail={"item": found.item, **detail},
    )
