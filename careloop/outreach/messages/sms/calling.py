"""One request to a provider's API; the answer is JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any

from careloop.outreach.messages.sms.port import SmsFailed

SECONDS = 10.0
LOOPBACK = ("127.0.0.1", "localhost", "::1")


def post(host: str, port: int | None, body: bytes, headers: Mapping[str, str]) -> dict[str, Any]:
    """Post to ``/`` over TLS; to this very machine, where tests listen, without.

    Raises:
        SmsFailed: no answer, or none that is JSON.
    """
    kind = HTTPConnection if host in LOOPBACK else HTTPSConnection
    connection = kind(host, port, timeout=SECONDS)
    try:
        connection.request("POST", "/", body, dict(headers))
        answer = connection.getresponse().read(1_000_000)
    except (OSError, HTTPException) as fault:
        raise SmsFailed(type(fault).__name__) from fault
    finally:
        connection.close()
    return _read(answer)


def _read(answer: bytes) -> dict[str, Any]:
    try:
        told = json.loads(answer)
    except ValueError as fault:
        raise SmsFailed("the answer is not JSON") from fault
    if not isinstance(told, dict):
        raise SmsFailed("the answer is not an object")
    return told
