"""The pages of messages: one who may, one who may not."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from careloop.customers.actions.search_keys import remake_keys
from careloop.customers.models import Customer, CustomerTag, Tag, Vehicle
from careloop.organisation.models import Store, User
from careloop.organisation.rules import Viewer
from careloop.outreach.messages import actions
from careloop.outreach.messages.views import asked
from careloop.outreach.models import CustomerMessage, MessageTemplate
from careloop.service.models import Appointment
from tests.outreach.conftest import NOW

PAGE = "/stores/S1/messages/"


@pytest.fixture(autouse=True)
def _in_contact_hours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asked, "now", lambda: NOW)


@pytest.fixture
def message(
    at_wang: Client, customer: Customer, car: Vehicle, reminder: MessageTemplate
) -> CustomerMessage:
    """Written by Wang, waiting to be sent by hand."""
    address = f"{PAGE}write/?customer={customer.pk}&vehicle={car.pk}"
    at_wang.post(address, {"template": reminder.pk, "language": "zh", "deed": "send"})
    return CustomerMessage.objects.get()


def test_writing_shows_the_message_first(
    at_wang: Client, customer: Customer, car: Vehicle, reminder: MessageTemplate
) -> None:
    address = f"{PAGE}write/?customer={customer.pk}&vehicle={car.pk}"
    form = {"template": reminder.pk, "language": "zh", "deed": "preview"}
    page = at_wang.post(address, form).content.decode()
    assert "【测试一店】王小明您好，您的京A12345该保养了。" in page
    assert 'value="send"' in page
    assert not CustomerMessage.objects.exists()


def test_writing_offers_no_sending_against_the_gate(
    at_wang: Client, customer: Customer, car: Vehicle, reminder: MessageTemplate
) -> None:
    Customer.objects.update(do_not_contact=True)
    address = f"{PAGE}write/?customer={customer.pk}&vehicle={car.pk}"
    form = {"template": reminder.pk, "language": "zh", "deed": "preview"}
    page = at_wang.post(address, form).content.decode()
    assert "客户要求不要联系" in page
    assert 'value="send"' not in page
    assert at_wang.post(address, form | {"deed": "send"}).status_code == 422


def test_message_by_hand_is_shown_and_noted(at_wang: Client, message: CustomerMessage) -> None:
    assert message.text in at_wang.get(f"{PAGE}?state=by_hand").content.decode()
    at_wang.post(f"{PAGE}{message.pk}/", {"deed": "sent"})
    message.refresh_from_db()
    assert (message.state, message.sent_at) == ("sent", NOW)


def test_message_that_did_not_fail_is_not_sent_again(
    at_wang: Client, message: CustomerMessage
) -> None:
    answer = at_wang.post(f"{PAGE}{message.pk}/", {"deed": "again"}, follow=True)
    assert "只有发送失败的消息可以重发" in answer.content.decode()


def test_messages_come_a_page_at_a_time(
    store: Store, as_agent: Any, message: CustomerMessage, at_wang: Client
) -> None:
    CustomerMessage.objects.bulk_create(
        CustomerMessage(
            store=store, channel="sms", purpose="care", address="1", text=f"第{n}条", state="sent",
            made_at=datetime(2026, 11, 2),
        )
        for n in range(51)
    )  # fmt: skip
    first = at_wang.get(PAGE).content.decode()
    assert "第50条" in first
    assert message.text not in first
    older = at_wang.get(f"{PAGE}?after={message.pk + 2}").content.decode()
    assert message.text in older


def test_pages_of_another_store_do_not_exist(
    outsider: User, message: CustomerMessage, customer: Customer
) -> None:
    client = Client()
    client.force_login(outsider, backend="django.contrib.auth.backends.ModelBackend")
    for address in ("", "write/?customer=1", "many/", "templates/"):
        assert client.get(f"{PAGE}{address}").status_code == 404
    stranger = f"/stores/S9/messages/write/?customer={customer.pk}"
    assert client.get(stranger).status_code == 404
    assert client.post(f"/stores/S9/messages/{message.pk}/", {}).status_code == 404


def test_templates_are_the_directors(at_wang: Client, at_li: Client) -> None:
    assert at_wang.get(f"{PAGE}templates/").status_code == 403
    assert at_wang.get(f"{PAGE}templates/new/").status_code == 403
    assert at_li.get(f"{PAGE}templates/new/").status_code == 200


def form_of(**changes: str) -> dict[str, str]:
    given = {"name": "生日", "code": "birthday", "channel": "sms", "purpose": "care"}
    return given | {"text_zh": "{customer}，生日快乐", "is_active": "on", "deed": "save"} | changes


def test_template_is_saved(at_li: Client) -> None:
    at_li.post(f"{PAGE}templates/new/", form_of())
    assert MessageTemplate.objects.get().text_zh == "{customer}，生日快乐"
    assert "生日" in at_li.get(f"{PAGE}templates/").content.decode()


def test_ready_templates_are_taken_over(at_li: Client, at_wang: Client) -> None:
    assert at_wang.post(f"{PAGE}templates/ready/").status_code == 403
    page = at_li.post(f"{PAGE}templates/ready/", follow=True).content.decode()
    assert "定保提醒" in page
    assert MessageTemplate.objects.count() > 3


def test_template_with_a_fault_comes_back_with_a_sentence(at_li: Client) -> None:
    answer = at_li.post(f"{PAGE}templates/new/", form_of(text_zh="{colour}"))
    assert answer.status_code == 422
    assert "{colour}" in answer.content.decode()
    assert not MessageTemplate.objects.exists()


def test_template_is_previewed_with_a_real_customer(
    at_li: Client, customer: Customer, car: Vehicle
) -> None:
    remake_keys(customer_ids=[customer.pk])
    answer = at_li.post(f"{PAGE}templates/new/", form_of(deed="preview", sought="王小明"))
    assert "【测试一店】王小明，生日快乐" in answer.content.decode()
    assert not MessageTemplate.objects.exists()


def test_many_are_counted_and_then_written_to(
    at_li: Client, store: Store, customer: Customer, car: Vehicle, reminder: MessageTemplate
) -> None:
    tag = Tag.objects.create(store=store, name="常出差")
    CustomerTag.objects.create(customer=customer, tag=tag, tagged_at=NOW)
    chosen = {"list": f"tag:{tag.pk}", "template": str(reminder.pk)}
    page = at_li.get(f"{PAGE}many/", chosen).content.decode()
    assert "<b>1</b>" in page
    assert "tag:None" not in page
    at_li.post(f"{PAGE}many/", chosen)
    assert CustomerMessage.objects.get().customer == customer


def test_many_is_not_for_agents(at_wang: Client) -> None:
    assert at_wang.get(f"{PAGE}many/").status_code == 403


def test_appointment_leads_to_its_reminder(
    at_wang: Client, store: Store, customer: Customer, car: Vehicle, as_director: Viewer
) -> None:
    booked = Appointment.objects.create(
        store=store, appointment_no="A1", vehicle=car, customer=customer, origin="active",
        booked_at=NOW, appointed_at=datetime.now() + timedelta(days=1), changed_at=NOW,
    )  # fmt: skip
    template = MessageTemplate(
        code="t", name="t", channel="sms", purpose="requested", text_zh="{appointed_at} 恭候"
    )
    actions.save_template(by=as_director, store=store, template=template)
    address = f"{PAGE}write/?appointment={booked.pk}"
    assert address in at_wang.get(f"/stores/S1/appointments/{booked.pk}/").content.decode()
    at_wang.post(address, {"template": template.pk, "language": "zh", "deed": "send"})
    assert CustomerMessage.objects.get().appointment == booked
