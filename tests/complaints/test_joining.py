"""Merging and splitting: both numbers stay readable, nothing is lost, nothing counts twice."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from careloop.complaints.actions import attach, merge, open_complaint
from careloop.complaints.choices import State
from careloop.complaints.models import Complaint
from careloop.complaints.queries.one import of_customer, open_about, repeats
from careloop.complaints.rules import Stale
from careloop.core.kernel.errors import Refused
from careloop.customers.models import Customer
from careloop.organisation.models import Store
from careloop.organisation.rules import Forbidden, Viewer
from tests.complaints.life import ON, RECEIVED, Life
from tests.mart.books import Books

pytestmark = pytest.mark.django_db
LATER = RECEIVED + timedelta(days=1)
PDF = b"%PDF-1.7 letter"


def another(life: Life, at: datetime = LATER, **said: object) -> Complaint:
    fields = {"cause": "time", "description": "又来电投诉", "faults": ("没人回电",)} | said
    return open_complaint(by=life.wang, store=life.store, now=at, **fields)  # type: ignore[arg-type]


def put_together(life: Life, one: Complaint, into: Complaint) -> Complaint:
    return merge(by=life.li, complaint=one, revision=one.revision, now=ON[2], into=into)


def test_merged_complaint_hands_over_all_it_has(life: Life) -> None:
    younger = another(life)
    letter = SimpleUploadedFile("letter.pdf", PDF)
    younger = attach(by=life.wang, complaint=younger, revision=0, now=ON[1], upload=letter)
    other = put_together(life, younger, life.complaint)
    assert other == life.complaint
    faults = other.faults.order_by("pk").values_list("text", flat=True)
    assert list(faults) == ["刹车异响", "等待太久", "没人回电"]
    assert other.attachments.get().file.name == "letter.pdf"
    told = list(other.events.values_list("deed", "code"))
    assert told == [("open", ""), ("open", ""), ("attach", ""), ("absorb", younger.complaint_no)]


def test_merged_complaint_keeps_its_number_and_leads_to_the_other(life: Life) -> None:
    younger = another(life)
    other = put_together(life, younger, life.complaint)
    gone = Complaint.objects.get(pk=younger.pk)
    assert (gone.state, gone.merged_into, gone.closed_at) == (State.MERGED, other, ON[2])
    assert (gone.next_due_at, gone.escalates_at, gone.revision) == (None, None, 1)
    (told,) = gone.events.all()
    assert (told.deed, told.code) == ("merge", other.complaint_no)
    assert other.revision == 1


def test_merged_complaint_is_not_worked_on(life: Life) -> None:
    younger = another(life)
    put_together(life, younger, life.complaint)
    with pytest.raises(Refused, match="it was merged into"):
        put_together(life, Complaint.objects.get(pk=younger.pk), life.complaint)
    third = another(life, LATER + timedelta(hours=1))
    with pytest.raises(Refused, match="it was merged into"):
        put_together(life, third, Complaint.objects.get(pk=younger.pk))


def test_nothing_is_merged_into_itself(life: Life) -> None:
    with pytest.raises(Refused, match="into itself"):
        put_together(life, life.complaint, life.complaint)


def test_nothing_is_merged_into_another_stores(life: Life, other_store: Store) -> None:
    theirs = open_complaint(
        by=Viewer.system(), store=other_store, cause="time", description="晚", now=RECEIVED
    )
    with pytest.raises(Refused, match="one of the same store"):
        put_together(life, life.complaint, theirs)
    assert life.now.state == State.RECORDED


def test_complaints_of_two_customers_stay_two(life: Life, books: Books) -> None:
    here, there = books.vehicle(), books.vehicle()
    whose = {car: Customer.objects.get(storevehicle__vehicle=car) for car in (here, there)}
    older = another(life, vehicle=here, customer=whose[here])
    younger = another(life, LATER + timedelta(hours=1), vehicle=there, customer=whose[there])
    with pytest.raises(Refused, match="different customers"):
        put_together(life, younger, older)
    same_car = another(life, LATER + timedelta(hours=2), vehicle=here, customer=whose[there])
    assert put_together(life, same_car, older) == older


def test_older_one_is_not_merged_into_the_younger(life: Life) -> None:
    with pytest.raises(Refused, match="clocks count from the earlier"):
        put_together(life, life.complaint, another(life))


def test_solved_ones_take_in_no_other(life: Life) -> None:
    life.solved()
    with pytest.raises(Refused, match="called back next"):
        put_together(life, another(life), life.now)


def test_merging_an_old_version_is_refused(life: Life) -> None:
    younger = another(life)
    attach(
        by=life.wang, complaint=younger, revision=0, now=ON[1],
        upload=SimpleUploadedFile("letter.pdf", PDF),
    )  # fmt: skip
    with pytest.raises(Stale):
        put_together(life, younger, life.complaint)


def test_agents_do_not_merge(life: Life) -> None:
    with pytest.raises(Forbidden):
        merge(by=life.wang, complaint=another(life), revision=0, now=ON[2], into=life.complaint)


def split(life: Life, faults: list[int], **said: object) -> Complaint:
    fields = {"cause": "time", "description": "等待太久"} | said
    return life.do("split", ON[1], life.li, fault_ids=faults, **fields)


def test_split_makes_a_complaint_that_leads_back(life: Life) -> None:
    life.take_over()
    first, second = life.fault_ids
    made = split(life, [second])
    assert made.complaint_no == "TS20260909-001"
    assert (made.split_from, made.state, made.owner) == (life.complaint, State.RECORDED, None)
    assert (made.received_at, made.severity, made.cause) == (RECEIVED, "2", "time")
    assert made.reply_due_at is not None
    assert list(made.faults.values_list("pk", flat=True)) == [second]
    assert life.fault_ids == [first]
    assert life.now.events.last().code == made.complaint_no  # type: ignore[union-attr]


@pytest.mark.parametrize("case", ["none", "all", "foreign", "cause", "nothing"])
def test_split_that_makes_no_two_is_refused(life: Life, case: str) -> None:
    foreign = another(life).faults.get().pk
    first, second = life.fault_ids
    faults = {"none": [], "all": [first, second], "foreign": [first, foreign]}.get(case, [first])
    said = {"cause": {"cause": "weather"}, "nothing": {"description": ""}}.get(case, {})
    why = {
        "none": "No fault was chosen", "all": "Not all faults", "foreign": "not those of",
        "cause": "weather", "nothing": "says nothing",
    }[case]  # fmt: skip
    with pytest.raises(Refused, match=why):
        split(life, faults, **said)
    assert life.fault_ids == [first, second]
    assert Complaint.objects.count() == 2


def test_repeats_of_a_car_tell_merged_ones_once(life: Life, books: Books) -> None:
    car = books.vehicle()
    one = another(life, vehicle=car)
    two = another(life, LATER + timedelta(hours=1), vehicle=car)
    three = another(life, LATER + timedelta(hours=2), vehicle=car)
    put_together(life, two, one)
    assert repeats(life.wang, three) == [one]
    assert repeats(life.wang, Complaint.objects.get(pk=one.pk)) == [three]
    assert repeats(life.wang, life.complaint) == []
    assert open_about(life.wang, life.store, vehicle=car) == [three, one]


def test_complaints_of_a_customer_are_the_stores(
    life: Life, books: Books, as_outsider: Viewer
) -> None:
    customer = Customer.objects.get(storevehicle__vehicle=books.vehicle())
    one = another(life, customer=customer)
    assert of_customer(life.wang, customer) == [one]
    with pytest.raises(Forbidden):
        of_customer(as_outsider, customer)
