"""The SQL of passes, rows and small facts, as DuckDB reads it.

It is put together from names of the schema and from values that :func:`_value` and :func:`_text`
write as literals; no text of a person gets into it unescaped.
"""
# ruff: noqa: S608

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cache
from pathlib import Path

from careloop.core.engines.interface import Condition, Measure, Pass, RowsAsked, Split
from careloop.core.facts.atoms import atoms_of
from careloop.core.facts.schema import ADVISORS, FACTS, STORES, month_column, place_column
from careloop.core.facts.store import Holdings


def sums(holdings: Holdings, passes: tuple[Pass, ...]) -> str:
    """One row per combination of keys; every key and measure has a column, found or not."""
    measures = _once(str(m) for p in passes for m in p.measures)
    keys = _once(s.name for p in passes for s in p.splits)
    found = [p for p in passes if _files(holdings, p)]
    arms = [_no_rows((*keys, *measures))]
    arms += [_arm(holdings, p) for p in found if not _is_by_place(p)]
    arms += [_by_place(holdings, alike) for alike in _alike(found)]
    totals = [f"sum({_name(m)})::BIGINT AS {_name(m)}" for m in measures]
    chosen = ", ".join([*map(_name, keys), *totals])
    group = f" GROUP BY {', '.join(map(_name, keys))}" if keys else ""
    return f"SELECT {chosen} FROM ({_union(arms)}){group}"


def rows(holdings: Holdings, asked: tuple[RowsAsked, ...]) -> str:
    """The rows that add to either side."""
    arms = [_no_rows(("in_numerator", "in_denominator"))]
    arms += [arm for arm in (_rows_arm(holdings, a) for a in asked) if arm]
    return f"SELECT * FROM ({_union(arms)}) WHERE in_numerator <> 0 OR in_denominator <> 0"


def read(files: Sequence[Path], columns: Iterable[str], where: Iterable[Condition]) -> str:
    """Columns of the rows that meet every condition."""
    return f"SELECT {', '.join(map(_name, columns))} FROM {_read(files)} WHERE {_all(where)}"


def _arm(holdings: Holdings, asked: Pass) -> str:
    keys = [f"{_split(s, asked.fact)} AS {_name(s.name)}" for s in asked.splits]
    group = " GROUP BY ALL" if keys else ""
    return f"SELECT {', '.join([*keys, *_sums_of(asked)])} {_rows_of(holdings, asked)}{group}"


def _sums_of(asked: Pass) -> list[str]:
    shared = _shared(asked.measures)
    return [f"sum({_summand(m, shared)})::BIGINT AS {_name(str(m))}" for m in asked.measures]


def _rows_of(holdings: Holdings, asked: Pass) -> str:
    where = " AND ".join([_range(asked), *map(_condition, _shared(asked.measures))])
    return f"FROM {_read(_files(holdings, asked))} WHERE {where}"


def _files(holdings: Holdings, asked: Pass) -> list[Path]:
    return holdings.files(asked.fact, asked.on, asked.first, asked.end)


def _shared(measures: Sequence[Measure]) -> list[Condition]:
    """Conditions that every measure has: rows that fail one need not be read further."""
    first, *others = measures
    return [c for c in first.conditions if all(c in other.conditions for other in others)]


def _is_by_place(asked: Pass) -> bool:
    """Whether all keys can be told from the place that is stored for the event date."""
    months = {(asked.on, unit) for unit in _MONTHS_IN}
    known = months | {("store_id", None), ("advisor_id", None)}
    return (
        len(asked.splits) > 1
        and {(s.column, s.unit) for s in asked.splits} <= known
        and _is_whole_months(asked)
        and FACTS[asked.fact].has_places
    )


def _alike(passes: Iterable[Pass]) -> Iterator[list[Pass]]:
    """Passes by place with the same keys and no measure twice: their sums stand side by side."""
    groups: dict[tuple[tuple[str, str | None], ...], list[Pass]] = {}
    for asked in filter(_is_by_place, passes):
        keys = tuple((s.name, s.unit or s.column) for s in asked.splits)
        groups.setdefault(keys, []).append(asked)
    for group in groups.values():
        names = [str(m) for p in group for m in p.measures]
        yield from [group] if len(set(names)) == len(names) else [[p] for p in group]


def _by_place(holdings: Holdings, alike: Sequence[Pass]) -> str:
    """Sums per place of each pass, side by side, then the keys told from the place.

    One stored number to group by and to join on costs a fraction of several keys.
    """
    keys = [f"{_of_place(split)} AS {_name(split.name)}" for split in alike[0].splits]
    names = [_name(str(m)) for p in alike for m in p.measures]
    joined = " FULL JOIN ".join(
        f"(SELECT {', '.join([f'{_place(p)} AS place', *_sums_of(p)])} "
        f"{_rows_of(holdings, p)} GROUP BY ALL)" + (" USING (place)" if i else "")
        for i, p in enumerate(alike)
    )
    return f"SELECT {', '.join([*keys, *names])} FROM {joined}"


def _place(asked: Pass) -> str:
    return _name(place_column(asked.on))


def _of_place(split: Split) -> str:
    if split.column == "advisor_id":
        return f"nullif(place % {ADVISORS}, 0)"
    if split.column == "store_id":
        return f"place // {ADVISORS} % {STORES}"
    return f"place // {STORES * ADVISORS * _MONTHS_IN[split.unit or 'month']}"


_MONTHS_IN = {"month": 1, "quarter": 3, "year": 12}


def _rows_arm(holdings: Holdings, asked: RowsAsked) -> str | None:
    scope = asked.asked
    files = _files(holdings, scope)
    if not files:
        return None
    columns = [f"{_text(scope.fact)} AS fact", *map(_name, asked.columns)]
    for side, terms in (("in_numerator", asked.numerator), ("in_denominator", asked.denominator)):
        columns.append(f"{_signed(terms)} AS {side}")
    return f"SELECT {', '.join(columns)} FROM {_read(files)} WHERE {_range(scope)}"


def _signed(terms: Sequence[tuple[int, Measure]]) -> str:
    added = [f"{sign} * coalesce({_summand(measure)}, 0)" for sign, measure in terms]
    return " + ".join(added) if added else "0"


def _summand(measure: Measure, shared: Sequence[Condition] = ()) -> str:
    atom, tests = _name(measure.atom), [c for c in measure.conditions if c not in shared]
    return f"CASE WHEN {_all(tests)} THEN {atom} END" if tests else atom


def _range(asked: Pass) -> str:
    first, end = asked.first, asked.end
    if _is_whole_months(asked):
        by_place = _is_by_place(asked)
        on = _place(asked) if by_place else _name(month_column(asked.on))
        unit = STORES * ADVISORS if by_place else 1
        months = [day.year * 12 + day.month - 1 if day else None for day in (first, end)]
        bounds = [None if month is None else str(month * unit) for month in months]
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
