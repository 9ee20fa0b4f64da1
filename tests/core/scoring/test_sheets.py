"""Skip logic, complete and incomplete interviews, scores, alerts, and what the KPIs are told."""

from __future__ import annotations

from fractions import Fraction

import pytest

from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text
from careloop.core.scoring.kpi_answers import KpiAnswers
from careloop.core.scoring.questions import Condition, Kind, Question, Tells
from careloop.core.scoring.sheets import (
    Incomplete,
    Sheet,
    alerts,
    check,
    kpi_answers,
    sheet_score,
    visible,
)


def words(text: str) -> Text:
    return Text(zh=text, en=text)


def sheet(*questions: Question, **fields: bool) -> Sheet:
    return Sheet("s", 1, words("表"), questions, **fields)


RAISED = Question(
    "P1", Kind.YES_NO, words("问题?"), is_scored=False, tells=frozenset({Tells.PROBLEM_RAISED})
)
SOLVED = Question(
    "P2",
    Kind.YES_NO,
    words("解决?"),
    is_scored=False,
    tells=frozenset({Tells.PROBLEM_SOLVED}),
    shown_if=Condition("P1", frozenset({"yes"})),
    alerting=frozenset({"no"}),
)
WHY = Question("P3", Kind.TEXT, words("为何?"), shown_if=Condition("P2", frozenset({"no"})))
LEVEL = Question("Q1", Kind.LEVEL, words("满意?"), tells=frozenset({Tells.SATISFIED, Tells.LEVEL}))
MARK = Question("Q2", Kind.SCALE_10, words("打分"))
CALL = sheet(LEVEL, MARK, RAISED, SOLVED, WHY)


def codes(*found: Question) -> list[str]:
    return [question.code for question in found]


def test_question_is_hidden_until_its_condition_holds() -> None:
    assert codes(*visible(CALL, {})) == ["Q1", "Q2", "P1"]
    assert codes(*visible(CALL, {"P1": "yes"})) == ["Q1", "Q2", "P1", "P2"]


def test_hidden_question_hides_those_that_hang_on_it() -> None:
    """An answer left from before the customer changed their mind opens nothing."""
    assert codes(*visible(CALL, {"P1": "no", "P2": "no"})) == ["Q1", "Q2", "P1"]


def test_check_leaves_out_answers_of_skipped_questions() -> None:
    given = {"Q1": "satisfied", "Q2": " 8 ", "P1": "no", "P2": "no", "P3": "旧的"}
    assert check(CALL, given).answers == {"Q1": "satisfied", "Q2": "8", "P1": "no"}


def test_check_refuses_a_half_filled_sheet_naming_each_open_question() -> None:
    with pytest.raises(Incomplete) as refusal:
        check(CALL, {"Q1": "satisfied", "P1": "yes"})
    assert set(refusal.value.faults) == {"Q2", "P2"}
    assert "打分" in refusal.value.say("zh")
    assert "请回答这一题" in refusal.value.say("zh")


@pytest.mark.parametrize("value", ["11", "-1", "eight", "<script>", "8,9"])
def test_check_refuses_what_is_no_answer(value: str) -> None:
    with pytest.raises(Incomplete) as refusal:
        check(sheet(MARK), {"Q2": value})
    assert value in refusal.value.faults["Q2"].say("en")


def test_check_refuses_a_text_that_is_too_long() -> None:
    text = Question("T", Kind.TEXT, words("说"))
    assert check(sheet(text), {"T": "好" * 2000}).answers["T"] == "好" * 2000
    with pytest.raises(Incomplete, match="2001"):
        check(sheet(text), {"T": "好" * 2001})


def test_check_refuses_a_question_the_sheet_lacks() -> None:
    with pytest.raises(Refused, match="Q9"):
        check(sheet(MARK), {"Q2": "8", "Q9": "x"})


def test_check_refuses_no_answer_at_all() -> None:
    free = Question("T", Kind.TEXT, words("说"), is_required=False)
    with pytest.raises(Refused, match="No question"):
        check(sheet(free), {"T": "  "})


def test_score_weighs_the_questions_that_were_answered() -> None:
    heavy = Question("A", Kind.SCALE_10, words("a"), weight=75)
    light = Question("B", Kind.SCALE_10, words("b"), weight=25, is_required=False)
    assert sheet_score(sheet(heavy, light), {"A": "10", "B": "2"}) == 80
    assert sheet_score(sheet(heavy, light), {"A": "10"}) == 100


def test_score_without_weights_counts_all_alike_and_leaves_unscored_ones_out() -> None:
    given = {"Q1": "satisfied", "Q2": "9", "P1": "no"}
    assert sheet_score(CALL, given) == Fraction(85)


def test_score_is_none_without_scored_answers_or_without_a_total() -> None:
    assert sheet_score(sheet(RAISED), {"P1": "no"}) is None
    assert sheet_score(sheet(MARK, has_total=False), {"Q2": "9"}) is None


def test_alerts_are_those_of_questions_that_were_asked() -> None:
    assert codes(*alerts(CALL, {"P1": "yes", "P2": "no"})) == ["P2"]
    assert alerts(CALL, {"P1": "no", "P2": "no"}) == ()


def test_kpi_answers_tell_all_four() -> None:
    given = {"Q1": "disappointed", "P1": "yes", "P2": "no"}
    assert kpi_answers(CALL, given) == KpiAnswers(False, "disappointed", True, False)


def test_kpi_answers_that_were_not_asked_stay_unknown() -> None:
    assert kpi_answers(CALL, {"P1": "no", "P2": "yes"}) == KpiAnswers(None, "", False, None)


@pytest.mark.parametrize(
    ("mark", "satisfied", "level"),
    [("10", True, "delighted"), ("9", True, "delighted"), ("7", True, "satisfied"),
     ("6", False, "disappointed")],
)  # fmt: skip
def test_marks_tell_the_level_they_stand_for(mark: str, satisfied: bool, level: str) -> None:
    tells = frozenset({Tells.SATISFIED, Tells.LEVEL})
    told = kpi_answers(sheet(Question("Q", Kind.SCALE_10, words("?"), tells=tells)), {"Q": mark})
    assert (told.satisfied, told.level) == (satisfied, level)
