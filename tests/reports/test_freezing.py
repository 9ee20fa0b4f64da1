"""What a frozen month keeps, and what a later version changed."""

from __future__ import annotations

import json

from careloop.core.metrics.catalogue import CATALOGUE
from careloop.core.metrics.figures import Figure
from careloop.reports import freezing
from careloop.reports.figures import MonthFigures
from tests.reports.sample import answers, figure, scored

PEOPLE = {1: "关甲"}


def kept(ask: str = "trend", *figures: Figure) -> list[freezing.Kept]:
    """As the database gives it back."""
    told: list[freezing.Kept] = json.loads(
        json.dumps(freezing.kept(MonthFigures({ask: tuple(figures)})))
    )
    return told


def lines(before: list[freezing.Kept], after: list[freezing.Kept]) -> list[dict[str, str]]:
    return freezing.change_lines("zh", freezing.changed(before, after), CATALOGUE, PEOPLE)


def test_all_figures_are_kept_with_their_integers() -> None:
    figures = MonthFigures({ask: tuple(made) for ask, made in answers().items()})
    told = freezing.kept(figures)
    assert len(told) == sum(len(made) for made in figures.answers.values())
    call = next(one for one in told if one["code"] == "valid_call_rate")
    assert (call["numerator"], call["denominator"], call["n"]) == (700, 850, 850)
    assert call["value"] == "1400/17"


def test_same_figures_have_no_changes() -> None:
    held = kept("trend", figure("callback_rate", 70, 100, month="2026-10"))
    assert lines(held, held) == []


def test_changed_figure_tells_before_and_after_with_integers() -> None:
    before = kept("trend", figure("callback_rate", 70, 100, month="2026-10"))
    after = kept("trend", figure("callback_rate", 72, 101, month="2026-10"))
    assert lines(before, after) == [
        {"figure": "回访率 · 2026-10", "before": "70.0% (70/100)", "after": "71.3% (72/101)"}
    ]


def test_same_rate_from_other_integers_is_a_change() -> None:
    before = kept("trend", figure("callback_rate", 70, 100, month="2026-10"))
    after = kept("trend", figure("callback_rate", 140, 200, month="2026-10"))
    assert lines(before, after)[0]["after"] == "70.0% (140/200)"


def test_figure_of_a_person_is_named() -> None:
    before = kept("advisors", figure("visits", 3, advisor=1))
    after = kept("advisors", figure("visits", 4, advisor=1))
    assert lines(before, after) == [{"figure": "进站台次 · 关甲", "before": "3", "after": "4"}]


def test_figure_that_appears_had_no_data_before() -> None:
    after = kept("trend", scored("css_score", "98.5", 114, month="2026-10"))
    assert lines([], after)[0]["before"] == "无数据"


def test_figure_that_disappears_has_no_data_now() -> None:
    before = kept("advisors", figure("visits", 3, advisor=1))
    assert lines(before, [])[0]["after"] == "无数据"


def test_missing_row_and_no_data_are_the_same() -> None:
    nothing = Figure("visits", {"month": "2026-10"}, None, None, None, 0, "count", 0)
    assert lines([], kept("trend", nothing)) == []


def test_zero_and_no_data_are_not_the_same() -> None:
    assert lines([], kept("trend", figure("visits", 0, month="2026-10")))[0]["after"] == "0"


def test_the_stores_own_figures_are_listed_first() -> None:
    before = kept("advisors", figure("visits", 1, advisor=1, question="Q1"))
    before += kept("trend", figure("visits", 1, month="2026-10"))
    assert next(one["figure"] for one in lines(before, [])) == "进站台次 · 2026-10"


def test_rewritten_section_is_listed() -> None:
    before = {"top5_parts": [{"problem": "缺件"}]}
    after = {"top5_parts": [{"problem": "缺件"}, {"problem": "预捡不及时"}]}
    assert freezing.text_lines("zh", before, after) == [
        {"figure": "文字：配件 TOP5 整改", "before": "1 行", "after": "2 行，已修改"}
    ]
    assert freezing.text_lines("zh", before, before) == []
