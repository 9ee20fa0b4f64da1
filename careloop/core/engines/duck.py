"""The embedded engine: DuckDB over the Parquet files of a version.

The SQL is put together from names of the schema and from values that :func:`_value` and
:func:`_text` write as literals; no text of a person gets into it unescaped.
"""
# ruff: noqa: S608

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from pathlib import Path

import duckdb
import pyarrow as pa

from careloop.core.engines.interface import Condition, Measure, Pass, RowsAsked, Split
from careloop.core.facts.atoms import atoms_of
from careloop.core.facts.schema import month_column
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

    def sums(self, holdings: Holdings, passes: tuple[Pass, ...]) -> pa.Table:
        """See :class:`~careloop.core.engines.interface.Engine`.

        Raises:
            duckdb.OutOfRangeException: a sum does not fit 64 bits.
        """
        measures = _once(str(m) for p in passes for m in p.measures)
        keys = _once(s.name for p in passes for s in p.splits)
        arms = [_no_rows((*keys, *measures))]
        arms += [arm for arm in (_arm(holdings, p) for p in passes) if arm]
        totals = [f"sum({_name(m)})::BIGINT AS {_name(m)}" for m in measures]
        chosen = ", ".join([*map(_name, keys), *totals])
        group = f" GROUP BY {', '.join(map(_name, keys))}" if keys else ""
        return self._table(f"SELECT {chosen} FROM ({_union(arms)}){group}")

    def rows(
        self, holdings: Holdings, asked: tuple[RowsAsked, ...], limit: int
    ) -> tuple[pa.Table, int]:
        """See :class:`~careloop.core.engines.interface.Engine`."""
        arms = [_no_rows(("in_numerator", "in_denominator"))]
        arms += [arm for arm in (_rows_arm(holdings, a) for a in asked) if arm]
        found = f"SELECT * FROM ({_union(arms)}) WHERE in_numerator <> 0 OR in_denominator <> 0"
        count = self._table(f"SELECT count(*) AS n FROM ({found})")
        return self._table(f"{found} LIMIT {int(limit)}"), int(count["n"][0].as_py())

    def read(
        self, holdings: Holdings, fact: str, columns: tuple[str, ...], where: tuple[Condition, ...]
    ) -> pa.Table:
        """See :class:`~careloop.core.engines.interface.Engine`."""
        files = holdings.files(fact)
        if not files:
            return pa.table({name: pa.array([], pa.null()) for name in columns})
        chosen = ", ".join(map(_name, columns))
        return self._table(f"SELECT {chosen} FROM {_read(files)} WHERE {_all(where)}")

    def _table(self, sql: str) -> pa.Table:
        with self._connection.cursor() as cursor:
            return cursor.sql(sql).to_arrow_table()


def _arm(holdings: Holdings, asked: Pass) -> str | None:
    files = holdings.files(asked.fact, asked.on, asked.first, asked.end)
    if not files:
        return None
    keys = [f"{_split(s, asked.fact)} AS {_name(s.name)}" for s in asked.splits]
    sums = [f"sum({_summand(m)}) AS {_name(str(m))}" for m in asked.measures]
    group = " GROUP BY ALL" if keys else ""
    return f"SELECT {', '.join([*keys, *sums])} FROM {_read(files)} WHERE {_range(asked)}{group}"


def _rows_arm(holdings: Holdings, asked: RowsAsked) -> str | None:
    scope = asked.asked
    files = holdings.files(scope.fact, scope.on, scope.first, scope.end)
    if not files:
        return None
    columns = [f"{_text(scope.fact)} AS fact", *map(_name, asked.columns)]
    for side, terms in (("in_numerator", asked.numerator), ("in_denominator", asked.denominator)):
        columns.append(f"{_signed(terms)} AS {side}")
    return f"SELECT {', '.join(columns)} FROM {_read(files)} WHERE {_range(scope)}"


def _signed(terms: Sequence[tuple[int, Measure]]) -> str:
    added = [f"{sign} * coalesce({_summand(measure)}, 0)" for sign, measure in terms]
    return " + ".join(added) if added else "0"


def _summand(measure: Measure) -> str:
    atom = _name(measure.atom)
    return f"CASE WHEN {_all(measure.conditions)} THEN {atom} END" if measure.conditions else atom


def _range(asked: Pass) -> str:
    first, end = asked.first, asked.end
    if _is_whole_months(asked):
        on = _name(month_column(asked.on))
        bounds = [str(day.year * 12 + day.month - 1) if day else None for day in (first, end)]
    else:
        on = _name(asked.on)
        bounds = [_value(day) if day else None for day in (first, end)]
    tests = [f"{on} {test} {day}" for test, day in zip((">=", "<"), bounds, strict=True) if day]
    return " AND ".join([*(tests or [f"{on} IS NOT NULL"]), *map(_condition, asked.where)])


def _is_whole_months(asked: Pass) -> bool:
    """Then the stored month number tells the range, and the day need not be read."""
    edges = [day for day in (asked.first, asked.end) if day]
    return _has_month(asked.fact, asked.on) and all(day.day == 1 for day in edges)


def _all(conditions: Iterable[Condition]) -> str:
    return " AND ".join(map(_condition, conditions)) or "true"


def _condition(condition: Condition) -> str:
    column, value = _name(condition.column), condition.value
    if condition.test == "in":
        values = value if isinstance(value, tuple) else (value,)
        return f"{column} IN ({', '.join(map(_value, values))})" if values else "false"
    if condition.test == "null or >=":
        return f"({column} IS NULL OR {column} >= {_value(value)})"
    if condition.test == "null":
        return f"{column} IS NULL"
    return f"{column} {condition.test} {_value(value)}"


def _split(split: Split, fact: str) -> str:
    if split.column is None:
        return "NULL" if split.constant is None else f"{split.constant}::BIGINT"
    if split.unit is None:
        return _name(split.column)
    return _CALENDAR[split.unit].format(
        day=_name(split.column), month=_month_number(fact, split.column)
    )


_CALENDAR = {
    "day": "({day} - DATE '1970-01-01')::BIGINT",
    "week": "(date_trunc('week', {day})::DATE - DATE '1970-01-01')::BIGINT",
    "report_week": "({month}::BIGINT * 4 + least((day({day}) - 1) // 7, 3))",
    "month": "{month}",
    "quarter": "({month} // 3)",
    "year": "({month} // 12)",
}


def _month_number(fact: str, day: str) -> str:
    """The stored month of an event date; counted out for dates that have none stored."""
    if _has_month(fact, day):
        return _name(month_column(day))
    return f"(year({_name(day)}) * 12 + month({_name(day)}) - 1)"


@cache
def _has_month(fact: str, day: str) -> bool:
    return any(atom.on == day for atom in atoms_of(fact))


def _no_rows(names: Iterable[str]) -> str:
    """An arm that names every column, so that a result has them all when nothing was found."""
    return f"SELECT {', '.join(f'NULL::BIGINT AS {_name(n)}' for n in names)} WHERE false"


def _union(arms: Sequence[str]) -> str:
    return " UNION ALL BY NAME ".join(arms)


def _once(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))


def _read(files: Sequence[Path]) -> str:
    return f"read_parquet([{', '.join(_text(str(path)) for path in files)}])"


def _value(value: object) -> str:
    if isinstance(value, date):
        return f"DATE '{value.isoformat()}'"
    return str(value) if isinstance(value, int) else _text(str(value))


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
