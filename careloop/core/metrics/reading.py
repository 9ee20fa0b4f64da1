"""From rows of sums to figures: null, zero and "no data" are told apart here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from itertools import product

from careloop.core.facts.store import Version
from careloop.core.kernel.periods import Period
from careloop.core.metrics.dimensions import BANDS, TIME_UNITS, name_of, parts_of
from careloop.core.metrics.figures import Figure, Key
from careloop.core.metrics.formulas import PerDistinct, Share, Tally
from careloop.core.metrics.loss import MovingShare
from careloop.core.metrics.metric import Metric
from careloop.core.metrics.planning import Column, Line, Question

Row = Mapping[str, int | None]
RawKey = tuple[int | str | None, ...]


def whole_of(metric: Metric, question: Question) -> set[str]:
    """The dimensions over which the shares of the metric add up to one whole."""
    formula = metric.formula
    if isinstance(formula, Share):
        return {formula.within}
    if isinstance(formula, MovingShare):
        return {d for d in (*question.groups, *question.filters) if d != "store"}
    return set()


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the rows of one plan. ``by`` is what was asked; the rows may be split finer."""

    version: Version
    question: Question
    by: tuple[str, ...]
    _held: dict[tuple[str, int | str | None, date], bool] = field(default_factory=dict)
    _names: dict[tuple[str, int | str | None], Key] = field(default_factory=dict)
    _periods: dict[int | str | None, Period] = field(default_factory=dict)
    _provisional: dict[tuple[str, int | str | None], bool] = field(default_factory=dict)

    def figures(self, line: Line, rows: Sequence[Row]) -> Iterator[Figure]:
        """The figures of one metric, one per key."""
        columns = [column.name for column in (*line.numerator, *(line.denominator or ()))]
        found: dict[RawKey, Row] = {}
        for row in rows:
            if any(row[name] is not None for name in columns):
                found[tuple(row[d] for d in self.question.by)] = row
        if isinstance(line.metric.formula, PerDistinct):
            yield from self._per_distinct(line, found)
            return
        wholes = self._wholes(line, found)
        for raw in dict.fromkeys((*self._expected(), *found)):
            yield self._figure(line, raw, found.get(raw, {}), wholes)

    def _expected(self) -> Iterable[RawKey]:
        """Keys that are answered even where nothing was found: those made of store and time."""
        question = self.question
        values: list[Sequence[int]] = []
        for dimension in self.by:
            if dimension in TIME_UNITS and question.unit:
                values.append([number for number, _ in parts_of(question.period, question.unit)])
            elif dimension == "store" and question.stores is not None:
                values.append(question.stores)
            else:
                return ()
        return product(*values)

    def _wholes(self, line: Line, found: Mapping[RawKey, Row]) -> dict[RawKey, int] | None:
        """The total of every pie, for metrics that are shares of one."""
        whole = whole_of(line.metric, self.question)
        if not whole and not isinstance(line.metric.formula, MovingShare):
            return None
        totals: dict[RawKey, int] = {}
        for raw, row in found.items():
            pie = self._pie(raw, whole)
            totals[pie] = totals.get(pie, 0) + (_total(line.numerator, row) or 0)
        return totals

    def _pie(self, raw: RawKey, whole: set[str]) -> RawKey:
        return tuple(v for d, v in zip(self.by, raw, strict=True) if d not in whole)

    def _figure(
        self, line: Line, raw: RawKey, row: Row, wholes: dict[RawKey, int] | None
    ) -> Figure:
        metric = line.metric
        numerator = self._side(line.numerator, line.denominator, raw, row)
        if wholes is not None:
            pie = self._pie(raw, whole_of(metric, self.question))
            return self._ratio(metric, raw, numerator, wholes.get(pie))
        if line.denominator is None:
            return self._count(metric, raw, numerator)
        return self._ratio(metric, raw, numerator, self._side(line.denominator, None, raw, row))

    def _side(
        self,
        terms: Sequence[Column],
        below: Sequence[Column] | None,
        raw: RawKey,
        row: Row,
    ) -> int | None:
        """The signed sum of the terms; ``None`` where one of them was not recorded at all."""
        total = 0
        for term in terms:
            value = row.get(term.name)
            if value is None:
                if not self._is_zero(term, below or (), raw, row):
                    return None
                value = 0
            total += term.tally.sign * value
        return total if terms else None

    def _is_zero(self, term: Column, below: Sequence[Column], raw: RawKey, row: Row) -> bool:
        """Whether a missing sum is a true zero.

        It is not where rows were there that do not say (the denominator counted them), nor
        where the store has never recorded such facts.
        """
        for other in below:
            if _same_rows(term.tally, other.tally) and row.get(other.name):
                return False
        return self._holds(term.tally, raw)

    def _holds(self, tally: Tally, raw: RawKey) -> bool:
        store = dict(zip(self.by, raw, strict=True)).get("store")
        end = self._period(raw).end
        key = (tally.fact, store, end)
        if key not in self._held:
            stores = (store,) if isinstance(store, int) else self.question.stores
            self._held[key] = self.version.holds(tally.fact, stores, end)
        return self._held[key]

    def _period(self, raw: RawKey) -> Period:
        """The days the figure is about: the whole period, or the unit of time of its key."""
        unit = self.question.unit
        if unit is None:
            return self.question.period
        number = raw[self.by.index(unit)]
        if number not in self._periods:
            self._periods[number] = Period.parse(name_of(int(number or 0), unit))
        return self._periods[number]

    def _per_distinct(self, line: Line, found: Mapping[RawKey, Row]) -> Iterator[Figure]:
        """Folds the rows of a finer split: sums are added, values above zero are counted."""
        at = [self.question.by.index(d) for d in self.by]
        over = self.question.by.index(_over(line.metric))
        sums: dict[RawKey, int] = {}
        seen: dict[RawKey, set[int | str]] = {}
        for raw, row in found.items():
            key = tuple(raw[i] for i in at)
            sums[key] = sums.get(key, 0) + (_total(line.numerator, row) or 0)
            value = raw[over]
            if value is not None and _total(line.denominator or (), row):
                seen.setdefault(key, set()).add(value)
        for key in dict.fromkeys((*self._expected(), *sums)):
            yield self._ratio(line.metric, key, sums.get(key), len(seen.get(key, ())))

    def _count(self, metric: Metric, raw: RawKey, numerator: int | None) -> Figure:
        value = None if numerator is None else numerator * metric.scale
        return self._made(metric, raw, (numerator, None), value, numerator or 0)

    def _ratio(
        self, metric: Metric, raw: RawKey, numerator: int | None, denominator: int | None
    ) -> Figure:
        if numerator is None or not denominator:
            return self._made(metric, raw, (numerator, denominator), None)
        scale = metric.scale
        value = Fraction(numerator * scale.numerator, denominator * scale.denominator)
        return self._made(metric, raw, (numerator, denominator), value, denominator)

    def _made(
        self,
        metric: Metric,
        raw: RawKey,
        integers: tuple[int | None, int | None],
        value: Fraction | None,
        n: int = 0,
    ) -> Figure:
        numerator, denominator = integers
        return Figure(
            code=metric.code,
            keys=self._keys(raw),
            numerator=numerator,
            denominator=denominator,
            value=value,
            n=n,
            unit=metric.unit,
            decimals=metric.decimals,
            provisional=self._is_provisional(metric, raw),
        )

    def _keys(self, raw: RawKey) -> dict[str, Key]:
        return {d: self._spoken(d, v) for d, v in zip(self.by, raw, strict=True)}

    def _spoken(self, dimension: str, value: int | str | None) -> Key:
        if dimension not in TIME_UNITS and dimension not in BANDS:
            return value
        if (dimension, value) not in self._names:
            self._names[dimension, value] = self._name(dimension, int(value or 0))
        return self._names[dimension, value]

    def _name(self, dimension: str, number: int) -> str:
        question = self.question
        if question.unit == dimension:
            return name_of(number, question.unit)
        return BANDS[dimension](question.ask(question.period))[number].code

    def _is_provisional(self, metric: Metric, raw: RawKey) -> bool:
        unit = self.question.unit
        number = raw[self.by.index(unit)] if unit else None
        key = metric.code, number
        if key not in self._provisional:
            terms = metric.formula.terms(self.question.ask(self._period(raw)))
            self._provisional[key] = terms.provisional
        return self._provisional[key]


def _over(metric: Metric) -> str:
    formula = metric.formula
    return formula.over if isinstance(formula, PerDistinct) else ""


def _total(terms: Sequence[Column], row: Row) -> int | None:
    values = [(t.tally.sign, row.get(t.name)) for t in terms]
    known = [sign * value for sign, value in values if value is not None]
    return sum(known) if known else None


def _same_rows(term: Tally, other: Tally) -> bool:
    """Whether both look at exactly the same rows."""
    return (term.fact, term.on, term.first, term.end, set(term.conditions)) == (
        other.fact,
        other.on,
        other.first,
        other.end,
        set(other.conditions),
    )
