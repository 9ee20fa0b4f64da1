"""What a store's visits of each car come to, made anew from its orders in one pass."""

from __future__ import annotations

from datetime import date, datetime

from django.db import connection, transaction

from careloop.core.kernel.periods import add_months
from careloop.organisation.models import Store
from careloop.service.models import VisitSummary

MAINTENANCE = "'first_maintenance', 'periodic_maintenance'"
UNPAID = "'first_maintenance', 'warranty_claim', 'insurance'"

# The settled orders of the store that are not its own, each beside what all of its car come to:
# one pass, for a join of these rows with themselves would find no index. ``place`` 1 is the last
# visit; ``kept`` is the day of a maintenance, ``read`` one with a reading.
_VISITS = f"""
settled AS (
    SELECT o.id, o.vehicle_id, o.customer_id, o.advisor_id, o.job_type, o.mileage, o.opened_at,
        COALESCE(o.total_fen, 0) AS fen, DATE(o.opened_at) AS day,
        CASE WHEN o.job_type IN ({MAINTENANCE}) THEN DATE(o.opened_at) END AS kept,
        CASE WHEN o.mileage IS NOT NULL THEN DATE(o.opened_at) END AS read
    FROM service_repairorder o
    WHERE o.store_id = %(store)s AND o.settled_at IS NOT NULL
        AND NOT o.is_internal AND o.job_type <> 'internal'
),
visits AS (
    SELECT settled.*,
        ROW_NUMBER() OVER (PARTITION BY vehicle_id ORDER BY opened_at DESC, id DESC) AS place,
        MIN(read) OVER car AS first_read, MAX(read) OVER car AS last_read,
        MAX(kept) OVER car AS last_kept
    FROM settled WINDOW car AS (PARTITION BY vehicle_id)
)"""  # noqa: S608 (our own constants)

_COUNTED = f"""
counted AS (
    SELECT vehicle_id, MIN(day) AS first_on, MAX(day) AS last_on, COUNT(*) AS visits,
        SUM(CASE WHEN job_type IN ({UNPAID}) THEN 0 ELSE 1 END) AS paid,
        SUM(CASE WHEN day > %(year_ago)s THEN 1 ELSE 0 END) AS recent,
        SUM(fen) AS fen,
        MIN(kept) AS first_kept, MAX(kept) AS last_kept, COUNT(DISTINCT kept) AS kept,
        MIN(read) AS first_read, MAX(read) AS last_read,
        MAX(CASE WHEN read = first_read THEN mileage END) AS first_km,
        MAX(CASE WHEN read = last_read THEN mileage END) AS last_km,
        MAX(CASE WHEN kept = last_kept THEN mileage END) AS kept_km,
        MAX(CASE WHEN place = 1 THEN id END) AS order_id,
        MAX(CASE WHEN place = 1 THEN customer_id END) AS customer_id,
        MAX(CASE WHEN place = 1 THEN advisor_id END) AS advisor_id
    FROM visits GROUP BY vehicle_id
)"""  # noqa: S608 (our own constants)

COLUMNS = (
    "store_id", "vehicle_id", "customer_id", "first_visit_on", "last_visit_on", "visits",
    "paid_visits", "visits_12_months", "total_fen", "last_maintenance_on", "maintenances",
    "average_days", "last_mileage", "last_mileage_on", "last_maintenance_mileage",
    "daily_mileage", "last_order_id", "last_advisor_id",
)  # fmt: skip
KEY = ("store_id", "vehicle_id")


@transaction.atomic
def refresh_summaries(store: Store, now: datetime) -> int:
    """Make the summaries of a store's cars what its orders say; how many there are.

    Summaries hold nothing that people wrote, so none is missed: rows of cars without a settled
    order go, the others are put right or made. It is done in the transaction of the caller.
    """
    given: dict[str, int | date] = {"store": store.pk, "year_ago": add_months(now.date(), -12)}
    with connection.cursor() as cursor:
        cursor.execute(_upsert(), given)
        cursor.execute(_GONE, given)
    return VisitSummary.objects.filter(store=store).count()


def _upsert() -> str:
    news = ", ".join(f"{name} = EXCLUDED.{name}" for name in COLUMNS if name not in KEY)
    before = ", ".join(f"{_TABLE}.{name}" for name in COLUMNS if name not in KEY)
    after = ", ".join(f"EXCLUDED.{name}" for name in COLUMNS if name not in KEY)
    return (
        f"WITH {_VISITS}, {_COUNTED} "
        f"INSERT INTO {_TABLE} ({', '.join(COLUMNS)}) {_summed()} "
        f"ON CONFLICT (store_id, vehicle_id) DO UPDATE SET {news} "
        f"WHERE ({before}) IS DISTINCT FROM ({after})"
    )


_TABLE = VisitSummary._meta.db_table
# An order that settled before may be internal now, or gone with its import.
_GONE = f"""
DELETE FROM {_TABLE} WHERE store_id = %(store)s AND NOT EXISTS (
    SELECT 1 FROM service_repairorder o
    WHERE o.store_id = %(store)s AND o.vehicle_id = {_TABLE}.vehicle_id
        AND o.settled_at IS NOT NULL AND NOT o.is_internal AND o.job_type <> 'internal'
)"""  # noqa: S608 (our own constants)


def _summed() -> str:
    days_kept = _days("first_kept", "last_kept")
    days_read = _days("first_read", "last_read")
    return f"""
    SELECT %(store)s, vehicle_id, customer_id, first_on, last_on, visits, paid, recent, fen,
        last_kept, kept,
        CASE WHEN kept > 1 THEN (2 * {days_kept} + kept - 1) / (2 * (kept - 1)) END,
        last_km, last_read, kept_km,
        CASE WHEN last_read > first_read AND last_km >= first_km
            THEN CAST(last_km - first_km AS BIGINT) * 1000 / {days_read} END,
        order_id, advisor_id
    FROM counted
    WHERE 1 = 1"""  # noqa: S608 (our own constants)


def _days(first: str, last: str) -> str:
    """The whole days between two days; the databases say it differently."""
    if connection.vendor == "postgresql":
        return f"({last} - {first})"
    return f"CAST(julianday({last}) - julianday({first}) AS INTEGER)"
