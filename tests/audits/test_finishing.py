from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse

from careloop.audits import actions, queries
from careloop.audits.choices import FindingState, InspectionState
from careloop.audits.models import Answer, Checklist, Finding, Inspection
from careloop.audits.rules import Stale
from careloop.common.models import AuditRow
from careloop.core.kernel.errors import Refused
from careloop.notifications.models import Notice
from careloop.organisation.models import Employee, Store, User
from careloop.organisation.rules import Forbidden, Viewer
from tests.audits.conftest import (
    MONDAY,
    NOW,
    all_full,
    draft,
    finished,
    picture,
    put_right,
)
from tests.mart.books import Books

LATER = NOW + timedelta(minutes=5)


# Finished


def test_finish_scores_and_keeps_the_answers_for_good(
    begun: Inspection, as_checker: Viewer, host: Employee
) -> None:
    answers = all_full(begun, lounge_3=None, lounge_7=0)
    found = actions.finish(
        by=as_checker,
        inspection=begun,
        revision=begun.revision,
        answers=answers,
        remarks={"lounge_7": "饮水机没水"},
        findings=[put_right("lounge_7", host)],
        now=LATER,
        remark="其余正常",
    )
    assert (found.score_numerator, found.score_denominator) == (90, 100)
    assert (found.state, found.finished_at, found.remark) == (
        InspectionState.FINISHED,
        LATER,
        "其余正常",
    )
    assert found.draft == {}
    assert dict(Answer.objects.values_list("item", "points")) == answers
    finding = Finding.objects.get()
    assert (finding.item, finding.text, finding.action) == ("lounge_7", "饮水机没水", "重新调试")
    assert (finding.owner, finding.due_on, finding.state) == (
        host,
        MONDAY + timedelta(days=3),
        FindingState.OPEN,
    )


def test_finish_weighs_the_items(
    store: Store, short: Checklist, host: Employee, as_checker: Viewer
) -> None:
    one = actions.start_unplanned(by=as_checker, store=store, checklist_code="short", now=NOW)
    actions.add_photo(by=as_checker, inspection=one, item="tidy", upload=picture(), now=NOW)
    done = finished(as_checker, one, {"tidy": 0, "fresh": 4}, [put_right("tidy", host)])
    assert (done.score_numerator, done.score_denominator) == (24, 40)


def test_a_finished_inspection_never_changes(begun: Inspection, as_checker: Viewer) -> None:
    done = finished(as_checker, begun, all_full(begun))
    with pytest.raises(Refused, match="is finished and takes no more"):
        draft(as_checker, done, {"lounge_1": 0})
    with pytest.raises(Refused, match="is finished and takes no more"):
        finished(as_checker, done, all_full(done))
    with pytest.raises(Refused, match="is finished and takes no more"):
        actions.add_photo(
            by=as_checker, inspection=done, item="lounge_1", upload=picture(), now=NOW
        )


def test_finish_names_items_not_marked(begun: Inspection, as_checker: Viewer) -> None:
    answers = all_full(begun)
    del answers["lounge_5"]
    with pytest.raises(actions.Incomplete, match="“Tables and chairs in order” is not") as refusal:
        finished(as_checker, begun, answers)
    assert [one.item.code for one in refusal.value.missing] == ["lounge_5"]
    assert "“桌椅摆放整齐”没有打分" in refusal.value.say("zh")
    assert not Answer.objects.exists()


def test_finish_names_some_and_counts_the_others(begun: Inspection, as_checker: Viewer) -> None:
    with pytest.raises(actions.Incomplete, match="and others, 11 in all"):
        finished(as_checker, begun, {})


def test_finish_names_photos_that_lack(store: Store, short: Checklist, as_checker: Viewer) -> None:
    one = actions.start_unplanned(by=as_checker, store=store, checklist_code="short", now=NOW)
    with pytest.raises(actions.Incomplete, match="“Tidy” lacks its photo"):
        finished(as_checker, one, {"tidy": 1, "fresh": 5})
    actions.add_photo(by=as_checker, inspection=one, item="tidy", upload=picture(), now=NOW)
    finished(as_checker, one, {"tidy": 1, "fresh": 5})


def test_finish_asks_a_finding_for_every_item_at_fault(
    begun: Inspection, as_checker: Viewer, host: Employee
) -> None:
    answers = all_full(begun, lounge_2=0, lounge_5=0)
    with pytest.raises(actions.FindingsNeeded, match="Tables and chairs") as refusal:
        finished(as_checker, begun, answers, [put_right("lounge_2", host)])
    assert [fault.item.code for fault in refusal.value.faults] == ["lounge_5"]


def test_finish_refuses_findings_nobody_can_act_on(
    begun: Inspection, as_checker: Viewer, host: Employee, other_store: Store
) -> None:
    stranger = Books(other_store).employee("X1")
    gone = Books(begun.store).employee("E9")
    gone.left_on = MONDAY + timedelta(days=2)
    good = put_right("lounge_1", host)
    for wrong, said in (
        (replace(good, due_on=MONDAY - timedelta(days=1)), "2026-03-01 is before today"),
        (replace(good, owner=gone), "员工E9” is not on the staff of this store, or leaves before"),
        (replace(good, owner=stranger), "“X1” is not on the staff"),
        (replace(good, action="  "), "names no action"),
        (replace(good, text="x" * 2001), "2001 characters"),
    ):
        with pytest.raises(Refused, match=said):
            finished(as_checker, begun, all_full(begun, lounge_1=0), [wrong])
    with pytest.raises(Refused, match="no item “roof”"):
        finished(as_checker, begun, all_full(begun), [replace(good, item="roof")])
    begun.refresh_from_db()
    assert begun.state == InspectionState.BEGUN
    assert not Finding.objects.exists()


