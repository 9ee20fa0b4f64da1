"""A report laid out on 16:9 pages, once for slides and PDF alike: what stands where.

All lengths are points, ``y`` downwards.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

from careloop.core.documents.measure import BOLD, wrapped
from careloop.core.documents.model import (
    Block,
    Bullets,
    Chapter,
    Chart,
    KeyFigures,
    NoData,
    Note,
    Paragraph,
    Section,
    Table,
)
from careloop.core.documents.tables import (
    TablePart,
    fitted,
    natural_height,
    natural_width,
    split,
)
from careloop.core.documents.words import CONTINUED
from careloop.core.kernel.text import Language

PAGE_WIDTH, PAGE_HEIGHT = 960.0, 540.0
MARGIN = 48.0
WIDTH = PAGE_WIDTH - 2 * MARGIN
KICKER_TOP, HEADLINE_TOP = 26.0, 44.0
BODY_BOTTOM = 490.0
FOOTER_TOP = 510.0
GAP = 24.0
BAND_GAP = 16.0
LEAST_CHART = 190.0
CHART_TITLE = 20.0
FIGURE_HEIGHT = 96.0
LEADING = 1.4
HEADLINES = (
    (24.0, 1),
    (22.0, 1),
    (20.0, 1),
    (22.0, 2),
    (20.0, 2),
    (18.0, 3),
    (15.0, 4),
    (13.0, 6),
)  # size, most lines
POINT_SIZE = 13.0
TEXT_SIZES = (15.0, 14.0, 13.0, 12.0, 11.0, 10.0)


@dataclass(frozen=True, slots=True)
class Box:
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class TextPart:
    """Lettering of ``size``; ``bulleted`` marks each item."""

    items: tuple[str, ...]
    size: float
    bulleted: bool


@dataclass(frozen=True, slots=True)
class NoDataPart:
    reason: str


Part = TablePart | Chart | KeyFigures | TextPart | NoDataPart


@dataclass(frozen=True, slots=True)
class Placed:
    box: Box
    part: Part


@dataclass(frozen=True, slots=True)
class Page:
    """One slide of a section; ``kicker`` is its number and title, ``notes`` only on its first."""

    chapter: Chapter
    section: Section
    kicker: str
    headline: str
    headline_size: float
    headline_height: float
    points: TextPart | None
    points_box: Box
    placed: tuple[Placed, ...]
    notes: tuple[Note, ...]
    is_first: bool = True

    @property
    def has_external(self) -> bool:
        """Whether a cell carries the yellow ground that needs its legend."""
        return any(
            cell.external
            for placed in self.placed
            if isinstance(placed.part, TablePart)
            for row in placed.part.rows
            for cell in row
        )


def section_pages(chapter: Chapter, index: int, section: Section, language: Language) -> list[Page]:
    """The pages of one section: as many as its tables need."""
    first = _head(chapter, index, section, section.headline, section.conclusion[1:])
    later = _head(chapter, index, section, section.headline, ())
    composer = _Composer(_body(first), _body(later), language)
    for band, following in _with_following(bands(section)):
        composer.add(band, following)
    parts = len(composer.pages)
    return [
        replace(
            first if i == 0 else later,
            kicker=first.kicker + _continued(i, parts, language),
            placed=tuple(placed),
            notes=section.notes if i == 0 else (),
            is_first=i == 0,
        )
        for i, placed in enumerate(composer.pages)
    ]


def _continued(i: int, parts: int, language: Language) -> str:
    return CONTINUED.say(language, part=i + 1, parts=parts) if i else ""


def _head(
    chapter: Chapter, index: int, section: Section, headline: str, points: tuple[str, ...]
) -> Page:
    size, lines = headline_fit(headline)
    height = lines * size * 1.25
    top = HEADLINE_TOP + height + 6
    part = TextPart(points, POINT_SIZE, bulleted=True) if points else None
    points_height = text_height(part, WIDTH) if part else 0.0
    return Page(
        chapter,
        section,
        f"{chapter.number}.{index}  {section.title}",
        headline,
        size,
        height,
        part,
        Box(MARGIN, top, WIDTH, points_height),
        (),
        (),
    )


def headline_fit(text: str) -> tuple[float, int]:
    """Size and number of lines of a headline: one line if it can be."""
    for size, most in HEADLINES:
        lines = len(wrapped(text, WIDTH / size / BOLD))
        if lines <= most:
            return size, lines
    return HEADLINES[-1][0], lines


def _body(head: Page) -> Box:
    top = head.points_box.y + head.points_box.height + (12 if head.points else 6)
    return Box(MARGIN, top, WIDTH, BODY_BOTTOM - top)


def text_height(part: TextPart, width: float) -> float:
    indent = 16.0 if part.bulleted else 0.0
    lines = sum(len(wrapped(item, (width - indent) / part.size / 1.03)) for item in part.items)
    return lines * part.size * LEADING + (len(part.items) - 1) * part.size * 0.3


# --- which block stands beside which -----------------------------------------------------------

Band = tuple[Block, ...]


def bands(section: Section) -> list[Band]:
    """The blocks as rows of one or two, by the section's layout."""
    blocks = list(section.blocks) or [NoData("")]
    tables = [block for block in blocks if isinstance(block, Table)]
    charts = [block for block in blocks if isinstance(block, Chart)]
    layout = section.layout if section.layout != "auto" else _auto(tables, charts)
    match layout:
        case "two_charts" if len(charts) > 1:
            return _paired(blocks, charts[0], charts[1])
        case "table_left_chart_right" if tables and charts:
            return _paired(blocks, tables[0], charts[0])
        case "chart_left_table_right" if tables and charts:
            return _paired(blocks, charts[0], tables[0])
        case _:
            return [(block,) for block in blocks]


