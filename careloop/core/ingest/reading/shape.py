"""Where in a sheet the table begins: title rows above it, a header in one row or two."""

from __future__ import annotations

from collections import Counter
from collections.abc import Set
from dataclasses import dataclass

from careloop.core.ingest.reading.rows import is_blank
from careloop.core.kernel.folding import fold

SEARCHED_ROWS = 50
# One word in common may be chance (“合计”, “日期” in a title); two are a header.
ENOUGH_HITS = 2


@dataclass(frozen=True, slots=True)
class Header:
    """The header's names; ``index`` of its last row among the rows looked at; words recognised."""

    index: int
    names: list[str]
    hits: int


def find_header(rows: list[list[str]], known: Set[str]) -> Header | None:
    """The header among the first rows; ``None`` where every row is blank.

    With ``known`` folded headers it is the row, alone or joined with the one above it (merged
    cells), that names most of them. Otherwise it is the first row as wide as most rows are.
    """
    first = rows[:SEARCHED_ROWS]
    best = max(_candidates(first, known), key=lambda h: _hits(h.names, known), default=None)
    if best is not None and _hits(best.names, known) >= ENOUGH_HITS:
        return Header(best.index, _trimmed(best.names), _hits(best.names, known))
    return _first_full_row(first, known)


def header_at(rows: list[list[str]], known: Set[str], index: int) -> Header | None:
    """The header that ends in the row ``index``, alone or joined with the one above it; ``None``
    where that row is blank.
    """
    if is_blank(rows[index]):
        return None
    ending = [header for header in _candidates(rows, known) if header.index == index]
    best = max(ending, key=lambda h: _hits(h.names, known))
    hits = _hits(best.names, known)
    names = best.names if hits >= ENOUGH_HITS else rows[index]
    return Header(index, _trimmed(names), hits)


def _candidates(rows: list[list[str]], known: Set[str]) -> list[Header]:
    """Every row as a header, then every row joined with the one above it."""
    alone = [Header(i, row, 0) for i, row in enumerate(rows) if not is_blank(row)]
    joined = [Header(i, _joined(rows[i - 1], rows[i], known), 0) for i in range(1, len(rows))]
    return alone + joined


def _joined(above: list[str], below: list[str], known: Set[str]) -> list[str]:
    """Two header rows as one.

    A cell merged downwards keeps its name, a cell merged sideways (时间 over 开单 and 结算)
    completes the names below it where that gives a header that is known.
    """
    width = max(len(above), len(below))
    names, group = [], ""
    for high, low in zip(_padded(above, width), _padded(below, width), strict=True):
        group = high if high.strip() else group
        spellings = (low, group + low, low + group) if low.strip() else (high,)
        names.append(next((s for s in spellings if fold(s) in known), spellings[0]))
    return names


def _padded(row: list[str], width: int) -> list[str]:
    return row + [""] * (width - len(row))


def _hits(names: list[str], known: Set[str]) -> int:
    return len({fold(name) for name in names} & known)


def _first_full_row(rows: list[list[str]], known: Set[str]) -> Header | None:
    filled = [(i, row) for i, row in enumerate(rows) if not is_blank(row)]
    if not filled:
        return None
    widths = Counter(_width(row) for _, row in filled)
    usual = max(widths, key=lambda width: widths[width])
    index, row = next((i, row) for i, row in filled if _width(row) == usual)
    return Header(index, _trimmed(row), _hits(row, known))


def _width(row: list[str]) -> int:
    return len(_trimmed(row))


def _trimmed(row: list[str]) -> list[str]:
    """The row without the blank cells at its end."""
    width = len(row)
    while width and not row[width - 1].strip():
        width -= 1
    return row[:width]
