"""What the metrics are held against: a plain scan, and a tool that sends one query per KPI."""

from __future__ import annotations

import resource
from collections.abc import Callable, Iterable, Mapping
from statistics import median

import duckdb
import ibis
import pyarrow as pa

from careloop.core.engines.interface import Measure, Pass
from careloop.core.facts.atoms import ATOMS
from careloop.core.facts.schema import FACTS, place_column
from careloop.core.facts.store import Version

ROUNDS = 5
THREADS = 2
EPOCH = "1970-01-01"

BASE_COLUMNS: Mapping[str, str] = {
    "repair_order": (
        "settled_on opened_on store_id advisor_id is_internal promised_at completed_at "
        "final_checked_at billed_at had_precheck precheck_form_used customer_present "
        "all_menu_priced prepick_on_time bill_explained minutes_sold parts_fen"
    ),
    "rework": "settled_on store_id advisor_id found_by days_between",
    "appointment": (
        "appointed_on store_id advisor_id booked_at appointed_at has_exact_time reminded_at "
        "arrived_at cancelled_at came_on"
    ),
    "contact": (
        "due_on interviewed_on store_id advisor_id contact_type is_company_car is_fleet level "
        "satisfied problem_raised problem_solved"
    ),
    "parts_request": "requested_on store_id advisor_id available_at_once",
}
"""The columns the 24 KPIs are defined on, by fact."""

MARKED = {
    "repair_order": [pa.field("is_first_of_day", pa.int8())],
    "contact": [pa.field("is_reminder_of_month", pa.int8())],
}


def cpu(work: Callable[[], object]) -> float:
    """CPU seconds of all threads, the median of the rounds."""
    spent = []
    for _ in range(ROUNDS):
        before = _used()
        work()
        spent.append(_used() - before)
    return median(spent)


def _used() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def connect() -> duckdb.DuckDBPyConnection:
    """The same threads and settings as the engine's."""
    connection = duckdb.connect(config={"threads": THREADS})
    connection.execute("SET parquet_metadata_cache = true")
    return connection


class Scan:
    """Every value of some columns read and added up: no key, no test, no date range."""

    def __init__(self, version: Version) -> None:
        self._version = version
        self._connection = connect()

    def base(self, facts: Iterable[str]) -> float:
        """The columns the KPIs are defined on, each once."""
        return sum(self.columns(fact, BASE_COLUMNS[fact].split()) for fact in facts)

    def stored(self, passes: Iterable[Pass]) -> float:
        """The keys and atoms the passes read, once for each pass."""
        return sum(self.columns(asked.fact, columns_of(asked)) for asked in passes)

    def columns(self, fact: str, columns: Iterable[str]) -> float:
        sums = ", ".join(_sum_of(FACTS[fact], column) for column in columns)
        sql = f"SELECT {sums} FROM {files_of(self._version, fact)}"
        return cpu(lambda: self._connection.sql(sql).fetchall())


def columns_of(asked: Pass) -> list[str]:
    """The stored columns a pass by month, store and advisor reads."""
    tested = [c.column for m in asked.measures for c in m.conditions]
    atoms = [m.atom for m in asked.measures]
    return list(dict.fromkeys([place_column(asked.on), *tested, *atoms]))


def _sum_of(fact, column: str) -> str:
    kind = fact.column(column).type if column in fact.names else pa.int64()
    if pa.types.is_string(kind):
        return f"sum(strlen({column}))"
    if pa.types.is_timestamp(kind):
        return f"sum(epoch_us({column}))"
    return f"sum({column} - DATE '{EPOCH}')" if pa.types.is_date(kind) else f"sum({column})"


def files_of(version: Version, fact: str) -> str:
    names = ", ".join(f"'{path}'" for path in version.files(fact))
    return f"read_parquet([{names}])"


class BusinessIntelligence:
    """What a dashboard tool sends: one query per KPI that works its conditions out itself."""

    def __init__(self, version: Version) -> None:
        self._connection = connect()
        for fact in BASE_COLUMNS:
            self._connection.execute(f"CREATE VIEW {fact} AS FROM {files_of(version, fact)}")

    def kpi(self, passes: tuple[Pass, ...]) -> float:
        """CPU seconds of one KPI: a query for each fact and date it counts on."""
        return sum(
            cpu(lambda sql=sql: self._connection.sql(sql).fetchall())
            for sql in map(self._sql, passes)
        )

    def _sql(self, asked: Pass) -> str:
        columns = pa.schema([*FACTS[asked.fact].schema, *MARKED.get(asked.fact, ())])
        part = ibis.table(columns, name=asked.fact)
        keys = [part[asked.on].truncate("M").name("month"), part.store_id, part.advisor_id]
        sums = {f"sum_{i}": _summed(part, m) for i, m in enumerate(asked.measures)}
        return str(ibis.to_sql(part.group_by(keys).aggregate(**sums), dialect="duckdb"))


def _summed(part, measure: Measure):
    """The sum worked out from base columns (the conditions of the 24 KPIs are lists)."""
    value = ATOMS[measure.atom].expression(part).cast("int64")
    for condition in measure.conditions:
        value = part[condition.column].isin(condition.value).ifelse(value, None)
    return value.sum()
