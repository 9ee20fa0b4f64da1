"""A request with an ``Idempotency-Key`` is done once, however often it is sent within a day.

The receipt and the deed are one transaction: either both are kept or neither. Who sends the same
request while the first is being done waits for it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse

from careloop.api.door import admitted, now
from careloop.api.faults import OTHER_REQUEST, OtherRequest
from careloop.api.models import ApiToken, Receipt
from careloop.core.kernel.errors import Refused

KEPT = timedelta(hours=24)
Run = Callable[..., HttpResponse]


def once(run: Run) -> Run:
    """Wrap the running of an operation; reads and requests without a key pass through."""

    @wraps(run)
    def guarded(request: HttpRequest, **path: Any) -> HttpResponse:
        key = request.headers.get("Idempotency-Key", "")[:128]
        if request.method == "GET" or not key:
            return run(request, **path)
        try:
            token = admitted(request)
        except Refused:
            return run(request, **path)  # the door of the operation says it
        try:
            return _done_once(token, key, request, lambda: run(request, **path))
        except OtherRequest as refusal:
            said: HttpResponse = _owner(run).api.on_exception(request, refusal)
            return said

    return guarded


def _owner(run: Any) -> Any:
    """The operation whose bound method ``run`` is."""
    return run.__self__


def _done_once(
    token: ApiToken, key: str, request: HttpRequest, do: Callable[[], HttpResponse]
) -> HttpResponse:
    Receipt.objects.filter(made_at__lt=now() - KEPT).delete()
    asked = _digest(request)
    with transaction.atomic():
        receipt = _begun(token, key, asked)
        if receipt is None:
            return _answered(token, key, asked)
        answer = do()
        if answer.status_code >= 400:
            receipt.delete()  # what was refused may be mended and sent again under its key
        else:
            receipt.status, receipt.body = answer.status_code, answer.content.decode()
            receipt.save(update_fields=["status", "body"])
    return answer


def _begun(token: ApiToken, key: str, asked: str) -> Receipt | None:
    """A new receipt, or ``None`` where the key is known; the unique key makes a twin wait."""
    try:
        with transaction.atomic():
            return Receipt.objects.create(token=token, key=key, request_digest=asked, made_at=now())
    except IntegrityError:
        return None


def _answered(token: ApiToken, key: str, asked: str) -> HttpResponse:
    receipt = Receipt.objects.get(token=token, key=key)
    if receipt.request_digest != asked:
        raise OtherRequest(OTHER_REQUEST)
    answer = HttpResponse(receipt.body, status=receipt.status, content_type="application/json")
    answer["Idempotent-Replay"] = "true"
    return answer


def _digest(request: HttpRequest) -> str:
    said = f"{request.method} {request.get_full_path()}\n".encode() + request.body
    return hashlib.sha256(said).hexdigest()
