from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from careloop.audits import actions, queries
from careloop.audits.choices import InspectionState
from careloop.audits.models import Checklist, Inspection, Photo
from careloop.audits.rules import Stale
from careloop.common.models import AuditRow, KeptFile
from careloop.core.kernel.errors import Refused
from careloop.organisation.models import Store, User
from careloop.organisation.rules import Forbidden, Viewer
from tests.audits.conftest import (
    MONDAY,
    NOW,
    all_full,
    draft,
    finished,
    picture,
)
from tests.mart.books import Books

LATER = NOW + timedelta(minutes=5)


# Begun, and kept as a draft


def test_begin_makes_it_ones_own(due: Inspection, as_checker: Viewer, checker: User) -> None:
    begun = actions.begin(by=as_checker, inspection=due, revision=0, now=NOW)
    assert (begun.state, begun.inspector, begun.begun_at) == (InspectionState.BEGUN, checker, NOW)
    assert begun.revision == 1
    assert AuditRow.objects.filter(action="inspection.begin", actor_id=checker.pk).exists()


def test_begin_twice_is_once(due: Inspection, as_checker: Viewer) -> None:
    actions.begin(by=as_checker, inspection=due, revision=0, now=NOW)
    again = actions.begin(by=as_checker, inspection=due, revision=0, now=LATER)
    assert (again.revision, again.begun_at) == (1, NOW)


def test_another_takes_over_with_the_draft(
    due: Inspection, as_checker: Viewer, as_manager: Viewer, manager: User
) -> None:
    begun = actions.begin(by=as_checker, inspection=due, revision=0, now=NOW)
    kept = draft(as_checker, begun, {"lounge_1": 1})
    with pytest.raises(Stale):
        actions.begin(by=as_manager, inspection=due, revision=0, now=LATER)
    taken = actions.begin(by=as_manager, inspection=due, revision=kept.revision, now=LATER)
    assert taken.inspector == manager
    assert taken.draft["answers"] == {"lounge_1": 1}


def test_a_missed_or_finished_one_is_not_begun(
    due: Inspection, begun: Inspection, as_checker: Viewer
) -> None:
    actions.make_due(now=NOW + timedelta(days=1))
    due.refresh_from_db()
    over = finished(as_checker, begun, all_full(begun))
    for one, state in ((due, "missed"), (over, "finished")):
        with pytest.raises(Refused, match=f"This inspection is {state}"):
            actions.begin(by=as_checker, inspection=one, revision=one.revision, now=LATER)


def test_inspecting_needs_the_permission(
    store: Store, due: Inspection, begun: Inspection, as_agent: Viewer, as_outsider: Viewer
) -> None:
    for viewer in (as_agent, as_outsider):
        with pytest.raises(Forbidden):
            actions.begin(by=viewer, inspection=due, revision=0, now=NOW)
        with pytest.raises(Forbidden):
            draft(viewer, begun, {})
        with pytest.raises(Forbidden):
            finished(viewer, begun, {})
        with pytest.raises(Forbidden):
            actions.start_unplanned(by=viewer, store=store, checklist_code="lounge", now=NOW)


def test_draft_keeps_what_is_filled_in(store: Store, begun: Inspection, as_checker: Viewer) -> None:
    answers = {"lounge_1": 0, "lounge_2": None}
    typed = {"action-lounge_1": "调温度"}
    draft(as_checker, begun, answers, remarks={"lounge_1": " 太热 "}, typed=typed)
    found = queries.inspection(as_checker, store, begun.pk)
    sheet = queries.sheet(as_checker, found)
    assert (sheet.answers, sheet.remarks, sheet.typed) == (answers, {"lounge_1": "太热"}, typed)
    assert found.revision == begun.revision + 1


def test_draft_on_an_old_version_is_refused_with_what_stands(
    begun: Inspection, as_checker: Viewer, as_manager: Viewer
) -> None:
    draft(as_manager, begun, {"lounge_1": 1})
    with pytest.raises(Stale) as refusal:
        draft(as_checker, begun, {"lounge_1": 0})
    assert refusal.value.current.draft["answers"] == {"lounge_1": 1}  # type: ignore[attr-defined]


def test_draft_whose_answer_was_lost_on_the_way_is_saved_again(
    begun: Inspection, as_checker: Viewer
) -> None:
    """The network dropped after the save: the page still holds the old revision."""
    draft(as_checker, begun, {"lounge_1": 1}, device="a")
    draft(as_checker, begun, {"lounge_1": 1, "lounge_2": 0}, device="a")
    kept = draft(as_checker, begun, {"lounge_1": 1, "lounge_2": 1}, device="a")
    assert kept.draft["answers"] == {"lounge_1": 1, "lounge_2": 1}


def test_a_second_page_does_not_overwrite_the_first(begun: Inspection, as_checker: Viewer) -> None:
    draft(as_checker, begun, {"lounge_1": 1}, device="phone")
    with pytest.raises(Stale):
        draft(as_checker, begun, {"lounge_1": 0}, device="tablet")
    fresh = draft(as_checker, begun, {"lounge_1": 0}, device="tablet", revision=begun.revision + 1)
    with pytest.raises(Stale):
        draft(as_checker, fresh, {}, device="phone", revision=begun.revision + 1)


