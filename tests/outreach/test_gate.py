"""The one gate: what lets a contact through, and every reason that does not."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from careloop.customers.choices import Channel, Purpose
from careloop.customers.models import Consent, Contact, Customer
from careloop.outreach import gate, rules
from careloop.outreach.rules import Limits, Standing, may_contact
from tests.outreach.desk import Desk

NOON = datetime(2026, 11, 2, 12, 0)
REACHABLE = Standing()


def reasons(standing: Standing, now: datetime = NOON) -> list[str]:
    return [reason.en for reason in may_contact(standing, now, Limits()).reasons]


def verdict(desk: Desk, customer: Customer | None, **asked: Any) -> rules.Verdict:
    usual: dict[str, Any] = {
        "vehicle": None,
        "channel": Channel.PHONE,
        "purpose": Purpose.REMINDER,
        "now": desk.now,
    }
    return gate.verdict(store=desk.store, customer=customer, **(usual | asked))


def refuse(desk: Desk, customer: Customer, **about: Any) -> Consent:
    said: dict[str, Any] = {
        "channel": "any",
        "purpose": "any",
        "is_given": False,
        "recorded_at": desk.now,
    }
    return Consent.objects.create(customer=customer, **(said | about))


def test_gate_is_open_at_noon() -> None:
    assert may_contact(REACHABLE, NOON, Limits()).allowed


@pytest.mark.parametrize(
    ("hour", "allowed"), [(8, False), (9, True), (19, True), (20, False), (23, False)]
)
def test_gate_keeps_contact_hours(hour: int, allowed: bool) -> None:
    assert may_contact(REACHABLE, datetime(2026, 11, 2, hour), Limits()).allowed is allowed


def test_gate_names_the_hours() -> None:
    assert reasons(REACHABLE, datetime(2026, 11, 2, 7)) == ["Outside contact hours (09:00–20:00)"]


def test_gate_names_every_reason_at_once() -> None:
    closed = Standing(do_not_contact=True, refused="已卖车", is_fleet=True, has_number=False)
    assert len(reasons(closed, datetime(2026, 11, 2, 22))) == 5


def test_gate_lets_what_the_customer_asked_for_through() -> None:
    asked_for = Standing(is_requested=True, do_not_contact=True, refused="", recent_contacts=9)
    assert may_contact(asked_for, NOON, Limits()).allowed


def test_gate_lets_an_agreed_moment_through_at_any_hour() -> None:
    agreed = Standing(agreed=True, recent_contacts=9)
    assert may_contact(agreed, datetime(2026, 11, 2, 21), Limits()).allowed


def test_gate_needs_a_number_even_for_what_was_asked_for() -> None:
    assert not may_contact(Standing(is_requested=True, has_number=False), NOON, Limits()).allowed


def test_gate_counts_two_unasked_contacts_in_seven_days(desk: Desk) -> None:
    customer = desk.customer()
    task = desk.task(customer)
    for days in (1, 6, 8):  # the last one is too long ago
        desk.books.attempt(task, desk.now - timedelta(days=days), "answered")
    refused = verdict(desk, customer)
    assert [reason.zh for reason in refused.reasons] == ["近 7 天已联系 2 次，上限 2 次"]


def test_gate_does_not_count_calls_nobody_heard_nor_those_asked_for(desk: Desk) -> None:
    customer = desk.customer()
    for _ in range(3):
        desk.books.attempt(desk.task(customer), desk.now - timedelta(days=1), "no_answer")
        asked_for = desk.task(customer, contact_type="complaint_callback")
        desk.books.attempt(asked_for, desk.now - timedelta(days=1), "answered")
    assert verdict(desk, customer).allowed


def test_gate_refuses_a_customer_without_a_working_number(desk: Desk) -> None:
    customer = desk.customer()
    Contact.objects.update(is_valid=False)
    assert verdict(desk, customer).reasons == (rules.NO_NUMBER,)
    assert verdict(desk, customer, channel=Channel.LETTER).allowed


def test_gate_refuses_who_asked_not_to_be_contacted(desk: Desk) -> None:
    customer = desk.customer(do_not_contact=True)
    assert verdict(desk, customer).reasons == (rules.DO_NOT_CONTACT,)
    assert verdict(desk, customer, purpose=Purpose.REQUESTED).allowed


def test_gate_says_why_the_customer_refused(desk: Desk) -> None:
    customer = desk.customer()
    refuse(desk, customer, purpose="reminder", reason="自己记得")
    (reason,) = verdict(desk, customer).reasons
    assert reason.zh == "客户不同意为此联系：自己记得"
    assert verdict(desk, customer, purpose=Purpose.FOLLOW_UP).allowed


def test_gate_tells_channels_apart(desk: Desk) -> None:
    customer = desk.customer()
    refuse(desk, customer, channel="sms")
    assert verdict(desk, customer).allowed
    assert not verdict(desk, customer, channel=Channel.SMS).allowed


def test_gate_goes_by_the_latest_word(desk: Desk) -> None:
    customer = desk.customer()
    refuse(desk, customer)
    refuse(desk, customer, is_given=True, purpose="reminder", recorded_at=desk.now + timedelta(1))
    assert verdict(desk, customer).allowed
    assert not verdict(desk, customer, purpose=Purpose.MARKETING).allowed


def test_gate_tells_vehicles_apart(desk: Desk) -> None:
    customer = desk.customer()
    sold, kept = desk.car(customer), desk.car(customer)
    refuse(desk, customer, vehicle=sold, reason="车已卖")
    assert not verdict(desk, customer, vehicle=sold).allowed
    assert verdict(desk, customer, vehicle=kept).allowed


def test_gate_takes_a_later_word_on_all_cars_for_each_of_them(desk: Desk) -> None:
    customer = desk.customer()
    car = desk.car(customer)
    refuse(desk, customer, vehicle=car)
    refuse(desk, customer, is_given=True, recorded_at=desk.now + timedelta(days=1))
    assert verdict(desk, customer, vehicle=car).allowed


def test_gate_keeps_fleet_cars_out_of_reminders_only(desk: Desk) -> None:
    taxi = desk.car(is_fleet=True)
    customer = desk.customer()
    assert verdict(desk, customer, vehicle=taxi).reasons == (rules.FLEET,)
    assert verdict(desk, customer, vehicle=taxi, purpose=Purpose.FOLLOW_UP).allowed


def test_verdicts_on_a_list_agree_with_single_ones(desk: Desk) -> None:
    free, silent = desk.customer(), desk.customer(do_not_contact=True)
    tasks = [desk.task(free), desk.task(silent)]
    found = gate.verdicts(store=desk.store, tasks=tasks, now=desk.now)
    assert [found[task.pk].allowed for task in tasks] == [True, False]
    assert found[tasks[1].pk] == verdict(desk, silent, purpose=Purpose.FOLLOW_UP)


def test_verdicts_on_fifty_tasks_take_as_many_queries_as_on_one(
    desk: Desk, django_assert_max_num_queries: Any
) -> None:
    tasks = [desk.task(desk.customer()) for _ in range(50)]
    with django_assert_max_num_queries(7):
        gate.verdicts(store=desk.store, tasks=tasks, now=desk.now)


def test_complaint_callback_passes_hours_and_cap(desk: Desk) -> None:
    task = desk.task(contact_type="complaint_callback")
    late = datetime(2026, 11, 2, 21)
    assert gate.verdicts(store=desk.store, tasks=[task], now=late)[task.pk].allowed
