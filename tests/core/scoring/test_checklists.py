"""Checklists and the sections of a mystery-shopper visit."""

from fractions import Fraction

import pytest

from careloop.core.kernel.codes import SURVEY_ITEM
from careloop.core.kernel.rounding import half_up
from careloop.core.scoring.checklists import LOUNGE, PT_ITEMS, pt_section_score


def test_lounge_items_are_distinct_in_both_languages() -> None:
    assert len({item.zh for item in LOUNGE}) == len({item.en for item in LOUNGE}) == 11


def test_sections_are_thirty_items_and_survey_items() -> None:
    assert sum(PT_ITEMS.values()) == 30
    assert set(PT_ITEMS) < set(SURVEY_ITEM.codes)


@pytest.mark.parametrize(
    ("section", "points", "printed"),
    [
        ("receive_vehicle", "3", "37.50"),
        ("confirm_order", "2", "66.67"),
        ("repair_waiting", "4", "100.00"),
        ("delivery_settlement", "1.5", "37.50"),
        ("hardware", "11", "100.00"),
    ],
)
def test_section_score_is_points_out_of_items(section: str, points: str, printed: str) -> None:
    assert str(half_up(pt_section_score(section, Fraction(points)), 2)) == printed


def test_more_points_than_items_are_refused() -> None:
    with pytest.raises(ValueError, match="5 points of 4"):
        pt_section_score("repair_waiting", Fraction(5))
