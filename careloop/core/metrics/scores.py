"""Scores that come finished from a survey house: they are read, weighted, never summed up.

Rows of several stores or months are joined by their sample sizes (evenly where one has none).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any, ClassVar

from careloop.core.metrics.formulas import Ask, Terms
from careloop.core.scoring.mot import MOT_WEIGHTS

COLUMNS = ("store_id", "month_on", "kind", "row", "item", "score_e4", "sample", "weight_e4")
TOTALS = ("total", "css")


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """One imported score."""

    store: int
    month_on: date
    row: str
    item: str
    score_e4: int
    sample: int | None
    weight_e4: int | None


@dataclass(frozen=True, slots=True)
class Score:
    """The integers of one score: value × 10,000 = numerator / denominator."""

    numerator: int
    denominator: int
    n: int


@dataclass(frozen=True, slots=True)
class ItemScore:
    """The score of one item; ``total`` takes the total unless items are asked for."""

    kind: str
    total: bool = False
    options: Mapping[str, str] = field(default_factory=dict)

    additive: ClassVar[bool] = True

    def terms(self, ask: Ask) -> Terms:
        return Terms((), ())

    def rows(self, rows: Iterable[ScoreRow], by_item: bool) -> Iterator[ScoreRow]:
        """The rows that count: totals, or items."""
        wanted = self.total and not by_item
        return (row for row in rows if (row.item in TOTALS) == wanted)

    def score(self, rows: list[ScoreRow]) -> Score | None:
        return joined(rows) if rows else None


@dataclass(frozen=True, slots=True)
class WeightedScore:
    """The weighted mean of the MOT items; needs all ten.

    Weights are keyed by item and come from the file, else from the survey's own table (SUR-02).
    """

    kind: str
    options: Mapping[str, str] = field(default_factory=dict)

    additive: ClassVar[bool] = True

    def terms(self, ask: Ask) -> Terms:
        return Terms((), ())

    def rows(self, rows: Iterable[ScoreRow], by_item: bool) -> Iterator[ScoreRow]:
        return (row for row in rows if row.item in MOT_WEIGHTS)

    def score(self, rows: list[ScoreRow]) -> Score | None:
        items = {item: [r for r in rows if r.item == item] for item in MOT_WEIGHTS}
        if not all(items.values()):
            return None
        scores = {item: joined(of_item) for item, of_item in items.items()}
        weights = _weights(items)
        total = sum(
            (weights[i] * Fraction(s.numerator, s.denominator) for i, s in scores.items()),
            start=Fraction(0),
        )
        n = max(score.n for score in scores.values())
        return Score(total.numerator, sum(weights.values()) * total.denominator, n)


def _weights(items: Mapping[str, list[ScoreRow]]) -> dict[str, int]:
    """From the latest rows of the file where every item has one, else the survey's own."""
    latest = {item: max(rows, key=lambda r: r.month_on) for item, rows in items.items()}
    given = {item: row.weight_e4 for item, row in latest.items() if row.weight_e4}
    return given if len(given) == len(items) else dict(MOT_WEIGHTS)


def joined(rows: list[ScoreRow]) -> Score:
    """Rows of several stores or months as one score, weighted by their samples."""
    n = sum(row.sample or 0 for row in rows)
    if len(rows) > 1 and all(row.sample for row in rows):
        return Score(sum(row.score_e4 * (row.sample or 0) for row in rows), n, n)
    return Score(sum(row.score_e4 for row in rows), len(rows), n or len(rows))


def score_rows(table: Iterable[Mapping[str, Any]]) -> list[ScoreRow]:
    """The rows of the fact; a sample told once for a month and row holds for all its items."""
    rows = [
        ScoreRow(
            r["store_id"],
            r["month_on"],
            r["row"],
            r["item"],
            r["score_e4"],
            r["sample"],
            r["weight_e4"],
        )
        for r in table
        if r["score_e4"] is not None
    ]
    told: dict[tuple[int, date, str], int] = {}
    for row in rows:
        key = row.store, row.month_on, row.row
        told[key] = max(told.get(key, 0), row.sample or 0)
    return [
        row
        if row.sample
        else ScoreRow(
            row.store,
            row.month_on,
            row.row,
            row.item,
            row.score_e4,
            told[row.store, row.month_on, row.row] or None,
            row.weight_e4,
        )
        for row in rows
    ]
