"""Every golden table marked as an acceptance test: inputs in as feed files, printed figures out."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from careloop.core.kernel.periods import Period
from careloop.core.kernel.rounding import half_up
from careloop.core.metrics.compute import metric_of
from tests.golden.cases import CASES, Case, Printed, Table
from tests.golden.conftest import Compute


def test_every_acceptance_table_is_a_case(shared: Path) -> None:
    tables = [json.loads(p.read_text(encoding="utf-8")) for p in (shared / "spec/golden").iterdir()]
    wanted = {table["id"] for table in tables if table["acceptance_test"]}
    assert wanted == CASES.keys()


@pytest.mark.parametrize("name", CASES)
def test_printed_figures_come_out_of_compute(
    name: str, loaded: Callable[[str], tuple[Case, Table]], compute: Compute
) -> None:
    case, table = loaded(name)
    printed = case.printed(table, case.month)
    found = {_label(p): _found(p, case.month, compute) for p in printed}
    assert found == {_label(p): p.value for p in printed}


def _label(printed: Printed) -> str:
    where = " ".join(f"{name}={value}" for name, value in printed.keys.items())
    return f"{printed.code} {where} {printed.period or ''} {printed.of}"


def _found(printed: Printed, month: Period, compute: Compute) -> Decimal | None:
    """What ``kpi compute`` says, rounded as the table prints it."""
    rows = compute(
        printed.code,
        period=printed.period or month,
        by=tuple(printed.keys),
        options=printed.options,
    )
    return _shown(printed, rows)


def _shown(printed: Printed, rows: list[dict[str, Any]]) -> Decimal | None:
    row = next((r for r in rows if printed.keys.items() <= r["keys"].items()), None)
    if row is None:
        return None
    if printed.of == "running":
        passed = rows[: rows.index(row) + 1]
        share = Fraction(sum(r["numerator"] for r in passed) * 100, row["denominator"])
        return half_up(share, printed.decimals)
    if printed.of != "value":
        return Decimal(row[printed.of])
    return half_up(_exact(row), printed.decimals)


def _exact(row: dict[str, Any]) -> Fraction:
    """The value from its integers where they make it: a tie must not be decided by a float."""
    metric = metric_of(row["code"])
    if row["denominator"]:
        return Fraction(row["numerator"], row["denominator"]) * metric.scale
    return Fraction(str(row["value"]))
