"""One message to many: who may get it, why the others not."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from careloop.customers.models import Customer, CustomerTag, Tag
from careloop.organisation.models import Store
from careloop.organisation.rules import Forbidden, Viewer
from careloop.outreach.messages import actions, queries
from careloop.outreach.messages.actions.many import TWICE
from careloop.outreach.messages.batches import Subject
from careloop.outreach.models import ContactTask, CustomerMessage, MessageTemplate
from careloop.outreach.rules import DO_NOT_CONTACT
from careloop.service.models import Appointment
from tests.outreach.conftest import NOW
from tests.outreach.desk import Desk


def subjects_of(desk: Desk, count: int) -> list[Subject]:
    people = [desk.customer(name=f"客户{n}") for n in range(count)]
    return [Subject(one, desk.car(one, plate=f"京A0000{n}")) for n, one in enumerate(people)]


def test_many_get_it_and_the_others_are_counted_by_reason(
    store: Store, desk: Desk, as_director: Viewer, reminder: MessageTemplate
) -> None:
    subjects = subjects_of(desk, 4)
    Customer.objects.filter(pk=subjects[0].customer.pk).update(do_not_contact=True)
    twice = Subject(subjects[1].customer, desk.car(subjects[1].customer, plate="京B00001"))
    nameless = desk.customer(name="")
    subjects += [twice, Subject(nameless, desk.car(nameless, plate="京C00001"))]
    batch = actions.send_many(
        by=as_director, store=store, template=reminder, subjects=subjects, now=NOW
    )
    assert len(batch.allowed) == 3
    assert batch.refused[DO_NOT_CONTACT] == 1
    assert batch.refused[TWICE] == 1
    assert batch.refused_in_all == 3
    assert CustomerMessage.objects.count() == 3


def test_plan_writes_nothing(
    store: Store, desk: Desk, as_director: Viewer, reminder: MessageTemplate
) -> None:
    subjects = subjects_of(desk, 2)
    batch = actions.plan_many(
        by=as_director, store=store, template=reminder, subjects=subjects, now=NOW
    )
    assert len(batch.allowed) == 2
    assert not CustomerMessage.objects.exists()


def test_plan_asks_as_little_for_many_as_for_few(
    store: Store,
    desk: Desk,
    as_director: Viewer,
    reminder: MessageTemplate,
    django_assert_max_num_queries: Any,
) -> None:
    subjects = subjects_of(desk, 20)
    with django_assert_max_num_queries(8):
        actions.plan_many(
            by=as_director, store=store, template=reminder, subjects=subjects, now=NOW
        )


def test_many_needs_the_permission(
    store: Store, as_outsider: Viewer, reminder: MessageTemplate
) -> None:
    with pytest.raises(Forbidden):
        actions.plan_many(by=as_outsider, store=store, template=reminder, subjects=[], now=NOW)


def test_list_of_a_kind_holds_the_due_contacts(
    store: Store, desk: Desk, as_director: Viewer
) -> None:
    for number, opens_at in enumerate((NOW, NOW + timedelta(days=1))):
        person = desk.customer()
        ContactTask.objects.create(
            store=store, contact_type="periodic_maintenance", subject=str(number),
            occasion=str(number), due_on=NOW.date(), state="open", opens_at=opens_at,
            customer=person, vehicle=desk.car(person), changed_at=datetime.now(),
        )  # fmt: skip
    found = queries.of_tasks(as_director, store, "periodic_maintenance", NOW)
    assert [subject.task.subject for subject in found if subject.task] == ["0"]


def test_list_of_a_tag_is_the_stores(
    store: Store, other_store: Store, desk: Desk, as_director: Viewer
) -> None:
    person = desk.customer()
    car = desk.car(person)
    mine = Tag.objects.create(store=store, name="常出差")
    others = Tag.objects.create(store=other_store, name="常出差")
    for tag in (mine, others):
        CustomerTag.objects.create(customer=person, tag=tag, tagged_at=NOW)
    assert queries.of_tag(as_director, store, mine.pk) == [Subject(person, car)]
    assert queries.of_tag(as_director, store, others.pk) == []


def test_list_of_appointments_holds_those_to_remind(
    store: Store, desk: Desk, as_director: Viewer
) -> None:
    hours = {"soon": 11, "first": 12, "last": 24, "late": 25, "told": 15, "off": 15}
    person = desk.customer()
    for name, ahead in hours.items():
        Appointment.objects.create(
            store=store, appointment_no=name, customer=person, origin="active", booked_at=NOW,
            appointed_at=NOW + timedelta(hours=ahead), changed_at=NOW,
            reminded_at=NOW if name == "told" else None,
            cancelled_at=NOW if name == "off" else None,
        )  # fmt: skip
    found = queries.of_appointments(as_director, store, NOW)
    named = [one.appointment.appointment_no for one in found if one.appointment]
    assert named == ["first", "last"]


def test_many_are_reminded_of_their_appointments(
    store: Store, desk: Desk, as_director: Viewer
) -> None:
    booked = Appointment.objects.create(
        store=store, appointment_no="A1", customer=desk.customer(), origin="active",
        booked_at=NOW, appointed_at=NOW + timedelta(hours=20), changed_at=NOW,
    )  # fmt: skip
    template = MessageTemplate(
        code="t", name="t", channel="sms", purpose="requested", text_zh="{appointed_at} 恭候"
    )
    actions.save_template(by=as_director, store=store, template=template)
    subjects = queries.of_appointments(as_director, store, NOW)
    actions.send_many(by=as_director, store=store, template=template, subjects=subjects, now=NOW)
    message = CustomerMessage.objects.get()
    assert message.appointment == booked
    actions.mark_sent(by=as_director, message=message, now=NOW)
    assert queries.of_appointments(as_director, store, NOW) == []
