"""Chance that repeats: each subject has its own stream, so a change here moves nothing there."""

from __future__ import annotations

from random import Random


class Dice(Random):
    """A stream of chance that belongs to one named subject of one seed."""

    def __init__(self, *names: object) -> None:
        super().__init__("/".join(map(str, names)))

    def chance(self, probability: float) -> bool:
        return self.random() < probability

    def near(self, centre: float, spread: float, low: float, high: float) -> float:
        """A value about ``centre`` (normal, standard deviation ``spread``) kept inside limits."""
        return min(high, max(low, self.gauss(centre, spread)))

    def count(self, mean: float) -> int:
        """How many events of a Poisson process with this mean; meant for small means."""
        happened, level = 0, self.expovariate(1.0)
        while level < mean:
            happened, level = happened + 1, level + self.expovariate(1.0)
        return happened
