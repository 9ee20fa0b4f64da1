"""A report as PowerPoint: native tables, native charts with their data, notes for the speaker."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time
from io import BytesIO
from itertools import count
from typing import Any

from pptx.enum.chart import XL_CHART_TYPE
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.presentation import Presentation as Deck
from pptx.slide import Slide
from pptx.util import Pt

from careloop.core.documents.archive import undated
from careloop.core.documents.chart_xml import NativeChart, fill, target_text
from careloop.core.documents.look import (
    ACCENT,
    EXTERNAL,
    INK,
    LINE,
    MUTED,
    PANEL,
    PAPER,
    tone_colour,
)
from careloop.core.documents.model import Chapter, Chart, KeyFigure, KeyFigures, Note, Report
from careloop.core.documents.outline import GUTTER, SPARK_WIDTH, contents_grid, figure_size
from careloop.core.documents.pages import (
    BODY_BOTTOM,
    CHART_TITLE,
    FIGURE_HEIGHT,
    HEADLINE_TOP,
    KICKER_TOP,
    MARGIN,
    WIDTH,
    Box,
    NoDataPart,
    Page,
    Placed,
    TextPart,
    chapter_pages,
    figure_rows,
)
from careloop.core.documents.slide_master import (
    CONTENT,
    COVER,
    COVER_TITLE,
    DIVIDER,
    DIVIDER_TITLE,
    FOOTER_BOX,
    NUMBER_BOX,
    draw_slide,
    empty_deck,
    fragment,
    layout_named,
)
from careloop.core.documents.slide_xml import (
    Style,
    lines,
    polyline,
    shape,
    slide_number,
    table,
)
from careloop.core.documents.svg import spark_points
from careloop.core.documents.tables import CAPTION, TablePart
from careloop.core.documents.words import (
    CHAPTER,
    CONTENTS,
    DATA_AS_OF,
    EXTERNAL_LEGEND,
    MADE_ON,
    footer_line,
    no_data_text,
    note_lines,
    status_line,
)
from careloop.core.documents.xmltext import readable
from careloop.core.kernel.text import Language

CAPTION_STYLE = Style(12, MUTED, bold=True)


def render(report: Report, language: Language) -> bytes:
    """``report`` as a .pptx of 16:9 slides; what a figure means is in the speaker notes."""
    deck = _Slides(report, language)
    deck.add_cover()
    contents = deck.new(CONTENT)
    firsts = [deck.add_chapter(chapter) for chapter in report.chapters]
    deck.fill_contents(contents, firsts)
    return deck.saved()


class _Slides:
    """The deck while it grows."""

    def __init__(self, report: Report, language: Language) -> None:
        self.report = report
        self.language = language
        self.deck: Deck = empty_deck()
        self.made_on = datetime.combine(report.made_on, time())
        self.footer = footer_line(report, language)
        self.count = 0

    def new(self, layout: str) -> Slide:
        self.count += 1
        slide: Slide = self.deck.slides.add_slide(layout_named(self.deck, layout))
        return slide

    def saved(self) -> bytes:
        properties = self.deck.core_properties
        properties.title = readable(f"{self.report.title} {self.report.period_label}")
        properties.author = readable(self.report.organisation)
        properties.last_modified_by = properties.author
        properties.created = properties.modified = self.made_on
        properties.revision = 1
        stream = BytesIO()
        self.deck.save(stream)
        return undated(stream.getvalue())

    def _feet(self, numbers: Iterator[int]) -> str:
        footer = shape(
            next(numbers),
            "Footer",
            FOOTER_BOX,
            lines([self.footer], Style(9, MUTED)),
            placeholder='type="ftr" sz="quarter" idx="11"',
        )
        return footer + slide_number(next(numbers), NUMBER_BOX)

    # --- the slides that are not exhibits -------------------------------------------------------

    def add_cover(self) -> None:
        report, language = self.report, self.language
        numbers = count(2)
        dates = (
            DATA_AS_OF.say(language, day=report.data_as_of),
            MADE_ON.say(language, day=report.made_on),
            status_line(report, language),
        )
        texts = (
            (Box(84, 92, 780, 26), [report.organisation], Style(16, MUTED)),
            (Box(84, 232, 780, 30), [report.subtitle], Style(20, MUTED)),
            (Box(84, 292, 780, 44), [report.period_label], Style(28, ACCENT, bold=True)),
            (Box(84, 434, 780, 66), dates, Style(13, MUTED)),
        )
        draw_slide(
            self.new(COVER),
            title(next(numbers), COVER_TITLE, report.title, 40)
            + "".join(
                shape(next(numbers), "Text", box, lines(said, style)) for box, said, style in texts
            ),
        )

    def fill_contents(self, slide: Slide, firsts: list[tuple[Slide, int]]) -> None:
        """Every chapter with its page; a click leads there."""
        numbers = count(2)
        grid = contents_grid(len(firsts))
        box = Box(MARGIN, HEADLINE_TOP, WIDTH, 44)
        parts = [title(next(numbers), box, CONTENTS.say(self.language), 28)]
        for i, (chapter, (first, page)) in enumerate(
            zip(self.report.chapters, firsts, strict=True)
        ):
            x, y = grid.place(i)
            click = slide.part.relate_to(first.part, RELATIONSHIP_TYPE.SLIDE)
            left, top, high = MARGIN + x, 104 + y, min(grid.pitch, 30.0)
            for cell, text, style in (
                (Box(left, top, 42, high), str(chapter.number), Style(18, ACCENT, bold=True)),
                (Box(left + 44, top, grid.width - 94, high), chapter.title, Style(grid.size)),
                (
                    Box(left + grid.width - 46, top, 46, high),
                    str(page),
                    Style(14, MUTED, align="right"),
                ),
            ):
                body = lines([text], style)
                parts.append(shape(next(numbers), text, cell, body, anchor="ctr", click=click))
        draw_slide(slide, "".join(parts) + self._feet(numbers))

    def add_chapter(self, chapter: Chapter) -> tuple[Slide, int]:
        """The divider and the slides of a chapter; returns the divider and its page."""
        divider, page = self.new(DIVIDER), self.count
        numbers = count(2)
        label = CHAPTER.say(self.language, number=chapter.number)
        sections = [
            f"{chapter.number}.{i}  {one.title}" for i, one in enumerate(chapter.sections, 1)
        ]
        draw_slide(
            divider,
            title(next(numbers), DIVIDER_TITLE, chapter.title, 34)
            + shape(
                next(numbers),
                "Chapter",
                Box(84, 166, 780, 26),
                lines([label], Style(16, ACCENT, bold=True)),
            )
            + shape(
                next(numbers), "Sections", Box(84, 300, 790, 190), lines(sections, Style(14, MUTED))
            )
            + self._feet(numbers),
        )
        for exhibit in chapter_pages(chapter, self.language):
            self._add_page(exhibit)
        return divider, page

    # --- exhibits ----------------------------------------------------------------------------

    def _add_page(self, page: Page) -> None:
        slide = self.new(CONTENT)
        numbers = count(2)
        headline = Box(MARGIN, HEADLINE_TOP, WIDTH, page.headline_height)
        xml = title(next(numbers), headline, page.headline, page.headline_size)
        xml += shape(
            next(numbers),
            "Section",
            Box(MARGIN, KICKER_TOP - 2, WIDTH, 18),
            lines([page.kicker], Style(11, ACCENT, bold=True)),
        )
        if page.points:
            xml += text(next(numbers), page.points_box, page.points, MUTED)
        xml += "".join(self._drawn(placed, numbers) for placed in page.placed)
        if page.has_external:
            xml += external_legend(numbers, self.language)
        draw_slide(slide, xml + self._feet(numbers))
        for placed in page.placed:
            if isinstance(placed.part, Chart):
                self._add_chart(slide, placed.box, placed.part)
        if page.notes:
            self._add_notes(slide, page.notes)

    def _drawn(self, placed: Placed, numbers: Iterator[int]) -> str:
        """The shapes of one part; of a chart only its title."""
        box = placed.box
        match placed.part:
            case TablePart() as part:
                return captioned_table(numbers, box, part)
            case Chart() as chart:
                heading = chart_heading(chart, self.language)
                return caption(next(numbers), box, heading) if heading else ""
            case KeyFigures() as figures:
                return key_figures(numbers, box, figures)
            case TextPart() as part:
                return text(next(numbers), box, part, INK)
            case NoDataPart(reason):
                body = lines(
                    [no_data_text(reason, self.language)], Style(13, MUTED, align="center")
                )
                name = "No data"
                return shape(next(numbers), name, box, body, anchor="ctr", inside=fill(PANEL))

    def _add_chart(self, slide: Slide, box: Box, chart: Chart) -> None:
        top = CHART_TITLE if chart_heading(chart, self.language) else 0
        height = box.height - top
        data = NativeChart(chart, box.width, height, self.language, self.made_on)
        frame: Any = slide.shapes.add_chart(
            XL_CHART_TYPE.COLUMN_CLUSTERED,  # not read: the data brings its own drawing
            Pt(box.x),
            Pt(box.y + top),
            Pt(box.width),
            Pt(height),
            data,  # type: ignore[arg-type]
        )
        frame._element.nvGraphicFramePr.cNvPr.set("descr", readable(chart.alt))

    def _add_notes(self, slide: Slide, notes: tuple[Note, ...]) -> None:
        body = slide.notes_slide.notes_text_frame
        if body is None:
            raise LookupError("the notes master has no place for text")
        said = []
        for number, note in enumerate(notes, 1):
            said += [f"[{number}] {note.figure}", *note_lines(note, self.language), ""]
        frame = body._txBody
        for old in list(frame.p_lst):
            frame.remove(old)
        frame.extend(fragment(lines(said[:-1], Style(12))))


# --- the parts of an exhibit -------------------------------------------------------------------


def title(number: int, box: Box, text: str, size: float) -> str:
    """The slide's title: what the outline and screen readers call the slide."""
    body = lines([text], Style(size, bold=True))
    return shape(number, "Title", box, body, placeholder='type="title"')


