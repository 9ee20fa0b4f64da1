"""Writes of the organisation."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from careloop.common import audit
from careloop.core.kernel.calendar import Day
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text
from careloop.organisation.choices import Permission, Role
from careloop.organisation.models import (
    DayException,
    Employee,
    Group,
    Hours,
    OpeningHours,
    RoleGrant,
    Store,
    User,
)
from careloop.organisation.rules import NOT_ALLOWED, Forbidden, Viewer, check_hours

STORE_EXISTS = Text(
    zh="门店代码“{code}”已经存在（{name}）。请换一个代码。",
    en="Store code “{code}” exists already ({name}). Choose another code.",
)
USER_EXISTS = Text(
    zh="用户名“{username}”已经存在。请换一个用户名。",
    en="User name “{username}” exists already. Choose another.",
)
WEAK_PASSWORD = Text(zh="密码不可用：{why}", en="The password cannot be used: {why}")
BLANK_CODE = Text(
    zh="代码不能为空，且只能含字母、数字、-、_。", en="A code holds letters, digits, - and _ only."
)
WEEKDAYS = {
    1: Text(zh="周一", en="Monday"),
    2: Text(zh="周二", en="Tuesday"),
    3: Text(zh="周三", en="Wednesday"),
    4: Text(zh="周四", en="Thursday"),
    5: Text(zh="周五", en="Friday"),
    6: Text(zh="周六", en="Saturday"),
    7: Text(zh="周日", en="Sunday"),
    8: Text(zh="法定节假日", en="Legal holidays"),
}
NO_SUCH_ROLE = Text(
    zh="没有角色“{role}”。可用角色：{known}。", en="There is no role “{role}”. Roles: {known}."
)


def _require_system_or(viewer: Viewer, store_id: int | None) -> None:
    if viewer.is_system:
        return
    if store_id is None:
        raise Forbidden(NOT_ALLOWED, permission=Permission.MANAGE_STORE.value)
    viewer.require(Permission.MANAGE_STORE, store_id)


@transaction.atomic
def add_store(*, by: Viewer, code: str, name: str, group: str = "") -> Store:
    """Add a store to ``group`` (code or name; the store's own code when not given).

    Raises:
        Refused: the code is blank, malformed or taken.
    """
    _require_system_or(by, None)
    code = code.strip()
    if not code or not all(ch.isalnum() or ch in "-_" for ch in code):
        raise Refused(BLANK_CODE)
    taken = Store.objects.filter(code=code).first()
    if taken is not None:
        raise Refused(STORE_EXISTS, code=code, name=taken.name)
    group_name = group.strip() or name
    owner, _ = Group.objects.get_or_create(
        code=(group.strip() or code)[:32], defaults={"name": group_name}
    )
    store = Store.objects.create(group=owner, code=code, name=name.strip() or code)
    audit.record(actor_id=by.user_id, action="store.add", subject=store, store_id=store.pk)
    return store


@transaction.atomic
def add_user(
    *,
    by: Viewer,
    username: str,
    password: str,
    role: str,
    store: Store | None = None,
    group: Group | None = None,
    display_name: str = "",
    employee: Employee | None = None,
    language: str = "zh-hans",
) -> User:
    """Add one who may sign in, with one role in a store or in every store of a group.

    Raises:
        Refused: name taken, password too weak, role unknown.
    """
    _require_system_or(by, store.pk if store else None)
    if role not in list(Role):
        raise Refused(NO_SUCH_ROLE, role=role, known="、".join(Role))
    if User.objects.filter(username=username).exists():
        raise Refused(USER_EXISTS, username=username)
    user = User(username=username, last_name=display_name, employee=employee, language=language)
    try:
        validate_password(password, user)
    except ValidationError as fault:
        raise Refused(WEAK_PASSWORD, why=" ".join(fault.messages)) from fault
    user.set_password(password)
    user.save()
    grant_role(by=by, user=user, role=Role(role), store=store, group=group)
    audit.record(
        actor_id=by.user_id, action="user.add", subject=user, store_id=store.pk if store else None
    )
    return user


@transaction.atomic
def grant_role(
    *, by: Viewer, user: User, role: Role, store: Store | None = None, group: Group | None = None
) -> RoleGrant:
    """Give ``user`` a role in a store or in every store of a group."""
    _require_system_or(by, store.pk if store else None)
    grant = RoleGrant.objects.create(user=user, role=role.value, store=store, group=group)
    audit.record(
        actor_id=by.user_id,
        action="role.grant",
        subject=grant,
        store_id=store.pk if store else None,
        detail={"role": role.value},
    )
    return grant


@transaction.atomic
def set_language(*, user: User, language: str) -> None:
    """Remember the language a user reads."""
    User.objects.filter(pk=user.pk).update(language=language)
    audit.record(
        actor_id=user.pk,
        action="user.language",
        subject=user,
        detail={"language": language, "at": datetime.now().isoformat(timespec="seconds")},
    )


@transaction.atomic
def set_opening_hours(*, by: Viewer, store: Store, week: Mapping[int, Day]) -> None:
    """Set the hours of every weekday (1 … 7) and of legal holidays (8); a day left out is shut.

    Raises:
        Refused: hours of a day are out of order; the sentence names the day.
    """
    by.require(Permission.MANAGE_CAPACITY, store.pk)
    for weekday in range(1, OpeningHours.HOLIDAY + 1):
        hours = week.get(weekday, ())
        check_hours(hours, WEEKDAYS[weekday])
        OpeningHours.objects.update_or_create(
            store=store, weekday=weekday, defaults=Hours.fields_of(hours)
        )
    audit.record(actor_id=by.user_id, action="store.hours", subject=store, store_id=store.pk)


@transaction.atomic
def set_day(*, by: Viewer, store: Store, day: date, hours: Day, note: str = "") -> DayException:
    """Give one day hours of its own, or shut it, whatever its week and the legal calendar say.

    Raises:
        Refused: the hours are out of order.
    """
    by.require(Permission.MANAGE_CAPACITY, store.pk)
    check_hours(hours, day.isoformat())
    row, _ = DayException.objects.update_or_create(
        store=store, day=day, defaults=Hours.fields_of(hours) | {"note": note}
    )
    audit.record(
        actor_id=by.user_id,
        action="store.day",
        subject=row,
        store_id=store.pk,
        detail={"day": day.isoformat(), "is_open": bool(hours)},
    )
    return row


@transaction.atomic
def unset_day(*, by: Viewer, store: Store, day: date) -> None:
    """Let the day follow its week and the legal calendar again."""
    by.require(Permission.MANAGE_CAPACITY, store.pk)
    for row in DayException.objects.filter(store=store, day=day):
        audit.record(
            actor_id=by.user_id,
            action="store.day_unset",
            subject=row,
            store_id=store.pk,
            detail={"day": day.isoformat()},
        )
        row.delete()
