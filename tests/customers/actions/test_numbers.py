"""A number is shown in the clear only to those who may see it, and that is written down."""

from __future__ import annotations

import json

import pytest

from careloop.common.models import AuditRow
from careloop.core.kernel.errors import Refused
from careloop.customers.actions import correct, reveal_phone
from careloop.customers.models import Customer
from careloop.customers.queries import contact, parties
from careloop.organisation.models import Store
from careloop.organisation.rules import Forbidden, Viewer
from tests.customers.conftest import NOW, add_customer

pytestmark = pytest.mark.django_db


def test_reveal_gives_the_number_and_writes_down_who_saw_it(
    wang: Customer, as_agent: Viewer
) -> None:
    (party,) = parties(as_agent, wang)
    assert party.phone == "138****5678"
    number = contact(as_agent, wang, party.contact_id)
    assert reveal_phone(by=as_agent, contact=number, reason="call", now=NOW) == "13812345678"
    row = AuditRow.objects.get(action="contact.reveal_phone")
    assert (row.actor_id, row.subject_id, row.detail["reason"]) == (
        as_agent.user_id, str(party.contact_id), "call",
    )  # fmt: skip
    assert "13812345678" not in json.dumps(row.detail)


def test_outsider_sees_no_number(wang: Customer, as_outsider: Viewer) -> None:
    with pytest.raises(Forbidden):
        reveal_phone(by=as_outsider, contact=wang.contacts.get(), reason="call", now=NOW)
    assert not AuditRow.objects.filter(action="contact.reveal_phone").exists()


def test_empty_number_cannot_be_revealed(wang: Customer, as_agent: Viewer) -> None:
    correct(by=as_agent, customer=wang, field="phone", value="", now=NOW)
    with pytest.raises(Refused, match="No number"):
        reveal_phone(by=as_agent, contact=wang.contacts.get(), reason="call", now=NOW)


def test_number_of_another_customer_is_not_given(
    wang: Customer, store: Store, as_agent: Viewer
) -> None:
    other = add_customer(store, "李雷", "13700001111")
    with pytest.raises(Refused):
        contact(as_agent, wang, other.contacts.get().pk)
