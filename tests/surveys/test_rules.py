"""Points as stored, what a complaint quotes, and the states of a link."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

import pytest

from careloop.core.scoring.sheets import check
from careloop.surveys.choices import LinkState
from careloop.surveys.rules import complaint_of, link_state, points_e4
from tests.surveys.conftest import BAD, GOOD, NINE, NOW


@pytest.mark.parametrize(
    ("points", "stored"),
    [(80, 800_000), (Fraction(200, 3), 666_667), (0, 0), (None, None)],
)
def test_points_are_stored_in_ten_thousandths_half_up(
    points: int | Fraction | None, stored: int | None
) -> None:
    assert points_e4(points) == stored


def test_good_interview_opens_no_complaint() -> None:
    assert complaint_of(check(NINE, GOOD)) is None


def test_complaint_has_the_first_cause_and_quotes_every_low_answer_and_the_words() -> None:
    cause, said = complaint_of(check(NINE, BAD)) or ("", None)
    assert cause == "service_attitude"
    assert said is not None
    assert "失望" in said.zh
    assert "全部解决，并让您满意？ 否" in said.zh
    assert said.zh.endswith("刹车还是响")
    assert "Disappointed" in said.en
    assert "接待" not in said.zh


@pytest.mark.parametrize(
    ("minutes_left", "is_used", "state"),
    [
        (1, False, LinkState.OPEN),
        (0, False, LinkState.EXPIRED),
        (1, True, LinkState.USED),
        (-9, True, LinkState.USED),
    ],
)
def test_link_is_open_until_used_or_over(
    minutes_left: int, is_used: bool, state: LinkState
) -> None:
    used_at = NOW - timedelta(hours=1) if is_used else None
    assert link_state(NOW + timedelta(minutes=minutes_left), used_at, NOW) is state
