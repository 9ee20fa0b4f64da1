"""Fitting a table into a box: letter size, column widths, row heights, and where to cut it.

All lengths are points.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from careloop.core.documents.measure import (
    BOLD,
    SHORT_HEADING,
    column_widths,
    is_short,
    row_lines,
    text_width,
)
from careloop.core.documents.model import Cell, Table
from careloop.core.documents.words import NO_DATA
from careloop.core.kernel.text import Language

SIZES = (14.0, 13.0, 12.0, 11.0, 10.0)  # a smaller one is worse than a second page
SPLIT_SIZES = (11.0, 10.0, 9.0, 8.0)
LEADING = 1.32
SIDES = 11.0  # left and right inset of a cell together
LEAST_INSET = 6.0  # above and below together
MOST_INSET = 15.0
CAPTION = 20.0
SPARE = 1.02  # what is measured to fit must fit


@dataclass(frozen=True, slots=True)
class TablePart:
    """Some rows of a table, laid out. ``heights`` begin with the heading's."""

    table: Table
    rows: tuple[tuple[Cell, ...], ...]
    has_total: bool
    size: float
    widths: tuple[float, ...]
    heights: tuple[float, ...]
    no_data: str = ""

    @property
    def height(self) -> float:
        return sum(self.heights) + (CAPTION if self.table.caption else 0)


def natural_width(table: Table, size: float) -> float:
    """The width ``table`` would like at ``size``."""
    widths = [
        max(
            [min(text_width(column.heading), 8.0)]
            + [min(text_width(row[i].text), 26.0) for row in table.all_rows()]
        )
        for i, column in enumerate(table.columns)
    ]
    return sum(width * size * 1.1 + SIDES for width in widths)


@dataclass(frozen=True, slots=True)
class _Trial:
    """A table tried at one size."""

    size: float
    widths: tuple[float, ...]
    heading_lines: int
    lines: tuple[int, ...]
    words_whole: bool

    def heights(self, inset: float) -> tuple[float, ...]:
        pitch = self.size * LEADING
        return tuple(count * pitch + inset for count in (self.heading_lines, *self.lines))


def _tried(table: Table, width: float, size: float) -> _Trial:
    em = size * SPARE
    widths = column_widths(table, width / em, SIDES / em)
    heading = tuple(Cell.of(column.heading) for column in table.columns)
    rows = list(table.rows) or [(Cell(),) * len(table.columns)]
    lines = [row_lines(row, widths, SIDES / em) for row in rows]
    if table.total_row is not None and table.rows:
        lines.append(row_lines(table.total_row, widths, SIDES / em, BOLD))
    return _Trial(
        size,
        tuple(each * em for each in widths),
        row_lines(heading, widths, SIDES / em, BOLD),
        tuple(lines),
        _words_whole(table, tuple(each - SIDES / em for each in widths)),
    )


def _words_whole(table: Table, room: tuple[float, ...]) -> bool:
    """Whether no figure, no short name and no short heading is broken in two."""
    rows_whole = all(
        text_width(cell.text) <= width
        for row in table.all_rows()
        for cell, width in zip(row, room, strict=True)
        if is_short(cell.text)
    )
    headings = [text_width(column.heading) for column in table.columns]
    return rows_whole and all(
        heading * BOLD <= width + 0.01
        for heading, width in zip(headings, room, strict=True)
        if heading * BOLD <= SHORT_HEADING
    )


def fitted(table: Table, width: float, height: float, language: Language) -> TablePart | None:
    """``table`` whole, in the largest lettering that fits the box; ``None`` when none does."""
    room = height - (CAPTION if table.caption else 0)
    for size in SIZES:
        trial = _tried(table, width, size)
        least = sum(trial.heights(LEAST_INSET))
        if least <= room and trial.words_whole:
            count = len(trial.lines) + 1
            inset = min(LEAST_INSET + (room - least) / count, MOST_INSET)
            return _part(table, trial, inset, language)
    return None


def natural_height(table: Table, width: float) -> float:
    """The height ``table`` takes at a comfortable size."""
    heights = _tried(table, width, 12.0).heights(LEAST_INSET + 2)
    return sum(heights) + (CAPTION if table.caption else 0)


def _part(table: Table, trial: _Trial, inset: float, language: Language) -> TablePart:
    heights = trial.heights(inset)
    if not table.rows:
        no_data = NO_DATA.say(language)
        return TablePart(table, (), False, trial.size, trial.widths, heights[:2], no_data)
    rows, has_total = tuple(table.all_rows()), table.total_row is not None
    return TablePart(table, rows, has_total, trial.size, trial.widths, heights)


def split(table: Table, width: float, rooms: tuple[float, float]) -> list[TablePart]:
    """``table`` in parts, the first no higher than ``rooms[0]``, the others than ``rooms[1]``.

    Every part repeats the heading; where the first room is as high as the others the rows are
    shared evenly, so that no page carries a lonely last row.
    """
    trial = _split_trial(table, width)
    heights = trial.heights(LEAST_INSET)
    rows = tuple(table.all_rows())
    used = heights[0] + (CAPTION if table.caption else 0)
    bounds = _cuts(heights[1:], rooms[0] - used, rooms[1] - used)
    parts = []
    for start, end in pairwise(bounds):
        has_total = table.total_row is not None and end == len(rows)
        slice_heights = (heights[0], *heights[1 + start : 1 + end])
        parts.append(
            TablePart(table, rows[start:end], has_total, trial.size, trial.widths, slice_heights)
        )
    return parts


def _split_trial(table: Table, width: float) -> _Trial:
    trials = (_tried(table, width, size) for size in SPLIT_SIZES)
    return next((trial for trial in trials if trial.words_whole), _tried(table, width, 8.0))


def _cuts(heights: tuple[float, ...], first: float, other: float) -> list[int]:
    """Row numbers at which parts begin, the end last."""
    cuts = _greedy(heights, first, other)
    pages = len(cuts) - 1
    even = sum(heights) / pages * 1.04 + max(heights)
    if first < other or pages < 2:
        return cuts
    shared = _greedy(heights, min(even, first), min(even, other))
    return shared if len(shared) == len(cuts) else cuts


def _greedy(heights: tuple[float, ...], first: float, other: float) -> list[int]:
    cuts, room, used = [0], first, 0.0
    for i, height in enumerate(heights):
        if used and used + height > room:
            cuts.append(i)
            room, used = other, 0.0
        used += height
    return [*cuts, len(heights)]