def _auto(tables: list[Table], charts: list[Chart]) -> str:
    if len(charts) == 2:
        return "two_charts"
    if len(tables) == 1 and len(charts) == 1 and natural_width(tables[0], 12.0) <= WIDTH * 0.56:
        return "table_left_chart_right"
    return "full"


def _paired(blocks: list[Block], left: Block, right: Block) -> list[Band]:
    """The pair stands where its first block stood."""
    result: list[Band] = []
    for block in blocks:
        if block is left or block is right:
            if (left, right) not in result:
                result.append((left, right))
        else:
            result.append((block,))
    return result


def _with_following(rows: list[Band]) -> Iterator[tuple[Band, list[Band]]]:
    for i, row in enumerate(rows):
        yield row, rows[i + 1 :]


# --- filling pages -------------------------------------------------------------------------------


class _Composer:
    """Places bands from the top down and opens a further page where one is full."""

    def __init__(self, first: Box, later: Box, language: Language) -> None:
        self.language = language
        self.later = later
        self.body = first
        self.y = first.y
        self.pages: list[list[Placed]] = [[]]

    @property
    def left_over(self) -> float:
        return BODY_BOTTOM - self.y

    def add(self, band: Band, following: list[Band]) -> None:
        if len(band) == 2:
            self._add_pair(band[0], band[1], following)
        elif isinstance(band[0], Table):
            self._add_table(band[0])
        else:
            self._add_plain(band[0], following)

    def _turn(self) -> None:
        """Open a further page, unless this one is still empty."""
        if self.pages[-1]:
            self.pages.append([])
            self.body, self.y = self.later, self.later.y

    def _place(self, part: Part, x: float, width: float, height: float) -> None:
        self.pages[-1].append(Placed(Box(x, self.y, width, height), part))

    def _down(self, height: float) -> None:
        self.y += height + BAND_GAP

    def _add_plain(self, block: Block, following: list[Band]) -> None:
        if isinstance(block, Chart):
            height = self._flexible(following, LEAST_CHART)
            self._place(plain_part(block, WIDTH)[0], MARGIN, WIDTH, height)
            self._down(height)
            return
        part, height = plain_part(block, WIDTH)
        if height > self.left_over:
            self._turn()
        self._place(part, MARGIN, WIDTH, height)
        self._down(height)

    def _flexible(self, following: list[Band], least: float) -> float:
        """The height of what may stretch: all that is left after the bands that still fit."""
        if self.left_over < least:
            self._turn()
        wanted = sum(wanted_height(band) + BAND_GAP for band in following)
        if self.left_over - wanted >= least:
            return self.left_over - wanted
        return self.left_over

    def _add_table(self, table: Table) -> None:
        part = fitted(table, WIDTH, self.left_over, self.language)
        if part is None and self.pages[-1]:
            part = fitted(table, WIDTH, BODY_BOTTOM - self.later.y, self.language)
            if part is not None or self.left_over < self.body.height * 0.55:
                self._turn()
        if part is not None:
            self._place(part, MARGIN, WIDTH, part.height)
            self._down(part.height)
            return
        self._add_split(split(table, WIDTH, (self.left_over, BODY_BOTTOM - self.later.y)))

    def _add_split(self, parts: list[TablePart]) -> None:
        for i, part in enumerate(parts):
            if i:
                self._turn()
            self._place(part, MARGIN, WIDTH, part.height)
        self._down(parts[-1].height)

    def _add_pair(self, left: Block, right: Block, following: list[Band]) -> None:
        left_width = _left_width(left, right)
        right_x = MARGIN + left_width + GAP
        right_width = WIDTH - left_width - GAP
        height = self._flexible(following, LEAST_CHART)
        sides = ((left, MARGIN, left_width), (right, right_x, right_width))
        rest: Table | None = None
        for block, x, width in sides:
            if isinstance(block, Table):
                rest = self._place_beside(block, x, width, height)
            else:
                self._place(plain_part(block, width)[0], x, width, height)
        self._down(height)
        if rest is not None:
            self._turn()
            self._add_table(rest)

    def _place_beside(self, table: Table, x: float, width: float, height: float) -> Table | None:
        """Place what fits beside a chart; returns the rows that go on overleaf."""
        part = fitted(table, width, height, self.language)
        if part is not None:
            self._place(part, x, width, part.height)
            return None
        parts = split(table, width, (height, 10 * height))
        shown = parts[0] if len(parts) == 1 else _short_of(parts[0], len(table.rows) - 1)
        self._place(shown, x, width, shown.height)
        if len(parts) == 1:
            return None
        return replace(table, rows=table.rows[len(shown.rows) :])


