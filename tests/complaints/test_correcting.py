"""Putting a record right, and the papers kept with it."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from careloop.common.files import path_of
from careloop.common.models import AuditRow
from careloop.complaints.models import Attachment, StoreCause
from careloop.core.kernel.errors import Refused
from careloop.organisation.models import Store
from careloop.organisation.rules import Forbidden, Viewer
from tests.complaints.life import ON, RECEIVED, Life
from tests.mart.books import Books

pytestmark = pytest.mark.django_db


def corrected(life: Life, **changes: object) -> None:
    life.do("correct", ON[1], changes=changes)


def test_corrections_are_kept_and_named_in_the_audit_without_their_words(
    life: Life, books: Books
) -> None:
    books.employee("A7")
    corrected(life, description=" 刹车尖叫 ", severity="1", responsible_no="A7", cause="parts")
    now = life.now
    assert (now.description, now.severity, now.responsible_no) == ("刹车尖叫", "1", "A7")
    assert (now.cause, now.revision) == ("parts", 1)
    row = AuditRow.objects.get(action="complaint.correct")
    fields = ["cause", "description", "responsible_no", "severity"]
    assert row.detail == {"state": "recorded", "fields": fields}


def test_class_changes_the_clocks(life: Life) -> None:
    before = life.complaint.reply_due_at
    corrected(life, severity="1")
    assert before is not None
    assert life.now.reply_due_at is not None
    assert life.now.reply_due_at < before


def test_order_brings_car_and_customer(life: Life, books: Books) -> None:
    order = books.order(books.vehicle(plate="浙A1"), date(2026, 9, 1), ro_no="R1")
    corrected(life, order=order)
    assert (life.now.ro_no, life.now.vehicle) == ("R1", order.vehicle)
    corrected(life, order=None)
    assert (life.now.ro_no, life.now.vehicle) == ("", order.vehicle)


def test_own_cause_of_the_store_counts_as_one_of_the_eight(life: Life) -> None:
    wash = StoreCause.objects.create(store=life.store, name="洗车", cause="other")
    corrected(life, store_cause=wash)
    assert (life.now.store_cause, life.now.cause) == (wash, "other")
    corrected(life, cause="time")
    assert (life.now.store_cause, life.now.cause) == (None, "time")


def test_faults_become_what_is_written(life: Life) -> None:
    first, _ = life.fault_ids
    corrected(life, faults=["刹车异响", "空调不冷", " 空调不冷 ", ""])
    texts = life.complaint.faults.order_by("pk").values_list("pk", "text")
    assert [text for _, text in texts] == ["刹车异响", "空调不冷"]
    assert texts[0][0] == first


def test_decided_fault_is_not_taken_out(life: Life) -> None:
    life.solved()
    with pytest.raises(Refused, match="“刹车异响” was decided"):
        life.do("correct", ON[3], changes={"faults": ["等待太久"]})
    assert len(life.fault_ids) == 2


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"state": "archived"}, "“state” cannot be corrected"),
        ({"cause": "weather"}, "weather"),
        ({"severity": "9"}, "9"),
        ({"description": ""}, "says nothing"),
        ({"responsible_no": "X"}, "no employee"),
        ({"goodwill_fen": -5}, "cannot be negative"),
        ({"received_at": ON[2]}, "“now” .* lies before “received”"),
    ],
)
def test_corrections_that_opening_would_refuse_are_refused(
    life: Life, changes: dict[str, object], why: str
) -> None:
    with pytest.raises(Refused, match=why):
        corrected(life, **changes)
    assert (life.now.revision, life.now.cause) == (0, "quality")


def test_receipt_is_not_moved_behind_what_was_done(life: Life) -> None:
    life.solved()
    with pytest.raises(Refused, match=r"“taken over” .* lies before “received”"):
        life.do("correct", ON[3], changes={"received_at": ON[1]})
    earlier = RECEIVED - timedelta(hours=1)
    moved = life.do("correct", ON[3], changes={"received_at": earlier})
    assert (moved.received_at, moved.duty_due_at is not None) == (earlier, True)


def test_what_is_another_stores_is_refused(life: Life, other_store: Store) -> None:
    theirs = Books(other_store)
    car = theirs.vehicle()
    for changes in (
        {"order": theirs.order(car, date(2026, 9, 1))},
        {"vehicle": car},
        {"store_cause": StoreCause.objects.create(store=other_store, name="洗车", cause="other")},
    ):
        with pytest.raises(Refused, match="not of this store"):
            corrected(life, **changes)
    assert life.now.vehicle is None


def paper(name: str, data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def test_paper_is_kept_with_the_complaint(life: Life) -> None:
    kept = life.do("attach", ON[1], upload=paper("来信.pdf", b"%PDF-1.7 x"))
    (attached,) = kept.attachments.all()
    assert (attached.file.name, attached.file.kept_by_id) == ("来信.pdf", life.owner.pk)
    assert path_of(attached.file).read_bytes() == b"%PDF-1.7 x"
    assert kept.events.last().note == "来信.pdf"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("upload", "why"),
    [
        (paper("x.jpg", b"no photo"), "no photo that can be read"),
        (paper("x.pdf", b""), "empty"),
        (paper("x.exe", b"MZ"), "of a kind that is not taken"),
    ],
)
def test_papers_that_are_none_are_refused(
    life: Life, upload: SimpleUploadedFile, why: str, settings: object
) -> None:
    with pytest.raises(Refused, match=why):
        life.do("attach", ON[1], upload=upload)
    assert not Attachment.objects.exists()
    assert life.now.revision == 0


def test_outsiders_attach_and_correct_nothing(life: Life, as_outsider: Viewer) -> None:
    with pytest.raises(Forbidden):
        life.do("correct", ON[1], as_outsider, changes={"cause": "time"})
    with pytest.raises(Forbidden):
        life.do("attach", ON[1], as_outsider, upload=paper("x.pdf", b"%PDF-"))


def test_papers_lie_in_the_data_folder(life: Life, settings: object) -> None:
    kept = life.do("attach", ON[1], upload=paper("x.pdf", b"%PDF-1.7 y"))
    home = Path(settings.CARELOOP_HOME)  # type: ignore[attr-defined]
    assert path_of(kept.attachments.get().file).is_relative_to(home)
