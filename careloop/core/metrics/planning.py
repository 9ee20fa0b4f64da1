"""From a question to passes: all metrics asked for share one pass per fact and event date."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import product

from careloop.core.engines.interface import Condition, Measure, Pass, Split
from careloop.core.facts.atoms import ATOMS
from careloop.core.facts.store import ROLLUP, Version
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.periods import Period, PeriodKind
from careloop.core.kernel.text import Text
from careloop.core.metrics.dimensions import (
    BANDS,
    COLUMNS,
    ROLLED_UP,
    TIME_UNITS,
    has,
    key_column,
    parts_of,
)
from careloop.core.metrics.formulas import Ask, PerDistinct, Tally, Terms, Unrecorded
from careloop.core.metrics.metric import Metric

NO_SUCH_DIMENSION = Text(
    zh="指标“{code}”不能按“{dimension}”拆分。可用的维度：{known}。",
    en="The metric “{code}” cannot be split by “{dimension}”. It can be split by: {known}.",
)
ONE_TIME_UNIT = Text(
    zh="一次只能按一种时间单位拆分（{units}）。",
    en="Figures can be split by one unit of time only ({units}).",
)
Filters = Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of the mart, checked."""

    period: Period
    stores: tuple[int, ...] | None
    by: tuple[str, ...]
    as_of: date
    filters: Filters = field(default_factory=dict)
    options: Mapping[str, str] = field(default_factory=dict)
    settled: bool = True

    @property
    def unit(self) -> PeriodKind | None:
        """The unit of time the figures are split by."""
        units = [d for d in self.by if d in TIME_UNITS]
        return units[0] if units else None

    @property
    def groups(self) -> tuple[str, ...]:
        return tuple(d for d in self.by if d not in TIME_UNITS)

    def ask(self, period: Period) -> Ask:
        together = self.stores is None and "store" not in self.by
        return Ask(period, self.as_of, together, self.options, self.settled)

    @property
    def asks(self) -> list[tuple[int | None, Ask]]:
        """One ask per unit of time, for formulas that cannot be split by their own date."""
        if self.unit is None:
            return [(None, self.ask(self.period))]
        return [(number, self.ask(part)) for number, part in parts_of(self.period, self.unit)]

    @property
    def where(self) -> tuple[Condition, ...]:
        tests = [Condition("store_id", "in", self.stores)] if self.stores is not None else []
        tests += [
            Condition(COLUMNS[name], "in", (value,))
            for name, value in self.filters.items()
            if name not in BANDS
        ]
        return tuple(tests)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the result as one term of a metric, and the tally it sums."""

    name: str
    tally: Tally


@dataclass(frozen=True, slots=True)
class Line:
    """How one metric is put together from columns of the result."""

    metric: Metric
    numerator: tuple[Column, ...]
    denominator: tuple[Column, ...] | None


@dataclass(frozen=True, slots=True)
class Plan:
    """The passes that answer all the lines, and the keys of the rows they give."""

    keys: tuple[str, ...]
    passes: tuple[Pass, ...]
    lines: tuple[Line, ...]


def dims_of(metric: Metric) -> tuple[str, ...]:
    """The dimensions the metric can be split by."""
    facts = facts_of(metric)
    if isinstance(metric.formula, Unrecorded):
        return ("store", *TIME_UNITS)
    if not facts:
        return ("store", "item", "section", "row", "month", "quarter", "year")
    known = [*COLUMNS, *BANDS, *TIME_UNITS]
    return (*(d for d in known if all(has(f, d) for f in facts)), *metric.instead)


def facts_of(metric: Metric) -> frozenset[str]:
    """The facts the metric is counted on; none where its scores come finished."""
    day = date(2000, 1, 1)
    terms = metric.formula.terms(Ask(Period.month_of(day), day))
    return frozenset(tally.fact for tally in terms.tallies)


def check(metrics: tuple[Metric, ...], question: Question) -> None:
    """Refuse what cannot be answered.

    Raises:
        Refused: a metric has no such dimension; more than one unit of time.
    """
    if sum(d in TIME_UNITS for d in question.by) > 1:
        raise Refused(ONE_TIME_UNIT, units="、".join(TIME_UNITS))
    for metric in metrics:
        asked = (*question.by, *question.filters)
        known = dims_of(metric) if asked else ()
        for dimension in asked:
            if dimension not in known:
                raise Refused(
                    NO_SUCH_DIMENSION,
                    code=metric.code,
                    dimension=dimension,
                    known=", ".join(known),
                )


def plan(metrics: tuple[Metric, ...], question: Question, version: Version) -> Plan:
    """One pass per fact, event date and span; the rollup answers what it holds."""
    passes = _Passes(question, version)
    lines = tuple(passes.line(metric) for metric in metrics)
    return Plan(question.by, passes.finished(), lines)


class _Passes:
    """Collects the measures of all metrics by the pass that answers them."""

    def __init__(self, question: Question, version: Version) -> None:
        self._question = question
        self._version = version
        self._measures: dict[Pass, dict[str, Measure]] = {}

    def line(self, metric: Metric) -> Line:
        own_date = metric.formula.additive and not self._bands
        return self._additive(metric) if own_date else self._moving(metric)

    def finished(self) -> tuple[Pass, ...]:
        return tuple(
            Pass(p.fact, p.on, p.first, p.end, p.splits, tuple(measures.values()), p.where)
            for p, measures in self._measures.items()
        )

    def _add(self, scope: Pass, measure: Measure) -> str:
        self._measures.setdefault(scope, {})[str(measure)] = measure
        return str(measure)

    def _additive(self, metric: Metric) -> Line:
        question = self._question
        terms = metric.formula.terms(question.ask(question.period))
        columns = {tally: Column(self._sum(tally), tally) for tally in terms.tallies}
        return _line(metric, terms, columns)

    def _sum(self, tally: Tally) -> str:
        question = self._question
        if rolled_up(question, tally, self._version):
            return self._add(
                _rollup_pass(question, tally), Measure(str(tally.measure), (), str(tally.measure))
            )
        time = [Split(question.unit, tally.on, question.unit)] if question.unit else []
        splits = (*time, *(Split(d, COLUMNS[d]) for d in question.groups))
        scope = Pass(tally.fact, tally.on, tally.first, tally.end, splits, (), question.where)
        return self._add(scope, tally.measure)

    def _moving(self, metric: Metric) -> Line:
        """Every sub-period and band is a pass of its own, with its keys as constants."""
        question = self._question
        for number, ask in question.asks:
            terms = metric.formula.terms(ask)
            columns = {
                tally: Column(f"{metric.code}.{i}", tally) for i, tally in enumerate(terms.tallies)
            }
            for bands in self._band_choices(ask):
                for tally, column in columns.items():
                    scope = self._moving_pass(tally, number, bands)
                    self._add(scope, Measure(tally.atom, tally.conditions, column.name))
        return _line(metric, terms, columns)

    @property
    def _bands(self) -> list[str]:
        return [d for d in (*self._question.groups, *self._question.filters) if d in BANDS]

    def _band_choices(self, ask: Ask) -> Iterator[dict[str, tuple[int, tuple[Condition, ...]]]]:
        wanted = self._question.filters
        values = [
            [
                (name, (i, band.conditions))
                for i, band in enumerate(BANDS[name](ask))
                if wanted.get(name, band.code) == band.code
            ]
            for name in self._bands
        ]
        return (dict(choice) for choice in product(*values))

    def _moving_pass(
        self,
        tally: Tally,
        number: int | None,
        bands: Mapping[str, tuple[int, tuple[Condition, ...]]],
    ) -> Pass:
        question = self._question
        splits = [Split(question.unit, constant=number)] if question.unit else []
        splits += [
            Split(d, constant=bands[d][0]) if d in bands else Split(d, COLUMNS[d])
            for d in question.groups
        ]
        tests = tuple(test for _, conditions in bands.values() for test in conditions)
        return Pass(
            tally.fact,
            tally.on,
            tally.first,
            tally.end,
            tuple(splits),
            (),
            (*question.where, *tests),
        )


def _line(metric: Metric, terms: Terms, columns: Mapping[Tally, Column]) -> Line:
    denominator = terms.denominator
    return Line(
        metric,
        tuple(columns[t] for t in terms.numerator),
        None if denominator is None else tuple(columns[t] for t in denominator),
    )


def rolled_up(question: Question, tally: Tally, version: Version) -> bool:
    """Whether the rollup answers this sum truly."""
    manifest = version.manifest
    asked = {d for d in (*question.groups, *question.filters) if d != "store"}
    return (
        ATOMS[tally.atom].is_rolled_up
        and len(asked) <= 1
        and asked <= set(ROLLED_UP)
        and str(tally.measure) in manifest.measures
        and all(str(month) in manifest.rolled_up for month in question.period.months())
    )


def _rollup_pass(question: Question, tally: Tally) -> Pass:
    """The rows of the rollup for the one dimension asked; its keys stand in two columns."""
    asked = [d for d in (*question.groups, *question.filters) if d != "store"]
    dimension = asked[0] if asked else ""
    time = [Split(question.unit, "on", question.unit)] if question.unit else []
    keys = [Split(d, "store_id" if d == "store" else key_column(d)) for d in question.groups]
    tests = [Condition("dimension", "in", (dimension,))]
    if question.stores is not None:
        tests.append(Condition("store_id", "in", question.stores))
    tests += [
        Condition("store_id" if name == "store" else key_column(name), "in", (value,))
        for name, value in question.filters.items()
    ]
    return Pass(ROLLUP, "on", tally.first, tally.end, (*time, *keys), (), tuple(tests))


def with_distinct(metric: Metric, by: tuple[str, ...]) -> tuple[str, ...]:
    """``by`` with the dimension whose values the metric counts."""
    formula = metric.formula
    if isinstance(formula, PerDistinct) and formula.over not in by:
        return (*by, formula.over)
    return by
