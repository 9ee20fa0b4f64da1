"""How a store wants its complaints handled: its limits, its ladder, its own causes.

A changed limit or ladder holds at once: the open complaints are reckoned anew with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import models, transaction

from careloop.common import audit
from careloop.complaints.actions.reckoning import reckon_open
from careloop.complaints.choices import CLOCK_LABELS, Clock
from careloop.complaints.ladder import USUAL, Step, check
from careloop.complaints.limits import require_limit, usual
from careloop.complaints.models import LadderStep, StoreCause, TimeLimit
from careloop.complaints.queries.tuning import unreached
from careloop.complaints.rules import require_codes
from careloop.core.kernel.clock import Limit, Unit
from careloop.core.kernel.codes import SEVERITY
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.rules import Viewer

NO_SUCH_CLOCK = Text(
    zh="没有时限“{clock}”、等级“{severity}”或单位“{unit}”。请从列表中选择。",
    en="There is no clock “{clock}”, class “{severity}” or unit “{unit}”. Choose from the lists.",
)
NO_NAME = Text(
    zh="原因名称须为 1 到 {most} 个字。请填写。", en="A cause has a name of 1 to {most} letters."
)
NAME_TAKEN = Text(
    zh="原因“{name}”已经存在。请换一个名称，或修改已有的原因。",
    en="There is a cause “{name}” already. Choose another name, or change that one.",
)
LONGEST_NAME = 60


@transaction.atomic
def set_limit(
    *,
    by: Viewer,
    store: Store,
    clock: str,
    severity: str,
    amount: int | None,
    unit: str,
    now: datetime,
) -> Limit:
    """Let a clock run so long for a class; no ``amount``: as long as usual. The limit that holds.

    Raises:
        Refused: no such clock, class or unit, nothing or too long a time, a duty longer than the
            law's.
    """
    by.require(Permission.MANAGE_COMPLAINT_RULES, store.pk)
    if clock not in list(Clock) or severity not in SEVERITY.codes or unit not in list(Unit):
        raise Refused(NO_SUCH_CLOCK, clock=clock, severity=severity, unit=unit)
    own = TimeLimit.objects.filter(store=store, clock=clock, severity=severity)
    if amount is None:
        own.delete()
        limit = usual(Clock(clock), severity)
    else:
        limit = Limit(amount, Unit(unit))
        require_limit(Clock(clock), limit, CLOCK_LABELS[Clock(clock)])
        TimeLimit.objects.update_or_create(
            store=store, clock=clock, severity=severity, defaults={"amount": amount, "unit": unit}
        )
    said = {"clock": clock, "severity": severity, "amount": limit.amount, "unit": limit.unit.value}
    _audit(by, store, "complaint.set_limit", store, is_own=amount is not None, **said)
    reckon_open(store=store, now=now)
    return limit


@transaction.atomic
def set_ladder(
    *, by: Viewer, store: Store, severity: str, steps: Sequence[Step], now: datetime
) -> list[Text]:
    """Give a class a ladder of the store's own; no steps: the usual one. Returns a sentence for
    each step that would reach nobody today.

    Raises:
        Refused: no such class, steps that do not rise, a post told twice, a step that tells nobody.
    """
    by.require(Permission.MANAGE_COMPLAINT_RULES, store.pk)
    if severity not in SEVERITY.codes:
        raise Refused(NO_SUCH_CLOCK, clock="–", severity=severity, unit="–")
    ladder = tuple(steps)
    check(ladder)
    LadderStep.objects.filter(store=store, severity=severity).delete()
    LadderStep.objects.bulk_create(
        LadderStep(
            store=store,
            severity=severity,
            step=number,
            minutes=step.minutes,
            roles=",".join(step.roles),
        )
        for number, step in enumerate(ladder, 1)
    )
    said = [f"{step.minutes}: {','.join(step.roles)}" for step in ladder]
    _audit(by, store, "complaint.set_ladder", store, severity=severity, steps=said)
    reckon_open(store=store, now=now)
    return unreached(store, ladder or USUAL[severity])


@transaction.atomic
def set_cause(
    *,
    by: Viewer,
    store: Store,
    name: str,
    cause: str,
    is_active: bool = True,
    row: StoreCause | None = None,
) -> StoreCause:
    """Name a cause of the store's own, counted as ``cause`` of the monthly table, or change
    ``row``. One that is not active is chosen no more; complaints keep it.

    Raises:
        Refused: no name, a name taken, a cause the table does not know.
        StoreCause.DoesNotExist: ``row`` is another store's.
    """
    by.require(Permission.MANAGE_COMPLAINT_RULES, store.pk)
    name = name.strip()
    require_codes(cause=cause, severity="")
    if not 0 < len(name) <= LONGEST_NAME:
        raise Refused(NO_NAME, most=LONGEST_NAME)
    own = StoreCause.objects.get(store=store, pk=row.pk) if row else StoreCause(store=store)
    named = StoreCause.objects.filter(store=store, name=name).first()
    if named is not None and named.pk != own.pk:
        raise Refused(NAME_TAKEN, name=name)
    own.name, own.cause, own.is_active = name, cause, is_active
    own.save()
    _audit(by, store, "complaint.set_cause", own, cause=cause, is_active=is_active)
    return own


def _audit(by: Viewer, store: Store, action: str, subject: models.Model, **detail: object) -> None:
    audit.record(
        actor_id=by.user_id, action=action, subject=subject, store_id=store.pk, detail=detail
    )
