"""Making and revoking tokens."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.db import transaction

from careloop.api import rules
from careloop.api.choices import Scope
from careloop.api.models import ApiToken
from careloop.common import audit
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store, User
from careloop.organisation.queries import viewer_for
from careloop.organisation.rules import Viewer

NO_SUCH_SCOPE = Text(
    zh="没有权限范围“{scope}”。可用：{known}。",
    en="There is no scope “{scope}”. Scopes: {known}.",
)
NO_SCOPE = Text(zh="请至少选择一个权限范围。", en="Choose one scope at least.")
NO_NAME = Text(zh="请填写令牌名称，写明由哪个系统使用。", en="Name the system that uses the token.")
OVER_BEFORE = Text(
    zh="到期日 {day} 已经过去。请选择今天或以后。",
    en="The last day, {day}, is over. Choose today or later.",
)
NOT_IN_STORE = Text(
    zh="用户“{user}”在该门店没有角色。", en="User “{user}” has no role in that store."
)
SEEN_EVERY = timedelta(minutes=1)


@transaction.atomic
def make_token(
    *,
    by: Viewer,
    store: Store,
    user: User,
    name: str,
    scopes: Collection[str],
    now: datetime,
    expires_on: date | None = None,
) -> tuple[ApiToken, str]:
    """Make a token that acts as ``user``; the secret is returned once and kept nowhere.

    Raises:
        Refused: no permission, no name, no or unknown scopes, a last day that is over, a user
            without a role in the store.
    """
    by.require(Permission.MANAGE_CONNECTIONS, store.pk)
    _check(name, scopes, expires_on, now.date())
    if store.pk not in viewer_for(user).grants:
        raise Refused(NOT_IN_STORE, user=user.username)
    secret = rules.new_secret()
    token = ApiToken.objects.create(
        store=store,
        user=user,
        name=name.strip(),
        digest=rules.digest(secret),
        scopes=sorted(set(scopes)),
        made_at=now,
        expires_on=expires_on,
    )
    _audit(by, "token.make", token)
    return token, secret


def _check(name: str, scopes: Collection[str], expires_on: date | None, today: date) -> None:
    if not name.strip():
        raise Refused(NO_NAME)
    if not scopes:
        raise Refused(NO_SCOPE)
    for scope in scopes:
        if scope not in list(Scope):
            raise Refused(NO_SUCH_SCOPE, scope=scope, known="、".join(Scope))
    if rules.is_over(expires_on, today):
        raise Refused(OVER_BEFORE, day=expires_on)


@transaction.atomic
def revoke_token(*, by: Viewer, token: ApiToken, now: datetime) -> None:
    """Let a token in no more. What it wrote stays."""
    by.require(Permission.MANAGE_CONNECTIONS, token.store_id)
    if token.revoked_at is not None:
        return
    token.revoked_at = now
    token.save(update_fields=["revoked_at"])
    _audit(by, "token.revoke", token)


def note_use(*, token: ApiToken, now: datetime) -> None:
    """Remember when a token was last used, to the minute."""
    if token.last_used_at is None or now - token.last_used_at >= SEEN_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)


def _audit(by: Viewer, action: str, token: ApiToken) -> None:
    audit.record(
        actor_id=by.user_id,
        action=action,
        subject=token,
        store_id=token.store_id,
        detail={"name": token.name, "scopes": token.scopes, "user": token.user_id},
    )
