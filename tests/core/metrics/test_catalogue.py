from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from careloop.core.facts.atoms import ATOMS
from careloop.core.kernel.periods import Period
from careloop.core.metrics.catalogue import CATALOGUE, FAMILIES
from careloop.core.metrics.compute import OPTION_VALUES
from careloop.core.metrics.explain import DAYS, definition, formula_text
from careloop.core.metrics.formulas import Ask
from careloop.core.metrics.metric import Metric
from careloop.core.metrics.planning import dims_of
from tests.core.metrics.marts import AS_OF

SPEC = Path(__file__).parents[4] / "shared" / "spec"
METRICS = pytest.mark.parametrize("metric", CATALOGUE.values(), ids=lambda m: m.code)


def handbook() -> list[dict[str, Any]]:
    path = SPEC / "kpi-catalogue.json"
    if not path.exists():
        return []
    kpis: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["kpis"]
    return kpis


def _pairs(metric_texts: Any) -> list[tuple[str, str]]:
    return [(text.zh, text.en) for text in metric_texts]


def _given(texts: list[dict[str, str]]) -> list[tuple[str, str]]:
    return [(text["label_zh"], text["en"]) for text in texts]


@pytest.mark.skipif(not handbook(), reason="the handbook's table is not beside this checkout")
@pytest.mark.parametrize("kpi", handbook(), ids=lambda kpi: str(kpi["code"]))
def test_kpi_is_as_the_handbook_prints_it(kpi: dict[str, Any]) -> None:
    metric = CATALOGUE[kpi["code"]]
    assert (metric.name.zh, metric.name.en) == (kpi["name_zh"], kpi["name_en"])
    assert metric.denominator is not None
    assert _pairs([metric.numerator, metric.denominator]) == _given(
        [kpi["numerator"], kpi["denominator"]]
    )
    assert (metric.stage, metric.comparator) == (kpi["stage"], kpi["comparator"])
    assert metric.target == (Decimal(kpi["target"]) if kpi["target"] else None)
    assert _pairs(metric.notes) == _given(kpi["notes"])
    assert _pairs(metric.obstacles) == _given(kpi["obstacles"])
    assert metric.source.startswith(f"KPI-{kpi['no']:02d}")


@pytest.mark.skipif(not SPEC.exists(), reason="the list of codes is not beside this checkout")
def test_catalogue_has_every_code_of_the_list() -> None:
    table = (SPEC / "metric-codes.md").read_text(encoding="utf-8")
    first_cells = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    codes = {word for cell in first_cells for word in cell.split("`")[1::2]}
    dimensions = {"outcome", "question", "item", "section", "cause", "region", "model", "reason"}
    dimensions |= {"vehicle_age", "warranty", "dormancy", "_d"}
    assert not codes - dimensions - CATALOGUE.keys()


def test_every_family_is_in_the_catalogue_and_no_code_twice() -> None:
    assert sum(len(family.METRICS) for family in FAMILIES) == len(CATALOGUE)


@METRICS
def test_metric_speaks_both_languages(metric: Metric) -> None:
    texts = [metric.name, metric.numerator, definition(metric), formula_text(metric)]
    texts += [
        *metric.notes,
        *metric.obstacles,
        *([metric.denominator] if metric.denominator else []),
    ]
    for text in texts:
        assert text.zh
        assert text.en
        assert text.zh != text.en


@METRICS
def test_metric_is_counted_on_known_atoms_and_says_where_from(metric: Metric) -> None:
    terms = metric.formula.terms(Ask(Period.parse("2025-10"), AS_OF))
    for tally in terms.tallies:
        assert tally.on in DAYS
        assert ATOMS[tally.atom].fact == tally.fact
    assert metric.source
    assert metric.is_count == (metric.unit == "count")


@METRICS
def test_metric_can_be_split_by_store_and_month(metric: Metric) -> None:
    assert {"store", "month"} <= set(dims_of(metric))
    assert set(metric.always_by) <= set(dims_of(metric))
    assert set(metric.formula.options) <= OPTION_VALUES.keys()


def test_every_atom_is_used_by_a_metric() -> None:
    options = [{}, *({"tolerance": v} for v in ("5", "10", "15"))]
    options += [{"rework_window": v} for v in ("7", "15", "60", "90")]
    asks = [
        Ask(Period.parse("2025-10"), AS_OF, together, option)
        for together in (False, True)
        for option in options
    ]
    used = {
        tally.atom
        for metric in CATALOGUE.values()
        for ask in asks
        for tally in metric.formula.terms(ask).tallies
    }
    compared = {"gap", "gap_any", "sale_gap", "sale_gap_any"}
    assert used | compared == set(ATOMS)


def test_performance_is_utilisation_times_efficiency() -> None:
    terms = {
        code: CATALOGUE[code].formula.terms(Ask(Period.parse("2025-10"), AS_OF))
        for code in ("utilisation", "efficiency", "business_index")
    }
    used, efficient, index = terms.values()
    assert used.numerator == efficient.denominator
    assert (index.numerator, index.denominator) == (efficient.numerator, used.denominator)
