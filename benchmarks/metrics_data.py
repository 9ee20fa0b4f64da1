"""A mart of many orders, generated column by column with a fixed seed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import duckdb
import pyarrow as pa

from careloop.core.engines.duck import DuckEngine
from careloop.core.facts import draft
from careloop.core.facts.building import conform
from careloop.core.facts.schema import FACTS
from careloop.core.facts.store import MartStore, Version
from careloop.core.kernel.periods import Period, add_months
from careloop.core.metrics import rollup

FIRST = date(2016, 1, 1)
MONTHS = 120
STORES = 83
ADVISORS_A_STORE = 8
ORDERS_A_VEHICLE = 12

ORDERS = """
    WITH drawn AS (
        SELECT i AS order_id, hash(i) AS h, hash(i + 1000003) AS k,
               (hash(i // {repeat} + 77) % {stores} + 1)::BIGINT AS store_id,
               DATE '{first}' + (hash(i + 5) % {days})::INTEGER AS opened_on
        FROM range({begin}, {end}) t(i))
    SELECT order_id, store_id, opened_on,
           (store_id * 1000000 + h % {vehicles})::BIGINT AS vehicle_id,
           (store_id * 100 + h % {advisors})::BIGINT AS advisor_id,
           (store_id * 100 + 50 + h % 12)::BIGINT AS technician_id,
           'G' || (h % 3)::VARCHAR AS group_code, 'M' || (k % 9)::VARCHAR AS model,
           ['repair', 'periodic_maintenance', 'accident', 'warranty'][(k % 4 + 1)::INTEGER]
               AS job_type,
           (h % 25 = 0)::TINYINT AS is_internal,
           opened_on + (k % 3)::INTEGER AS settled_on,
           opened_on::TIMESTAMP + to_minutes((480 + h % 300)::BIGINT) AS opened_at,
           opened_on::TIMESTAMP + to_minutes((900 + k % 240)::BIGINT) AS promised_at,
           opened_on::TIMESTAMP + to_minutes((860 + (h // 7) % 240)::BIGINT) AS completed_at,
           opened_on::TIMESTAMP + to_minutes((880 + (h // 11) % 240)::BIGINT) AS final_checked_at,
           opened_on::TIMESTAMP + to_minutes((885 + (h // 13) % 240)::BIGINT) AS billed_at,
           (h % 10 < 8)::TINYINT AS had_precheck, (h % 9 < 7)::TINYINT AS precheck_form_used,
           (h % 8 < 5)::TINYINT AS customer_present, (k % 10 < 6)::TINYINT AS all_menu_priced,
           (k % 7 < 5)::TINYINT AS prepick_on_time, (k % 11 < 9)::TINYINT AS bill_explained,
           (k % 60 = 0)::TINYINT AS is_rework,
           (30 + h % 300)::BIGINT AS minutes_sold, (k % 200000)::BIGINT AS parts_fen
    FROM drawn
"""

VISITS = """
    SELECT *, lag(visited_on) OVER w AS previous_on, lead(visited_on) OVER w AS next_on,
           previous_on AS previous_any_on, next_on AS next_any_on, 1::TINYINT AS is_first_any
    FROM (SELECT min(order_id) AS order_id, store_id, vehicle_id, opened_on AS visited_on,
                 min(advisor_id) AS advisor_id, min(group_code) AS group_code,
                 min(model) AS model, 0::TINYINT AS is_fleet
          FROM orders WHERE is_internal = 0 GROUP BY ALL)
    WINDOW w AS (PARTITION BY store_id, vehicle_id ORDER BY visited_on)
"""


def make_mart(folder: Path, orders: int, engine: DuckEngine) -> Version:
    """A published version with orders, reworks, visits and the rollup of the last half year."""
    store = MartStore(folder)
    made = draft.begin(store)
    connection = duckdb.connect(str(folder / "scratch.duckdb"))
    connection.execute("CREATE TABLE orders AS " + _orders_sql(orders))
    connection.execute("CREATE TABLE visits AS " + VISITS)
    for fact, table, on in (
        ("repair_order", "orders", "opened_on"),
        ("visit", "visits", "visited_on"),
    ):
        made.put_months(fact, _months(connection, fact, table, on))
    rollup.refresh(made, engine, since=add_months(FIRST, MONTHS - 6))
    connection.close()
    (folder / "scratch.duckdb").unlink()
    return made.publish(datetime.combine(add_months(FIRST, MONTHS), datetime.min.time()))


def _orders_sql(orders: int) -> str:
    days = (add_months(FIRST, MONTHS) - FIRST).days
    return ORDERS.format(
        first=FIRST,
        days=days,
        begin=0,
        end=orders,
        repeat=1,
        stores=STORES,
        advisors=ADVISORS_A_STORE,
        vehicles=max(1, orders // STORES // ORDERS_A_VEHICLE),
    )


def _months(
    connection: duckdb.DuckDBPyConnection, fact: str, table: str, on: str
) -> Iterator[tuple[str, pa.Table, str]]:
    for month in Period.between(FIRST, add_months(FIRST, MONTHS - 1)).months():
        rows = connection.sql(
            f"SELECT * FROM {table} "
            f"WHERE {on} >= DATE '{month.start}' AND {on} < DATE '{month.end}'"
        ).to_arrow_table()
        yield str(month), conform(rows, FACTS[fact]), ""
