"""Tencent Cloud SMS (version 2021-01-11), signed by TC3-HMAC-SHA256."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import parse_qs, unquote, urlsplit

from careloop.outreach.messages.sms.calling import post
from careloop.outreach.messages.sms.port import Sms, SmsFailed

HOST = "sms.tencentcloudapi.com"
SERVICE = "sms"
CONTENT_TYPE = "application/json; charset=utf-8"
SIGNED_HEADERS = "content-type;host"


def _hmac(key: bytes, text: str) -> bytes:
    return hmac.digest(key, text.encode(), "sha256")


def signature(secret: str, *, host: str, service: str, body: bytes, at: datetime) -> str:
    """The signature of a POST of ``body`` to ``/`` at ``at`` (UTC): a key for the day and the
    service, over a digest of the request."""
    digest = hashlib.sha256(body).hexdigest()
    headers = f"content-type:{CONTENT_TYPE}\nhost:{host}\n"
    request = f"POST\n/\n\n{headers}\n{SIGNED_HEADERS}\n{digest}"
    scope = f"{at:%Y-%m-%d}/{service}/tc3_request"
    digest_of_request = hashlib.sha256(request.encode()).hexdigest()
    to_sign = f"TC3-HMAC-SHA256\n{int(at.timestamp())}\n{scope}\n{digest_of_request}"
    of_day = _hmac(f"TC3{secret}".encode(), f"{at:%Y-%m-%d}")
    return _hmac(_hmac(_hmac(of_day, service), "tc3_request"), to_sign).hex()


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Tencent:
    """A key that may send, and the SMS application it sends for."""

    secret_id: str
    secret_key: str
    app: str
    region: str = "ap-guangzhou"
    host: str = HOST
    port: int | None = None
    clock: Callable[[], datetime] = _utc_now

    @classmethod
    def at(cls, url: str) -> Tencent:
        """From ``tencent://ID:KEY@sms.tencentcloudapi.com/?app=SdkAppId&region=ap-guangzhou``."""
        parts = urlsplit(url)
        asked = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        return cls(
            secret_id=unquote(parts.username or ""),
            secret_key=unquote(parts.password or ""),
            app=asked.get("app", ""),
            region=asked.get("region", "ap-guangzhou"),
            host=parts.hostname or HOST,
            port=parts.port,
        )

    def send(self, sms: Sms) -> str:
        body = json.dumps(self._request(sms)).encode()
        answer = post(self.host, self.port, body, self._headers(body)).get("Response", {})
        if "Error" in answer:
            raise SmsFailed(str(answer["Error"].get("Code", "no code")))
        status = (answer.get("SendStatusSet") or [{}])[0]
        if status.get("Code") != "Ok":
            raise SmsFailed(str(status.get("Code", "no code")))
        return str(status.get("SerialNo", ""))

    def _request(self, sms: Sms) -> dict[str, object]:
        number = sms.number if sms.number.startswith("+") else f"+86{sms.number}"
        return {
            "PhoneNumberSet": [number],
            "SmsSdkAppId": self.app,
            "SignName": sms.signature,
            "TemplateId": sms.template,
            "TemplateParamSet": list(sms.values.values()),
            "SessionContext": sms.reference,
        }

    def _headers(self, body: bytes) -> dict[str, str]:
        at = self.clock()
        host = self.host if self.port is None else f"{self.host}:{self.port}"
        signed = signature(self.secret_key, host=host, service=SERVICE, body=body, at=at)
        credential = f"{self.secret_id}/{at:%Y-%m-%d}/{SERVICE}/tc3_request"
        return {
            "Authorization": f"TC3-HMAC-SHA256 Credential={credential}, "
            f"SignedHeaders={SIGNED_HEADERS}, Signature={signed}",
            "Content-Type": CONTENT_TYPE,
            "Host": host,
            "X-TC-Action": "SendSms",
            "X-TC-Version": "2021-01-11",
            "X-TC-Region": self.region,
            "X-TC-Timestamp": str(int(at.timestamp())),
        }
