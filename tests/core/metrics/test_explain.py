from __future__ import annotations

from typing import Any

import pyarrow.compute as pc
import pytest

from careloop.core.engines.duck import DuckEngine
from careloop.core.facts.store import Version
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.periods import Period
from careloop.core.metrics.catalogue import CATALOGUE
from careloop.core.metrics.explain import explain
from careloop.core.metrics.figures import Explanation
from careloop.core.metrics.formulas import PerDistinct
from careloop.core.metrics.planning import facts_of
from tests.core.metrics.marts import AS_OF

KEYS: dict[str, Any] = {
    "outcome": "answered",
    "cause": "quality",
    "question": "Q1",
    "item": "stay_time",
    "group": "B",
    "model": "Y",
}
SUMMED = [c for c, m in CATALOGUE.items() if facts_of(m) and not isinstance(m.formula, PerDistinct)]


def ask(engine: DuckEngine, version: Version, code: str, **given: Any) -> Explanation:
    asked = {"period": Period.parse("2025-10"), "stores": (1,), "as_of": AS_OF} | given
    return explain(engine, version, code, **asked)


@pytest.mark.parametrize("code", SUMMED)
def test_rows_add_up_to_the_figure(engine: DuckEngine, world: Version, code: str) -> None:
    keys = {name: KEYS[name] for name in CATALOGUE[code].always_by}
    if code == "lost_reason_share":
        keys = {"outcome": "too_far"}
    found = ask(engine, world, code, keys=keys)
    rows = found.rows
    assert rows.num_rows == found.rows_total
    if found.rows_total:
        assert (pc.sum(rows["in_numerator"]).as_py() or 0) == (found.numerator or 0)
        if found.denominator is not None:
            assert (pc.sum(rows["in_denominator"]).as_py() or 0) == found.denominator


def test_explanation_says_what_was_asked_of_which_mart(engine: DuckEngine, world: Version) -> None:
    found = ask(engine, world, "rework_rate", keys={"advisor": 11}, options={"rework_window": "15"})
    assert found.filters == {
        "period": "2025-10",
        "stores": "1",
        "as_of": str(AS_OF),
        "advisor": "11",
        "rework_window": "15",
    }
    assert found.mart_version == world.number
    assert found.formula.en == "orders that came back ÷ work orders × 100"
    assert "返修工单数 ÷ 维修工单总数 × 100" in found.definition.zh
    assert "the day the order was settled" in found.definition.en


def test_rows_carry_keys_and_dates_and_no_more_than_asked(
    engine: DuckEngine, world: Version
) -> None:
    found = ask(engine, world, "orders", limit=3)
    assert (found.rows.num_rows, found.rows_total) == (3, 8)
    assert {"order_id", "opened_on", "advisor_id"} <= set(found.rows.column_names)
    assert "parts_fen" not in found.rows.column_names


def test_slice_of_a_pie_lists_the_pie_and_marks_the_slice(
    engine: DuckEngine, world: Version
) -> None:
    found = ask(engine, world, "complaint_share", keys={"cause": "quality"})
    assert found.rows_total == 3
    assert (found.numerator, found.denominator) == (2, 3)


def test_reason_of_loss_is_explained_by_calls(engine: DuckEngine, world: Version) -> None:
    found = ask(engine, world, "lost_share", keys={"reason": "too_far"})
    assert found.rows["fact"].to_pylist() == ["contact"]


def test_score_lists_the_rows_of_the_survey(engine: DuckEngine, world: Version) -> None:
    found = ask(engine, world, "mot_score")
    assert found.rows_total == 10
    assert "as imported" in found.definition.en


def test_metric_that_needs_a_key_asks_for_it(engine: DuckEngine, world: Version) -> None:
    with pytest.raises(Refused, match="say which cause"):
        ask(engine, world, "complaint_share")
