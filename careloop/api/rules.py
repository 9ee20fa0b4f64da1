"""Pure decisions about tokens: their form, what scopes allow, how often one may ask."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import date

from careloop.api.choices import Scope
from careloop.organisation.choices import Permission
from careloop.organisation.rules import Viewer

P = Permission
SCOPE_PERMISSIONS: dict[Scope, frozenset[Permission]] = {
    Scope.READ_CUSTOMERS: frozenset({P.VIEW_CUSTOMERS}),
    Scope.WRITE_CUSTOMERS: frozenset({P.VIEW_CUSTOMERS, P.EDIT_CUSTOMER}),
    Scope.READ_ORDERS: frozenset({P.VIEW_CUSTOMERS}),
    Scope.WRITE_ORDERS: frozenset({P.IMPORT}),
    Scope.READ_APPOINTMENTS: frozenset({P.VIEW_CUSTOMERS}),
    Scope.WRITE_APPOINTMENTS: frozenset({P.VIEW_CUSTOMERS, P.BOOK_APPOINTMENT}),
    Scope.READ_TASKS: frozenset({P.MAKE_CONTACTS}),
    Scope.WRITE_TASKS: frozenset({P.MAKE_CONTACTS}),
    Scope.WRITE_RESPONSES: frozenset({P.MAKE_CONTACTS, P.OPEN_COMPLAINT, P.VIEW_CUSTOMERS}),
    Scope.READ_COMPLAINTS: frozenset({P.VIEW_COMPLAINTS}),
    Scope.WRITE_COMPLAINTS: frozenset({P.OPEN_COMPLAINT, P.VIEW_CUSTOMERS}),
}

PREFIX = "clk_"


def new_secret() -> str:
    """A token's secret: 256 bits, with a prefix that tells leak scanners what it is."""
    return PREFIX + secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """What is kept of a secret. It is random, so one round is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


def permissions(scopes: Iterable[str]) -> frozenset[Permission]:
    """What scopes allow at most; scopes of an older version allow nothing."""
    known = [SCOPE_PERMISSIONS[Scope(scope)] for scope in scopes if scope in list(Scope)]
    return frozenset().union(*known)


def narrowed(user: Viewer, store_id: int, scopes: Iterable[str]) -> Viewer:
    """The token's viewer: its user, in one store, with no more than scopes and roles both allow."""
    held = user.grants.get(store_id, frozenset()) & permissions(scopes)
    return Viewer(user_id=user.user_id, grants={store_id: held}, language=user.language)


def is_over(expires_on: date | None, today: date) -> bool:
    """A token is good through the day it expires on."""
    return expires_on is not None and today > expires_on
