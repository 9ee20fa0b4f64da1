"""The adapters: signatures as the providers document them, refusals told by their codes."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from urllib.parse import parse_qs

import pytest

from careloop.outreach.messages.sms import aliyun, tencent
from careloop.outreach.messages.sms.aliyun import Aliyun
from careloop.outreach.messages.sms.port import Sms, SmsFailed
from careloop.outreach.messages.sms.tencent import Tencent
from tests.outreach.messages import providers
from tests.outreach.messages.providers import listening

SMS = Sms(
    number="15300000001",
    signature="阿里云短信测试专用",
    template="SMS_71390007",
    values={"customer": "王 小明*~+/&=", "plate": "京A12345"},
    reference="123",
)


def test_aliyun_signature_is_that_of_the_documentation() -> None:
    parameters = {
        "AccessKeyId": "testId",
        "Action": "SendSms",
        "Format": "XML",
        "OutId": "123",
        "PhoneNumbers": "15300000001",
        "RegionId": "cn-hangzhou",
        "SignName": "阿里云短信测试专用",
        "SignatureMethod": "HMAC-SHA1",
        "SignatureNonce": "45e25e9b-0a6f-4070-8c85-2956eda1b466",
        "SignatureVersion": "1.0",
        "TemplateCode": "SMS_71390007",
        "TemplateParam": '{"customer":"test"}',
        "Timestamp": "2017-07-12T02:42:19Z",
        "Version": "2017-05-25",
    }
    signed = aliyun.signature(parameters, "testSecret", method="GET")
    assert signed == "zJDF+Lrzhj/ThnlvIToysFRq6t4="


def test_tencent_signature_is_that_of_the_documentation() -> None:
    values = '["\\u672a\\u547d\\u540d"]'
    body = f'{{"Limit": 1, "Filters": [{{"Values": {values}, "Name": "instance-name"}}]}}'
    signed = tencent.signature(
        "Gu5t9xGARNpq86cd98joQYCN3*******",
        host="cvm.tencentcloudapi.com",
        service="cvm",
        body=body.encode(),
        at=datetime.fromtimestamp(1551113065, UTC),
    )
    assert signed == "2230eefd229f582d8b1b891af7107b91597240707d778ab3738f756258d7652c"


def test_aliyun_takes_a_message_signed_right() -> None:
    with listening(providers.aliyun) as (port, bodies):
        sender = Aliyun.at(f"aliyun://testId:testSecret@127.0.0.1:{port}/")
        assert sender.send(SMS) == "biz-1"
    sent = parse_qs(bodies[0].decode())
    assert json.loads(sent["TemplateParam"][0]) == dict(SMS.values)
    assert sent["PhoneNumbers"] == ["15300000001"]


def test_tencent_takes_a_message_signed_right() -> None:
    with listening(providers.tencent) as (port, bodies):
        sender = Tencent.at(f"tencent://testId:testSecret@127.0.0.1:{port}/?app=1400006666")
        assert sender.send(SMS) == "serial-1"
    sent = json.loads(bodies[0])
    assert sent["PhoneNumberSet"] == ["+8615300000001"]
    assert sent["TemplateParamSet"] == ["王 小明*~+/&=", "京A12345"]
    assert sent["SmsSdkAppId"] == "1400006666"


@pytest.mark.parametrize(
    ("answer", "sender", "code"),
    [
        (providers.aliyun, Aliyun("testId", "wrong", "127.0.0.1"), "SignatureDoesNotMatch"),
        (
            providers.tencent,
            Tencent("testId", "wrong", "1", host="127.0.0.1"),
            "AuthFailure.SignatureFailure",
        ),
    ],
)
def test_wrong_secret_is_refused(answer: object, sender: Aliyun | Tencent, code: str) -> None:
    with listening(answer) as (port, _):  # type: ignore[arg-type]
        object.__setattr__(sender, "port", port)
        with pytest.raises(SmsFailed, match=code):
            sender.send(SMS)


def test_refusal_tells_the_code_and_never_the_number() -> None:
    limited = Sms("15300000001", "店", "SMS_LIMIT", {})
    with listening(providers.aliyun) as (port, _):
        sender = Aliyun("testId", "testSecret", "127.0.0.1", port)
        with pytest.raises(SmsFailed, match=r"isv\.BUSINESS_LIMIT_CONTROL") as refusal:
            sender.send(limited)
    assert "15300000001" not in str(refusal.value)


def test_tencent_tells_why_a_template_is_refused() -> None:
    with listening(providers.tencent) as (port, _):
        sender = Tencent("testId", "testSecret", "1", host="127.0.0.1", port=port)
        with pytest.raises(SmsFailed, match="TemplateIncorrectOrUnapproved"):
            sender.send(Sms("15300000001", "店", "0", {}))


def test_nobody_listening_is_a_failure() -> None:
    with listening(providers.aliyun) as (port, _):
        closed = port
    with pytest.raises(SmsFailed, match="ConnectionRefusedError"):
        Aliyun("testId", "testSecret", "127.0.0.1", closed).send(SMS)


@pytest.mark.parametrize("raw", [b"<html>busy</html>", b"[]"])
def test_answer_that_is_no_object_is_a_failure(raw: bytes) -> None:
    with listening(lambda handler, body: raw) as (port, _), pytest.raises(SmsFailed):
        Aliyun("testId", "testSecret", "127.0.0.1", port).send(SMS)
