"""Where a figure comes from: definition, formula, filters, integers, mart version, rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pyarrow as pa

from careloop.core.engines.interface import Condition, Engine, Measure, Pass, RowsAsked
from careloop.core.facts.atoms import ATOMS
from careloop.core.facts.schema import FACTS, Role
from careloop.core.facts.store import Version
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.periods import Period
from careloop.core.kernel.text import Text
from careloop.core.metrics.compute import compute, metric_of
from careloop.core.metrics.dimensions import BANDS, COLUMNS
from careloop.core.metrics.figures import Explanation, Figure
from careloop.core.metrics.formulas import Ask, Share, Tally
from careloop.core.metrics.loss import MovingShare
from careloop.core.metrics.metric import Metric
from careloop.core.metrics.planning import Filters, Question, facts_of
from careloop.core.metrics.reading import whole_of
from careloop.core.metrics.scores import COLUMNS as SCORE_COLUMNS
from careloop.core.metrics.scores import ItemScore, WeightedScore
from careloop.core.metrics.scoring import score_conditions

SAY_WHICH = Text(
    zh="要说明“{code}”，请指出是哪个{dimension}。",
    en="To explain “{code}”, say which {dimension}.",
)
RATIO = Text(zh="{numerator} ÷ {denominator}", en="{numerator} ÷ {denominator}")
SCALED = Text(zh="{ratio} × {scale}", en="{ratio} × {scale}")
COUNTED = Text(zh="{name}：{formula}。{counted}", en="{name}: {formula}. {counted}")
COUNTED_ON = Text(zh="计入日期：{days}。", en="Counted on {days}.")
IMPORTED = Text(zh="得分由调研机构提供，按样本量合并。", en="Scores as imported, joined by sample.")
DAYS: Mapping[str, Text] = {
    "opened_on": Text(zh="开单日", en="the day the order was opened"),
    "settled_on": Text(zh="结算日", en="the day the order was settled"),
    "visited_on": Text(zh="进站日", en="the day of the visit"),
    "appointed_on": Text(zh="预约日", en="the appointed day"),
    "came_on": Text(zh="来店日", en="the day the customer came"),
    "requested_on": Text(zh="申领日", en="the day the part was requested"),
    "due_on": Text(zh="应回访日", en="the day the call was due"),
    "interviewed_on": Text(zh="访谈日", en="the day of the interview"),
    "worked_on": Text(zh="出勤日", en="the day worked"),
    "answered_on": Text(zh="答卷日", en="the day of the answer"),
    "received_on": Text(zh="收到日", en="the day received"),
    "counted_on": Text(zh="交车日或计划日", en="the day delivered, or planned"),
    "accepted_on": Text(zh="认定执行日", en="the day accepted"),
    "starts_on": Text(zh="起保日", en="the day the policy starts"),
    "ends_on": Text(zh="到期日", en="the day the policy ends"),
    "on_file_on": Text(zh="建档日", en="the day put on file"),
    "started_on": Text(zh="入职日", en="the first day in post"),
    "ended_on": Text(zh="离职日", en="the last day in post"),
    "held_on": Text(zh="举办日", en="the day held"),
}


def explain(
    engine: Engine,
    version: Version,
    code: str,
    *,
    period: Period,
    stores: tuple[int, ...] | None,
    as_of: date,
    keys: Filters | None = None,
    options: Mapping[str, str] | None = None,
    limit: int = 1000,
) -> Explanation:
    """The one figure of ``code`` for these keys, with the rows behind it.

    Raises:
        Refused: as :func:`~careloop.core.metrics.compute.compute`; or the metric needs a key
            (a cause, an item) that is not given.
    """
    metric, keys = metric_of(code), dict(keys or {})
    missing = [d for d in metric.always_by if d not in keys]
    if missing:
        raise Refused(SAY_WHICH, code=code, dimension=missing[0])
    figures = compute(
        engine,
        version,
        [code],
        period=period,
        stores=stores,
        as_of=as_of,
        filters=keys,
        options=options,
    )
    question = Question(period, stores, (), as_of, keys, options or {}, settled=False)
    table, total = _rows(engine, version, metric, question, limit)
    return Explanation(
        metric=metric,
        definition=definition(metric),
        formula=formula_text(metric),
        filters=_filters(question),
        figure=figures[0] if figures else _nothing(metric),
        mart_version=version.number,
        rows=table,
        rows_total=total,
    )


def formula_text(metric: Metric) -> Text:
    """Numerator over denominator, times the scale, in both languages."""
    if metric.denominator is None:
        return metric.numerator
    ratio = _both(RATIO, numerator=metric.numerator, denominator=metric.denominator)
    return ratio if metric.scale == 1 else _both(SCALED, ratio=ratio, scale=_scale(metric.scale))


def definition(metric: Metric) -> Text:
    """The name, the formula, the date it counts on, and the notes of the handbook."""
    days = {atom.on for atom in ATOMS.values() if atom.name in _atoms(metric)}
    if facts_of(metric):
        named = [DAYS[day] for day in sorted(days)]
        joined = Text(zh="、".join(d.zh for d in named), en=", ".join(d.en for d in named))
        counted = _both(COUNTED_ON, days=joined)
    else:
        counted = IMPORTED
    text = _both(COUNTED, name=metric.name, formula=formula_text(metric), counted=counted)
    return Text(
        zh=text.zh + "".join(f"{note.zh}。" for note in metric.notes),
        en=text.en + "".join(f" {note.en}." for note in metric.notes),
    )


def _atoms(metric: Metric) -> set[str]:
    day = date(2000, 1, 1)
    return {t.atom for t in metric.formula.terms(Ask(Period.month_of(day), day)).tallies}


def _both(text: Text, **params: object) -> Text:
    return Text(zh=text.say("zh", **params), en=text.say("en", **params))


def _scale(scale: Fraction) -> str:
    return (
        str(scale.numerator) if scale.denominator == 1 else f"{scale.numerator}/{scale.denominator}"
    )


def _nothing(metric: Metric) -> Figure:
    return Figure(metric.code, {}, None, None, None, 0, metric.unit, metric.decimals)


def _filters(question: Question) -> dict[str, str]:
    stores = "all" if question.stores is None else ",".join(map(str, question.stores))
    fixed = {"period": str(question.period), "stores": stores, "as_of": str(question.as_of)}
    given = {**question.filters, **question.options}
    return {**fixed, **{name: str(value) for name, value in given.items()}}


def _rows(
    engine: Engine, version: Version, metric: Metric, question: Question, limit: int
) -> tuple[pa.Table, int]:
    other = next((d for d in metric.instead if d in question.filters), None)
    if other:
        instead = metric_of(metric.instead[other])
        column = instead.always_by[0]
        filters = {column if d == other else d: v for d, v in question.filters.items()}
        return _rows(
            engine, version, instead, replace(question, filters=filters, options={}), limit
        )
    if isinstance(metric.formula, ItemScore | WeightedScore):
        where = score_conditions(metric.formula.kind, question)
        table = engine.read(version, "survey_score", SCORE_COLUMNS, where)
        return table.slice(0, limit), table.num_rows
    return engine.rows(version, _asked(metric, question), limit)


def _asked(metric: Metric, question: Question) -> tuple[RowsAsked, ...]:
    """What rows to list, by fact, date and span; the slice of a pie limits its numerator only."""
    ask = question.ask(question.period)
    sliced = whole_of(metric, question)
    terms = metric.formula.terms(ask)
    numerator = _sides(terms.numerator, _tests(question, ask, sliced))
    is_pie = isinstance(metric.formula, Share | MovingShare)
    below = terms.numerator if is_pie else terms.denominator or ()
    denominator = _sides(below, ())
    rest = {name: v for name, v in question.filters.items() if name not in sliced}
    where = (
        *replace(question, filters=rest).where,
        *_band_tests(ask, {n: v for n, v in rest.items() if n in BANDS}),
    )
    return tuple(
        RowsAsked(
            replace(scope, where=where),
            _columns(scope.fact),
            tuple(numerator.get(scope, ())),
            tuple(denominator.get(scope, ())),
        )
        for scope in dict.fromkeys((*numerator, *denominator))
    )


def _sides(
    tallies: tuple[Tally, ...], more: tuple[Condition, ...]
) -> dict[Pass, list[tuple[int, Measure]]]:
    sides: dict[Pass, list[tuple[int, Measure]]] = {}
    for tally in tallies:
        scope = Pass(tally.fact, tally.on, tally.first, tally.end, (), ())
        measure = Measure(tally.atom, (*tally.conditions, *more))
        sides.setdefault(scope, []).append((tally.sign, measure))
    return sides


def _tests(question: Question, ask: Ask, names: set[str]) -> tuple[Condition, ...]:
    chosen = {n: v for n, v in question.filters.items() if n in names}
    plain = [Condition(COLUMNS[n], "in", (v,)) for n, v in chosen.items() if n not in BANDS]
    return (*plain, *_band_tests(ask, {n: v for n, v in chosen.items() if n in BANDS}))


def _band_tests(ask: Ask, chosen: Filters) -> tuple[Condition, ...]:
    return tuple(
        test
        for name, value in chosen.items()
        for band in BANDS[name](ask)
        if band.code == value
        for test in band.conditions
    )


def _columns(fact: str) -> tuple[str, ...]:
    return tuple(c.name for c in FACTS[fact].columns if c.role is not Role.INPUT)
