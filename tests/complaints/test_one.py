"""Reading one complaint: scoped by store, and what its page needs beside it."""

from __future__ import annotations

import pytest

from careloop.complaints.models import Complaint
from careloop.complaints.queries import one
from careloop.complaints.queries.people import owners
from careloop.organisation.models import Store
from careloop.organisation.rules import Forbidden, Viewer
from tests.complaints.life import ON, RECEIVED, Life
from tests.mart.books import Books

pytestmark = pytest.mark.django_db


def test_complaint_is_read_in_its_store_only(
    life: Life, other_store: Store, as_outsider: Viewer
) -> None:
    assert one.complaint(life.sun, life.store, life.complaint.pk) == life.complaint
    with pytest.raises(Forbidden):
        one.complaint(as_outsider, life.store, life.complaint.pk)
    with pytest.raises(Complaint.DoesNotExist):
        one.complaint(as_outsider, other_store, life.complaint.pk)


def test_history_is_told_in_its_order(life: Life, as_outsider: Viewer) -> None:
    life.solved()
    told = [(event.deed, event.at) for event in one.events(life.sun, life.complaint)]
    assert told == [
        ("open", RECEIVED), ("take_over", ON[0]), ("investigate", ON[1]), ("solve", ON[2]),
    ]  # fmt: skip
    with pytest.raises(Forbidden):
        one.events(as_outsider, life.complaint)


def test_facts_tell_owner_responsible_and_what_lies_beside(life: Life, books: Books) -> None:
    life.solved()
    life.root_cause()
    assert one.facts(life.wang, life.now).is_own
    told = one.facts(life.sun, life.now)
    assert (told.is_own, told.is_paused, told.has_root_cause) == (False, False, True)
    assert (told.may_handle, told.may_supervise) == (True, False)
    life.colleague.employee = books.employee("A7")
    life.colleague.save()
    Complaint.objects.update(responsible_no="A7")
    assert one.facts(life.sun, life.now).is_own


def test_nobodys_complaint_is_not_the_systems(life: Life) -> None:
    assert not one.is_own(Viewer.system(), life.complaint)


def test_settled_complaints_teach_their_causes(life: Life) -> None:
    assert one.settled(life.sun, life.store) == []
    life.solved()
    assert one.settled(life.sun, life.store) == [("quality", "刹车异响没有修好")]


def test_owners_are_those_who_may_handle(life: Life, as_outsider: Viewer) -> None:
    assert owners(life.sun, life.store, RECEIVED.date()) == [
        life.owner, life.colleague, life.boss,
    ]  # fmt: skip
    with pytest.raises(Forbidden):
        owners(as_outsider, life.store, RECEIVED.date())
