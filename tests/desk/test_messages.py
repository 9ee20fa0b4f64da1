"""Messages on the timeline, and the way to write one from a customer's page."""

from __future__ import annotations

from datetime import timedelta

from careloop.desk.queries.history import About, history
from careloop.organisation.models import Store, User
from careloop.organisation.rules import Viewer
from careloop.outreach.models import CustomerMessage
from tests.desk.conftest import NOW, Desk, SignIn


def test_messages_that_left_are_on_the_timeline(desk: Desk, store: Store, as_agent: Viewer) -> None:
    customer, car = desk.customer()
    for text, sent_at in (("保养提醒", NOW - timedelta(days=1)), ("待发", None)):
        CustomerMessage.objects.create(
            store=store, customer=customer, channel="sms", purpose="reminder", address="1",
            text=text, state="sent" if sent_at else "by_hand", made_at=NOW, sent_at=sent_at,
        )  # fmt: skip
    about = About(store=store, cars=(car,), customer_id=customer.pk)
    entries = history(as_agent, about, before=NOW, kinds=["message"]).entries
    assert [entry.note for entry in entries] == ["保养提醒"]


def test_customers_page_leads_to_a_message(desk: Desk, agent: User, signed_in: SignIn) -> None:
    customer, _ = desk.customer()
    page = signed_in(agent).get(f"/stores/S1/customers/{customer.pk}/").content.decode()
    assert f"/stores/S1/messages/write/?customer={customer.pk}" in page
