"""A message: through the gate, to the provider, onto the timeline, into the cap."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail

from careloop.common.models import AuditRow
from careloop.core.kernel.errors import Refused
from careloop.customers.choices import Channel, Purpose
from careloop.customers.models import Contact, Customer, Vehicle
from careloop.organisation.models import Store
from careloop.organisation.rules import Forbidden, Viewer
from careloop.outreach import gate
from careloop.outreach.messages import actions
from careloop.outreach.messages.fields import About
from careloop.outreach.messages.ready import READY
from careloop.outreach.models import CustomerMessage, MessageTemplate
from careloop.service.models import Appointment
from tests.outreach.conftest import NOW


@pytest.fixture
def send(
    store: Store, as_agent: Viewer, customer: Customer, car: Vehicle, reminder: MessageTemplate
) -> Any:
    """Wang writes the reminder to the customer, as the test varies it."""

    def _send(**changes: Any) -> CustomerMessage:
        given = {"by": as_agent, "store": store, "template": reminder, "customer": customer}
        return actions.send(**(given | {"vehicle": car, "now": NOW} | changes))

    return _send


def test_message_waits_for_a_hand_without_a_provider(send: Any, queue: list[int]) -> None:
    message = send()
    assert message.state == "by_hand"
    assert message.text == "【测试一店】王小明您好，您的京A12345该保养了。"
    assert message.values == {"customer": "王小明", "plate": "京A12345"}


def test_message_is_queued_when_committed(
    send: Any, provider: list[bytes], queue: list[int], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        message = send()
        assert queue == []
    assert message.state == "queued"
    assert queue == [message.pk]


def test_message_is_sent_once(send: Any, provider: list[bytes], queue: list[int]) -> None:
    message = send()
    assert actions.deliver(message_id=message.pk, now=NOW) == "sent"
    assert actions.deliver(message_id=message.pk, now=NOW) == "done before"
    message.refresh_from_db()
    assert (message.provider_id, message.sent_at) == ("biz-1", NOW)
    assert len(provider) == 1


def test_message_that_fails_says_why_and_can_be_sent_again(
    send: Any, as_agent: Viewer, provider: list[bytes], queue: list[int], reminder: MessageTemplate
) -> None:
    reminder.provider_code = "SMS_LIMIT"
    reminder.save()
    message = send()
    assert actions.deliver(message_id=message.pk, now=NOW) == "failed"
    message.refresh_from_db()
    assert message.fault == "isv.BUSINESS_LIMIT_CONTROL"
    assert actions.try_again(by=as_agent, message=message).state == "queued"
    with pytest.raises(Refused):
        actions.try_again(by=as_agent, message=message)


def test_message_lost_on_the_way_is_not_sent_again(send: Any, provider: list[bytes]) -> None:
    message = send()
    CustomerMessage.objects.update(state="sending")
    assert actions.deliver(message_id=message.pk, now=NOW) == "done before"
    assert provider == []


def test_message_is_not_written_without_the_permission(send: Any, as_outsider: Viewer) -> None:
    with pytest.raises(Forbidden):
        send(by=as_outsider)


def test_gate_refuses_with_every_reason(send: Any, customer: Customer) -> None:
    customer.do_not_contact = True
    customer.save()
    with pytest.raises(Refused) as refusal:
        send(now=NOW.replace(hour=22))
    said = refusal.value.say("en")
    assert "asked not to be contacted" in said
    assert "Outside contact hours" in said
    assert not CustomerMessage.objects.exists()


def test_messages_count_for_the_cap(
    send: Any, store: Store, customer: Customer, car: Vehicle, provider: list[bytes]
) -> None:
    send()
    send()
    with pytest.raises(Refused, match="2"):
        send()
    call = gate.verdict(
        store=store, customer=customer, vehicle=car, channel=Channel.PHONE,
        purpose=Purpose.REMINDER, now=NOW + timedelta(days=6),
    )  # fmt: skip
    assert not call.allowed


def test_message_by_hand_counts_when_it_was_sent(send: Any, as_agent: Viewer) -> None:
    first, second = send(), send()
    for message in (first, second):
        actions.mark_sent(by=as_agent, message=message, now=NOW)
    with pytest.raises(Refused):
        send()
    with pytest.raises(Refused):
        actions.mark_sent(by=as_agent, message=first, now=NOW)


def test_message_needs_a_mobile_number(send: Any, customer: Customer) -> None:
    Contact.objects.filter(customer=customer).update(kind="home")
    with pytest.raises(Refused):
        send()


def test_message_needs_what_its_text_says(send: Any, car: Vehicle) -> None:
    with pytest.raises(Refused) as refusal:
        send(vehicle=None)
    assert "车牌" in refusal.value.say("zh")


def test_message_to_another_stores_customer_is_refused(
    send: Any, other_store: Store, customer: Customer
) -> None:
    customer.store = other_store
    with pytest.raises(Refused):
        send(customer=customer)


def test_template_switched_off_is_not_sent(send: Any, reminder: MessageTemplate) -> None:
    reminder.is_active = False
    with pytest.raises(Refused):
        send()


def test_audit_names_no_person(send: Any) -> None:
    message = send()
    row = AuditRow.objects.get(action="message.write", subject_id=str(message.pk))
    assert row.detail == {"channel": "sms", "template": "due"}


def test_reminder_of_an_appointment_is_noted_when_it_left(
    send: Any, store: Store, customer: Customer, car: Vehicle, provider: list[bytes],
    queue: list[int], as_director: Viewer,
) -> None:  # fmt: skip
    tomorrow = datetime(2026, 11, 3, 9, 30)
    booked = Appointment.objects.create(
        store=store, appointment_no="A1", vehicle=car, customer=customer, origin="active",
        booked_at=NOW, appointed_at=tomorrow, changed_at=NOW,
    )  # fmt: skip
    text = "{customer}您好，{appointed_on} {appointed_at} 恭候您。"
    template = MessageTemplate(
        code="tomorrow", name="预约提醒", channel="sms", purpose="requested", text_zh=text,
        provider_code="SMS_2",
    )  # fmt: skip
    actions.save_template(by=as_director, store=store, template=template)
    message = send(template=template, appointment=booked)
    assert message.text.endswith("2026-11-03 09:30 恭候您。")
    booked.refresh_from_db()
    assert booked.reminded_at is None
    actions.deliver(message_id=message.pk, now=NOW)
    booked.refresh_from_db()
    assert booked.reminded_at == NOW


def test_mail_goes_to_the_address_given(
    send: Any, store: Store, as_director: Viewer, settings: Any, queue: list[int]
) -> None:
    settings.CARELOOP_EMAIL_URL = "smtp://localhost/?from=care@example.com"
    template = MessageTemplate(
        code="mail", name="邮件", channel="email", purpose="care", text_zh="{customer}，生日快乐",
        subject_zh="{store}的祝福",
    )  # fmt: skip
    actions.save_template(by=as_director, store=store, template=template)
    with pytest.raises(Refused):
        send(template=template)
    message = send(template=template, address="wang@example.com")
    assert actions.deliver(message_id=message.pk, now=NOW) == "sent"
    assert mail.outbox[0].subject == "测试一店的祝福"
    assert mail.outbox[0].body == "王小明，生日快乐"


def test_preview_shows_the_text_in_both_languages(
    store: Store, as_agent: Viewer, customer: Customer, car: Vehicle, reminder: MessageTemplate
) -> None:
    about = About(as_agent, store, customer, car, NOW, "en")
    written = actions.preview(reminder, about)
    assert written.text == "【测试一店】王小明, 京A12345 is due."
    assert written.parts == 1
    assert not CustomerMessage.objects.exists()


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"text_zh": "", "text_en": ""}, "one language"),
        ({"text_zh": "{colour}"}, "{colour}"),
        ({"purpose": "marketing"}, "拒收请回复"),
        ({"channel": "fax"}, "SMS or e-mail"),
    ],
)
def test_template_that_could_not_be_sent_is_refused(
    store: Store, as_director: Viewer, changes: dict[str, str], named: str
) -> None:
    given = {"code": "x", "name": "x", "channel": "sms", "purpose": "care", "text_zh": "好"}
    with pytest.raises(Refused) as refusal:
        actions.save_template(
            by=as_director, store=store, template=MessageTemplate(**(given | changes))
        )
    assert named in refusal.value.say("en")


def test_template_is_the_directors(
    store: Store, as_agent: Viewer, reminder: MessageTemplate
) -> None:
    with pytest.raises(Forbidden):
        actions.save_template(by=as_agent, store=store, template=reminder)


def test_template_code_is_taken_once(
    store: Store, as_director: Viewer, reminder: MessageTemplate
) -> None:
    twin = MessageTemplate(code="due", name="x", channel="sms", purpose="care", text_zh="好")
    with pytest.raises(Refused, match="due"):
        actions.save_template(by=as_director, store=store, template=twin)


def test_ready_templates_can_all_be_sent(store: Store, as_director: Viewer) -> None:
    assert actions.add_ready_templates(by=as_director, store=store) == len(READY)
    assert {row.code for row in MessageTemplate.objects.all()} == {one.code for one in READY}


def test_ready_templates_leave_the_stores_own_alone(
    store: Store, as_director: Viewer, as_agent: Viewer
) -> None:
    own = MessageTemplate(code="birthday", name="x", channel="sms", purpose="care", text_zh="好")
    actions.save_template(by=as_director, store=store, template=own)
    assert actions.add_ready_templates(by=as_director, store=store) == len(READY) - 1
    assert actions.add_ready_templates(by=as_director, store=store) == 0
    assert MessageTemplate.objects.get(code="birthday").text_zh == "好"
    with pytest.raises(Forbidden):
        actions.add_ready_templates(by=as_agent, store=store)
