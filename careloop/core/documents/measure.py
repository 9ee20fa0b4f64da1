"""How wide text is, without a font at hand: in em, a Chinese character is one.

Latin widths are those of a plain sans serif, rounded up, so that what is measured to fit fits.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from careloop.core.documents.model import Cell, Table

NARROW = frozenset("iljtfrI.,:;'|!()[]{} -·`")
WIDE = frozenset("mwMW@%&—")
NOT_AT_LINE_START = frozenset("，。、；：！？）】》」』”’％,.;:!?)]}%…")
NOT_AT_LINE_END = frozenset("（【《「『“‘([{")
PIECES = re.compile(r"[A-Za-z0-9_.,:+\-/%&@'()#=]+|\s+|.", re.DOTALL)

# Where a Chinese character meets a Latin letter or digit.
BESIDE_LATIN = re.compile(r"[\u4e00-\u9fff](?=[A-Za-z0-9])|[A-Za-z0-9%](?=[\u4e00-\u9fff])")
AIR = 0.2
LEAST_COLUMN = 2.6  # em, a column of one short figure
WIDEST_COLUMN = 34.0
WIDEST_HEADING = 5.5  # a heading rather breaks than takes width from the text below
SHORT = 7.0
SHORT_HEADING = 4.6
SPARE_WORD = 1.1  # a word that must not break has room for a wider typeface
BOLD = 1.06  # bold lettering is this much wider


@lru_cache(maxsize=4096)
def character_width(character: str) -> float:
    if unicodedata.category(character) in ("Mn", "Me", "Cf", "Cc"):
        return 0.0
    if unicodedata.east_asian_width(character) in "WFA":
        return 1.0
    if character in NARROW:
        return 0.36
    if character in WIDE:
        return 0.92
    return 0.68 if character.isupper() else 0.58


@lru_cache(maxsize=16384)
def text_width(text: str) -> float:
    """Width of one line of ``text`` in em, with the air some programs put beside Latin words."""
    return sum(map(character_width, text)) + AIR * len(BESIDE_LATIN.findall(text))


def _pieces(text: str) -> list[str]:
    """The parts a line may break between: Latin words whole, Chinese marks with their neighbour."""
    pieces: list[str] = []
    for piece in PIECES.findall(text):
        joins = pieces and (piece[0] in NOT_AT_LINE_START or pieces[-1][-1] in NOT_AT_LINE_END)
        if joins and not piece.isspace():
            pieces[-1] += piece
        else:
            pieces.append(piece)
    return pieces


def _chopped(piece: str, width: float) -> list[str]:
    """``piece`` itself, or its characters when it is wider than a whole line."""
    return [piece] if text_width(piece) <= width else list(piece)


@lru_cache(maxsize=16384)
def wrapped(text: str, width: float) -> tuple[str, ...]:
    """``text`` broken into lines of at most ``width`` em, by the rules of Chinese typesetting."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line, used = "", 0.0
        for piece in (part for whole in _pieces(paragraph) for part in _chopped(whole, width)):
            wide = text_width(piece)
            if line and used + wide > width:
                lines.append(line.rstrip())
                line, used = "", 0.0
            if line or not piece.isspace():
                line, used = line + piece, used + wide
        lines.append(line.rstrip())
    return tuple(lines)


def clipped(text: str, width: float) -> str:
    """``text`` cut to ``width`` em, an ellipsis for what is missing."""
    if text_width(text) <= width:
        return text
    kept = text
    while kept and text_width(kept) + 1 > width:
        kept = kept[:-1]
    return f"{kept}…"


def is_short(text: str) -> bool:
    """Whether ``text`` is a figure or a short name, which is not to be broken in two."""
    return text_width(text) <= SHORT and "\n" not in text


def _wanted(texts: list[str], heading: str) -> tuple[float, float]:
    """Least and natural width of a column: its longest word, its longest line."""
    natural = max((text_width(line) for text in texts for line in text.split("\n")), default=0.0)
    words = (piece for text in texts for piece in ([text] if is_short(text) else _pieces(text)))
    word = max(map(text_width, words), default=0.0) * SPARE_WORD
    heading_width = text_width(heading) * BOLD
    heading_word = max((text_width(piece) for piece in _pieces(heading)), default=0.0) * BOLD
    least = max(LEAST_COLUMN, min(word, 12.0), heading_word, min(heading_width, SHORT_HEADING))
    natural = max(least, min(natural, WIDEST_COLUMN), min(heading_width, WIDEST_HEADING))
    return least, natural


def column_widths(table: Table, width: float, padding: float) -> tuple[float, ...]:
    """Widths in em that together fill ``width``; ``padding`` is what one cell's two sides take.

    Columns get what their text wants; what is short is taken from the wide ones, what is over is
    given to all alike.
    """
    wants = []
    for i, column in enumerate(table.columns):
        texts = [row[i].text for row in table.all_rows()]
        least, natural = _wanted(texts, column.heading)
        wants.append((least + padding, (natural + padding) * max(column.width_weight, 0.1)))
    return _shared(wants, width)


def _shared(wants: list[tuple[float, float]], width: float) -> tuple[float, ...]:
    natural = sum(max(want) for want in wants)
    if natural <= width:
        return tuple(max(want) * width / natural for want in wants)
    least = sum(want[0] for want in wants)
    if least >= width:
        return tuple(want[0] * width / least for want in wants)
    give = (width - least) / (natural - least)
    return tuple(want[0] + (max(want) - want[0]) * give for want in wants)


def row_lines(
    row: tuple[Cell, ...], widths: tuple[float, ...], padding: float, stretch: float = 1.0
) -> int:
    """How many lines the tallest cell of ``row`` takes; ``stretch`` for bold lettering."""
    return max(
        len(wrapped(cell.text, max((width - padding) / stretch, 1.0)))
        for cell, width in zip(row, widths, strict=True)
    )
