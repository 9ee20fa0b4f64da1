"""What a KPI's move after a problem is worth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from careloop.core.kernel.periods import Period
from careloop.core.kernel.rounding import divide
from careloop.core.metrics.catalogue import CATALOGUE
from careloop.core.metrics.control import Signal
from careloop.core.metrics.figures import Figure
from careloop.core.metrics.metric import Metric
from careloop.improvement.effects import MONTHS, effect, effects
from careloop.improvement.figures import Subject
from careloop.improvement.verdicts import (
    VERDICT_LABELS,
    Series,
    Verdict,
    judge,
    sentence,
    series,
)
from careloop.organisation.models import Store
from careloop.organisation.rules import Forbidden, Viewer
from tests.improvement.conftest import NOVEMBER, OCTOBER, AddProblem
from tests.mart.books import Books

QUOTES = CATALOGUE["menu_quote_rate"]  # a share, higher is better
LOSS = CATALOGUE["loss_rate_cohort"]  # a share, lower is better
HOURS = CATALOGUE["hours_per_order"]  # a value
COMPLAINTS = CATALOGUE["complaint_rate"]  # a count per 100 orders
Pair = tuple[int, int] | None


def figure(metric: Metric, pair: Pair, **more: bool) -> Figure:
    numerator, denominator = pair or (None, None)
    value = divide(numerator, denominator) if numerator is not None and denominator else None
    return Figure(
        metric.code,
        {},
        numerator,
        denominator,
        None if value is None else value * metric.scale,
        denominator or 0,
        metric.unit,
        metric.decimals,
        **more,
    )


def months_of(metric: Metric, pairs: Sequence[Pair]) -> list[tuple[Period, Figure | None]]:
    """Months up to November 2026."""
    first = NOVEMBER.shifted(1 - len(pairs))
    return [(first.shifted(at), figure(metric, pair)) for at, pair in enumerate(pairs)]


def told(metric: Metric, *pairs: Pair, is_over: bool = True) -> tuple[Verdict, str, str]:
    """The verdict on the last two months, and its sentence in both languages."""
    months = months_of(metric, pairs)
    seen = series(metric, months)
    before, after = months[-2], months[-1]
    verdict = judge(metric, before[1], after[1], seen, is_over=is_over)
    said = sentence(metric, verdict, before, after, seen)
    return verdict, said.zh, said.en


STEADY: tuple[Pair, ...] = ((60, 100), (63, 100), (57, 100), (61, 100), (59, 100), (60, 100)) * 2


def test_month_beyond_the_limits_is_an_improvement() -> None:
    verdict, zh, en = told(QUOTES, *STEADY, (78, 100))
    assert verdict is Verdict.IMPROVED
    assert zh == (
        "目录式报价率：60.0%（n=100） → 78.0%（n=100），改善超出正常波动"
        "（12 个月的正常波动范围为 45.3% 至 74.7%）。"
    )
    assert en == (
        "Menu-price quotation rate: 60.0% (n=100) → 78.0% (n=100): improved by more than noise "
        "(12 months vary between 45.3% and 74.7%)."
    )


def test_direction_of_the_kpi_decides_what_is_better() -> None:
    assert told(QUOTES, *STEADY, (40, 100))[0] is Verdict.WORSE
    assert told(LOSS, *STEADY, (40, 100))[0] is Verdict.IMPROVED
    assert told(LOSS, *STEADY, (78, 100))[0] is Verdict.WORSE
    neither = replace(QUOTES, direction="none")
    assert told(neither, *STEADY, (78, 100))[0] is Verdict.CHANGED


def test_better_month_inside_the_limits_is_noise() -> None:
    """A bad month is followed by a better one by itself: nothing is claimed for it."""
    verdict, _, en = told(QUOTES, *STEADY[:-1], (50, 100), (66, 100))
    assert verdict is Verdict.NOISE
    assert "within noise" in en


def test_recovery_from_beyond_the_limits_is_an_improvement() -> None:
    months = (*STEADY[:-1], (20, 100), (60, 100))
    assert told(QUOTES, *months)[0] is Verdict.IMPROVED
    still_low = (*STEADY[:-1], (20, 100), (26, 100))
    assert told(QUOTES, *still_low)[0] is Verdict.NOISE  # low, and hardly moved


def test_fall_from_far_above_to_above_is_no_improvement() -> None:
    months = (*STEADY[:-1], (99, 100), (90, 100))
    assert told(QUOTES, *months)[0] is Verdict.NOISE


@pytest.mark.parametrize("last", [(9, 10), (29, 29)])
def test_few_cases_are_not_judged(last: Pair) -> None:
    verdict, zh, en = told(QUOTES, *STEADY, last)
    assert verdict is Verdict.TOO_FEW
    assert "30" in zh
    assert "fewer than 30 cases" in en


def test_short_history_holds_two_samples_against_each_other() -> None:
    verdict, zh, en = told(QUOTES, (10, 40), (38, 40))
    assert verdict is Verdict.IMPROVED
    assert en.endswith("improved by more than noise (the two samples compared, at 95 %).")
    assert "置信度 95%" in zh
    assert told(QUOTES, (20, 40), (24, 40))[0] is Verdict.NOISE
    assert told(QUOTES, (38, 40), (10, 40))[0] is Verdict.WORSE


def test_values_need_half_a_year() -> None:
    verdict, _, en = told(HOURS, (15_000, 100), (24_000, 100))
    assert verdict is Verdict.TOO_FEW
    assert "too few months on record to judge (1, at least 6 are needed)" in en
    year: tuple[Pair, ...] = ((15_000, 100), (15_300, 100), (14_800, 100)) * 4
    assert told(HOURS, *year, (21_000, 100))[0] is Verdict.IMPROVED
    assert told(HOURS, *year, (15_200, 100))[0] is Verdict.NOISE


def test_minutes_are_no_cases() -> None:
    year: tuple[Pair, ...] = ((60_000, 70_000), (61_000, 70_000)) * 6
    assert "n=" not in told(CATALOGUE["utilisation"], *year, (60_500, 70_000))[2]
    assert "2.52 h (n=100)" in told(HOURS, *[(15_000, 100)] * 12, (15_120, 100))[2]


def test_counts_per_unit_are_judged_by_their_own_chart() -> None:
    year: tuple[Pair, ...] = ((12, 600), (15, 650), (10, 580)) * 4
    assert told(COMPLAINTS, *year, (40, 600))[0] is Verdict.WORSE
    assert told(COMPLAINTS, *year, (16, 600))[0] is Verdict.NOISE
    limits = series(COMPLAINTS, months_of(COMPLAINTS, [*year, (40, 600)])).months[-1]
    assert limits.value == pytest.approx(40 / 600 * 100)


def test_month_that_is_not_over_is_not_judged() -> None:
    verdict, zh, en = told(QUOTES, *STEADY, (78, 100), is_over=False)
    assert verdict is Verdict.NOT_YET
    assert (en, "2026-11" in zh) == (
        "Menu-price quotation rate: the effect is told when 2026-11 is over.",
        True,
    )


def test_figure_that_may_still_change_is_not_judged() -> None:
    months = months_of(LOSS, [(6, 40), (5, 40)])
    after = figure(LOSS, (5, 40), provisional=True)
    seen = series(LOSS, months)
    assert judge(LOSS, months[0][1], after, seen, is_over=True) is Verdict.NOT_YET
    said = sentence(LOSS, Verdict.NOT_YET, months[0], (NOVEMBER, after), seen)
    assert "not final yet" in said.en


@pytest.mark.parametrize(
    ("pairs", "named"), [((None, (5, 40)), "2026-10"), (((5, 40), None), "2026-11")]
)
def test_month_without_data_is_named(pairs: tuple[Pair, Pair], named: str) -> None:
    verdict, zh, en = told(QUOTES, *pairs)
    assert verdict is Verdict.NO_DATA
    assert named in zh
    assert named in en


def test_series_is_in_the_unit_of_the_figure_with_gaps_where_there_is_no_data() -> None:
    seen = series(QUOTES, months_of(QUOTES, [*STEADY[:-2], None, (60, 100), (78, 100)]))
    assert (seen.known, len(seen.months)) == (11, 13)
    assert seen.centre == pytest.approx(60, abs=0.5)
    gap, last = seen.months[-3], seen.months[-1]
    assert (gap.value, gap.low, gap.month) == (None, None, Period.month(2026, 9))
    assert (last.value, last.signals) == (pytest.approx(78), frozenset({Signal.BEYOND}))
    assert series(QUOTES, months_of(QUOTES, [None, None])).centre is None


def test_every_verdict_has_a_name() -> None:
    assert set(VERDICT_LABELS) == set(Verdict)


def quoted(books: Books, month: Period, quoted: int, orders: int) -> None:
    car = books.vehicle()
    for number in range(orders):
        day = month.start.replace(day=1 + number % 28)
        books.order(car, day, all_menu_priced=number < quoted)


@pytest.mark.django_db
def test_effect_of_a_problem_shows_thirteen_months(
    as_director: Viewer, books: Books, problem: AddProblem
) -> None:
    for step in range(12):
        quoted(books, OCTOBER.shifted(-step), 18 + step % 3, 32)
    quoted(books, NOVEMBER, 31, 32)
    found = effect(as_director, problem(kpi_code="menu_quote_rate"), date(2026, 11, 30))
    assert found is not None
    assert (found.subject, found.month) == (Subject("menu_quote_rate"), OCTOBER)
    assert found.before is not None
    assert found.after is not None
    assert (found.before.numerator, found.before.denominator) == (18, 32)
    assert found.after.value == Fraction(3100, 32)
    assert (len(found.series.months), found.series.known) == (MONTHS, 12)
    assert found.verdict is Verdict.IMPROVED


@pytest.mark.django_db
def test_effect_waits_for_the_end_of_the_month_after(
    as_director: Viewer, books: Books, problem: AddProblem
) -> None:
    quoted(books, OCTOBER, 10, 40)
    quoted(books, NOVEMBER, 38, 40)
    found = problem(kpi_code="menu_quote_rate")
    early = effect(as_director, found, date(2026, 11, 29))
    late = effect(as_director, found, date(2026, 11, 30))
    assert early is not None
    assert late is not None
    assert (early.verdict, late.verdict) == (Verdict.NOT_YET, Verdict.IMPROVED)


@pytest.mark.django_db
def test_mot_plan_is_about_the_score_of_its_item(
    as_director: Viewer, books: Books, problem: AddProblem
) -> None:
    for month in range(1, 12):
        score = "95.5" if month == 11 else f"8{month % 3}"
        books.score(date(2026, month, 1), "mot", "appointment_handling", score)
        books.score(date(2026, month, 1), "mot", "reception", "70")
    item = "appointment_handling"
    found = effect(as_director, problem(topic="mot", department="", item=item), date(2026, 12, 1))
    assert found is not None
    assert (found.subject.item, found.verdict) == (item, Verdict.IMPROVED)
    assert found.after is not None
    assert found.after.value == Fraction(191, 2)


@pytest.mark.django_db
def test_problem_without_a_kpi_has_no_effect(as_director: Viewer, problem: AddProblem) -> None:
    assert effect(as_director, problem(), date(2026, 12, 1)) is None
    assert effects(as_director, [], date(2026, 12, 1)) == {}


@pytest.mark.django_db
def test_problem_about_a_kpi_without_data_says_so(as_director: Viewer, problem: AddProblem) -> None:
    found = effect(as_director, problem(kpi_code="callback_rate"), date(2026, 12, 1))
    assert found is not None
    assert found.verdict is Verdict.NO_DATA


@pytest.mark.django_db
def test_effect_is_for_those_who_may_see_the_figures(
    as_outsider: Viewer, store: Store, problem: AddProblem
) -> None:
    with pytest.raises(Forbidden):
        effect(as_outsider, problem(kpi_code="callback_rate"), date(2026, 12, 1))


def test_series_of_one_month_is_no_chart() -> None:
    alone = series(QUOTES, months_of(QUOTES, [(5, 40)]))
    assert isinstance(alone, Series)
    assert (alone.centre, alone.known) == (None, 0)
