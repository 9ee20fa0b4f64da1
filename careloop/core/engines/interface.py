"""What an engine is asked: sums of stored integers over one date range of one fact, and rows.

Any engine that can sum integers and list rows can stand behind :class:`Engine`. None of them
divides: a ratio is made once, in Python, of the integers that come back.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol

import pyarrow as pa

from careloop.core.facts.store import Holdings

Test = Literal["in", ">=", "<", "null", "null or >="]
Value = str | int | date | tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Condition:
    """A test of one stored column; a null passes only ``null`` and ``null or >=``."""

    column: str
    test: Test
    value: Value = 0

    def __str__(self) -> str:
        value = ",".join(map(str, self.value)) if isinstance(self.value, tuple) else self.value
        return f"{self.column} {self.test} {value}"


@dataclass(frozen=True, slots=True)
class Measure:
    """The sum of one atom over the rows that meet every condition."""

    atom: str
    conditions: tuple[Condition, ...] = ()
    name: str = ""

    def __str__(self) -> str:
        """Its name as a column of a result and of the rollup."""
        if self.name:
            return self.name
        tests = " & ".join(map(str, self.conditions))
        return f"{self.atom}[{tests}]" if tests else self.atom


@dataclass(frozen=True, slots=True)
class Split:
    """One key of the result.

    ``column`` of the fact, seen in ``unit`` when it is a date: the answer is then a number (day
    and week: days since 1970, of Monday; report_week: month × 4 + 0…3; month, quarter, year:
    that many since the year 0). With ``constant`` every row of the pass carries that number.
    """

    name: str
    column: str | None = None
    unit: str | None = None
    constant: int | None = None


@dataclass(frozen=True, slots=True)
class Pass:
    """One pass over one fact: rows with ``first`` ≤ ``on`` < ``end`` that meet ``where``."""

    fact: str
    on: str
    first: date | None
    end: date | None
    splits: tuple[Split, ...]
    measures: tuple[Measure, ...]
    where: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class RowsAsked:
    """The rows behind sums: two lists of signed measures say what each row adds to each side."""

    asked: Pass
    columns: tuple[str, ...]
    numerator: tuple[tuple[int, Measure], ...]
    denominator: tuple[tuple[int, Measure], ...]


class Engine(Protocol):
    """Sums and lists; holds no definition of any figure.

    ``holdings`` is a version of the mart, or a draft of one.
    """

    def sums(self, holdings: Holdings, passes: tuple[Pass, ...]) -> pa.Table:
        """One row per combination of keys over all passes together, one int64 column a measure.

        A sum over no rows, or of nulls only, is null. Measures of the same name are added.
        """

    def rows(
        self, holdings: Holdings, asked: tuple[RowsAsked, ...], limit: int
    ) -> tuple[pa.Table, int]:
        """Rows that add to either side, at most ``limit``, and how many there are in all.

        Beside the asked columns: ``fact``, ``in_numerator`` and ``in_denominator`` (integers).
        """

    def read(
        self, holdings: Holdings, fact: str, columns: tuple[str, ...], where: tuple[Condition, ...]
    ) -> pa.Table:
        """The columns of a small fact."""
