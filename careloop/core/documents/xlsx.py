"""A report as a workbook: a sheet for each section, figures as numbers, charts native."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from decimal import Decimal
from fractions import Fraction
from io import BytesIO
from typing import Any

import xlsxwriter

from careloop.core.documents.chart_xml import Column, sheet_columns
from careloop.core.documents.drawing.upright import label_sides
from careloop.core.documents.look import (
    ACCENT,
    ACCENT_PALE,
    EXTERNAL,
    INK,
    LINE,
    MUTED,
    OFFICE_FONT,
    tone_colour,
)
from careloop.core.documents.measure import text_width, wrapped
from careloop.core.documents.model import (
    Align,
    Block,
    Bullets,
    Cell,
    Chart,
    KeyFigures,
    NoData,
    Paragraph,
    Report,
    Section,
    Table,
)
from careloop.core.documents.notes import notes_table
from careloop.core.documents.numbers import format_of
from careloop.core.documents.words import (
    CHART_DATA,
    CONTENTS,
    DATA_AS_OF,
    EXTERNAL_LEGEND,
    MADE_ON,
    NO_DATA,
    NOTES,
    PAGE_OF,
    footer_line,
    no_data_text,
    status_line,
)
from careloop.core.documents.xlsx_chart import native_chart
from careloop.core.documents.xmltext import readable
from careloop.core.kernel.text import Language

Look = dict[str, object]

NARROWEST, WIDEST = 9.0, 46.0  # of a column, in characters of a digit
DIGITS_PER_EM = 1.95  # how many digits are as wide as one Chinese character
LINE_POINTS = 17.0
CHART_WIDTH, CHART_HEIGHT = 760, 340  # px
CHART_ROWS = 17
PLAIN: Look = {
    "font_name": OFFICE_FONT,
    "font_size": 10,
    "font_color": INK,
    "valign": "vcenter",
}
ROWS_OF_ONE_PAGE = 50  # of a section with a chart and its data; longer ones run on
MOST_NAME = 31  # characters of a sheet's name
NOT_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))


def render(report: Report, language: Language) -> bytes:
    """``report`` as an .xlsx workbook; text that looks like a formula stays text."""
    stream = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(stream, options)
    _Book(book, report, language).write()
    book.close()
    return stream.getvalue()


class _Book:
    """The workbook while it is written, with its formats made once."""

    def __init__(self, book: Any, report: Report, language: Language) -> None:
        self.book = book
        self.report = report
        self.language = language
        self.formats: dict[tuple[tuple[str, object], ...], Any] = {}
        self.names: set[str] = set()

    def write(self) -> None:
        self.book.set_properties(
            {
                "title": readable(f"{self.report.title} {self.report.period_label}"),
                "author": readable(self.report.organisation),
                "created": datetime.combine(self.report.made_on, time()),
            }
        )
        self.book.set_calc_mode("auto")
        front = self._sheet(CONTENTS.say(self.language))
        entries = []
        for chapter in self.report.chapters:
            entries.append((f"{chapter.number}  {chapter.title}", ""))
            for index, section in enumerate(chapter.sections, 1):
                number = f"{chapter.number}.{index}"
                sheet = self._sheet(f"{number} {section.title}")
                _SectionSheet(self, sheet, number, section).write()
                entries.append((f"    {number}  {section.title}", sheet.get_name()))
        notes = notes_table(self.report, self.language)
        if notes.rows:
            sheet = self._sheet(NOTES.say(self.language))
            section = Section(NOTES.say(self.language), (notes,))
            _SectionSheet(self, sheet, "", section).write()
            entries.append((NOTES.say(self.language), sheet.get_name()))
        self._write_front(front, entries)

    def style(self, **wanted: object) -> Any:
        """A format of the workbook; the same wishes give the same format."""
        key = tuple(sorted(wanted.items()))
        if key not in self.formats:
            self.formats[key] = self.book.add_format(PLAIN | wanted)
        return self.formats[key]

    def _sheet(self, title: str) -> Any:
        sheet = self.book.add_worksheet(self._free_name(title))
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        footer = readable(footer_line(self.report, self.language)).replace("&", "&&")
        sheet.set_footer(f"&L&8{footer[:180]}&R&8{PAGE_OF.say(self.language)}")
        return sheet

    def _free_name(self, title: str) -> str:
        """A name Excel takes: short, without its special characters, not used before."""
        plain = " ".join(readable(title).translate(NOT_IN_NAMES).split()) or "1"
        name, tries = plain[:MOST_NAME], 1
        while name.lower() in self.names:
            tries += 1
            mark = f" ({tries})"
            name = plain[: MOST_NAME - len(mark)] + mark
        self.names.add(name.lower())
        return name

    def _write_front(self, sheet: Any, entries: list[tuple[str, str]]) -> None:
        report, language = self.report, self.language
        sheet.set_column(0, 0, 90)
        lines: tuple[tuple[str, Look], ...] = (
            (report.organisation, {"font_color": MUTED, "font_size": 11}),
            (report.title, {"bold": True, "font_size": 22}),
            (report.subtitle, {"font_color": MUTED, "font_size": 12}),
            (report.period_label, {"bold": True, "font_size": 16, "font_color": ACCENT}),
            (DATA_AS_OF.say(language, day=report.data_as_of), {"font_color": MUTED}),
            (MADE_ON.say(language, day=report.made_on), {"font_color": MUTED}),
            (status_line(report, language), {"font_color": MUTED}),
            ("", {}),
        )
        for row, (text, look) in enumerate(lines):
            sheet.write_string(row, 0, readable(text), self.style(**look))
        sheet.set_row(1, 34)
        for row, (text, target) in enumerate(entries, len(lines)):
            if target:
                look = self.style(font_color="#0557a5")
                sheet.write_url(row, 0, f"internal:'{target}'!A1", look, readable(text))
            else:
                look = self.style(bold=True, font_size=11, top=1, top_color=LINE)
                sheet.write_string(row, 0, readable(text), look)


class _SectionSheet:
    """One section from the top of its sheet down; charts stand right of the tables."""

    def __init__(self, book: _Book, sheet: Any, number: str, section: Section) -> None:
        self.book = book
        self.sheet = sheet
        self.number = number
        self.section = section
        self.language = book.language
        self.row = 0
        self.widths: dict[int, float] = {}
        self.is_frozen = False

    def write(self) -> None:
        kicker = f"{self.number}  {self.section.title}".strip()
        self._line(kicker, font_color=ACCENT, bold=True)
        self._line(self.section.headline, bold=True, font_size=14)
        for point in self.section.conclusion[1:]:
            self._line(f"• {point}", font_color=MUTED)
        self.row += 1
        for block in self.section.blocks:
            if not isinstance(block, Chart):
                self._block(block)
        charts = [block for block in self.section.blocks if isinstance(block, Chart)]
        for chart in charts:
            self._chart(chart)
        for column, width in self.widths.items():
            self.sheet.set_column(column, column, width)
        if self.row <= ROWS_OF_ONE_PAGE:
            self.sheet.fit_to_pages(1, 1)

    def _line(self, text: str, **look: object) -> None:
        self.sheet.write_string(self.row, 0, readable(text), self.book.style(**look))
        self.row += 1

    def _block(self, block: Block) -> None:
        match block:
            case Table():
                self._table(block)
            case KeyFigures():
                self._key_figures(block)
            case Paragraph(text):
                self._line(text)
            case Bullets(items):
                for item in items:
                    self._line(f"• {item}")
            case NoData(reason):
                self._line(no_data_text(reason, self.language), font_color=MUTED, italic=True)
        self.row += 1

    # --- tables ---------------------------------------------------------------------------------

    def _table(self, table: Table) -> None:
        if table.caption:
            self._line(table.caption, bold=True, font_color=MUTED)
        self._widen(table)
        self._headings([(column.heading, column.align) for column in table.columns])
        first = self.row
        for row in table.rows:
            self._cells(table, row)
        if not table.rows:
            self._empty(table)
        elif table.total_row is not None:
            self._cells(table, table.total_row, is_total=True)
        if not self.is_frozen:
            self._freeze(first)
        if any(cell.external for row in table.all_rows() for cell in row):
            self._line(EXTERNAL_LEGEND.say(self.language), bg_color=EXTERNAL, font_size=9)

    def _headings(self, headings: Iterable[tuple[str, Align]]) -> None:
        lines = 1
        for column, (text, align) in enumerate(headings):
            look = self.book.style(
                bold=True,
                font_color=MUTED,
                align=align,
                text_wrap=True,
                bottom=2,
                bottom_color=ACCENT,
                valign="bottom",
            )
            self.sheet.write_string(self.row, column, readable(text), look)
            room = self.widths.get(column, NARROWEST) / DIGITS_PER_EM
            lines = max(lines, len(wrapped(text, max(room / 1.1, 2.0))))
        self.sheet.set_row(self.row, lines * LINE_POINTS + 3)
        self.row += 1

    def _freeze(self, first: int) -> None:
        """Keep the heading of the first table in sight, on screen and on paper."""
        self.sheet.freeze_panes(first, 1)
        self.sheet.repeat_rows(first - 1)
        self.is_frozen = True

    def _cells(self, table: Table, row: tuple[Cell, ...], *, is_total: bool = False) -> None:
        lines = 1
        for i, (cell, column) in enumerate(zip(row, table.columns, strict=True)):
            self._cell(i, cell, column.align, is_total=is_total)
            if not is_number(cell.value):
                room = self.widths[i] / DIGITS_PER_EM
                lines = max(lines, len(wrapped(cell.text, max(room, 2.0))))
        self.sheet.set_row(self.row, lines * LINE_POINTS)
        self.row += 1

    def _cell(self, column: int, cell: Cell, align: Align, *, is_total: bool) -> None:
        look: Look = {"align": align, "bottom": 1, "bottom_color": LINE}
        if is_total:
            look |= {"bold": True, "bg_color": ACCENT_PALE}
        if cell.tone:
            look["font_color"] = tone_colour(cell.tone)
        if cell.external:
            look["bg_color"] = EXTERNAL
        match cell.value:
            case int() | Decimal() | Fraction() if not isinstance(cell.value, bool):
                style = self.book.style(**look, num_format=format_of(cell.text))
                self.sheet.write_number(self.row, column, float(cell.value), style)
            case date():
                style = self.book.style(**look, num_format="yyyy-mm-dd")
                self.sheet.write_datetime(self.row, column, cell.value, style)
            case _ if cell.text:
                style = self.book.style(**look, text_wrap=True)
                self.sheet.write_string(self.row, column, readable(cell.text), style)
            case _:
                self.sheet.write_blank(self.row, column, None, self.book.style(**look))

    def _empty(self, table: Table) -> None:
        look = self.book.style(font_color=MUTED, bottom=1, bottom_color=LINE)
        for column in range(1, len(table.columns)):
            self.sheet.write_blank(self.row, column, None, look)
        self.sheet.write_string(self.row, 0, NO_DATA.say(self.language), look)
        self.row += 1

    def _widen(self, table: Table) -> None:
        """Columns as wide as their longest text, within reason; tables of a sheet share them."""
        for i, column in enumerate(table.columns):
            texts = [row[i].text for row in table.all_rows()]
            longest = max((text_width(text) for text in texts), default=0.0)
            heading = min(text_width(column.heading), 8.0)
            wanted = max(longest, heading) * DIGITS_PER_EM + 2
            self.widths[i] = max(self.widths.get(i, NARROWEST), min(wanted, WIDEST))

    def _key_figures(self, figures: KeyFigures) -> None:
        for one in figures.figures:
            place = self.row
            self.widths[0] = max(self.widths.get(0, 0), text_width(one.label) * DIGITS_PER_EM + 4)
            texts: tuple[tuple[str, Look], ...] = (
                (one.label, {"font_color": MUTED}),
                (one.value_text, {"bold": True, "font_size": 14, "align": "right"}),
                (one.target_text, {"font_color": MUTED}),
                (one.change_text, {"bold": True, "font_color": tone_colour(one.tone or "neutral")}),
            )
            for column, (text, look) in enumerate(texts):
                style = self.book.style(**look, bottom=1, bottom_color=LINE)
                self.sheet.write_string(place, column, readable(text), style)
                self.widths[column] = max(self.widths.get(column, 0), 16)
            self.sheet.set_row(place, 24)
            self.row += 1

    # --- charts ---------------------------------------------------------------------------------

    def _chart(self, chart: Chart) -> None:
        """The chart, and below it the cells it points at."""
        if not chart.has_data:
            self._line(no_data_text(chart.title, self.language), font_color=MUTED, italic=True)
            return
        top = self.row
        self.row += CHART_ROWS
        caption = " · ".join(part for part in (CHART_DATA.say(self.language), chart.title) if part)
        self._line(caption, bold=True, font_color=MUTED, font_size=9)
        columns = sheet_columns(chart, self.language)
        heading = self.row
        self._headings([("", "left"), *((column.name, "right") for column in columns)])
        self._chart_rows(chart.categories, columns)
        sides = label_sides(chart, CHART_WIDTH, CHART_HEIGHT, self.language)
        place = (self.sheet.get_name(), heading)
        drawn = native_chart(self.book.book, place, chart, columns, set(sides))
        drawn.set_size({"width": CHART_WIDTH, "height": CHART_HEIGHT})
        self.sheet.insert_chart(top, 0, drawn, {"x_offset": 4, "y_offset": 2})
        self.row += 1

    def _chart_rows(self, categories: tuple[str, ...], columns: list[Column]) -> None:
        longest = max((text_width(name) for name in categories), default=0) * DIGITS_PER_EM + 2
        self.widths[0] = max(self.widths.get(0, NARROWEST), min(longest, WIDEST))
        for i, name in enumerate(categories):
            edge = {"bottom": 1, "bottom_color": LINE}
            self.sheet.write_string(self.row, 0, readable(name), self.book.style(**edge))
            for c, column in enumerate(columns, 1):
                value = column.values[i]
                style = self.book.style(**edge, num_format=column.number_format)
                if value is None:
                    self.sheet.write_blank(self.row, c, None, style)
                else:
                    self.sheet.write_number(self.row, c, float(value), style)
            self.row += 1


def is_number(value: object) -> bool:
    return isinstance(value, int | Decimal | Fraction)