@pytest.mark.parametrize(
    ("answers", "remarks", "said"),
    [
        ({"roof": 1}, {}, "no item “roof”"),
        ({"lounge_1": 2}, {}, "2 points; 0 to 1"),
        ({}, {"roof": "x"}, "no item “roof”"),
        ({}, {"lounge_1": "x" * 2001}, "2001 characters, at most 2000"),
    ],
)
def test_draft_refuses_what_the_list_does_not_know(
    begun: Inspection,
    as_checker: Viewer,
    answers: dict[str, int | None],
    remarks: dict[str, str],
    said: str,
) -> None:
    with pytest.raises(Refused, match=said):
        draft(as_checker, begun, answers, remarks=remarks)


def test_draft_of_one_not_begun_is_refused(due: Inspection, as_checker: Viewer) -> None:
    with pytest.raises(Refused, match="not begun"):
        draft(as_checker, due, {})


def test_unplanned_one_is_begun_at_once_for_a_person_and_an_order(
    store: Store, books: Books, lounge: Checklist, as_checker: Viewer
) -> None:
    advisor, order = books.employee("A1"), books.order(books.vehicle(), MONDAY)
    one = actions.start_unplanned(
        by=as_checker, store=store, checklist_code="lounge", now=NOW, subject=advisor, order=order
    )
    assert (one.subject, one.order, one.plan, one.due_on) == (advisor, order, None, MONDAY)
    assert one.state == InspectionState.BEGUN


def test_unplanned_one_refuses_another_stores_person_and_order(
    store: Store, other_store: Store, lounge: Checklist, as_checker: Viewer
) -> None:
    elsewhere = Books(other_store)
    person, order = elsewhere.employee("X1"), elsewhere.order(elsewhere.vehicle(), MONDAY)
    common = {"by": as_checker, "store": store, "checklist_code": "lounge", "now": NOW}
    with pytest.raises(Refused, match="“X1” is not on the staff"):
        actions.start_unplanned(**common, subject=person)  # type: ignore[arg-type]
    with pytest.raises(Refused, match="order is not of this store"):
        actions.start_unplanned(**common, order=order)  # type: ignore[arg-type]


def test_an_unplanned_one_may_be_dropped_a_planned_one_not(
    due: Inspection, begun: Inspection, as_checker: Viewer
) -> None:
    actions.add_photo(by=as_checker, inspection=begun, item="lounge_1", upload=picture(), now=NOW)
    actions.discard(by=as_checker, inspection=begun, revision=begun.revision)
    assert not KeptFile.objects.exists()
    assert not Inspection.objects.filter(pk=begun.pk).exists()
    actions.begin(by=as_checker, inspection=due, revision=0, now=NOW)
    with pytest.raises(Refused, match="planned inspection cannot be dropped"):
        actions.discard(by=as_checker, inspection=due, revision=1)


# Photos


def test_photo_is_kept_at_its_item_and_leaves_the_revision(
    store: Store, begun: Inspection, as_checker: Viewer, checker: User
) -> None:
    photo = actions.add_photo(
        by=as_checker, inspection=begun, item="lounge_3", upload=picture(), now=NOW
    )
    assert (photo.file.store_id, photo.file.kept_by_id) == (store.pk, checker.pk)
    sheet = queries.sheet(as_checker, queries.inspection(as_checker, store, begun.pk))
    assert sheet.photos == {"lounge_3": [photo]}
    assert sheet.inspection.revision == begun.revision


def test_photo_that_is_none_or_of_an_unknown_item_is_refused(
    begun: Inspection, as_checker: Viewer
) -> None:
    fake = SimpleUploadedFile("p.jpg", b"no photo", "image/jpeg")
    with pytest.raises(Refused, match=r"“p\.jpg” is no photo"):
        actions.add_photo(by=as_checker, inspection=begun, item="lounge_1", upload=fake, now=NOW)
    with pytest.raises(Refused, match="no item “roof”"):
        actions.add_photo(by=as_checker, inspection=begun, item="roof", upload=picture(), now=NOW)
    assert not Photo.objects.exists()


def test_photos_of_an_item_are_ten_at_most(begun: Inspection, as_checker: Viewer) -> None:
    kept = KeptFile.objects.create(
        store_id=begun.store_id, name="p", content_type="image/jpeg", size=1, kept_at=NOW
    )
    Photo.objects.bulk_create(
        Photo(inspection=begun, item="lounge_1", file=kept) for _ in range(10)
    )
    with pytest.raises(Refused, match="has 10 photos already"):
        actions.add_photo(
            by=as_checker, inspection=begun, item="lounge_1", upload=picture(), now=NOW
        )


def test_photo_may_go_until_the_inspection_is_finished(
    begun: Inspection, as_checker: Viewer, as_outsider: Viewer
) -> None:
    gone, stays = (
        actions.add_photo(
            by=as_checker, inspection=begun, item="lounge_1", upload=picture(), now=NOW
        )
        for _ in range(2)
    )
    with pytest.raises(Forbidden):
        actions.remove_photo(by=as_outsider, photo=gone)
    actions.remove_photo(by=as_checker, photo=gone)
    finished(as_checker, begun, all_full(begun))
    with pytest.raises(Refused, match="finished"):
        actions.remove_photo(by=as_checker, photo=stays)
    assert list(Photo.objects.all()) == [stays]
    assert list(KeptFile.objects.all()) == [stays.file]
