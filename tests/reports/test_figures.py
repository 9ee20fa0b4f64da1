"""What a report asks for, and how chapters find it."""

from __future__ import annotations

from collections import Counter

from careloop.core.kernel.periods import Period
from careloop.core.metrics.catalogue import CATALOGUE
from careloop.core.metrics.dimensions import BANDS, COLUMNS, TIME_UNITS
from careloop.reports.figures import (
    ASKS,
    KPI_CODES,
    Ask,
    MonthFigures,
    count,
    nothing,
    ratio,
    total,
)
from tests.reports.sample import OCTOBER, answers, figure


def test_every_code_asked_for_is_in_the_catalogue() -> None:
    assert not {code for ask in ASKS for code in ask.codes} - set(CATALOGUE)


def test_every_dimension_asked_for_exists() -> None:
    known = {*COLUMNS, *BANDS, *TIME_UNITS, "reason"}
    assert not {dim for ask in ASKS for dim in ask.by} - known


def test_the_overview_holds_all_kpis_of_the_handbook() -> None:
    assert set(KPI_CODES) == {code for code, metric in CATALOGUE.items() if metric.stage}
    assert len(KPI_CODES) == 24


def test_names_of_asks_are_different() -> None:
    assert not [name for name, times in Counter(ask.name for ask in ASKS).items() if times > 1]


def test_figures_are_asked_in_few_calls() -> None:
    assert len(ASKS) <= 30


def test_sample_answers_every_ask() -> None:
    assert set(answers()) == {ask.name for ask in ASKS}


def test_single_month_is_a_month_and_a_range_counts_days() -> None:
    assert Ask("a", ("visits",)).period(OCTOBER) == OCTOBER
    assert Ask("a", ("visits",), first=-8, last=-8).period(OCTOBER) == Period.month(2026, 2)
    assert str(Ask("a", ("visits",), first=-1).period(OCTOBER)) == "2026-09-01..2026-10-31"


def test_figure_is_found_by_its_keys() -> None:
    held = MonthFigures({"a": (figure("visits", 3, advisor=1), figure("visits", 5, advisor=2))})
    assert held.one("a", "visits", advisor=2).numerator == 5
    assert held.keys_of("a", "visits", "advisor") == [1, 2]


def test_missing_figure_is_no_data_and_not_zero() -> None:
    missing = MonthFigures({}).one("a", "visits", advisor=1)
    assert missing.value is None
    assert count(missing) is None
    assert ratio(missing) is None


def test_total_of_nothing_known_is_not_zero() -> None:
    assert total([nothing("visits")]) is None
    assert total([nothing("visits"), figure("visits", 0)]) == 0
