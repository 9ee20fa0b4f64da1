"""Figures of metrics: the one call behind pages, commands, the API and the report.

The engine gives integers; the one division of every ratio is made here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from careloop.core.engines.interface import Engine
from careloop.core.facts.store import Version
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.periods import Period
from careloop.core.kernel.text import Text
from careloop.core.metrics.catalogue import CATALOGUE
from careloop.core.metrics.figures import Figure
from careloop.core.metrics.metric import Metric
from careloop.core.metrics.planning import Filters, Question, check, plan, with_distinct
from careloop.core.metrics.reading import Reader, whole_of
from careloop.core.metrics.scores import ItemScore, WeightedScore
from careloop.core.metrics.scoring import scored

NO_SUCH_METRIC = Text(
    zh="没有指标“{code}”。用 careloop kpi list 查看全部指标。",
    en="There is no metric “{code}”. See them all with careloop kpi list.",
)
NO_SUCH_OPTION = Text(
    zh="这些指标没有选项“{option}”。可用的选项：{known}。",
    en="These metrics have no option “{option}”. They have: {known}.",
)
BAD_OPTION = Text(
    zh="选项“{option}”不能是“{value}”。允许：{allowed}。",
    en="The option “{option}” cannot be “{value}”. Allowed: {allowed}.",
)
OPTION_VALUES: Mapping[str, tuple[str, ...]] = {
    "window": tuple(str(months) for months in range(1, 61)),
    "rework_window": ("7", "15", "30", "60", "90"),
    "tolerance": ("0", "5", "10", "15"),
    "contact_type": (),
}


def compute(
    engine: Engine,
    version: Version,
    codes: Sequence[str],
    *,
    period: Period,
    stores: tuple[int, ...] | None,
    as_of: date,
    by: tuple[str, ...] = (),
    filters: Filters | None = None,
    options: Mapping[str, str] | None = None,
) -> list[Figure]:
    """The figures of ``codes`` for ``period``, in the order of ``codes``.

    ``stores`` are added up unless ``by`` names ``store``; ``None`` takes all stores together, so
    that a car that went to a sister store is not lost. ``by`` splits by dimensions of the metric
    and by at most one unit of time; ``filters`` keeps one value of a dimension. ``as_of`` is the
    day of the question: later events do not count. Without a dimension, or by store and time,
    every asked combination is answered, with value ``None`` where there is no data.

    Raises:
        Refused: an unknown code, dimension, option or value of an option.
    """
    metrics = tuple(metric_of(code) for code in codes)
    chosen = _checked_options(metrics, options or {})
    data_as_of = version.data_as_of
    question = Question(
        period=period,
        stores=stores,
        by=by,
        as_of=as_of,
        filters=filters or {},
        options=chosen,
        settled=data_as_of is None or data_as_of.date() <= as_of,
    )
    check(metrics, question)
    figures = {code: list[Figure]() for code in codes}
    for group, of_group in _alike(metrics, question):
        for figure in _answer(engine, version, of_group, group):
            figures[figure.code].append(figure)
    return [figure for code in dict.fromkeys(codes) for figure in figures[code]]


def metric_of(code: str) -> Metric:
    """The metric of the catalogue with this code.

    Raises:
        Refused: there is none.
    """
    metric = CATALOGUE.get(code)
    if metric is None:
        raise Refused(NO_SUCH_METRIC, code=code)
    return metric


def _checked_options(metrics: tuple[Metric, ...], options: Mapping[str, str]) -> dict[str, str]:
    known = sorted({name for metric in metrics for name in metric.formula.options})
    for name, value in options.items():
        if name not in known:
            raise Refused(NO_SUCH_OPTION, option=name, known=", ".join(known) or "–")
        allowed = OPTION_VALUES[name]
        if allowed and str(value) not in allowed:
            raise Refused(BAD_OPTION, option=name, value=value, allowed=", ".join(allowed))
    return {name: str(value) for name, value in options.items()}


def _alike(
    metrics: tuple[Metric, ...], question: Question
) -> Iterator[tuple[Question, tuple[Metric, ...]]]:
    """Metrics that are split alike share their passes."""
    groups: dict[tuple[str, ...], list[Metric]] = {}
    for metric in metrics:
        missing = [d for d in metric.always_by if d not in (*question.by, *question.filters)]
        groups.setdefault((*question.by, *missing), []).append(metric)
    for by, alike in groups.items():
        yield replace(question, by=by), tuple(alike)


def _answer(
    engine: Engine, version: Version, metrics: tuple[Metric, ...], question: Question
) -> Iterator[Figure]:
    summed: dict[tuple[str, ...], list[Metric]] = {}
    for metric in metrics:
        asked = (*question.by, *question.filters)
        other = next((d for d in metric.instead if d in asked), None)
        if other:
            yield from _answer_instead(engine, version, metric, question, other)
        elif whole_of(metric, question) & question.filters.keys():
            yield from _one_slice(engine, version, metric, question)
        elif isinstance(metric.formula, ItemScore | WeightedScore):
            yield from scored(engine, version, metric, metric.formula, question)
        else:
            summed.setdefault(with_distinct(metric, question.by), []).append(metric)
    for by, alike in summed.items():
        yield from _summed(engine, version, tuple(alike), replace(question, by=by), question.by)


def _answer_instead(
    engine: Engine, version: Version, metric: Metric, question: Question, dimension: str
) -> Iterator[Figure]:
    """Reasons of loss are told in calls: another metric answers, under this one's code."""
    other = metric_of(metric.instead[dimension])
    column = other.always_by[0]
    asked = replace(
        question,
        by=tuple(column if d == dimension else d for d in question.by),
        filters={column if d == dimension else d: v for d, v in question.filters.items()},
        options={},
    )
    for figure in _answer(engine, version, (other,), asked):
        keys = {dimension if d == column else d: v for d, v in figure.keys.items()}
        yield replace(figure, code=metric.code, keys=keys)


def _one_slice(
    engine: Engine, version: Version, metric: Metric, question: Question
) -> Iterator[Figure]:
    """One slice of a pie: the whole pie is counted, then the slice taken out."""
    sliced = whole_of(metric, question) & question.filters.keys()
    rest = {name: v for name, v in question.filters.items() if name not in sliced}
    by = tuple(dict.fromkeys((*question.by, *sorted(sliced))))
    for figure in _answer(engine, version, (metric,), replace(question, by=by, filters=rest)):
        if all(figure.keys[name] == question.filters[name] for name in sliced):
            keys = {name: v for name, v in figure.keys.items() if name in question.by}
            yield replace(figure, keys=keys)


def _summed(
    engine: Engine,
    version: Version,
    metrics: tuple[Metric, ...],
    question: Question,
    by: tuple[str, ...],
) -> Iterator[Figure]:
    """Figures that are sums; ``question.by`` may be finer than the ``by`` that was asked for."""
    planned = plan(metrics, question, version)
    rows = engine.sums(version, planned.passes).to_pylist() if planned.passes else []
    reader = Reader(version, question, by)
    for line in planned.lines:
        yield from reader.figures(line, rows)
