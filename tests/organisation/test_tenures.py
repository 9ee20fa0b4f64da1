"""When a post ends and another begins."""

from __future__ import annotations

from datetime import date

from careloop.organisation.tenures import Held, Post, next_tenures

HIRED, TODAY = date(2024, 3, 1), date(2026, 11, 20)
ADVISOR, GOLD_TIE = Post(1, "service_advisor", "A"), Post(1, "gold_tie", "A")
RUNNING = Held(7, ADVISOR, HIRED, None)


def test_first_post_is_held_since_hiring() -> None:
    assert next_tenures(None, ADVISOR, HIRED, None, TODAY) == [Held(None, ADVISOR, HIRED, None)]


def test_same_post_runs_on() -> None:
    assert next_tenures(RUNNING, ADVISOR, HIRED, None, TODAY) == [RUNNING]


def test_another_post_or_group_ends_one_and_opens_one() -> None:
    for wanted in (GOLD_TIE, Post(1, "service_advisor", "B"), Post(2, "service_advisor", "A")):
        assert next_tenures(RUNNING, wanted, HIRED, None, TODAY) == [
            Held(7, ADVISOR, HIRED, TODAY),
            Held(None, wanted, TODAY, None),
        ]


def test_slip_of_today_is_put_right() -> None:
    began_today = Held(7, ADVISOR, TODAY, None)
    assert next_tenures(began_today, GOLD_TIE, HIRED, None, TODAY) == [
        Held(7, GOLD_TIE, TODAY, None)
    ]


def test_who_left_holds_the_last_post_until_then() -> None:
    left = date(2026, 11, 1)
    ended = [Held(7, ADVISOR, HIRED, left)]
    assert next_tenures(RUNNING, ADVISOR, HIRED, left, TODAY) == ended
    assert next_tenures(RUNNING, GOLD_TIE, HIRED, left, TODAY) == ended
    assert next_tenures(ended[0], ADVISOR, HIRED, left, TODAY) == ended


def test_who_came_back_begins_anew() -> None:
    gone = Held(7, ADVISOR, HIRED, date(2025, 1, 1))
    assert next_tenures(gone, ADVISOR, HIRED, None, TODAY) == [Held(None, ADVISOR, TODAY, None)]
