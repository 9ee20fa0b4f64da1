"""Pure decisions about figures: which target holds in a period."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from careloop.core.kernel.periods import Period
from careloop.core.metrics.metric import Metric
from careloop.kpis.cards import Aim


@dataclass(frozen=True, slots=True)
class Written:
    """A target as it was set: for one store or (``None``) for a group, for a month or a year.

    ``comparator`` is blank where the catalogue's holds.
    """

    store_id: int | None
    kpi: str
    period: str
    value: Decimal
    comparator: str


def aim_of(metric: Metric, written: Iterable[Written], period: Period) -> Aim | None:
    """The target that holds for ``metric`` in ``period``.

    Store and month go before store and year, these before group and month, group and year, and
    all before the catalogue. A period of several months has the targets of its year only; one
    that spans years has none but the catalogue's.
    """
    wanted = _periods_of(period)
    found = [w for w in written if w.kpi == metric.code and w.period in wanted]
    if found:
        best = min(found, key=lambda w: (w.store_id is None, wanted.index(w.period)))
        return Aim(best.value, best.comparator or comparator_of(metric))
    if metric.target is None:
        return None
    return Aim(metric.target, comparator_of(metric), metric.target_unit)


def comparator_of(metric: Metric) -> str:
    """The catalogue's comparator, else the one the metric's direction calls for."""
    return metric.comparator or ("<=" if metric.direction == "lower" else ">=")


def _periods_of(period: Period) -> tuple[str, ...]:
    month, year = f"{period.start:%Y-%m}", f"{period.start:%Y}"
    if period.last_day.year != period.start.year:
        return ()
    return (month, year) if period.last_day.month == period.start.month else (year,)