def test_finish_on_an_old_version_is_refused(
    begun: Inspection, as_checker: Viewer, as_manager: Viewer
) -> None:
    draft(as_manager, begun, {"lounge_1": 0})
    with pytest.raises(Stale):
        finished(as_checker, begun, all_full(begun))


def test_finish_after_a_lost_answer_is_taken_from_the_same_page(
    begun: Inspection, as_checker: Viewer
) -> None:
    draft(as_checker, begun, {"lounge_1": 1}, device="a")
    done = actions.finish(
        by=as_checker,
        inspection=begun,
        revision=begun.revision,
        answers=all_full(begun),
        remarks={},
        findings=[],
        now=LATER,
        device="a",
    )
    assert done.state == InspectionState.FINISHED


def test_mystery_shopper_is_finished_without_a_total(
    store: Store, as_checker: Viewer, as_director: Viewer
) -> None:
    actions.adopt(by=as_director, store=store, code="mystery_shopper", now=NOW)
    one = actions.start_unplanned(
        by=as_checker, store=store, checklist_code="mystery_shopper", now=NOW
    )
    done = finished(as_checker, one, all_full(one))
    assert (done.score_numerator, done.score_denominator) == (None, None)
    assert queries.sheet(as_checker, done).sections["hardware"] == (110, 110)


# Relayed


@pytest.fixture
def faulty(
    store: Store, due: Inspection, as_checker: Viewer, host: Employee, manager: User
) -> Inspection:
    """A finished inspection of a plan Zhou is responsible for, with a finding for Sun."""
    due.plan.responsible = manager.employee  # type: ignore[union-attr]
    due.plan.save()  # type: ignore[union-attr]
    begun = actions.begin(by=as_checker, inspection=due, revision=0, now=NOW)
    return finished(as_checker, begun, all_full(begun, lounge_7=0), [put_right("lounge_7", host)])


def told(one: Inspection, kind: str = "audits.result") -> set[str]:
    notices = Notice.objects.filter(store=one.store, kind=kind)
    return set(notices.values_list("recipient__username", flat=True))


def test_owner_of_a_finding_is_told_at_once(
    begun: Inspection, as_checker: Viewer, host: Employee
) -> None:
    User.objects.create(username="sun", employee=host)
    finished(as_checker, begun, all_full(begun, lounge_5=0), [put_right("lounge_5", host)])
    notice = Notice.objects.get(kind="audits.finding")
    assert notice.recipient.username == "sun"
    assert (
        notice.text_zh == "请在 2026-03-05 前整改：桌椅摆放整齐（顾客休息室检查表，2026-03-02）。"
    )


def test_relay_tells_responsible_and_owner_once(
    faulty: Inspection, host: Employee, as_checker: Viewer
) -> None:
    User.objects.create(username="sun", employee=host)
    relayed = actions.relay(by=as_checker, inspection=faulty, now=LATER)
    assert relayed.relayed_at == LATER
    assert told(faulty) == {"zhou", "sun"}
    texts = set(Notice.objects.filter(kind="audits.result").values_list("text_en", flat=True))
    assert texts == {"Customer lounge (2026-03-02), result: 90.9, findings: 1."}
    again = actions.relay(by=as_checker, inspection=faulty, now=LATER + timedelta(days=1))
    assert again.relayed_at == LATER
    assert Notice.objects.filter(kind="audits.result").count() == 2


def test_notice_leads_to_the_inspection_for_those_who_may_see_it(
    faulty: Inspection, host: Employee, as_checker: Viewer
) -> None:
    User.objects.create(username="sun", employee=host)  # holds no role
    actions.relay(by=as_checker, inspection=faulty, now=LATER)
    links = dict(
        Notice.objects.filter(kind="audits.result").values_list("recipient__username", "link")
    )
    assert links == {
        "zhou": reverse("audits:inspection", args=["S1", faulty.pk]),
        "sun": "",
    }


def test_relay_tells_who_was_inspected(
    store: Store, books: Books, lounge: Checklist, as_checker: Viewer
) -> None:
    advisor = books.employee("A1")
    User.objects.create(username="wu", employee=advisor)
    User.objects.create(username="gone", employee=advisor, is_active=False)
    one = actions.start_unplanned(
        by=as_checker, store=store, checklist_code="lounge", now=NOW, subject=advisor
    )
    actions.relay(by=as_checker, inspection=finished(as_checker, one, all_full(one)), now=LATER)
    assert told(one) == {"wu"}


def test_relay_without_anybody_to_tell_is_done_in_person(
    begun: Inspection, as_checker: Viewer
) -> None:
    done = finished(as_checker, begun, all_full(begun))
    with pytest.raises(Refused, match="Tell them in person"):
        actions.relay(by=as_checker, inspection=done, now=LATER)
    relayed = actions.relay(by=as_checker, inspection=done, now=LATER, in_person=True)
    assert relayed.relayed_at == LATER
    assert not Notice.objects.exists()


def test_relay_waits_for_the_end_and_needs_the_permission(
    begun: Inspection, as_checker: Viewer, as_outsider: Viewer
) -> None:
    with pytest.raises(Refused, match="Only a finished inspection"):
        actions.relay(by=as_checker, inspection=begun, now=NOW)
    with pytest.raises(Forbidden):
        actions.relay(by=as_outsider, inspection=begun, now=NOW)


def test_what_was_typed_is_in_no_audit_row(faulty: Inspection) -> None:
    details = " ".join(str(row.detail) for row in AuditRow.objects.all())
    assert "重新调试" not in details
