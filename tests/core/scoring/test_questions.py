"""What an answer of each kind scores, says and alerts."""

from __future__ import annotations

from fractions import Fraction

import pytest

from careloop.core.kernel.codes import COMPLAINT_CAUSE, LEVEL, SURVEY_ITEM
from careloop.core.kernel.text import Text
from careloop.core.scoring.mot import MOT_WEIGHTS
from careloop.core.scoring.questions import (
    ITEM_CAUSES,
    LEVEL_POINTS,
    Kind,
    Option,
    Question,
    nps,
)

WORDS = Text(zh="题", en="Question")
COLOURS = (
    Option("red", Text(zh="红", en="Red"), 30),
    Option("blue", Text(zh="蓝", en="Blue")),
)


def question(kind: Kind, **fields: object) -> Question:
    return Question("Q1", kind, WORDS, **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "value", "points"),
    [
        (Kind.LEVEL, "delighted", 100),
        (Kind.LEVEL, "satisfied", 80),
        (Kind.LEVEL, "disappointed", 40),
        (Kind.SCALE_5, "1", 20),
        (Kind.SCALE_5, "5", 100),
        (Kind.SCALE_10, "0", 0),
        (Kind.SCALE_10, "7", 70),
        (Kind.NPS, "10", 100),
        (Kind.YES_NO, "yes", 100),
        (Kind.YES_NO, "no", 0),
        (Kind.TEXT, "很好", None),
        (Kind.SCALE_5, "6", None),
    ],
)
def test_points_are_of_a_hundred_for_every_kind(kind: Kind, value: str, points: int | None) -> None:
    assert question(kind).points(value) == points


def test_points_of_a_choice_are_its_options() -> None:
    choice = question(Kind.CHOICE, options=COLOURS)
    assert (choice.points("red"), choice.points("blue")) == (30, None)
    assert question(Kind.CHOICES, options=COLOURS).points("red") is None


def test_question_that_is_not_scored_has_no_points() -> None:
    assert question(Kind.YES_NO, is_scored=False).points("no") is None


def test_disappointed_lies_in_the_middle_of_the_marks_it_stands_for() -> None:
    below = [question(Kind.SCALE_5).points(mark) or 0 for mark in "123"]
    assert LEVEL_POINTS["disappointed"] == sum(below) / len(below)


def test_levels_are_the_trades_levels() -> None:
    assert set(LEVEL_POINTS) == set(LEVEL.codes)


def test_answers_are_said_in_both_languages() -> None:
    assert question(Kind.LEVEL).say("delighted") == Text(zh="欣喜", en="Delighted")
    both = question(Kind.CHOICES, options=COLOURS).say("red,blue")
    assert both == Text(zh="红、蓝", en="Red, Blue")
    assert question(Kind.TEXT).say("<b>好</b>").zh == "<b>好</b>"


def test_alert_is_any_of_several_chosen() -> None:
    several = question(Kind.CHOICES, options=COLOURS, alerting=frozenset({"blue"}))
    assert several.alerts("red,blue")
    assert not several.alerts("red")
    assert not several.alerts("")


def test_cause_is_the_questions_own_else_the_items_else_other() -> None:
    assert question(Kind.YES_NO, cause="parts", item="stay_time").complaint_cause == "parts"
    assert question(Kind.YES_NO, item="stay_time").complaint_cause == "time"
    assert question(Kind.YES_NO).complaint_cause == "other"


def test_every_moment_has_a_cause_that_exists() -> None:
    assert set(ITEM_CAUSES) == set(MOT_WEIGHTS) <= set(SURVEY_ITEM.codes)
    assert set(ITEM_CAUSES.values()) <= set(COMPLAINT_CAUSE.codes)


def test_nps_is_promoters_less_detractors() -> None:
    assert nps({10: 3, 9: 2, 8: 3, 6: 1, 0: 1}) == Fraction(30)
    assert nps({0: 4}) == -100
    assert nps({}) is None
