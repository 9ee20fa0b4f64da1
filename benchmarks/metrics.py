"""Benchmarks of the metrics: figure, peer and limit side by side, printed as JSON.

    python benchmarks/metrics.py [--orders 10000000] [--folder DIR]

CPU seconds of all threads, the median of a few rounds; the peers run in the same process over the
same files. Data are generated with a fixed seed into a temporary folder (kept with ``--folder``).
What it is doing is told on standard error.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
from metrics_data import FIRST, MONTHS, STORES, make_mart
from metrics_peers import THREADS, BusinessIntelligence, Scan, cpu, files_of

from careloop.core.engines.duck import DuckEngine
from careloop.core.engines.interface import Pass
from careloop.core.facts.store import MartStore, Version
from careloop.core.kernel.periods import Period, add_months
from careloop.core.metrics.catalogue import CATALOGUE
from careloop.core.metrics.compute import compute
from careloop.core.metrics.metric import Metric
from careloop.core.metrics.planning import Question, dims_of, plan

AS_OF = add_months(FIRST, MONTHS)
BY = ("month", "store", "advisor")
SCAN = (
    "CPU of reading every value of the columns the KPIs are defined on and adding each column up, "
    "without keys, tests or dates, each column once, same engine, threads and files"
)
STORED = "the same for the stored columns the passes read: keys, atoms, tested columns"


def tell(text: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


def kpis_by_month_store_advisor(engine: DuckEngine, version: Version, scan: Scan) -> dict[str, Any]:
    """Those of the 24 KPIs that an advisor has: one pass per fact and event date, from atoms."""
    metrics = tuple(m for m in CATALOGUE.values() if m.stage and set(BY) <= set(dims_of(m)))
    passes = passes_of(metrics, version)
    alone = [passes_of((metric,), version) for metric in metrics]
    facts = list(dict.fromkeys(p.fact for p in passes))
    tell("all KPIs fused")
    fused = cpu(lambda: engine.sums(version, passes))
    tell("one query per KPI, from atoms")
    one_by_one = cpu(lambda: [engine.sums(version, of_metric) for of_metric in alone])
    tell("one query per KPI, as a dashboard tool sends it")
    peer = BusinessIntelligence(version)
    as_sent = sum(peer.kpi(of_metric) for of_metric in alone)
    tell("scans")
    stored, base = scan.stored(passes), scan.base(facts)
    return {
        "what": f"{len(metrics)} KPIs x month x store x advisor from atoms",
        "rows": {fact: rows_of(version, fact) for fact in facts},
        "cpu_s": round(fused, 3),
        "groups": engine.sums(version, passes).num_rows,
        "scan": SCAN,
        "scan_cpu_s": round(base, 3),
        "times_scan": round(fused / base, 2),
        "limit_times_scan": 1.2,
        "scan_of_stored_columns": STORED,
        "scan_of_stored_columns_cpu_s": round(stored, 3),
        "times_scan_of_stored_columns": round(fused / stored, 2),
        "peer_one_query_per_kpi_cpu_s": round(as_sent, 3),
        "less_than_peer": round(as_sent / fused, 1),
        "limit_less_than_peer": 6,
        "one_query_per_kpi_on_atoms_cpu_s": round(one_by_one, 3),
    }


def passes_of(metrics: tuple[Metric, ...], version: Version) -> tuple[Pass, ...]:
    """The passes over the facts for all the months and stores; the rollup is left aside."""
    question = Question(Period(FIRST, AS_OF, "range"), None, BY, AS_OF)
    return plan(metrics, question, without_rollup(version)).passes


def rows_of(version: Version, fact: str) -> int:
    return sum(p.rows for p in version.manifest.parts.values() if p.fact == fact)


def without_rollup(version: Version) -> Version:
    """The same version, read from the facts only."""
    plain = Version(version.root)
    plain.__dict__["manifest"] = replace(version.manifest, rolled_up=frozenset())
    return plain


def store_month_from_rollup(engine: DuckEngine, version: Version) -> dict[str, Any]:
    """All KPIs of a store and month, as a page asks for them, warm."""
    codes = [code for code, metric in CATALOGUE.items() if metric.stage]
    period = Period.month_of(add_months(FIRST, MONTHS - 3))

    def ask() -> object:
        return compute(engine, version, codes, period=period, stores=(1,), as_of=AS_OF)

    walls = []
    for _ in range(10):
        start = time.perf_counter()
        ask()
        walls.append(time.perf_counter() - start)
    return {
        "what": f"{len(codes)} KPIs of a store and month from the rollup",
        "seconds_median": round(sorted(walls)[5], 4),
        "seconds_worst_warm": round(max(walls[1:]), 4),
        "cpu_s": round(cpu(ask), 4),
        "limit_s": 0.1,
    }


def loss_by_window_and_month(engine: DuckEngine, version: Version, scan: Scan) -> dict[str, Any]:
    """Lost vehicles by 3 windows x 24 months x store, from the gap table."""
    tell("loss from the gap table")
    figure = cpu(lambda: _loss(engine, version, "loss_rate_cohort"))
    both = cpu(lambda: _loss(engine, version, "loss_rate_cohort", "loss_rate_last_visit_month"))
    base = scan.columns("visit", ["visited_on", "next_on", "store_id"])
    tell("loss without it")
    peer = cpu(lambda: _window_query(version)) * 72
    return {
        "what": "loss rate A (the report's) by 3 windows x 24 months x store",
        "visits": rows_of(version, "visit"),
        "cpu_s": round(figure, 3),
        "scan": "CPU of adding up visited_on, next_on and store_id of all visits",
        "scan_cpu_s": round(base, 3),
        "times_scan": round(figure / base, 2),
        "limit_times_scan": 4,
        "rates_a_and_b_cpu_s": round(both, 3),
        "rates_a_and_b_times_scan": round(both / base, 2),
        "peer_72_window_queries_cpu_s_estimated_from_one": round(peer, 1),
    }


def _loss(engine: DuckEngine, version: Version, *codes: str) -> list[object]:
    period = Period(add_months(FIRST, MONTHS - 36), add_months(AS_OF, -12), "range")
    return [
        compute(
            engine,
            version,
            list(codes),
            period=period,
            stores=None,
            by=("month", "store"),
            as_of=AS_OF,
            options={"window": window},
        )
        for window in ("6", "8", "12")
    ]


def _window_query(version: Version) -> object:
    """What one loss figure costs without the gap table: the next visit found by a window."""
    sql = f"""
        SELECT store_id, count(*) FROM (
            SELECT store_id, visited_on,
                   lead(visited_on) OVER (
                       PARTITION BY store_id, vehicle_id ORDER BY visited_on) AS n
            FROM {files_of(version, "visit")})
        WHERE visited_on BETWEEN DATE '2024-01-01' AND DATE '2024-01-31'
          AND (n IS NULL OR n > visited_on + INTERVAL 8 MONTH)
        GROUP BY store_id"""
    connection = duckdb.connect(config={"threads": THREADS})
    return connection.sql(sql).fetchall()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--orders", type=int, default=10_000_000)
    parser.add_argument("--folder", type=Path)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = asked.folder or Path(scratch)
        engine = DuckEngine(threads=THREADS)
        start = time.perf_counter()
        version = MartStore(folder).current() or make_mart(folder, asked.orders, engine, tell)
        made = time.perf_counter() - start
        scan = Scan(version)
        result = {
            "orders": rows_of(version, "repair_order"),
            "stores": STORES,
            "months": MONTHS,
            "threads": THREADS,
            "seconds_to_make_the_mart": round(made, 1),
            "fused": kpis_by_month_store_advisor(engine, version, scan),
            "rollup": store_month_from_rollup(engine, version),
            "loss": loss_by_window_and_month(engine, version, scan),
        }
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
