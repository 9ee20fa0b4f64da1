"""Figures of scores that come finished: which rows count, for which keys."""

from __future__ import annotations

from collections.abc import Iterator

from careloop.core.engines.interface import Condition, Engine
from careloop.core.facts.store import Version
from careloop.core.metrics.dimensions import COLUMNS, unit_of
from careloop.core.metrics.figures import Figure, Key
from careloop.core.metrics.metric import Metric
from careloop.core.metrics.planning import Question
from careloop.core.metrics.scores import (
    COLUMNS as SCORE_COLUMNS,
)
from careloop.core.metrics.scores import ItemScore, Score, ScoreRow, WeightedScore, score_rows

OWN_ROW = "this"


def scored(
    engine: Engine,
    version: Version,
    metric: Metric,
    formula: ItemScore | WeightedScore,
    question: Question,
) -> Iterator[Figure]:
    """One figure per key that has rows; without other keys than store and time always one."""
    asked = (*question.by, *question.filters)
    by_item = "item" in asked or "section" in asked
    rows = formula.rows(_rows(engine, version, formula.kind, question), by_item)
    groups: dict[tuple[Key, ...], list[ScoreRow]] = {} if question.by else {(): []}
    for row in rows:
        groups.setdefault(tuple(_key(row, d) for d in question.by), []).append(row)
    for key, of_key in groups.items():
        yield _figure(metric, dict(zip(question.by, key, strict=True)), formula.score(of_key))


def _rows(engine: Engine, version: Version, kind: str, question: Question) -> list[ScoreRow]:
    where = score_conditions(kind, question)
    return score_rows(engine.read(version, "survey_score", SCORE_COLUMNS, where).to_pylist())


def score_conditions(kind: str, question: Question) -> tuple[Condition, ...]:
    """Which imported scores a question is about: the store's own row unless rows are asked."""
    filters = dict(question.filters)
    if "row" not in question.by:
        filters.setdefault("row", OWN_ROW)
    stores = question.stores
    return (
        Condition("kind", "in", (kind,)),
        Condition("month_on", ">=", question.period.start),
        Condition("month_on", "<", question.period.end),
        *(Condition(COLUMNS[name], "in", (value,)) for name, value in filters.items()),
        *((Condition("store_id", "in", stores),) if stores is not None else ()),
    )


def _key(row: ScoreRow, dimension: str) -> Key:
    match dimension:
        case "store":
            return row.store
        case "item" | "section":
            return row.item
        case "row":
            return row.row
        case "quarter":
            return str(unit_of(row.month_on, "quarter"))
        case "year":
            return str(unit_of(row.month_on, "year"))
        case _:
            return str(unit_of(row.month_on, "month"))


def _figure(metric: Metric, keys: dict[str, Key], score: Score | None) -> Figure:
    if score is None:
        return Figure(metric.code, keys, None, None, None, 0, metric.unit, metric.decimals)
    return Figure(
        metric.code,
        keys,
        score.numerator,
        score.denominator,
        score.numerator * metric.scale / score.denominator,
        score.n,
        metric.unit,
        metric.decimals,
    )
