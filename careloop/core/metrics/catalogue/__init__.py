"""All metrics, by code; one file per family."""

from __future__ import annotations

from careloop.core.metrics.catalogue import (
    appointments,
    calls,
    complaints,
    orders,
    parts,
    reminders,
    retention,
    sales,
    staff,
    surveys,
    workshop,
)
from careloop.core.metrics.metric import Metric

FAMILIES = (
    sales,
    appointments,
    orders,
    parts,
    workshop,
    calls,
    surveys,
    complaints,
    retention,
    reminders,
    staff,
)

CATALOGUE: dict[str, Metric] = {
    metric.code: metric for family in FAMILIES for metric in family.METRICS
}
