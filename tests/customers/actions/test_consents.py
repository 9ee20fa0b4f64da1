"""What customers agree to and forbid, and what the gate is told of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from careloop.core.kernel.errors import Refused
from careloop.customers.actions import record_consent, set_do_not_contact
from careloop.customers.models import Consent, Customer, Vehicle
from careloop.customers.queries import consents, refusals, standing_consents
from careloop.organisation.models import Store
from careloop.organisation.rules import Forbidden, Viewer
from tests.customers.conftest import NOW, add_customer, add_vehicle

pytestmark = pytest.mark.django_db


def say(by: Viewer, customer: Customer, is_given: bool, hours: int = 0, **matter: Any) -> Consent:
    matter = {"channel": "phone", "purpose": "marketing", "reason": "客户要求"} | matter
    now = NOW + timedelta(hours=hours)
    return record_consent(by=by, customer=customer, is_given=is_given, now=now, **matter)


def test_refusal_is_told_to_the_gate(wang: Customer, as_agent: Viewer) -> None:
    say(as_agent, wang, False)
    told = refusals(wang.store_id)
    assert told.refuses(wang.pk, "phone", "marketing")
    assert not told.refuses(wang.pk, "sms", "marketing")
    assert not told.refuses(wang.pk, "phone", "follow_up")


def test_latest_word_holds(wang: Customer, as_agent: Viewer) -> None:
    say(as_agent, wang, False, channel="any", purpose="any")
    say(as_agent, wang, True, hours=1)
    told = refusals(wang.store_id)
    assert not told.refuses(wang.pk, "phone", "marketing")
    assert told.refuses(wang.pk, "sms", "marketing")
    holding = told.holding(wang.pk, "sms", "marketing")
    assert holding is not None
    assert (holding.reason, holding.recorded_at) == ("客户要求", NOW)


def test_refusal_for_one_vehicle_leaves_the_others(wang: Customer, as_agent: Viewer) -> None:
    first = Vehicle.objects.get()
    second = add_vehicle(wang, "沪C00001").vehicle
    say(as_agent, wang, False, vehicle=first)
    told = refusals(wang.store_id, [wang.pk])
    assert told.refuses(wang.pk, "phone", "marketing", first.pk)
    assert not told.refuses(wang.pk, "phone", "marketing", second.pk)


def test_what_was_asked_for_is_refused_only_by_name(wang: Customer, as_agent: Viewer) -> None:
    say(as_agent, wang, False, channel="any", purpose="any")
    assert not refusals(wang.store_id).refuses(wang.pk, "phone", "requested")
    say(as_agent, wang, False, purpose="requested")
    assert refusals(wang.store_id).refuses(wang.pk, "phone", "requested")


def test_do_not_contact_closes_all_and_opens_again(wang: Customer, as_agent: Viewer) -> None:
    set_do_not_contact(by=as_agent, customer=wang, value=True, reason="投诉骚扰", now=NOW)
    told = refusals(wang.store_id)
    assert told.closed == {wang.pk}
    assert told.refuses(wang.pk, "letter", "care")
    assert not told.refuses(wang.pk, "phone", "requested")
    later = NOW + timedelta(hours=1)
    set_do_not_contact(by=as_agent, customer=wang, value=False, reason="客户同意", now=later)
    assert not refusals(wang.store_id).refuses(wang.pk, "letter", "care")


def test_imported_mark_closes_without_a_row(wang: Customer) -> None:
    Customer.objects.filter(pk=wang.pk).update(do_not_contact=True)
    assert refusals(wang.store_id).refuses(wang.pk, "phone", "care")


def test_refusals_take_two_queries_for_a_whole_store(
    wang: Customer, shan: Customer, as_agent: Viewer, django_assert_num_queries: Any
) -> None:
    for customer in (wang, shan):
        say(as_agent, customer, False)
    with django_assert_num_queries(2):
        told = refusals(wang.store_id)
    assert told.refuses(shan.pk, "phone", "marketing")
    assert not told.refuses(None, "phone", "marketing")


def test_refusals_of_another_store_are_not_told(
    wang: Customer, other_store: Store, as_agent: Viewer
) -> None:
    say(as_agent, wang, False)
    assert not refusals(other_store.pk).refuses(wang.pk, "phone", "marketing")


def test_history_is_kept_and_the_standing_row_is_the_latest(
    wang: Customer, as_agent: Viewer
) -> None:
    say(as_agent, wang, False)
    say(as_agent, wang, True, hours=1)
    assert [row.is_given for row in consents(as_agent, wang)] == [True, False]
    (standing,) = standing_consents(as_agent, wang)
    assert standing.is_given


@pytest.mark.parametrize(
    ("matter", "said"),
    [
        ({"channel": "pigeon"}, "pigeon"),
        ({"purpose": "fun"}, "fun"),
        ({"reason": " "}, "请写明"),
    ],
)
def test_bad_matter_is_refused(
    matter: dict[str, str], said: str, wang: Customer, as_agent: Viewer
) -> None:
    with pytest.raises(Refused) as refusal:
        say(as_agent, wang, False, **matter)
    assert said in refusal.value.say("zh")
    assert not Consent.objects.exists()


def test_vehicle_of_another_is_refused(wang: Customer, store: Store, as_agent: Viewer) -> None:
    other = add_vehicle(add_customer(store, "李雷"), "沪D00001").vehicle
    with pytest.raises(Refused, match="not the customer's"):
        say(as_agent, wang, False, vehicle=other)


def test_outsider_may_not_write_a_wish(wang: Customer, as_outsider: Viewer) -> None:
    with pytest.raises(Forbidden):
        say(as_outsider, wang, False)
