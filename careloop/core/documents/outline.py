"""Sizes of what slides and PDF pages share beside their exhibits: contents and key figures."""

from __future__ import annotations

from dataclasses import dataclass

from careloop.core.documents.measure import text_width
from careloop.core.documents.model import KeyFigure
from careloop.core.documents.pages import WIDTH

GUTTER = 12.0
COLUMN_GAP = 32.0
SPARK_WIDTH = 48.0


@dataclass(frozen=True, slots=True)
class ContentsGrid:
    per_column: int
    pitch: float
    width: float
    size: float

    def place(self, index: int) -> tuple[float, float]:
        """Left and top of an entry, from the corner of the grid."""
        column, row = divmod(index, self.per_column)
        return column * (self.width + COLUMN_GAP), row * self.pitch


def contents_grid(count: int) -> ContentsGrid:
    """One column for up to nine chapters, two beyond."""
    columns = 1 if count <= 9 else 2
    per_column = max(-(-count // columns), 1)
    pitch = min(390 / per_column, 46.0)
    width = (WIDTH - COLUMN_GAP * (columns - 1)) / columns
    return ContentsGrid(per_column, pitch, width, min(18.0, pitch * 0.42))


def figure_size(figure: KeyFigure, columns: int) -> float:
    """Lettering of the large figure, so that it stands beside its spark line."""
    width = (WIDTH - GUTTER * (columns - 1)) / columns - 24
    if figure.spark:
        width -= SPARK_WIDTH
    return max(min(28.0, width / max(text_width(figure.value_text), 1) / 1.14), 11.0)
