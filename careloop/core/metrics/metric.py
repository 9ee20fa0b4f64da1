"""What a metric is: a named, sourced value; how it is counted is its formula."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from careloop.core.kernel.text import Text
from careloop.core.metrics.formulas import Formula

Direction = Literal["higher", "lower", "none"]
Comparator = Literal[">", ">=", "=", "<=", "<"]
Interval = Literal["share", "mean"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """One metric of the catalogue.

    ``scale`` turns the ratio of the summed integers into ``unit`` (100 for per cent, 1/100 from
    fen to yuan). ``target_unit`` is given where the source's target is in another unit than the
    figure (dollars beside yuan): the two are never compared. ``direction`` says whether a higher
    value is better. ``always_by`` are dimensions without which the metric says nothing;
    ``instead`` names, per dimension, the metric that answers when this one is asked by it.
    ``interval`` says how its uncertainty is told. With no rows behind it a ratio and a score have
    no value; a count is 0 where the store records such facts at all, else it has no value.
    """

    code: str
    family: str
    name: Text
    formula: Formula
    numerator: Text
    denominator: Text | None = None
    unit: str = "%"
    scale: Fraction = Fraction(100)
    decimals: int = 1
    stage: str | None = None
    comparator: Comparator | None = None
    target: Decimal | None = None
    target_unit: str = ""
    direction: Direction = "none"
    notes: tuple[Text, ...] = ()
    obstacles: tuple[Text, ...] = ()
    always_by: tuple[str, ...] = ()
    instead: Mapping[str, str] = field(default_factory=dict)
    interval: Interval | None = None
    source: str = ""

    @property
    def is_count(self) -> bool:
        return self.denominator is None