def text(number: int, box: Box, part: TextPart, colour: str) -> str:
    style = Style(part.size, colour, bulleted=part.bulleted)
    return shape(number, "Text", box, lines(part.items, style))


def caption(number: int, box: Box, words: str) -> str:
    return shape(number, "Caption", Box(box.x, box.y, box.width, 18), lines([words], CAPTION_STYLE))


def chart_heading(chart: Chart, language: Language) -> str:
    """Title of the chart and the targets no native line can show."""
    parts = (chart.title, chart.unit, target_text(chart, language))
    return " · ".join(part for part in parts if part)


def captioned_table(numbers: Iterator[int], box: Box, part: TablePart) -> str:
    words = part.table.caption
    heading = caption(next(numbers), box, words) if words else ""
    top = CAPTION if words else 0
    frame = Box(box.x, box.y + top, box.width, box.height - top)
    return heading + table(next(numbers), words or "Table", frame, part)


def external_legend(numbers: Iterator[int], language: Language) -> str:
    mark = Box(MARGIN, BODY_BOTTOM + 6, 12, 9)
    words = lines([EXTERNAL_LEGEND.say(language)], Style(9, MUTED))
    beside = Box(MARGIN + 16, BODY_BOTTOM + 4, 400, 13)
    return shape(next(numbers), "Legend", mark, inside=fill(EXTERNAL), border=LINE) + shape(
        next(numbers), "Legend text", beside, words
    )


