"""Two SMS providers on this machine that check signatures as their documentation defines them.

Written from the documentation and apart from the adapters: Aliyun's from the raw form body,
Tencent's from the raw headers.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qsl, quote

KEY, SECRET = "testId", "testSecret"
Answer = dict[str, Any]


def aliyun(handler: BaseHTTPRequestHandler, body: bytes) -> Answer:
    """SendSms of Dysmsapi: a wrong signature, an old clock, a missing field are refused."""
    sent = dict(parse_qsl(body.decode(), keep_blank_values=True))
    given = sent.pop("Signature", "")
    pairs = sorted(f"{quote(k, safe='~')}={quote(v, safe='~')}" for k, v in sent.items())
    text = "POST&" + quote("/", safe="") + "&" + quote("&".join(pairs), safe="~")
    mac = hmac.new((SECRET + "&").encode(), text.encode(), hashlib.sha1)
    if given != base64.b64encode(mac.digest()).decode() or sent["AccessKeyId"] != KEY:
        return {"Code": "SignatureDoesNotMatch", "Message": text}
    at = datetime.strptime(sent["Timestamp"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    if abs(time.time() - at.timestamp()) > 900:
        return {"Code": "InvalidTimeStamp.Expired"}
    if sent["TemplateCode"] == "SMS_LIMIT":
        return {"Code": "isv.BUSINESS_LIMIT_CONTROL"}
    return {"Code": "OK", "BizId": "biz-1", "Message": "OK", "RequestId": "r"}


def tencent(handler: BaseHTTPRequestHandler, body: bytes) -> Answer:
    """SendSms of Tencent Cloud: the TC3 signature over the headers it names."""
    stamp = handler.headers["X-TC-Timestamp"]
    day = time.strftime("%Y-%m-%d", time.gmtime(int(stamp)))
    names = _part(handler.headers["Authorization"], "SignedHeaders").split(";")
    lines = "".join(f"{name}:{handler.headers[name].strip()}\n" for name in names)
    request = "\n".join(["POST", "/", "", lines, ";".join(names), hashlib.sha256(body).hexdigest()])
    scope = f"{day}/sms/tc3_request"
    digest = hashlib.sha256(request.encode()).hexdigest()
    text = "\n".join(["TC3-HMAC-SHA256", stamp, scope, digest])
    key = ("TC3" + SECRET).encode()
    for step in (day, "sms", "tc3_request"):
        key = hmac.new(key, step.encode(), hashlib.sha256).digest()
    wanted = hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
    authorization = handler.headers["Authorization"]
    is_right = _part(authorization, "Signature") == wanted
    if not is_right or _part(authorization, "Credential") != f"{KEY}/{scope}":
        return _error("AuthFailure.SignatureFailure")
    if abs(time.time() - int(stamp)) > 300:
        return _error("AuthFailure.SignatureExpire")
    asked = json.loads(body)
    if asked["TemplateId"] == "0":
        status = {"Code": "FailedOperation.TemplateIncorrectOrUnapproved", "SerialNo": ""}
    else:
        status = {"Code": "Ok", "SerialNo": "serial-1"}
    return {"Response": {"SendStatusSet": [status], "RequestId": "r"}}


def _part(authorization: str, name: str) -> str:
    found = dict(
        part.split("=", 1) for part in authorization.removeprefix("TC3-HMAC-SHA256 ").split(", ")
    )
    return found[name]


def _error(code: str) -> Answer:
    return {"Response": {"Error": {"Code": code, "Message": ""}, "RequestId": "r"}}


@contextmanager
def listening(
    answer: Callable[[BaseHTTPRequestHandler, bytes], Answer | bytes],
) -> Iterator[tuple[int, list[bytes]]]:
    """A provider on a free port of this machine, and the bodies it was sent."""
    bodies: list[bytes] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            bodies.append(body)
            told = answer(self, body)
            raw = told if isinstance(told, bytes) else json.dumps(told).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, *args: Any) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_address[1], bodies
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
