"""A report as PDF: the laid-out pages handed to Typst as JSON, charts as SVG."""

from __future__ import annotations

import json
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

import typst

from careloop.core.documents import look
from careloop.core.documents.model import Cell, Chapter, Chart, KeyFigures, Report
from careloop.core.documents.notes import notes_chapter
from careloop.core.documents.outline import contents_grid, figure_size
from careloop.core.documents.pages import (
    CHART_TITLE,
    NoDataPart,
    Page,
    Placed,
    TextPart,
    chapter_pages,
    figure_rows,
)
from careloop.core.documents.svg import draw, spark
from careloop.core.documents.tables import TablePart
from careloop.core.documents.words import (
    CHAPTER,
    CONTENTS,
    DATA_AS_OF,
    EXTERNAL_LEGEND,
    MADE_ON,
    footer_line,
    no_data_text,
    status_line,
)
from careloop.core.documents.xmltext import readable
from careloop.core.kernel.text import Language

Json = dict[str, Any]

HERE = Path(__file__).parent

LOOK = {
    "font": look.FONT,
    "ink": look.INK,
    "muted": look.MUTED,
    "line": look.LINE,
    "accent": look.ACCENT,
    "accent_pale": look.ACCENT_PALE,
    "external": look.EXTERNAL,
    "panel": look.PANEL,
}


def render(report: Report, language: Language) -> bytes:
    """``report`` as a PDF of 16:9 pages with bookmarks and the notes on its figures at the end."""
    data = readable(json.dumps(_document(report, language), ensure_ascii=False))
    pdf = typst.compile(
        str(HERE / "report.typ"),
        sys_inputs={"report": data},
        font_paths=[str(HERE / "fonts")],
        ignore_system_fonts=True,
        timestamp=datetime.combine(report.made_on, time(), UTC),
    )
    if not isinstance(pdf, bytes):
        raise TypeError("one PDF expected")
    return pdf


def _document(report: Report, language: Language) -> Json:
    return {
        "title": report.title,
        "subtitle": report.subtitle,
        "organisation": report.organisation,
        "period": report.period_label,
        "made_on": [report.made_on.year, report.made_on.month, report.made_on.day],
        "footer": footer_line(report, language),
        "lang": language,
        "look": LOOK,
        "pages": _pages(report, language),
    }


def _pages(report: Report, language: Language) -> list[Json]:
    """Cover, contents, and each chapter's divider and pages; the notes have no divider."""
    body: list[Json] = []
    entries: list[Json] = []
    for chapter in report.chapters:
        entries.append(_entry(str(chapter.number), chapter.title, 3 + len(body)))
        body.append(_divider(chapter, language))
        body += [_content(page, language) for page in chapter_pages(chapter, language)]
    if notes := notes_chapter(report, language):
        entries.append(_entry("", notes.title, 3 + len(body)))
        body += [_content(page, language) for page in chapter_pages(notes, language)]
    pages = [_cover(report, language), _contents(entries, language), *body]
    return [{**page, "page": number} for number, page in enumerate(pages, 1)]


def _entry(number: str, title: str, page: int) -> Json:
    return {"number": number, "title": title, "page": page}


def _cover(report: Report, language: Language) -> Json:
    lines = (
        DATA_AS_OF.say(language, day=report.data_as_of),
        MADE_ON.say(language, day=report.made_on),
        status_line(report, language),
    )
    return {"kind": "cover", "lines": lines}


def _contents(entries: list[Json], language: Language) -> Json:
    grid = contents_grid(len(entries))
    return {
        "kind": "contents",
        "title": CONTENTS.say(language),
        "entries": entries,
        "per_column": grid.per_column,
        "pitch": grid.pitch,
        "column_width": grid.width,
        "size": grid.size,
    }


def _divider(chapter: Chapter, language: Language) -> Json:
    return {
        "kind": "divider",
        "number": str(chapter.number),
        "label": CHAPTER.say(language, number=chapter.number),
        "title": chapter.title,
        "sections": [
            f"{chapter.number}.{i}  {section.title}"
            for i, section in enumerate(chapter.sections, 1)
        ],
    }


def _content(page: Page, language: Language) -> Json:
    points = page.points and {
        **_text(page.points),
        "y": page.points_box.y,
        "height": page.points_box.height,
    }
    return {
        "kind": "content",
        "first": page.is_first,
        "kicker": page.kicker,
        "headline": page.headline,
        "headline_size": page.headline_size,
        "headline_height": page.headline_height,
        "points": points,
        "parts": [_placed(placed, language) for placed in page.placed],
        "legend": EXTERNAL_LEGEND.say(language) if page.has_external else "",
    }


def _placed(placed: Placed, language: Language) -> Json:
    box = placed.box
    return {
        "x": box.x,
        "y": box.y,
        "width": box.width,
        "height": box.height,
        **_part(placed, language),
    }


def _part(placed: Placed, language: Language) -> Json:
    match placed.part:
        case TablePart() as part:
            return {"kind": "table", **_table(part)}
        case Chart() as chart:
            height = placed.box.height - (CHART_TITLE if chart.title else 0)
            svg = draw(chart, placed.box.width, height, language)
            return {"kind": "chart", "title": chart.title, "alt": chart.alt, "svg": svg}
        case KeyFigures() as figures:
            return {"kind": "key_figures", **_figures(figures)}
        case TextPart() as text:
            return {"kind": "text", **_text(text)}
        case NoDataPart(reason):
            return {"kind": "no_data", "text": no_data_text(reason, language)}


def _text(part: TextPart) -> Json:
    return {"items": part.items, "size": part.size, "bulleted": part.bulleted}


def _table(part: TablePart) -> Json:
    return {
        "caption": part.table.caption,
        "headings": [column.heading for column in part.table.columns],
        "aligns": [column.align for column in part.table.columns],
        "widths": part.widths,
        "heights": part.heights,
        "size": part.size,
        "rows": [[_cell(cell) for cell in row] for row in part.rows],
        "has_total": part.has_total,
        "no_data": part.no_data,
    }


def _cell(cell: Cell) -> Json:
    return {
        "text": cell.text,
        "colour": look.tone_colour(cell.tone),
        "fill": look.EXTERNAL if cell.external else None,
        "note": cell.note_ref,
    }


def _figures(figures: KeyFigures) -> Json:
    columns = figure_rows(figures)[1]
    return {
        "columns": columns,
        "figures": [
            {
                "label": one.label,
                "value": one.value_text,
                "size": figure_size(one, columns),
                "target": one.target_text,
                "change": one.change_text,
                "colour": look.tone_colour(one.tone or "neutral"),
                "spark": spark(one, 48, 24),
            }
            for one in figures.figures
        ],
    }
