"""The embedded engine: DuckDB over the Parquet files of a version."""

from __future__ import annotations

import duckdb
import pyarrow as pa

from careloop.core.engines import sql
from careloop.core.engines.interface import Condition, Pass, RowsAsked
from careloop.core.facts.store import Holdings


class DuckEngine:
    """DuckDB in memory; safe to share between threads (each call has its own cursor).

    ``threads`` and ``memory`` (for example ``"2GB"``) bound what one process takes.
    """

    def __init__(self, threads: int | None = None, memory: str | None = None) -> None:
        settings: dict[str, str | bool | int | float | list[str]] = {
            "preserve_insertion_order": False,
        }
        if threads:
            settings["threads"] = threads
        if memory:
            settings["memory_limit"] = memory
        self._connection = duckdb.connect(":memory:", config=settings)
        # Files of a version never change, so that what was read of their ends stays true.
        self._connection.execute("SET parquet_metadata_cache = true")

    def sums(self, holdings: Holdings, passes: tuple[Pass, ...]) -> pa.Table:
        """See :class:`~careloop.core.engines.interface.Engine`.

        Raises:
            duckdb.OutOfRangeException: a sum does not fit 64 bits.
        """
        return self._table(sql.sums(holdings, passes))

    def rows(
        self, holdings: Holdings, asked: tuple[RowsAsked, ...], limit: int
    ) -> tuple[pa.Table, int]:
        """See :class:`~careloop.core.engines.interface.Engine`."""
        found = sql.rows(holdings, asked)
        count = self._table(f"SELECT count(*) AS n FROM ({found})")  # noqa: S608
        return self._table(f"{found} LIMIT {int(limit)}"), int(count["n"][0].as_py())

    def read(
        self, holdings: Holdings, fact: str, columns: tuple[str, ...], where: tuple[Condition, ...]
    ) -> pa.Table:
        """See :class:`~careloop.core.engines.interface.Engine`."""
        files = holdings.files(fact)
        if not files:
            return pa.table({name: pa.array([], pa.null()) for name in columns})
        return self._table(sql.read(files, columns, where))

    def _table(self, query: str) -> pa.Table:
        with self._connection.cursor() as cursor:
            return cursor.sql(query).to_arrow_table()
