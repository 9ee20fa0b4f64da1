"""Generated dealers: engine, rollup and a slow plain-Python count must agree to the unit."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from careloop.core.engines.duck import DuckEngine
from careloop.core.facts.store import Version
from careloop.core.kernel.periods import Period
from careloop.core.metrics.catalogue import CATALOGUE
from careloop.core.metrics.compute import compute
from careloop.core.metrics.planning import dims_of
from tests.core.metrics.generated import Dealers
from tests.core.metrics.marts import AS_OF, Rows, build
from tests.core.metrics.reference import Integers, Reference, all_figures

PERIODS = ("2025-02", "2025-08", "2025-W09", "2025-Q2", "2024-11-15..2025-03-30", "2025")
STORES = ((1,), (1, 2), None)
ADDITIVE = [code for code, metric in CATALOGUE.items() if metric.formula.additive]


class Case(NamedTuple):
    facts: dict[str, Rows]
    plain: Version
    rolled: Version


@pytest.fixture(scope="module", params=[7, 8])
def case(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, engine: DuckEngine
) -> Case:
    facts = Dealers(request.param).facts
    return Case(
        facts,
        build(tmp_path_factory.mktemp("plain"), facts),
        build(tmp_path_factory.mktemp("rolled"), facts, engine),
    )


def computed(
    engine: DuckEngine, version: Version, period: Period, stores: tuple[int, ...] | None
) -> dict[str, Integers]:
    known = list(all_figures(Reference({"contact": [], "vehicle": []}, (), period)))
    found = compute(engine, version, known, period=period, stores=stores, as_of=AS_OF)
    return {f.code: (f.numerator or 0, f.denominator) for f in found}


@pytest.mark.parametrize("stores", STORES, ids=str)
@pytest.mark.parametrize("text", PERIODS)
def test_engine_counts_what_plain_loops_count(
    engine: DuckEngine, case: Case, text: str, stores: tuple[int, ...] | None
) -> None:
    period = Period.parse(text)
    expected = all_figures(Reference(case.facts, stores, period))
    found = computed(engine, case.plain, period, stores)
    wrong = {
        code: (found[code], expected[code])
        for code in expected
        if found[code] != expected[code] and (found[code][1], expected[code][1]) != (None, 0)
    }
    assert not wrong


@pytest.mark.parametrize("text", PERIODS)
@pytest.mark.parametrize("by", [(), ("store",), ("advisor",), ("store", "model"), ("month",)])
def test_rollup_agrees_with_facts_to_the_unit(
    engine: DuckEngine, case: Case, text: str, by: tuple[str, ...]
) -> None:
    codes = [c for c in ADDITIVE if all(d in dims_of(CATALOGUE[c]) for d in by)]
    asked = {"period": Period.parse(text), "stores": (1, 2), "by": by, "as_of": AS_OF}
    plain = compute(engine, case.plain, codes, **asked)  # type: ignore[arg-type]
    rolled = compute(engine, case.rolled, codes, **asked)  # type: ignore[arg-type]
    assert sorted(map(str, plain)) == sorted(map(str, rolled))
    assert any(figure.numerator for figure in plain)


def test_parts_of_a_period_add_up_to_it(engine: DuckEngine, case: Case) -> None:
    codes = [c for c in ADDITIVE if CATALOGUE[c].is_count and not CATALOGUE[c].always_by]
    for unit in ("day", "week", "report_week", "month", "quarter"):
        whole = compute(
            engine, case.plain, codes, period=Period.parse("2025"), stores=None, as_of=AS_OF
        )
        parts = compute(
            engine,
            case.plain,
            codes,
            period=Period.parse("2025"),
            stores=None,
            by=(unit,),
            as_of=AS_OF,
        )
        for figure in whole:
            added = sum(p.numerator or 0 for p in parts if p.code == figure.code)
            assert added == (figure.numerator or 0), (figure.code, unit)
