"""Aliyun SMS (Dysmsapi, version 2017-05-25), signed by the RPC rules: HMAC-SHA1 over the sorted
parameters."""

from __future__ import annotations

import base64
import hmac
import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote, unquote, urlsplit

from careloop.outreach.messages.sms.calling import post
from careloop.outreach.messages.sms.port import Sms, SmsFailed

HOST = "dysmsapi.aliyuncs.com"


def _encoded(text: str) -> str:
    return quote(text, safe="-_.~")


def query(parameters: Mapping[str, str]) -> str:
    """The parameters in their canonical form: sorted, percent-encoded as RFC 3986 has it."""
    return "&".join(f"{_encoded(name)}={_encoded(parameters[name])}" for name in sorted(parameters))


def signature(parameters: Mapping[str, str], secret: str, method: str = "POST") -> str:
    """The signature of a request with these parameters."""
    to_sign = f"{method}&%2F&{_encoded(query(parameters))}"
    return base64.b64encode(hmac.digest(f"{secret}&".encode(), to_sign.encode(), "sha1")).decode()


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Aliyun:
    """An access key that may send."""

    key: str
    secret: str
    host: str = HOST
    port: int | None = None
    clock: Callable[[], datetime] = _utc_now

    @classmethod
    def at(cls, url: str) -> Aliyun:
        """From ``aliyun://KEY:SECRET@dysmsapi.aliyuncs.com/``."""
        parts = urlsplit(url)
        return cls(
            key=unquote(parts.username or ""),
            secret=unquote(parts.password or ""),
            host=parts.hostname or HOST,
            port=parts.port,
        )

    def send(self, sms: Sms) -> str:
        parameters = self._parameters(sms)
        signed = parameters | {"Signature": signature(parameters, self.secret)}
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        told = post(self.host, self.port, query(signed).encode(), headers)
        if told.get("Code") != "OK":
            raise SmsFailed(str(told.get("Code", "no code")))
        return str(told.get("BizId", ""))

    def _parameters(self, sms: Sms) -> dict[str, str]:
        own = {
            "Action": "SendSms",
            "Version": "2017-05-25",
            "Format": "JSON",
            "AccessKeyId": self.key,
            "SignatureMethod": "HMAC-SHA1",
            "SignatureVersion": "1.0",
            "SignatureNonce": secrets.token_hex(16),
            "Timestamp": f"{self.clock():%Y-%m-%dT%H:%M:%SZ}",
            "PhoneNumbers": sms.number,
            "SignName": sms.signature,
            "TemplateCode": sms.template,
            "TemplateParam": json.dumps(dict(sms.values), ensure_ascii=False),
        }
        return own | ({"OutId": sms.reference} if sms.reference else {})
