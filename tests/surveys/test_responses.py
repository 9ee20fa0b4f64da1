"""Recording a response: whole or not at all, scores, the subject, and what a low answer starts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from careloop.common.models import AuditRow
from careloop.complaints.models import Complaint
from careloop.core.kernel.errors import Refused
from careloop.core.scoring.sheets import Incomplete
from careloop.notifications.models import Notice
from careloop.organisation.models import Store, User
from careloop.organisation.rules import Forbidden, Viewer
from careloop.service.models import RepairOrder
from careloop.surveys import queries
from careloop.surveys.actions import record_response
from careloop.surveys.models import Answer, Response
from tests.mart.books import WRITTEN, Books
from tests.surveys.conftest import BAD, GOOD, NINE, NOW

pytestmark = pytest.mark.django_db


def recorded(by: Viewer, store: Store, answers: dict[str, str], **about: Any) -> Response:
    return record_response(
        by=by, store=store, sheet=NINE, answers=answers, mode="phone", now=NOW, **about
    )


def test_response_is_about_the_order_its_car_and_its_advisor(
    as_agent: Viewer, agent: User, store: Store, order: RepairOrder
) -> None:
    response = recorded(as_agent, store, GOOD, order=order)
    assert (response.ro_no, response.advisor_no) == ("R1", "A01")
    assert response.vehicle == order.vehicle
    assert response.taken_by == agent
    assert (response.mode, response.is_external) == ("phone", False)


def test_response_is_about_the_tasks_order(
    as_agent: Viewer, store: Store, books: Books, order: RepairOrder
) -> None:
    task = books.task(order.opened_at.date(), order=order)
    response = recorded(as_agent, store, GOOD, task=task)
    assert (response.task, response.order, response.advisor_no) == (task, order, "A01")


def test_answers_are_stored_as_points_in_ten_thousandths(as_agent: Viewer, store: Store) -> None:
    response = recorded(as_agent, store, GOOD | {"Q9": "洗车再干净一些"})
    stored = {row.question: (row.value, row.score_e4, row.text) for row in response.answers.all()}
    assert stored["Q1"] == ("delighted", 1_000_000, "")
    assert stored["Q5"] == ("8", 800_000, "")
    assert stored["Q6"] == ("no", 0, "")
    assert stored["P1"] == ("no", None, "")
    assert stored["Q9"] == ("", None, "洗车再干净一些")
    assert response.score_e4 == 837_500  # (100+90+100+100+80+0+100+100)/8


def test_answers_carry_the_survey_item_of_their_question(as_agent: Viewer, store: Store) -> None:
    response = recorded(as_agent, store, GOOD)
    assert response.answers.get(question="Q3").item == "correct_complete"
    assert response.answers.get(question="Q8").item == ""


def test_half_filled_sheet_leaves_nothing_behind(as_agent: Viewer, store: Store) -> None:
    with pytest.raises(Incomplete):
        recorded(as_agent, store, {"Q1": "disappointed"})
    assert not Response.objects.exists()
    assert not Complaint.objects.exists()


def test_good_answers_open_no_complaint(as_agent: Viewer, store: Store) -> None:
    assert not recorded(as_agent, store, GOOD).is_alerting
    assert not Complaint.objects.exists()


def test_low_answer_opens_one_complaint_that_quotes_it(
    as_agent: Viewer, store: Store, order: RepairOrder
) -> None:
    response = recorded(as_agent, store, BAD, order=order)
    complaint = Complaint.objects.get()
    assert response.is_alerting
    assert (complaint.cause, complaint.order, complaint.vehicle) == (
        "service_attitude",
        order,
        order.vehicle,
    )
    assert (complaint.source_kind, complaint.source_id) == ("response", response.pk)
    assert "失望" in complaint.description
    assert "刹车还是响" in complaint.description
    assert queries.complaint_from(response) == complaint


def test_low_answer_tells_the_leaders_at_once_and_leads_to_the_response(
    as_agent: Viewer, store: Store, director: User
) -> None:
    response = recorded(as_agent, store, BAD)
    notice = Notice.objects.get(recipient=director)
    assert notice.is_urgent
    assert notice.link == f"/stores/S1/answers/{response.pk}/"


def test_response_of_a_ready_sheet_keeps_its_version(as_agent: Viewer, store: Store) -> None:
    first, second = recorded(as_agent, store, GOOD), recorded(as_agent, store, GOOD)
    assert first.version == second.version
    assert first.version
    assert first.version.sheet == NINE
    assert first.response_no != second.response_no


def test_recording_is_audited_without_what_was_said(as_agent: Viewer, store: Store) -> None:
    recorded(as_agent, store, BAD)
    row = AuditRow.objects.get(action="response.record")
    assert row.detail == {"sheet": "nine_questions", "version": 1, "mode": "phone"}


def test_outsider_records_nothing(as_outsider: Viewer, store: Store) -> None:
    with pytest.raises(Forbidden):
        recorded(as_outsider, store, GOOD)
    assert not Response.objects.exists()


def test_answers_are_read_in_the_words_of_the_sheet(as_director: Viewer, store: Store) -> None:
    response = recorded(as_director, store, BAD)
    said = queries.answers_of(queries.response(as_director, store, response.pk))
    assert (said[0].answer.zh, said[0].is_alerting) == ("失望", True)
    assert said[-1].answer.zh == "刹车还是响"


def test_imported_answers_are_read_by_their_own_names(as_director: Viewer, books: Books) -> None:
    response = books.response(WRITTEN, {"clean_vehicle": 90, "随便": None})
    questions = [said.question.zh for said in queries.answers_of(response)]
    assert questions == ["车辆干净并车况良好", "随便"]


def test_response_of_another_store_does_not_exist(
    as_director: Viewer, store: Store, other_store: Store
) -> None:
    theirs = Books(other_store).response(WRITTEN, {"Q1": 90})
    with pytest.raises(Refused, match="no such response"):
        queries.response(as_director, store, theirs.pk)


def test_list_shows_red_until_the_complaint_is_closed(as_director: Viewer, store: Store) -> None:
    red, calm = recorded(as_director, store, BAD), recorded(as_director, store, GOOD)
    listed = {one.pk: one.is_red for one in queries.responses(as_director, store)}  # type: ignore[attr-defined]
    assert listed == {red.pk: True, calm.pk: False}
    Complaint.objects.update(closed_at=datetime(2026, 11, 8, 9))
    assert queries.responses(as_director, store, only_red=True) == []


def test_list_pages_by_where_the_last_page_ended(as_director: Viewer, store: Store) -> None:
    made = [recorded(as_director, store, GOOD).pk for _ in range(5)]
    first = queries.responses(as_director, store, limit=2)
    assert [one.pk for one in first] == made[:1:-1]
    after = queries.After(first[1].answered_at, first[1].pk)
    rest = queries.responses(as_director, store, after=after, limit=5)
    assert [one.pk for one in rest] == made[2::-1]


def test_list_of_another_store_is_forbidden(as_outsider: Viewer, store: Store) -> None:
    with pytest.raises(Forbidden):
        queries.responses(as_outsider, store)


def test_responses_about_a_car_include_imported_ones(
    as_agent: Viewer, store: Store, books: Books, order: RepairOrder
) -> None:
    ours = recorded(as_agent, store, GOOD, order=order)
    imported = books.response(WRITTEN, {"Q1": 90}, ro_no="R1")
    books.response(WRITTEN, {"Q1": 90}, ro_no="R2")
    assert queries.responses_about(as_agent, store, order.vehicle) == [ours, imported]


def test_unknown_order_is_refused_with_its_number(as_agent: Viewer, store: Store) -> None:
    assert queries.order_named(as_agent, store, " ") is None
    with pytest.raises(Refused, match="R77"):
        queries.order_named(as_agent, store, "R77")


def test_scripts_in_answers_stay_text(as_agent: Viewer, store: Store) -> None:
    recorded(as_agent, store, GOOD | {"Q9": "<script>alert(1)</script>"})
    assert Answer.objects.get(question="Q9").text == "<script>alert(1)</script>"
