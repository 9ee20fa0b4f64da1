"""Loss at the edges of months: one rule, stated with ``add_months`` and nothing else."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careloop.core.engines.duck import DuckEngine
from careloop.core.kernel.periods import Period
from careloop.core.metrics.compute import compute
from careloop.core.metrics.loss import last_visit_lost_by, loss_day, visits_lost_in
from tests.core.metrics.marts import AS_OF, build
from tests.core.metrics.world import order, vehicle

DAYS = st.dates(date(2020, 1, 1), date(2027, 12, 31))
WINDOWS = st.integers(1, 24)
ONE_DAY = timedelta(days=1)


@given(day=DAYS, window=WINDOWS)
def test_last_visit_lost_by_is_the_last_one(day: date, window: int) -> None:
    visit = last_visit_lost_by(day, window)
    assert loss_day(visit, window) <= day < loss_day(visit + ONE_DAY, window)


@given(month=DAYS, visit=DAYS, window=WINDOWS)
def test_visits_lost_in_a_month_are_those_whose_loss_day_lies_there(
    month: date, visit: date, window: int
) -> None:
    period = Period.month_of(month)
    first, end = visits_lost_in(period, window)
    assert (first <= visit < end) == (loss_day(visit, window) in period)


@pytest.mark.parametrize(
    ("last_visit", "window", "lost_on"),
    [
        ("2025-08-31", 6, "2026-02-28"),
        ("2025-08-28", 6, "2026-02-28"),
        ("2023-08-31", 6, "2024-02-29"),
        ("2025-02-28", 8, "2025-10-28"),
        ("2024-02-29", 12, "2025-02-28"),
    ],
)
def test_loss_day_is_clamped_to_the_month(last_visit: str, window: int, lost_on: str) -> None:
    assert str(loss_day(date.fromisoformat(last_visit), window)) == lost_on


@pytest.mark.parametrize(
    ("visited", "back", "lost"),
    [
        ("2025-08-31", "2026-02-28", 0),
        ("2025-08-31", "2026-03-01", 1),
        ("2025-08-30", "2026-02-28", 0),
        ("2025-08-28", "2026-02-28", 0),
        ("2025-08-28", "2026-03-01", 1),
        ("2025-08-28", None, 1),
    ],
)
def test_vehicle_back_on_the_loss_day_is_not_lost(
    engine: DuckEngine, tmp_path: Path, visited: str, back: str | None, lost: int
) -> None:
    orders = [order(1, 1, visited), *([order(2, 1, back)] if back else [])]
    version = build(tmp_path, {"repair_order": orders})
    asked = {"stores": (1,), "as_of": AS_OF, "options": {"window": "6"}}
    for code, month in (("loss_rate_cohort", "2025-08"), ("loss_rate_last_visit_month", "2026-02")):
        period = Period.parse(month)
        (found,) = compute(engine, version, [code], period=period, **asked)  # type: ignore[arg-type]
        assert (found.numerator, found.denominator) == (lost, 1), code


def test_unfinished_window_is_provisional_and_counts_as_not_lost(
    engine: DuckEngine, tmp_path: Path
) -> None:
    version = build(tmp_path, {"repair_order": [order(1, 1, "2025-10-15")]})
    for as_of, lost, provisional in (
        (date(2026, 6, 14), 0, True),
        (date(2026, 6, 15), 1, True),
        (date(2026, 6, 30), 1, False),
    ):
        (found,) = compute(
            engine,
            version,
            ["loss_rate_cohort"],
            period=Period.parse("2025-10"),
            stores=(1,),
            as_of=as_of,
        )
        assert (found.numerator, found.provisional) == (lost, provisional), as_of


def test_vehicle_that_went_to_a_sister_store_is_lost_to_one_not_to_all(
    engine: DuckEngine, tmp_path: Path
) -> None:
    orders = [order(1, 1, "2025-08-10"), order(2, 1, "2025-12-01", store_id=2)]
    version = build(tmp_path, {"repair_order": orders})
    for stores, lost in (((1,), 1), ((1, 2), 1), (None, 0)):
        (found,) = compute(
            engine,
            version,
            ["loss_rate_cohort"],
            period=Period.parse("2025-08"),
            stores=stores,
            as_of=AS_OF,
        )
        assert found.numerator == lost, stores


def test_month_by_month_is_each_month_alone(engine: DuckEngine, tmp_path: Path) -> None:
    days = ("2025-01-31", "2025-02-28", "2025-03-31", "2025-03-01", "2025-04-30", "2025-08-31")
    orders = [order(i, i % 3, day) for i, day in enumerate(days)]
    on_file = [vehicle(v, "X", "2025-01-01") for v in range(3)]
    version = build(tmp_path, {"repair_order": orders, "vehicle": on_file})
    codes = ["loss_rate_cohort", "loss_rate_opening", "active_base", "lost_vehicles"]
    options = {"window": "2"}
    split = compute(
        engine,
        version,
        codes,
        period=Period.parse("2025"),
        stores=(1,),
        as_of=AS_OF,
        by=("month",),
        options=options,
    )
    assert len(split) == 12 * len(codes)
    for figure in split:
        (alone,) = compute(
            engine,
            version,
            [figure.code],
            period=Period.parse(str(figure.keys["month"])),
            stores=(1,),
            as_of=AS_OF,
            options=options,
        )
        assert (figure.numerator, figure.denominator) == (alone.numerator, alone.denominator)
