"""The weighted score of the ten moments of truth."""

from fractions import Fraction

from careloop.core.kernel.codes import SURVEY_ITEM
from careloop.core.kernel.rounding import half_up
from careloop.core.scoring.mot import MOT_WEIGHTS, mot_score


def test_weights_add_to_a_hundred_and_name_survey_items() -> None:
    assert sum(MOT_WEIGHTS.values()) == 100
    assert set(MOT_WEIGHTS) < set(SURVEY_ITEM.codes)


def test_score_of_equal_items_is_that_score_whatever_the_weights() -> None:
    assert mot_score({item: Fraction(87) for item in MOT_WEIGHTS}) == 87


def test_score_weighs_each_item_by_its_name_not_its_place() -> None:
    scores = {item: Fraction(80) for item in MOT_WEIGHTS} | {"clean_vehicle": Fraction(100)}
    backwards = dict(reversed(scores.items()))
    assert mot_score(scores) == mot_score(backwards) == 84


def test_score_may_pass_a_hundred() -> None:
    assert mot_score({item: Fraction("103.5") for item in MOT_WEIGHTS}) == Fraction("103.5")


def test_score_needs_every_item() -> None:
    scores = {item: Fraction(80) for item in MOT_WEIGHTS}
    scores.pop("listen")
    assert mot_score(scores) is None


def test_score_on_an_exact_tie_prints_half_up() -> None:
    # The national row of golden 002_mot_skoda is 83.55 exactly.
    values = ["83.6", "85.8", "85.5", "86.4", "83.9", "82.6", "82.9", "84.9", "83", "78.6"]
    scores = dict(zip(MOT_WEIGHTS, map(Fraction, values), strict=True))
    assert mot_score(scores) == Fraction("83.55")
    assert str(half_up(Fraction("83.55"), 1)) == "83.6"
