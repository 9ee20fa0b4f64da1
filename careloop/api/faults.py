"""How the API says no: a stable code, a sentence in the caller's language, the field at fault."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from ninja import NinjaAPI, Schema
from ninja.errors import HttpError, ValidationError

from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text, language_of
from careloop.core.scoring.sheets import Incomplete
from careloop.customers.actions.adding import LooksLike
from careloop.organisation.rules import Forbidden
from careloop.outreach.rules import Barred, StaleTask, TakenByAnother
from careloop.service.rules import NoRoom

Found = TypeVar("Found")

NO_TOKEN = Text(
    zh="没有有效的令牌。请在 Authorization 头中写 Bearer 加令牌。",
    en="There is no valid token. Send the header Authorization: Bearer and the token.",
)
NO_SCOPE = Text(
    zh="此令牌没有权限范围“{scope}”。", en="This token does not have the scope “{scope}”."
)
NOT_FOUND = Text(zh="没有找到。", en="Not found.")
TOO_MANY = Text(
    zh="请求过于频繁：每分钟最多 {most} 次。请稍后再试。",
    en="Too many requests: {most} a minute at most. Try again later.",
)
INVALID = Text(zh="字段“{field}”：{why}", en="Field “{field}”: {why}")
OTHER_REQUEST = Text(
    zh="这个 Idempotency-Key 已用于另一个请求。请换一个。",
    en="This Idempotency-Key was used for another request. Choose another.",
)


class Fault(Schema):
    """The body of every answer that is not a success."""

    code: str
    message: str
    field: str = ""


class Unauthorized(Refused):
    """No token, or none that is good."""


class NotFound(Refused):
    """The store has no such thing, as far as this token may know."""


class TooMany(Refused):
    """Asked too often."""


class OtherRequest(Refused):
    """An idempotency key used again for something else."""


# The first that fits decides: status and code.
_KINDS: tuple[tuple[type[Refused], int, str], ...] = (
    (Unauthorized, 401, "unauthorized"),
    (Forbidden, 403, "forbidden"),
    (NotFound, 404, "not_found"),
    (TakenByAnother, 409, "taken"),
    (StaleTask, 409, "stale"),
    (Barred, 409, "barred"),
    (LooksLike, 409, "looks_like"),
    (NoRoom, 409, "no_room"),
    (OtherRequest, 409, "other_request"),
    (TooMany, 429, "too_many"),
    (Incomplete, 422, "incomplete"),
    (Refused, 422, "refused"),
)


def found(read: Callable[[], Found | None]) -> Found:
    """What ``read`` gives; :class:`NotFound` where it gives nothing or refuses to know it."""
    try:
        known = read()
    except Forbidden:
        raise
    except Refused as refusal:
        raise NotFound(refusal.text, **refusal.params) from refusal
    if known is None:
        raise NotFound(NOT_FOUND)
    return known


def answer_faults(api: NinjaAPI) -> None:
    """Teach the API its refusals. Any other exception is a bug and propagates."""

    def refused(request: HttpRequest, refusal: Any) -> HttpResponse:
        status, code = _kind(refusal)
        said = refusal.say(_language())
        answer = _answer(
            api, request, status, Fault(code=code, message=said, field=_field(refusal))
        )
        if status == 429:
            answer["Retry-After"] = "60"
        return answer

    def invalid(request: HttpRequest, fault: Any) -> HttpResponse:
        first = fault.errors[0]
        field = ".".join(str(part) for part in first["loc"][1:] if part != "payload")
        said = INVALID.say(_language(), field=field, why=first["msg"])
        return _answer(api, request, 422, Fault(code="invalid", message=said, field=field))

    def unreadable(request: HttpRequest, fault: Any) -> HttpResponse:
        return _answer(api, request, fault.status_code, Fault(code="invalid", message=str(fault)))

    api.add_exception_handler(Refused, refused)
    api.add_exception_handler(ValidationError, invalid)
    api.add_exception_handler(HttpError, unreadable)


def _kind(refusal: Refused) -> tuple[int, str]:
    return next((status, code) for kind, status, code in _KINDS if isinstance(refusal, kind))


def _field(refusal: Refused) -> str:
    """The column or question a refusal names, if it names one."""
    if isinstance(refusal, Incomplete):
        return next(iter(refusal.faults))
    named = refusal.params.get("column") or refusal.params.get("field") or ""
    return named.say(_language()) if isinstance(named, Text) else str(named)


def _answer(api: NinjaAPI, request: HttpRequest, status: int, fault: Fault) -> HttpResponse:
    return api.create_response(request, fault.dict(), status=status)


def _language() -> Any:
    return language_of(get_language())
