"""The questionnaires that come ready: complete, publishable, worded in both languages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from careloop.core.kernel.codes import CONTACT_TYPE
from careloop.core.scoring.checklists import PT_ITEMS
from careloop.core.scoring.drafts import faults
from careloop.core.scoring.kpi_answers import KpiAnswers
from careloop.core.scoring.questions import Kind
from careloop.core.scoring.ready_sheets import (
    MOT,
    MYSTERY_SHOPPER,
    NINE_QUESTIONS,
    READY_SHEETS,
    USUAL_SHEETS,
)
from careloop.core.scoring.sheet_data import as_data, from_data
from careloop.core.scoring.sheets import Sheet, check, kpi_answers

GOOD = {
    "Q1": "delighted", "Q2": "9", "Q3": "yes", "Q4": "yes", "Q5": "8", "Q6": "no", "Q7": "yes",
    "Q8": "10", "P1": "no",
}  # fmt: skip


@pytest.mark.parametrize("sheet", READY_SHEETS.values(), ids=READY_SHEETS)
def test_ready_sheet_could_be_published_as_it_is(sheet: Sheet) -> None:
    assert faults(sheet) == []


@pytest.mark.parametrize("sheet", READY_SHEETS.values(), ids=READY_SHEETS)
def test_ready_sheet_is_the_same_after_storing(sheet: Sheet) -> None:
    stored = json.loads(json.dumps(as_data(sheet)))
    assert from_data(sheet.code, sheet.version, stored) == sheet


def test_nine_questions_are_eight_rated_and_one_open() -> None:
    nine = [NINE_QUESTIONS.question(f"Q{number}") for number in range(1, 10)]
    rated = [question.code for question in nine if question and question.kind is not Kind.TEXT]
    assert rated == [f"Q{number}" for number in range(1, 9)]


def test_nine_questions_feed_kpis_14_and_15() -> None:
    asked = {**GOOD, "P1": "yes", "P2": "no"}
    assert kpi_answers(NINE_QUESTIONS, asked) == KpiAnswers(True, "delighted", True, False)


def test_nine_questions_need_no_answer_to_the_ninth() -> None:
    assert check(NINE_QUESTIONS, GOOD).answers == GOOD


def test_mot_sheet_has_the_golden_items_and_weights(shared: Path) -> None:
    golden = json.loads((shared / "spec/golden/000_mot_svw.json").read_text(encoding="utf-8"))
    items = [(item["key"], item["weight_pct"]) for item in golden["inputs"]["items"]]
    assert [(question.item, question.weight) for question in MOT.questions] == items
    names = [item["label_zh"] for item in golden["inputs"]["items"]]
    assert [question.text.zh for question in MOT.questions] == names


def test_mystery_shopper_has_thirty_items_in_five_sections_and_no_total() -> None:
    counts: dict[str, int] = {}
    for question in MYSTERY_SHOPPER.questions:
        counts[question.item] = counts.get(question.item, 0) + 1
    assert counts == PT_ITEMS
    visit = check(MYSTERY_SHOPPER, {q.code: "half" for q in MYSTERY_SHOPPER.questions})
    assert visit.score is None
    assert {q.points(value) for q, value in visit.items()} == {50}


def test_usual_sheets_are_ready_and_for_contacts_that_exist() -> None:
    assert set(USUAL_SHEETS) <= set(CONTACT_TYPE.codes)
    assert set(USUAL_SHEETS.values()) <= set(READY_SHEETS)
