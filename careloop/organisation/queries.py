"""Reads of the organisation, scoped by viewer."""

from __future__ import annotations

from django.db.models import QuerySet

from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text, language_of
from careloop.organisation.choices import Permission, Role
from careloop.organisation.models import Employee, RoleGrant, Store, User
from careloop.organisation.rules import Viewer, grants_of

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
