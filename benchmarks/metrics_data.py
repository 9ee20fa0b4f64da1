"""A mart of many orders, generated column by column with a fixed seed.

Beside each ten orders stand three appointments, five calls and four requested parts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
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

DRAWN = """
    WITH drawn AS (
        SELECT i, hash(i + {salt}) AS h, hash(i + {salt} + 1000003) AS k,
               (hash(i + {salt} + 77) % {stores} + 1)::BIGINT AS store_id,
               DATE '{first}' + (hash(i + {salt} + 5) % {days})::INTEGER AS day
        FROM range({rows}) t(i))
    SELECT i AS {key}, store_id, day AS {on},
           (store_id * 1000000 + h % {vehicles})::BIGINT AS vehicle_id,
           (store_id * 100 + h % {advisors})::BIGINT AS advisor_id, {columns}
    FROM drawn
"""

ORDERS = """
    (store_id * 100 + 50 + h % 12)::BIGINT AS technician_id,
    'G' || (h % 3)::VARCHAR AS group_code, 'M' || (k % 9)::VARCHAR AS model,
    ['repair', 'periodic_maintenance', 'accident', 'warranty'][(k % 4 + 1)::INTEGER] AS job_type,
    (h % 25 = 0)::TINYINT AS is_internal,
    day + (k % 3)::INTEGER AS settled_on,
    day::TIMESTAMP + to_minutes((480 + h % 300)::BIGINT) AS opened_at,
    day::TIMESTAMP + to_minutes((900 + k % 240)::BIGINT) AS promised_at,
    day::TIMESTAMP + to_minutes((860 + (h // 7) % 240)::BIGINT) AS completed_at,
    day::TIMESTAMP + to_minutes((880 + (h // 11) % 240)::BIGINT) AS final_checked_at,
    day::TIMESTAMP + to_minutes((885 + (h // 13) % 240)::BIGINT) AS billed_at,
    (h % 10 < 8)::TINYINT AS had_precheck, (h % 9 < 7)::TINYINT AS precheck_form_used,
    (h % 8 < 5)::TINYINT AS customer_present, (k % 10 < 6)::TINYINT AS all_menu_priced,
    (k % 7 < 5)::TINYINT AS prepick_on_time, (k % 11 < 9)::TINYINT AS bill_explained,
    (k % 60 = 0)::TINYINT AS is_rework,
    (30 + h % 300)::BIGINT AS minutes_sold, (k % 200000)::BIGINT AS parts_fen
"""

APPOINTMENTS = """
    if(k % 2 = 0, 'active', 'passive') AS origin, (k % 5 > 0)::TINYINT AS has_exact_time,
    day::TIMESTAMP + to_minutes((480 + h % 600)::BIGINT) AS appointed_at,
    day::TIMESTAMP - to_hours((h % 97)::BIGINT) AS booked_at,
    if(k % 3 > 0, appointed_at - to_minutes((600 + k % 960)::BIGINT), NULL) AS reminded_at,
    if(k % 7 > 0, appointed_at + to_minutes((h % 40)::BIGINT - 15), NULL) AS arrived_at,
    if(k % 20 = 0, booked_at + to_hours(3), NULL) AS cancelled_at,
    if(k % 7 > 0 AND k % 20 > 0, day, NULL) AS came_on
"""

CONTACTS = """
    ['after_repair', 'after_repair', 'after_repair', 'periodic_maintenance', 'lost_customer'][
        (h // 8 % 5 + 1)::INTEGER] AS contact_type,
    (store_id * 100 + 70 + h % 4)::BIGINT AS agent_id, (k % 12 = 0)::TINYINT AS is_company_car,
    (k % 30 = 0)::TINYINT AS is_fleet, (k % 4)::BIGINT AS attempts,
    ['answered', 'no_answer', 'refused', 'booked'][(k % 4 + 1)::INTEGER] AS outcome,
    if(k % 4 IN (0, 3), day + (h % 4)::INTEGER, NULL) AS interviewed_on,
    ['delighted', 'satisfied', 'disappointed'][(h // 5 % 3 + 1)::INTEGER] AS level,
    if(k % 4 IN (0, 3), (h % 10 < 9)::TINYINT, NULL) AS satisfied,
    if(k % 4 IN (0, 3), (k % 17 = 0)::TINYINT, NULL) AS problem_raised,
    if(k % 17 = 0, (h % 5 < 4)::TINYINT, NULL) AS problem_solved
"""

PARTS = """
    'P' || (k % 3000)::VARCHAR AS part_no, (k % 10 < 9)::TINYINT AS available_at_once
"""

REWORKS = """
    SELECT order_id, store_id, advisor_id, technician_id, group_code, model, job_type, settled_on,
           'confirmed' AS found_by, 0::BIGINT AS days_between
    FROM repair_order WHERE is_rework = 1
"""

VISITS = """
    SELECT *, lag(visited_on) OVER w AS previous_on, lead(visited_on) OVER w AS next_on,
           previous_on AS previous_any_on, next_on AS next_any_on, 1::TINYINT AS is_first_any
    FROM (SELECT min(order_id) AS order_id, store_id, vehicle_id, opened_on AS visited_on,
                 min(advisor_id) AS advisor_id, min(group_code) AS group_code,
                 min(model) AS model, 0::TINYINT AS is_fleet
          FROM repair_order WHERE is_internal = 0 GROUP BY ALL)
    WINDOW w AS (PARTITION BY store_id, vehicle_id ORDER BY visited_on)
"""


def make_mart(
    folder: Path, orders: int, engine: DuckEngine, tell: Callable[[str], None]
) -> Version:
    """A published version with all these facts and the rollup of the last half year."""
    store = MartStore(folder)
    made = draft.begin(store)
    connection = duckdb.connect(str(folder / "scratch.duckdb"))
    for fact, sql in _facts(orders).items():
        tell(f"{fact}: drawing and writing")
        connection.execute(f"CREATE TABLE {fact} AS {sql}")
        made.put_months(fact, _months(connection, fact))
    tell("rollup of the last half year")
    rollup.refresh(made, engine, since=add_months(FIRST, MONTHS - 6))
    connection.close()
    (folder / "scratch.duckdb").unlink()
    return made.publish(datetime.combine(add_months(FIRST, MONTHS), datetime.min.time()))


def _facts(orders: int) -> dict[str, str]:
    """The SQL of every fact, those made of orders after them."""

    def drawn(columns: str, key: str, on: str, rows: int, salt: int) -> str:
        return DRAWN.format(
            columns=columns,
            key=key,
            on=on,
            rows=rows,
            salt=salt,
            first=FIRST,
            days=(add_months(FIRST, MONTHS) - FIRST).days,
            stores=STORES,
            advisors=ADVISORS_A_STORE,
            vehicles=max(1, orders // STORES // ORDERS_A_VEHICLE),
        )

    return {
        "repair_order": drawn(ORDERS, "order_id", "opened_on", orders, 0),
        "rework": REWORKS,
        "visit": VISITS,
        "appointment": drawn(
            APPOINTMENTS, "appointment_id", "appointed_on", orders * 3 // 10, 10**9
        ),
        "contact": drawn(CONTACTS, "task_id", "due_on", orders * 5 // 10, 2 * 10**9),
        "parts_request": drawn(PARTS, "order_id", "requested_on", orders * 4 // 10, 3 * 10**9),
    }


def _months(
    connection: duckdb.DuckDBPyConnection, fact: str
) -> Iterator[tuple[str, pa.Table, str]]:
    on = FACTS[fact].month_on
    for month in Period.between(FIRST, add_months(FIRST, MONTHS)).months():
        rows = connection.sql(
            f"SELECT * FROM {fact} WHERE {on} >= DATE '{month.start}' AND {on} < DATE '{month.end}'"
        ).to_arrow_table()
        if rows.num_rows:
            yield str(month), conform(rows, FACTS[fact]), ""
