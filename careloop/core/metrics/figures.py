"""What a computation answers: one figure with the integers it was made of, and its explanation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from careloop.core.kernel.text import Text

if TYPE_CHECKING:
    import pyarrow as pa

    from careloop.core.metrics.metric import Metric

Key = str | int | None


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of one metric.

    ``numerator`` and ``denominator`` are the integers as summed (orders, minutes, fen, scores
    times 10,000); a count has no denominator. ``value`` is divided once and carries the metric's
    ``unit``; ``None`` means there is no data. ``n`` is the sample size (0 with no data).
    A ``provisional`` figure may still change because its window is not over.
    """

    code: str
    keys: dict[str, Key]
    numerator: int | None
    denominator: int | None
    value: Fraction | None
    n: int
    unit: str
    decimals: int
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class Explanation:
    """Where a figure came from: definition, filters, integers, mart version and the rows.

    ``rows`` holds the keys, dates and dimensions of the fact's rows with the flags
    ``in_numerator`` and ``in_denominator``; at most the asked limit of ``rows_total`` rows.
    """

    metric: Metric
    definition: Text
    formula: Text
    filters: Mapping[str, str]
    figure: Figure
    mart_version: int
    rows: pa.Table
    rows_total: int

    @property
    def numerator(self) -> int | None:
        return self.figure.numerator

    @property
    def denominator(self) -> int | None:
        return self.figure.denominator

    @property
    def n(self) -> int:
        return self.figure.n