def key_figures(numbers: Iterator[int], box: Box, figures: KeyFigures) -> str:
    columns = figure_rows(figures)[1]
    width = (WIDTH - GUTTER * (columns - 1)) / columns
    cards = []
    for i, figure in enumerate(figures.figures):
        row, column = divmod(i, columns)
        x, y = box.x + column * (width + GUTTER), box.y + row * (FIGURE_HEIGHT + GUTTER)
        cards.append(_card(numbers, Box(x, y, width, FIGURE_HEIGHT), figure, columns))
    return "".join(cards)


def _card(numbers: Iterator[int], box: Box, figure: KeyFigure, columns: int) -> str:
    left, inner = box.x + 12, box.width - 24
    size = figure_size(figure, columns)
    tone = tone_colour(figure.tone or "neutral")
    texts = (
        (Box(left, box.y + 8, inner, 16), figure.label, Style(11, MUTED)),
        (Box(left, box.y + 26, inner, 38), figure.value_text, Style(size, bold=True)),
        (Box(left, box.y + 72, inner, 16), figure.target_text, Style(10, MUTED)),
        (
            Box(left, box.y + 72, inner, 16),
            figure.change_text,
            Style(10.5, tone, bold=True, align="right"),
        ),
    )
    card = shape(next(numbers), figure.label, box, inside=fill(PAPER), border=LINE)
    card += "".join(
        shape(next(numbers), "Figure", place, lines([said], style))
        for place, said, style in texts
        if said
    )
    points = spark_points(figure)
    if points:
        place = Box(box.x + box.width - 12 - SPARK_WIDTH, box.y + 34, SPARK_WIDTH, 20)
        card += polyline(next(numbers), "Trend", place, points)
    return card
