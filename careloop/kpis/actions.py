"""Writes of the figures' room: targets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from careloop.common import audit
from careloop.core.kernel.codes import COMPARATOR
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.periods import Period
from careloop.core.kernel.text import Text
from careloop.core.metrics.compute import metric_of
from careloop.kpis.targets import Wish
from careloop.organisation.choices import Permission
from careloop.organisation.models import Group, Store, Target
from careloop.organisation.rules import Viewer

MONTH_OR_YEAR = Text(
    zh="目标值按月或按年设定，例如 2026-10 或 2026；“{period}”不行。",
    en="A target holds for a month or a year, such as 2026-10 or 2026; “{period}” does not do.",
)
NO_SUCH_COMPARATOR = Text(
    zh="没有比较符“{comparator}”。可用：{known}。",
    en="There is no comparator “{comparator}”. There are {known}.",
)


@transaction.atomic
def set_target(
    *,
    by: Viewer,
    kpi: str,
    period: Period,
    value: Decimal,
    comparator: str = "",
    store: Store | None = None,
    group: Group | None = None,
) -> Target:
    """Set the target of ``kpi`` in ``period`` for one store, or for all stores of ``group``.

    A target already set there is replaced. For a group the permission is needed in all its stores.

    Raises:
        Refused: no such metric or comparator, or the period is no month and no year.
        Forbidden: the viewer may not set targets there.
    """
    owner = store.group if store else group
    if owner is None:
        raise ValueError("set_target needs a store or a group")
    for store_id in [store.pk] if store else owner.stores.values_list("pk", flat=True):
        by.require(Permission.SET_TARGET, store_id)
    metric_of(kpi)
    if period.kind not in ("month", "year"):
        raise Refused(MONTH_OR_YEAR, period=period)
    if comparator and comparator not in COMPARATOR.codes:
        raise Refused(NO_SUCH_COMPARATOR, comparator=comparator, known=" ".join(COMPARATOR.codes))
    target, _ = Target.objects.update_or_create(
        group=owner,
        store=store,
        kpi=kpi,
        period=str(period),
        defaults={"value": value, "comparator": comparator, "changed_at": datetime.now()},
    )
    audit.record(
        actor_id=by.user_id,
        action="target.set",
        subject=target,
        store_id=store.pk if store else None,
        detail={"kpi": kpi, "period": str(period), "value": str(value)},
    )
    return target


@transaction.atomic
def drop_target(*, by: Viewer, store: Store, kpi: str, period: Period) -> None:
    """Let go a store's own target: what holds for its group, or the catalogue's, holds again.

    Raises:
        Forbidden: the viewer may not set targets there.
    """
    by.require(Permission.SET_TARGET, store.pk)
    target = Target.objects.filter(store=store, kpi=kpi, period=str(period)).first()
    if target is None:
        return
    audit.record(
        actor_id=by.user_id,
        action="target.drop",
        subject=target,
        store_id=store.pk,
        detail={"kpi": kpi, "period": str(period), "value": str(target.value)},
    )
    target.delete()


@transaction.atomic
def set_targets(*, by: Viewer, store: Store, period: Period, wishes: Sequence[Wish]) -> int:
    """Set or let go the targets of a store that a page changed: all of them, or none.

    Returns how many changed. Raises as :func:`set_target`.
    """
    by.require(Permission.SET_TARGET, store.pk)
    for wish in wishes:
        if wish.value is None:
            drop_target(by=by, store=store, kpi=wish.kpi, period=period)
        else:
            set_target(
                by=by,
                kpi=wish.kpi,
                period=period,
                value=wish.value,
                comparator=wish.comparator,
                store=store,
            )
    return len(wishes)
