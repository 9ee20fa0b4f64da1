"""Which target holds."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from careloop.core.kernel.periods import Period
from careloop.core.metrics.catalogue import CATALOGUE
from careloop.kpis.cards import Aim
from careloop.kpis.rules import Written, aim_of, comparator_of

METRIC = CATALOGUE["appointment_rate"]  # > 50
OCTOBER = Period.month(2026, 10)

STORE_MONTH = Written(7, "appointment_rate", "2026-10", Decimal(61), ">=")
STORE_YEAR = Written(7, "appointment_rate", "2026", Decimal(62), "")
GROUP_MONTH = Written(None, "appointment_rate", "2026-10", Decimal(63), "")
GROUP_YEAR = Written(None, "appointment_rate", "2026", Decimal(64), "")
ORDER = [STORE_MONTH, STORE_YEAR, GROUP_MONTH, GROUP_YEAR]


@pytest.mark.parametrize("first", range(len(ORDER)))
def test_nearest_target_holds(first: int) -> None:
    held = aim_of(METRIC, reversed(ORDER[first:]), OCTOBER)
    assert held is not None
    assert held.value == ORDER[first].value


def test_catalogue_holds_where_nothing_was_set() -> None:
    others = [
        Written(7, "callback_rate", "2026-10", Decimal(1), ""),
        Written(7, "appointment_rate", "2026-09", Decimal(2), ""),
        Written(7, "appointment_rate", "2025", Decimal(3), ""),
    ]
    assert aim_of(METRIC, others, OCTOBER) == Aim(Decimal(50), ">")


def test_target_in_dollars_gives_way_to_one_of_our_own() -> None:
    parts = CATALOGUE["parts_sales_per_order"]
    assert aim_of(parts, [], OCTOBER) == Aim(Decimal(100), ">=", "USD")
    own = Written(7, parts.code, "2026", Decimal(700), "")
    assert aim_of(parts, [own], OCTOBER) == Aim(Decimal(700), ">=")


def test_comparator_is_the_one_set_else_the_catalogues() -> None:
    assert aim_of(METRIC, [STORE_MONTH], OCTOBER) == Aim(Decimal(61), ">=")
    assert aim_of(METRIC, [STORE_YEAR], OCTOBER) == Aim(Decimal(62), ">")


@pytest.mark.parametrize(("direction", "comparator"), [("higher", ">="), ("lower", "<=")])
def test_comparator_follows_the_direction_where_the_catalogue_has_none(
    direction: str, comparator: str
) -> None:
    metric = replace(METRIC, comparator=None, direction=direction)  # type: ignore[arg-type]
    assert comparator_of(metric) == comparator


def test_longer_periods_have_the_targets_of_their_year() -> None:
    found = aim_of(METRIC, ORDER, Period.quarter(2026, 4))
    assert found is not None
    assert found.value == STORE_YEAR.value
    assert aim_of(METRIC, ORDER, Period.parse("2025-12-01..2026-01-31")) == Aim(Decimal(50), ">")


def test_metric_without_any_target_has_none() -> None:
    assert aim_of(CATALOGUE["orders"], [], OCTOBER) is None
