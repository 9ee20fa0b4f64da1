"""Bays and how they are given out: what the service manager sets."""

from __future__ import annotations

from django.db import transaction

from careloop.common import audit
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.rules import Viewer
from careloop.service import rules
from careloop.service.actions.booking import locked
from careloop.service.choices import BayKind
from careloop.service.models import Bay, CapacitySettings

NAME_TAKEN = Text(
    zh="工位“{name}”已经有了，请换一个名称。",
    en="There is a bay “{name}” already. Choose another name.",
)
NAME_BLANK = Text(zh="工位须有名称。", en="A bay needs a name.")
BAD_KIND = Text(zh="没有工位类型“{kind}”。", en="There is no kind of bay “{kind}”.")
BAD_CAPACITY = Text(
    zh="时段须为 5 的倍数且在 10 至 120 分钟之间，预留比例 0 至 100，迟到宽限 0、5、10 或 15 分钟，"
    "最多提前 1 至 365 天。",
    en="A slot is 10 to 120 minutes in steps of 5, the share for walk-ins 0 to 100, lateness 0, 5, "
    "10 or 15 minutes, booking ahead 1 to 365 days.",
)


@transaction.atomic
def save_bay(
    *,
    by: Viewer,
    store: Store,
    name: str,
    kind: str = BayKind.ANY,
    is_dedicated: bool = True,
    is_active: bool = True,
    bay: Bay | None = None,
) -> Bay:
    """Add a bay, or change ``bay``; one that is not active takes no new appointments.

    Raises:
        Refused: the name is blank or taken, the kind unknown.
    """
    by.require(Permission.MANAGE_CAPACITY, store.pk)
    locked(store)
    name = name.strip()
    if not name:
        raise Refused(NAME_BLANK)
    if kind not in list(BayKind):
        raise Refused(BAD_KIND, kind=kind)
    if Bay.objects.filter(store=store, name=name).exclude(pk=bay.pk if bay else 0).exists():
        raise Refused(NAME_TAKEN, name=name)
    saved = bay or Bay(store=store)
    saved.name, saved.kind = name, kind
    saved.is_dedicated, saved.is_active = is_dedicated, is_active
    saved.save()
    audit.record(
        actor_id=by.user_id,
        action="bay.save",
        subject=saved,
        store_id=store.pk,
        detail={"kind": kind, "is_dedicated": is_dedicated, "is_active": is_active},
    )
    return saved


@transaction.atomic
def set_capacity(
    *,
    by: Viewer,
    store: Store,
    slot_minutes: int,
    walk_in_percent: int,
    late_minutes: int,
    horizon_days: int,
) -> CapacitySettings:
    """Set how bays are given out; appointments booked before keep their time.

    Raises:
        Refused: a value outside its range.
    """
    by.require(Permission.MANAGE_CAPACITY, store.pk)
    if not rules.is_capacity(slot_minutes, walk_in_percent, late_minutes, horizon_days):
        raise Refused(BAD_CAPACITY)
    settings = locked(store)
    wanted = {
        "slot_minutes": slot_minutes,
        "walk_in_percent": walk_in_percent,
        "late_minutes": late_minutes,
        "horizon_days": horizon_days,
    }
    for name, value in wanted.items():
        setattr(settings, name, value)
    settings.save(update_fields=list(wanted))
    audit.record(
        actor_id=by.user_id,
        action="capacity.set",
        subject=settings,
        store_id=store.pk,
        detail=wanted,
    )
    return settings
