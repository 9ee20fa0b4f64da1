"""Versions: drafts change, published ones never; which contact uses which sheet."""

from __future__ import annotations

from dataclasses import replace

import pytest

from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text
from careloop.core.scoring.questions import Kind, Question
from careloop.organisation.models import Store
from careloop.organisation.rules import Forbidden, Viewer
from careloop.surveys import queries
from careloop.surveys.actions import questionnaires as actions
from careloop.surveys.actions import record_response
from careloop.surveys.models import Questionnaire, QuestionnaireVersion, Response
from careloop.surveys.queries import sheets as found
from tests.surveys.conftest import GOOD, NINE, NOW

pytestmark = pytest.mark.django_db
NAME = Text(zh="交车问卷", en="Delivery sheet")


def yes_no(code: str) -> Question:
    return Question(code, Kind.YES_NO, Text(zh=f"题{code}", en=f"Question {code}"))


@pytest.fixture
def draft(as_director: Viewer, store: Store) -> QuestionnaireVersion:
    """A questionnaire of the store's own with three questions, not published."""
    made = actions.new_questionnaire(by=as_director, store=store, code="delivery", name=NAME)
    for code in ("A", "B", "C"):
        actions.put_question(by=as_director, draft=made, question=yes_no(code))
    return made


def codes(version: QuestionnaireVersion) -> list[str]:
    version.refresh_from_db()
    return [question.code for question in version.sheet.questions]


def test_every_store_asks_the_nine_questions_after_a_repair(store: Store) -> None:
    assert queries.sheet_for(store, "after_repair") == NINE
    assert queries.sheet_for(store, "birthday") is None
    assert not Questionnaire.objects.exists()


def test_store_chooses_another_sheet_or_none(as_director: Viewer, store: Store) -> None:
    actions.use_sheet(by=as_director, store=store, contact_type="after_repair", code="mot")
    actions.use_sheet(by=as_director, store=store, contact_type="sales", code="nine_questions")
    asked = queries.sheet_for(store, "after_repair")
    assert asked
    assert asked.code == "mot"
    assert queries.sheet_for(store, "sales") == NINE
    actions.use_sheet(by=as_director, store=store, contact_type="after_repair", code="")
    assert queries.sheet_for(store, "after_repair") is None


@pytest.mark.parametrize(("contact_type", "code"), [("chat", "mot"), ("sales", "delivery")])
def test_use_of_what_does_not_exist_is_refused(
    as_director: Viewer, store: Store, contact_type: str, code: str
) -> None:
    with pytest.raises(Refused):
        actions.use_sheet(by=as_director, store=store, contact_type=contact_type, code=code)


def test_draft_is_asked_only_when_published(
    as_director: Viewer, store: Store, draft: QuestionnaireVersion
) -> None:
    assert queries.sheet_named(store, "delivery") is None
    actions.publish(by=as_director, draft=draft, now=NOW)
    sheet = queries.sheet_named(store, "delivery")
    assert sheet
    assert [question.code for question in sheet.questions] == ["A", "B", "C"]


def test_questions_are_replaced_moved_and_removed(
    as_director: Viewer, draft: QuestionnaireVersion
) -> None:
    actions.move_question(by=as_director, draft=draft, code="C", places=-1)
    assert codes(draft) == ["A", "C", "B"]
    actions.move_question(by=as_director, draft=draft, code="A", places=1)
    assert codes(draft) == ["C", "A", "B"]
    actions.move_question(by=as_director, draft=draft, code="C", places=-5)
    assert codes(draft) == ["C", "A", "B"]
    actions.put_question(by=as_director, draft=draft, question=yes_no("D"), replacing="A")
    actions.remove_question(by=as_director, draft=draft, code="B")
    assert codes(draft) == ["C", "D"]


def test_code_of_another_question_is_refused(
    as_director: Viewer, draft: QuestionnaireVersion
) -> None:
    with pytest.raises(Refused, match="twice"):
        actions.put_question(by=as_director, draft=draft, question=yes_no("B"), replacing="A")
    assert codes(draft) == ["A", "B", "C"]


def test_published_version_does_not_change(
    as_director: Viewer, draft: QuestionnaireVersion
) -> None:
    actions.publish(by=as_director, draft=draft, now=NOW)
    with pytest.raises(Refused, match="published"):
        actions.remove_question(by=as_director, draft=draft, code="A")
    assert codes(draft) == ["A", "B", "C"]


