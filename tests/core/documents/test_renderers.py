from dataclasses import replace
from datetime import date
from decimal import Decimal
from html import unescape
from io import BytesIO
from zipfile import ZipFile

import pytest

from careloop.core.documents.model import (
    Bullets,
    Chart,
    KeyFigures,
    NoData,
    Paragraph,
    Report,
    Table,
)
from careloop.core.documents.numbers import formatted
from careloop.core.documents.renderers import RENDERERS
from tests.core.documents.making import chart_of, names_table, report_of, shapes_text
from tests.core.documents.sample import large_report, sample_report


def block_texts(block):
    match block:
        case Table():
            yield from (column.heading for column in block.columns)
            yield from (cell.text for row in block.all_rows() for cell in row)
        case Chart() if not block.has_data:
            yield block.title
        case Chart():
            yield from (block.title, *block.categories)
        case KeyFigures(figures):
            for one in figures:
                yield from (one.label, one.value_text, one.target_text, one.change_text)
        case Paragraph(text) | NoData(text):
            yield text
        case Bullets(items):
            yield from items


def printed_texts(report: Report) -> set[str]:
    """Everything that must be found again in every format."""
    found = {report.title, report.organisation, report.period_label, report.subtitle}
    for chapter, section in report.sections():
        found |= {chapter.title, section.title, *section.conclusion}
        found |= {text for block in section.blocks for text in block_texts(block)}
        for note in section.notes:
            found |= {note.figure, note.definition, note.formula, note.mart_version}
    return found - {""}


def bare(text: str) -> str:
    """``text`` without the breaks that each format sets for itself."""
    return "".join(text.split())


def deck_text(deck) -> str:
    parts = []
    for slide in deck.slides:
        parts.append(shapes_text(slide))
        parts += [shape.chart._chartSpace.xml for shape in slide.shapes if shape.has_chart]
        if slide.has_notes_slide:
            parts.append(slide.notes_slide.notes_text_frame.text)
    return "".join(parts)


def book_text(book) -> str:
    parts = []
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                parts.append(str(cell.value if cell.value is not None else ""))
                if isinstance(cell.value, int | float):
                    parts.append(" " + formatted_cell(cell) + " ")
                elif hasattr(cell.value, "date"):
                    parts.append(cell.value.date().isoformat())
    return "".join(parts)


def formatted_cell(cell) -> str:
    return formatted(Decimal(repr(cell.value)), cell.number_format)


def test_every_text_is_found_in_the_slides(report, deck):
    found = bare(deck_text(deck).replace("&lt;", "<").replace("&amp;", "&"))
    assert [text for text in printed_texts(report) if bare(text) not in found] == []


def test_every_text_is_found_in_the_pdf(report, pdf_texts):
    found = bare("".join(pdf_texts))
    assert [text for text in printed_texts(report) if bare(text) not in found] == []


def test_every_text_is_found_in_the_web_page(report, page):
    found = bare(unescape(page))
    assert [text for text in printed_texts(report) if bare(text) not in found] == []


def test_every_text_is_found_in_the_workbook(report, book):
    found = bare(book_text(book))
    assert [text for text in printed_texts(report) if bare(text) not in found] == []


@pytest.mark.parametrize("code", sorted(RENDERERS))
def test_same_report_gives_the_same_bytes(code, printed):
    assert RENDERERS[code].render(sample_report(), "zh") == printed[code]


@pytest.mark.parametrize("code", sorted(RENDERERS))
def test_another_day_gives_other_bytes(code, report, printed):
    later = replace(report, made_on=date(2026, 12, 5))
    assert RENDERERS[code].render(later, "zh") != printed[code]


@pytest.mark.parametrize("code", ["pptx", "xlsx"])
def test_archives_do_not_tell_the_time(code, printed):
    with ZipFile(BytesIO(printed[code])) as archive:
        assert {entry.date_time[:3] for entry in archive.infolist()} == {(1980, 1, 1)}


@pytest.mark.parametrize("code", sorted(RENDERERS))
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_format_prints_a_report_without_chapters(code, language):
    empty = replace(report_of(), chapters=())
    assert RENDERERS[code].render(empty, language)


@pytest.mark.parametrize("code", sorted(RENDERERS))
def test_every_format_survives_characters_no_document_can_hold(code):
    odd = "坏\x00字\x0b符\ud800𠮷🚗ᄀ"
    report = report_of(Paragraph(odd), chart_of("bar", 1, title=odd), headline=odd)
    assert RENDERERS[code].render(replace(report, title=odd, organisation=odd), "zh")


@pytest.mark.parametrize("code", sorted(RENDERERS))
def test_every_format_prints_an_empty_table(code):
    assert RENDERERS[code].render(report_of(names_table(0)), "en")


def test_registry_names_each_format_with_its_own_suffix():
    assert list(RENDERERS) == ["html", "pptx", "pdf", "xlsx"]
    assert all(one.suffix == f".{code}" for code, one in RENDERERS.items())
    assert len({one.media_type for one in RENDERERS.values()}) == 4


@pytest.mark.parametrize("code", sorted(RENDERERS))
def test_many_chapters_still_print(code):
    assert len(RENDERERS[code].render(large_report(), "zh")) > 50_000
