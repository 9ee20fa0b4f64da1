"""Reads of the organisation, scoped by viewer."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Q, QuerySet

from careloop.core.kernel.calendar import WorkingCalendar
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text, language_of
from careloop.organisation.choices import Permission, Role
from careloop.organisation.legal_calendar import legal_days
from careloop.organisation.models import (
    DayException,
    Employee,
    OpeningHours,
    RoleGrant,
    Store,
    User,
)
from careloop.organisation.rules import USUAL_WEEK, Viewer, grants_of

NO_SUCH_STORE = Text(
    zh="没有代码为“{code}”的门店，或您无权查看。可用门店：{known}。",
    en="There is no store with code “{code}”, or you may not see it. Stores: {known}.",
)
NO_STORE_YET = Text(
    zh="还没有门店。先运行 careloop store add --code 代码 --name 名称。",
    en="There is no store yet. Run careloop store add --code CODE --name NAME first.",
)


def viewer_for(user: User) -> Viewer:
    """The viewer behind a signed-in user; one query for the roles, one for the groups' stores."""
    roles: list[tuple[Role, int]] = []
    grants = RoleGrant.objects.filter(user=user).values_list("role", "store_id", "group_id")
    group_ids = [group_id for _, _, group_id in grants if group_id]
    stores = list(Store.objects.filter(group_id__in=group_ids).values_list("id", "group_id"))
    for role, store_id, group_id in grants:
        held_in = [store_id] if store_id else [sid for sid, gid in stores if gid == group_id]
        roles.extend((Role(role), sid) for sid in held_in)
    return Viewer(user_id=user.pk, grants=grants_of(roles), language=language_of(user.language))


def stores(viewer: Viewer, permission: Permission) -> QuerySet[Store]:
    """The stores where the viewer holds ``permission``, by code."""
    found = Store.objects.select_related("group").order_by("code")
    return found if viewer.is_system else found.filter(id__in=viewer.store_ids(permission))


def store_by_code(viewer: Viewer, code: str, permission: Permission) -> Store:
    """One store.

    Raises:
        Refused: no such store among those the viewer may see; the sentence lists them.
    """
    visible = stores(viewer, permission)
    store = visible.filter(code=code).first()
    if store is None:
        known = "、".join(visible.values_list("code", flat=True))
        if not known and viewer.is_system:
            raise Refused(NO_STORE_YET)
        raise Refused(NO_SUCH_STORE, code=code, known=known or "–")
    return store


def employees(viewer: Viewer, store_ids: list[int], permission: Permission) -> QuerySet[Employee]:
    """The staff of those of ``store_ids`` the viewer may see."""
    allowed = [sid for sid in store_ids if viewer.may(permission, sid)]
    return Employee.objects.filter(store_id__in=allowed).order_by("store_id", "employee_no")


def holders(store: Store, roles: Collection[Role]) -> QuerySet[User]:
    """The active users who hold one of ``roles`` in the store, or in all stores of its group."""
    here = Q(role_grants__store=store) | Q(role_grants__group_id=store.group_id)
    held = Q(role_grants__role__in=[role.value for role in roles])
    return User.objects.filter(here & held, is_active=True).distinct().order_by("id")


def staff_no(user_id: int | None) -> str:
    """The number of the member of staff behind a user; blank where none is linked."""
    if user_id is None:
        return ""
    numbers = Employee.objects.filter(user__pk=user_id).values_list("employee_no", flat=True)
    return numbers.first() or ""


def working_calendar(store: Store, day: date) -> WorkingCalendar:
    """When the store works, in the year of ``day`` and the one after it (two queries).

    A store that set no hours keeps :data:`~careloop.organisation.rules.USUAL_WEEK`.
    """
    set_hours = {row.weekday: row.intervals for row in OpeningHours.objects.filter(store=store)}
    legal = legal_days((day.year, day.year + 1))
    own = DayException.objects.filter(store=store, day__gte=day)
    return WorkingCalendar(
        week=tuple(set_hours.get(n, ()) for n in range(1, 8)) if set_hours else USUAL_WEEK,
        holidays=legal.off,
        make_up=legal.worked,
        holiday_hours=set_hours.get(OpeningHours.HOLIDAY, ()),
        special={row.day: row.intervals for row in own},
    )


def day_exceptions(viewer: Viewer, store: Store, since: date) -> list[DayException]:
    """The store's days with hours of their own, from ``since`` on."""
    viewer.require(Permission.MANAGE_CAPACITY, store.pk)
    return list(DayException.objects.filter(store=store, day__gte=since))
