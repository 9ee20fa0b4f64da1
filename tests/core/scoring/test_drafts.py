"""A draft says everything that keeps it from being published."""

from __future__ import annotations

from dataclasses import replace

import pytest

from careloop.core.kernel.text import Text
from careloop.core.scoring.drafts import faults
from careloop.core.scoring.questions import Condition, Kind, Option, Question, Tells
from careloop.core.scoring.sheets import Sheet

WORDS = Text(zh="题", en="Question")
YES = Question("Q1", Kind.YES_NO, WORDS)
MARK = Question("Q2", Kind.SCALE_10, WORDS)
OPEN = Question("Q3", Kind.TEXT, WORDS)
GOOD = Sheet("s", 1, WORDS, (YES, MARK, OPEN))


def option(code: str, points: int | None = None) -> Option:
    return Option(code, WORDS, points)


def said(*questions: Question, before: Sheet | None = None) -> str:
    found = faults(replace(GOOD, questions=questions), before)
    assert found, "no fault found"
    return " ".join(fault.say("en") for fault in found)


def test_good_draft_has_no_faults() -> None:
    assert faults(GOOD) == []


@pytest.mark.parametrize(
    ("question", "fault"),
    [
        (replace(YES, code="1 题"), "cannot be used"),
        (replace(YES, text=Text(zh="题", en=" ")), "lacks its Chinese or English"),
        (Question("C", Kind.CHOICE, WORDS, options=(option("a"),)), "at least two"),
        (Question("C", Kind.CHOICE, WORDS, options=(option("a"), option("a"))), "at least two"),
        (Question("C", Kind.CHOICES, WORDS, options=(option("a,b"), option("c"))), "comma"),
        (Question("C", Kind.CHOICE, WORDS, options=(option("a", 101), option("b"))), "101"),
        (replace(YES, alerting=frozenset({"maybe"})), "no answer “maybe”"),
        (replace(OPEN, weight=100), "not scored"),
        (replace(MARK, weight=60), "add to 60"),
        (replace(MARK, tells=frozenset({Tells.PROBLEM_RAISED})), "cannot tell"),
        (replace(OPEN, tells=frozenset({Tells.LEVEL})), "cannot tell"),
        (replace(MARK, item="nonsense"), "nonsense"),
        (replace(MARK, cause="nonsense"), "nonsense"),
    ],
)
def test_faulty_question_is_named(question: Question, fault: str) -> None:
    assert fault in said(question)


def test_sheet_without_questions_is_a_fault() -> None:
    assert "no questions" in said()


def test_code_used_twice_is_a_fault() -> None:
    assert "Q1" in said(YES, replace(MARK, code="Q1"))


def test_answer_told_by_two_questions_is_a_fault() -> None:
    tells = frozenset({Tells.SATISFIED})
    assert "satisfied" in said(replace(YES, tells=tells), replace(MARK, tells=tells))


@pytest.mark.parametrize(
    ("condition", "fault"),
    [
        (Condition("Q9", frozenset({"yes"})), "does not come before"),
        (Condition("Q2", frozenset({"yes"})), "does not come before"),
        (Condition("Q1", frozenset({"7"})), "no answer “7”"),
        (Condition("Q1", frozenset()), "names no answer"),
    ],
)
def test_condition_must_hang_on_an_earlier_answer(condition: Condition, fault: str) -> None:
    assert fault in said(YES, replace(MARK, shown_if=condition))


def test_weights_add_to_a_hundred() -> None:
    assert faults(replace(GOOD, questions=(replace(MARK, weight=100), YES))) == []


def test_code_keeps_its_kind_through_the_versions() -> None:
    assert "another kind" in said(replace(MARK, code="Q1"), before=GOOD)
    assert faults(replace(GOOD, questions=(replace(MARK, code="Q4"),)), GOOD) == []
