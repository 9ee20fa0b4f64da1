"""Questionnaires: what is asked, and answers sent by another system."""

from __future__ import annotations

from datetime import date

import pytest

from careloop.api.choices import Scope
from careloop.complaints.models import Complaint
from careloop.core.scoring.ready_sheets import READY_SHEETS, USUAL_SHEETS
from careloop.core.scoring.sheets import visible
from careloop.customers.models import Customer
from careloop.surveys.models import Response
from tests.api.conftest import System, SystemWith
from tests.mart.books import Books

CODE = USUAL_SHEETS["after_repair"]


def answers(*, worst: bool = False) -> dict[str, str]:
    """The best answer to every question that is asked and has a score, or the worst."""
    sheet, given = READY_SHEETS[CODE], {}
    pick = min if worst else max
    while open_ones := [q for q in visible(sheet, given) if q.choices and q.code not in given]:
        options = open_ones[0].choices
        given[open_ones[0].code] = pick(options, key=lambda option: option.points or 0).code
    return given


def test_sheet_tells_its_questions(system: System) -> None:
    told = system.get(f"responses/sheets/{CODE}").json()
    assert [one["code"] for one in told["questions"]] == [
        question.code for question in READY_SHEETS[CODE].questions
    ]
    assert system.get("responses/sheets/nothing").status_code == 404


def test_answers_are_stored(system: System, customer: Customer) -> None:
    sent = {"sheet": CODE, "answers": answers(), "customer_id": customer.pk}
    answer = system.post("responses", sent)
    assert answer.status_code == 201, answer.json()
    assert answer.json()["is_alerting"] is False
    assert Response.objects.get().customer == customer


def test_bad_answers_open_a_complaint(system: System, customer: Customer) -> None:
    sent = {"sheet": CODE, "answers": answers(worst=True), "customer_id": customer.pk}
    answer = system.post("responses", sent)
    assert answer.status_code == 201, answer.json()
    assert answer.json()["is_alerting"] is True
    assert Complaint.objects.count() == 1


def test_half_a_sheet_is_refused_and_the_question_named(system: System, customer: Customer) -> None:
    whole = answers()
    missing = next(code for code in whole if READY_SHEETS[CODE].question(code).is_required)  # type: ignore[union-attr]
    del whole[missing]
    answer = system.post("responses", {"sheet": CODE, "answers": whole})
    assert answer.status_code == 422
    assert (answer.json()["code"], answer.json()["field"]) == ("incomplete", missing)
    assert not Response.objects.exists()


def test_order_of_the_answers_is_found_by_number(
    system: System, stranger: System, books: Books
) -> None:
    order = books.order(books.vehicle(), date(2026, 10, 1))
    sent = {"sheet": CODE, "answers": answers(), "ro_no": order.ro_no}
    assert stranger.post("responses", sent).status_code == 404
    assert system.post("responses", sent).status_code == 201
    assert Response.objects.get().order == order


@pytest.mark.parametrize("field", ["task_id", "customer_id"])
def test_answers_about_nothing_known_are_not_found(system: System, field: str) -> None:
    sent = {"sheet": CODE, "answers": answers(), field: 4711}
    assert system.post("responses", sent).status_code == 404


def test_responses_are_closed_to_other_scopes(system_with: SystemWith) -> None:
    system = system_with(Scope.READ_TASKS)
    assert system.get(f"responses/sheets/{CODE}").status_code == 403
    assert system.post("responses", {"sheet": CODE, "answers": {}}).status_code == 403
