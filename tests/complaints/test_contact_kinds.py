"""A call-back on the worklist: who may make it, and what its outcome does to the complaint."""

from __future__ import annotations

from datetime import timedelta

import pytest

from careloop.complaints.choices import State
from careloop.complaints.models import CallBack, Complaint
from careloop.core.kernel.errors import Refused
from careloop.core.scoring.kpi_answers import KpiAnswers
from careloop.core.scoring.ready_sheets import CALL_BACK, USUAL_SHEETS
from careloop.core.scoring.sheets import check, kpi_answers
from careloop.desk.actions.calls import save_call
from careloop.desk.calls import Call, Interview
from careloop.organisation.rules import Viewer
from careloop.outreach.actions import claim, record_attempt, run_rules
from careloop.outreach.models import ContactAttempt, ContactTask
from careloop.outreach.rules import Barred
from tests.complaints.life import ON, Life
from tests.mart.books import Books

pytestmark = pytest.mark.django_db
SOON = ON[2] + timedelta(hours=1)
SOLVED, OPEN_STILL = KpiAnswers(problem_solved=True), KpiAnswers(problem_solved=False)


@pytest.fixture
def task(life: Life, books: Books) -> ContactTask:
    """The call-back of the solved complaint, as the rules make it due."""
    Complaint.objects.filter(pk=life.complaint.pk).update(vehicle=books.vehicle())
    life.solved()
    run_rules(by=Viewer.system(), store=life.store, now=SOON, kinds=("complaint_callback",))
    return ContactTask.objects.get(contact_type="complaint_callback")


def called(
    life: Life, task: ContactTask, outcome: str, answers: KpiAnswers | None = None, **said: object
) -> ContactAttempt:
    return record_attempt(
        by=life.sun, task=task, revision=task.revision, outcome=outcome, now=SOON,
        answers=answers, remark="回访", **said,  # type: ignore[arg-type]
    )  # fmt: skip


def test_owner_cannot_take_the_call(life: Life, task: ContactTask) -> None:
    with pytest.raises(Barred):
        claim(by=life.wang, task=task, now=SOON)
    assert claim(by=life.sun, task=task, now=SOON).claimed_by == life.colleague


def test_new_owner_cannot_take_it_either(life: Life, task: ContactTask) -> None:
    Complaint.objects.filter(pk=life.complaint.pk).update(owner=life.colleague)
    with pytest.raises(Barred):
        claim(by=life.sun, task=task, now=SOON)
    assert claim(by=life.wang, task=task, now=SOON)


def test_owners_number_is_barred_before_that_of_the_responsible_person(
    life: Life, books: Books
) -> None:
    life.owner.employee = books.employee("W1")
    life.owner.save()
    books.employee("A7")
    fields = {"vehicle": books.vehicle(), "responsible_no": "A7"}
    Complaint.objects.filter(pk=life.complaint.pk).update(**fields)
    life.solved()
    run_rules(by=Viewer.system(), store=life.store, now=SOON, kinds=("complaint_callback",))
    assert ContactTask.objects.get(contact_type="complaint_callback").barred_no == "W1"


def test_satisfied_customer_confirms_the_complaint(life: Life, task: ContactTask) -> None:
    attempt = called(life, task, "answered", SOLVED)
    assert life.now.state == State.CONFIRMED
    (call,) = CallBack.objects.all()
    assert (call.attempt_id, call.by, call.satisfied) == (attempt.pk, life.colleague, True)


def test_dissatisfied_customer_opens_it_again(life: Life, task: ContactTask) -> None:
    called(life, task, "answered", OPEN_STILL)
    assert (life.now.state, life.now.reopened) == (State.TAKEN_OVER, 1)


def test_second_solution_of_the_day_is_called_back_again(life: Life, task: ContactTask) -> None:
    called(life, task, "answered", OPEN_STILL)
    life.investigate(at=SOON)
    life.solve(at=SOON)
    made = run_rules(by=Viewer.system(), store=life.store, now=SOON, kinds=("complaint_callback",))
    assert made.made == {"complaint_callback": 1}
    assert ContactTask.objects.filter(state="open").count() == 1


def test_nobody_reached_is_kept_and_called_again(life: Life, task: ContactTask) -> None:
    called(life, task, "no_answer")
    assert (CallBack.objects.get().reached, life.now.state) == (False, State.SOLVED)
    task.refresh_from_db()
    assert task.state == "open"


def test_call_not_made_is_no_call_back(life: Life, task: ContactTask) -> None:
    called(life, task, "not_called")
    assert not CallBack.objects.exists()


def test_who_is_spoken_to_is_asked(life: Life, task: ContactTask) -> None:
    with pytest.raises(Refused, match="Say whether the customer is satisfied"):
        called(life, task, "answered")
    assert not ContactAttempt.objects.exists()
    assert life.now.state == State.SOLVED


def test_customer_who_wants_to_speak_later_is_not_asked_yet(life: Life, task: ContactTask) -> None:
    called(life, task, "no_time", next_at=SOON + timedelta(hours=3))
    assert not CallBack.objects.exists()


def test_call_after_the_complaint_went_on_changes_nothing(life: Life, task: ContactTask) -> None:
    Complaint.objects.filter(pk=life.complaint.pk).update(state=State.ARCHIVED)
    called(life, task, "answered", OPEN_STILL)
    assert (life.now.state, CallBack.objects.exists()) == (State.ARCHIVED, False)


def test_call_back_on_the_page_ends_the_contact(life: Life, task: ContactTask) -> None:
    life.call_back()
    task.refresh_from_db()
    assert (task.state, task.closed_reason) == ("done", "by_hand")


def test_contact_made_by_hand_touches_no_complaint(life: Life, books: Books) -> None:
    life.solved()
    by_hand = books.task(
        ON[2].date(), "complaint_callback", state="open", vehicle=books.vehicle(),
        occasion=f"hand:{life.complaint.pk}", opens_at=ON[2], expires_at=ON[9],
    )  # fmt: skip
    called(life, by_hand, "answered", SOLVED)
    assert life.now.state == State.SOLVED


def test_sheet_of_the_call_back_asks_whether_all_is_solved(life: Life, task: ContactTask) -> None:
    assert USUAL_SHEETS["complaint_callback"] == CALL_BACK.code
    assert kpi_answers(CALL_BACK, {"C1": "yes"}) == SOLVED
    assert check(CALL_BACK, {"C1": "no", "C2": "异响"}).answers == {"C1": "no", "C2": "异响"}
    said = Interview(CALL_BACK, {"C1": "no", "C2": "还在响"})
    saved = save_call(
        by=life.sun, task=task, revision=task.revision, now=SOON,
        call=Call(outcome="answered", interview=said),
    )  # fmt: skip
    assert saved.complaint is None
    assert (life.now.reopened, Complaint.objects.count()) == (1, 1)
