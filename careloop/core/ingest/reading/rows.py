"""Rows of text on their way from a file: in chunks, each row with its number in the file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pyarrow as pa

CHUNK_ROWS = 8192


@dataclass(frozen=True, slots=True)
class Broken:
    """A row whose cells cannot be told apart: number, reason code, cells as far as they go."""

    number: int
    reason: str
    cells: list[str]


@dataclass(slots=True)
class Chunk:
    """Some rows and their numbers, as an editor or a spreadsheet counts them, from 1.

    ``breaks`` counts the line breaks inside cells: with the rows they add up to the lines read.
    """

    numbers: list[int]
    rows: list[list[str]]
    broken: list[Broken] = field(default_factory=list)
    breaks: int = 0


@dataclass(frozen=True, slots=True)
class Columns:
    """Rows of one line each, none of them blank, as columns of text."""

    numbers: range
    columns: list[pa.Array]

    def as_chunk(self) -> Chunk:
        """The same row by row."""
        texts = [column.to_pylist() for column in self.columns]
        return Chunk(list(self.numbers), [list(row) for row in zip(*texts, strict=True)])


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of a file; a text file has one without a name. ``chunks`` is read once."""

    name: str | None
    chunks: Iterator[Chunk | Columns]


def is_blank(row: list[str]) -> bool:
    """Whether no cell of the row holds anything but white space."""
    return not any(cell and not cell.isspace() for cell in row)