def _short_of(part: TablePart, most: int) -> TablePart:
    """``part`` with at most ``most`` rows, so that a total does not go overleaf alone."""
    return replace(part, rows=part.rows[:most], heights=part.heights[: most + 1])


def _left_width(left: Block, right: Block) -> float:
    """Half and half, or what the table asks for, within reason."""
    share = 0.5
    table = next((block for block in (left, right) if isinstance(block, Table)), None)
    if table is not None:
        share = min(max(natural_width(table, 12.0) / WIDTH, 0.36), 0.6)
    if table is right:
        share = 1 - share
    return (WIDTH - GAP) * share


def figure_rows(figures: KeyFigures) -> tuple[int, int]:
    """Rows and columns in which key figures stand."""
    count = len(figures.figures)
    rows = math.ceil(count / 6) if count != 8 else 2
    return rows, math.ceil(count / max(rows, 1))


def plain_part(block: Block, width: float) -> tuple[Part, float]:
    """A block that is no table, as it is placed, with its height."""
    match block:
        case KeyFigures():
            rows = figure_rows(block)[0]
            return block, rows * FIGURE_HEIGHT + (rows - 1) * 12
        case Paragraph(text):
            return _text((text,), width, bulleted=False)
        case Bullets(items):
            return _text(items, width, bulleted=True)
        case Chart() if block.has_data:
            return block, LEAST_CHART
        case Chart():
            return NoDataPart(block.title), LEAST_CHART
        case NoData(reason):
            return NoDataPart(reason), 72.0
        case _:
            raise TypeError(f"not a plain block: {block!r}")


def _text(items: tuple[str, ...], width: float, *, bulleted: bool) -> tuple[Part, float]:
    """Lettering large enough to read, small enough to fit a page."""
    most = BODY_BOTTOM - HEADLINE_TOP - 70
    for size in TEXT_SIZES:
        part = TextPart(items, size, bulleted)
        height = text_height(part, width)
        if height <= most:
            break
    return part, height


def wanted_height(band: Band) -> float:
    """The height a band would like."""
    if len(band) == 2:
        return LEAST_CHART
    block = band[0]
    return natural_height(block, WIDTH) if isinstance(block, Table) else plain_part(block, WIDTH)[1]


def chapter_pages(chapter: Chapter, language: Language) -> list[Page]:
    """The pages of a chapter's sections, without its divider."""
    return [
        page
        for index, section in enumerate(chapter.sections, 1)
        for page in section_pages(chapter, index, section, language)
    ]
