"""Chapter 1: what last month's measures did."""

from __future__ import annotations

from dataclasses import replace

import pytest

from careloop.core.kernel.text import Language, Text
from careloop.core.metrics.catalogue import CATALOGUE
from careloop.core.metrics.figures import Figure
from careloop.improvement.effects import Effect
from careloop.improvement.figures import Subject
from careloop.improvement.rules import Completion
from careloop.improvement.verdicts import Limits, Series, Verdict
from careloop.reports.chapters import effects, review
from careloop.reports.material import Material
from careloop.reports.people import Outcome
from tests.reports.sample import OCTOBER, SEPTEMBER, figure, material, printed, table_of

CODE = "callback_rate"
BEFORE = figure(CODE, 550, 1000, month="2026-09")
AFTER = figure(CODE, 720, 1000, month="2026-10")
HALF = Completion(1, 2)
LIMITS = Limits(OCTOBER, 72.0, 48.04, 61.96, frozenset())


def outcome(
    verdict: Verdict = Verdict.IMPROVED,
    before: Figure | None = BEFORE,
    after: Figure | None = AFTER,
    limits: Limits = LIMITS,
    completion: Completion = HALF,
) -> Outcome:
    row = {"number": "1", "problem": "未接通不再拨", "carried": "1"}
    said = Text(zh="回访率", en="Follow-up call rate")
    seen = Series(55.0, (limits,), 12)
    effect = Effect(Subject(CODE), CATALOGUE[CODE], SEPTEMBER, before, after, seen, verdict, said)
    return Outcome(row, completion, effect)


def told(*outcomes: Outcome, language: Language = "zh") -> Material:
    return replace(material(language), outcomes=outcomes)


def test_kpi_stands_before_and_after_with_its_sample_and_the_usual_range() -> None:
    (row,) = printed(table_of(effects.section(told(outcome()))))
    assert row == [
        "1. 【上月结转】未接通不再拨",
        "回访率",
        "1/2",
        "55.0%（n=1,000）",
        "72.0%（n=1,000）",
        "48.0% 至 62.0%",
        "明显改善",
    ]


@pytest.mark.parametrize(
    ("verdict", "tone"),
    [(Verdict.IMPROVED, "good"), (Verdict.WORSE, "bad"), (Verdict.NOISE, None)],
)
def test_only_what_is_more_than_noise_has_a_colour(verdict: Verdict, tone: str | None) -> None:
    cell = table_of(effects.section(told(outcome(verdict)))).rows[0][-1]
    assert cell.tone == tone


def test_headline_counts_the_verdicts() -> None:
    made = told(outcome(), outcome(Verdict.NOISE), outcome(Verdict.NOISE))
    assert effects.section(made).headline == (
        "上月有指标的问题 3 个：明显改善 1 个，正常波动 2 个。“正常波动”以内的变化不能算作效果。"
    )


def test_missing_figures_leave_their_cells_blank() -> None:
    nothing = replace(LIMITS, low=None, high=None)
    one = outcome(Verdict.NO_DATA, None, None, nothing, Completion(0, 0))
    (row,) = printed(table_of(effects.section(told(one))))
    assert row[2:6] == ["", "", "", ""]
    assert row[6] == "暂无数据"


def test_english_speaks_english() -> None:
    (row,) = printed(table_of(effects.section(told(outcome(), language="en"))))
    assert row[3:] == ["55.0% (n=1,000)", "72.0% (n=1,000)", "48.0% to 62.0%", "Improved"]


def test_section_stands_only_where_a_problem_is_about_a_kpi() -> None:
    titles = [section.title for section in review.chapter(material()).sections]
    assert "上月措施的效果" not in titles
    assert review.chapter(told(outcome())).sections[1].title == "上月措施的效果"