def test_faulty_draft_is_not_published(as_director: Viewer, draft: QuestionnaireVersion) -> None:
    actions.put_question(by=as_director, draft=draft, question=replace(yes_no("D"), weight=30))
    with pytest.raises(Refused, match="30"):
        actions.publish(by=as_director, draft=draft, now=NOW)
    draft.refresh_from_db()
    assert draft.published_at is None


def test_new_version_leaves_old_responses_as_they_were(as_director: Viewer, store: Store) -> None:
    old = record_response(
        by=as_director, store=store, sheet=NINE, answers=GOOD, mode="phone", now=NOW
    )
    draft = actions.start_draft(by=as_director, store=store, code="nine_questions", now=NOW)
    worded = replace(NINE.questions[0], text=Text(zh="新的题面", en="New words"))
    actions.put_question(by=as_director, draft=draft, question=worded, replacing="Q1")
    actions.remove_question(by=as_director, draft=draft, code="Q6")
    actions.publish(by=as_director, draft=draft, now=NOW)
    asked = queries.sheet_for(store, "after_repair")
    assert asked
    assert (asked.version, asked.questions[0].text.zh) == (2, "新的题面")
    kept = Response.objects.get(pk=old.pk)
    assert kept.version
    assert kept.version.sheet == NINE
    assert queries.answers_of(kept)[0].question == NINE.questions[0].text


def test_there_is_one_draft_at_a_time(as_director: Viewer, store: Store) -> None:
    first = actions.start_draft(by=as_director, store=store, code="mot", now=NOW)
    assert actions.start_draft(by=as_director, store=store, code="mot", now=NOW) == first


def test_draft_of_nothing_is_refused(as_director: Viewer, store: Store) -> None:
    with pytest.raises(Refused, match="nonsense"):
        actions.start_draft(by=as_director, store=store, code="nonsense", now=NOW)


@pytest.mark.parametrize("code", ["mot", "delivery", "两", ""])
def test_code_of_a_new_questionnaire_is_free_and_plain(
    as_director: Viewer, store: Store, draft: QuestionnaireVersion, code: str
) -> None:
    with pytest.raises(Refused):
        actions.new_questionnaire(by=as_director, store=store, code=code, name=NAME)


def test_discarded_first_draft_takes_its_questionnaire_with_it(
    as_director: Viewer, store: Store, draft: QuestionnaireVersion
) -> None:
    actions.discard_draft(by=as_director, draft=draft)
    assert not Questionnaire.objects.filter(code="delivery").exists()
    revised = actions.start_draft(by=as_director, store=store, code="mot", now=NOW)
    actions.discard_draft(by=as_director, draft=revised)
    assert Questionnaire.objects.filter(code="mot").exists()


def test_rename_changes_name_and_total(as_director: Viewer, draft: QuestionnaireVersion) -> None:
    name = Text(zh="新名", en="New name")
    actions.rename(by=as_director, draft=draft, name=name, has_total=False)
    draft.refresh_from_db()
    assert (draft.sheet.name, draft.sheet.has_total) == (name, False)


def test_list_shows_ready_and_own_questionnaires(
    as_director: Viewer, store: Store, draft: QuestionnaireVersion
) -> None:
    lines = {line.code: line for line in queries.questionnaires(as_director, store)}
    ready = {"complaint_callback", "delivery", "mot", "mystery_shopper", "nine_questions"}
    assert set(lines) == ready
    assert (lines["delivery"].sheet, lines["delivery"].draft) == (None, draft)
    assert "delivery" not in {sheet.code for sheet in queries.askable(store)}


def test_agent_builds_nothing(as_agent: Viewer, draft: QuestionnaireVersion, store: Store) -> None:
    with pytest.raises(Forbidden):
        actions.remove_question(by=as_agent, draft=draft, code="A")
    with pytest.raises(Forbidden):
        actions.publish(by=as_agent, draft=draft, now=NOW)
    with pytest.raises(Forbidden):
        actions.use_sheet(by=as_agent, store=store, contact_type="sales", code="mot")
    with pytest.raises(Forbidden):
        found.versions(as_agent, store, "mot")


def test_draft_of_another_store_is_out_of_reach(
    as_outsider: Viewer, draft: QuestionnaireVersion
) -> None:
    with pytest.raises(Forbidden):
        actions.discard_draft(by=as_outsider, draft=draft)
    assert codes(draft) == ["A", "B", "C"]
