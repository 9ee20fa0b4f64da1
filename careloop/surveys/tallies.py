"""How often each score was given, and what follows: sample, mean, interval, low answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction

from careloop.core.kernel.rounding import divide
from careloop.core.metrics.intervals import Difference, Interval, compare_means, mean_interval
from careloop.core.scoring.kpi_answers import SATISFIED_FROM
from careloop.surveys.rules import E4

# Above so many answers an interval is a line; a tenth of a point needs no exact one.
MOST_VALUES = 5_000


@dataclass(slots=True)
class Tally:
    """Scores in ten-thousandths of a point, and how often each was given."""

    counts: Counter[int] = field(default_factory=Counter)

    @classmethod
    def of(cls, tallies: Iterable[Tally]) -> Tally:
        """Several tallies as one."""
        return cls(sum((tally.counts for tally in tallies), Counter()))

    @property
    def n(self) -> int:
        return self.counts.total()

    @property
    def mean(self) -> Fraction | None:
        """Points of 100, divided once; ``None`` without answers."""
        return divide(sum(score * count for score, count in self.counts.items()), self.n * E4)

    @property
    def low(self) -> int:
        """Answers below satisfied: the disappointed."""
        low = (count for score, count in self.counts.items() if score < SATISFIED_FROM * E4)
        return sum(low)

    def interval(self) -> Interval | None:
        """The 95 % interval of the mean; ``None`` below two answers."""
        return mean_interval(self.values())

    def against(self, before: Tally) -> Difference:
        """Whether this mean differs from an earlier one beyond chance."""
        return compare_means(before.values(), self.values())

    def values(self) -> list[float]:
        """The scores one by one; of very many an even share, which keeps the means' noise wider
        than it is, never narrower."""
        share = max(1, -(-self.n // MOST_VALUES))
        return [
            score / E4
            for score, count in sorted(self.counts.items())
            for _ in range(-(-count // share))
        ]
