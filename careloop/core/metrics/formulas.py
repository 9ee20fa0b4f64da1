"""How metrics are counted: each formula says which integers it needs for a period.

A formula answers :class:`Terms` for an :class:`Ask`: what to add up for the numerator and for the
denominator. Additive formulas count rows on their own event date, so one pass can split them by
month or week; the others look at a moving span and are asked once for each sub-period.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar, Protocol

from careloop.core.engines.interface import Condition, Measure
from careloop.core.facts.atoms import ATOMS
from careloop.core.kernel.periods import Period


@dataclass(frozen=True, slots=True)
class Ask:
    """The question put to a formula: which days, seen from which day, for whom.

    ``together`` asks for all stores as one: a car that went to a sister store is not lost.
    ``settled`` says that nothing in the mart is younger than ``as_of``.
    """

    period: Period
    as_of: date
    together: bool = False
    options: Mapping[str, str] = field(default_factory=dict)
    settled: bool = True


@dataclass(frozen=True, slots=True)
class Tally:
    """One signed sum: an atom over the days ``first`` ≤ date < ``end`` under conditions."""

    atom: str
    first: date | None
    end: date
    conditions: tuple[Condition, ...] = ()
    sign: int = 1

    @property
    def fact(self) -> str:
        return ATOMS[self.atom].fact

    @property
    def on(self) -> str:
        return ATOMS[self.atom].on

    @property
    def measure(self) -> Measure:
        return Measure(self.atom, self.conditions)


@dataclass(frozen=True, slots=True)
class Terms:
    """What to add up. ``denominator`` is ``None`` for a count."""

    numerator: tuple[Tally, ...]
    denominator: tuple[Tally, ...] | None
    provisional: bool = False

    @property
    def tallies(self) -> tuple[Tally, ...]:
        return self.numerator + (self.denominator or ())


class Formula(Protocol):
    """How a metric is counted. ``options`` are those it knows, with their defaults."""

    additive: ClassVar[bool]

    @property
    def options(self) -> Mapping[str, str]: ...

    def terms(self, ask: Ask) -> Terms: ...


@dataclass(frozen=True, slots=True)
class Sum:
    """One term of an additive formula.

    ``{option}`` in the atom's name or in a condition's value is filled in. ``by_then`` names a
    date that must have come by the day of the question; ``together`` the atom that counts when
    all stores are asked as one.
    """

    atom: str
    where: Mapping[str, tuple[str | int, ...]] = field(default_factory=dict)
    sign: int = 1
    by_then: str | None = None
    together: str | None = None

    def tally(self, ask: Ask, options: Mapping[str, str]) -> Tally:
        atom = self.together if ask.together and self.together else self.atom
        conditions = [
            Condition(column, "in", tuple(_filled(v, options) for v in values))
            for column, values in self.where.items()
        ]
        if self.by_then and not ask.settled:
            conditions.append(Condition(self.by_then, "<", _next(ask.as_of)))
        return Tally(
            str(_filled(atom, options)),
            ask.period.start,
            ask.period.end,
            tuple(conditions),
            self.sign,
        )


def _filled(text: str | int, options: Mapping[str, str]) -> str | int:
    return text.format(**options) if isinstance(text, str) else text


def _next(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)


@dataclass(frozen=True, slots=True)
class Additive:
    """Sums over sums (or plain sums): most of the catalogue."""

    numerator: tuple[Sum, ...]
    denominator: tuple[Sum, ...] | None = None
    options: Mapping[str, str] = field(default_factory=dict)
    final_after_days: int = 0

    additive: ClassVar[bool] = True

    def terms(self, ask: Ask) -> Terms:
        options = {**self.options, **ask.options}
        denominator = self.denominator
        return Terms(
            tuple(s.tally(ask, options) for s in self.numerator),
            None if denominator is None else tuple(s.tally(ask, options) for s in denominator),
            provisional=self._is_provisional(ask),
        )

    def _is_provisional(self, ask: Ask) -> bool:
        days = ask.as_of.toordinal() - ask.period.last_day.toordinal()
        return bool(self.final_after_days) and days < self.final_after_days


@dataclass(frozen=True, slots=True)
class Share:
    """Each value's part of the total over one dimension."""

    of: tuple[Sum, ...]
    within: str
    options: Mapping[str, str] = field(default_factory=dict)

    additive: ClassVar[bool] = True

    def terms(self, ask: Ask) -> Terms:
        options = {**self.options, **ask.options}
        return Terms(tuple(s.tally(ask, options) for s in self.of), None)


@dataclass(frozen=True, slots=True)
class PerDistinct:
    """A sum per distinct value of a dimension, counting those with ``having`` above zero."""

    numerator: tuple[Sum, ...]
    over: str
    having: Sum
    options: Mapping[str, str] = field(default_factory=dict)

    additive: ClassVar[bool] = True

    def terms(self, ask: Ask) -> Terms:
        return Terms(
            tuple(s.tally(ask, self.options) for s in self.numerator),
            (self.having.tally(ask, self.options),),
        )


@dataclass(frozen=True, slots=True)
class Unrecorded:
    """Nothing recorded yet tells this figure: it answers "no data"."""

    options: Mapping[str, str] = field(default_factory=dict)

    additive: ClassVar[bool] = True

    def terms(self, ask: Ask) -> Terms:
        return Terms((), ())
