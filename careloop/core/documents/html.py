"""A report as HTML: a fragment for our pages and a page that stands alone. No script at all."""

from __future__ import annotations

from pathlib import Path

from careloop.core.documents.measure import is_short, text_width
from careloop.core.documents.model import (
    Block,
    Bullets,
    Cell,
    Chapter,
    Chart,
    KeyFigure,
    KeyFigures,
    NoData,
    Paragraph,
    Report,
    Section,
    Table,
    TableColumn,
)
from careloop.core.documents.notes import notes_chapter
from careloop.core.documents.pages import bands
from careloop.core.documents.svg import draw, spark
from careloop.core.documents.words import (
    CONTENTS,
    DATA_AS_OF,
    EXTERNAL_LEGEND,
    MADE_ON,
    NO_DATA,
    no_data_text,
    status_line,
)
from careloop.core.documents.xmltext import escaped
from careloop.core.kernel.text import Language

STYLESHEET = Path(__file__).parent / "report.css"  # of the fragment; links may point to a copy
LONG = 12.0  # em; a cell with more keeps room to be read on a narrow screen
CHART_SIZES = {1: (1040, 380), 2: (560, 360)}  # by how many stand side by side


def render(report: Report, language: Language) -> bytes:
    """``report`` as one file that needs no other."""
    title = escaped(f"{report.organisation} {report.title} {report.period_label}")
    code = "zh-Hans" if language == "zh" else "en"
    page = (
        f'<!DOCTYPE html>\n<html lang="{code}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>\n{STYLESHEET.read_text('utf-8')}</style>\n</head>\n"
        f'<body class="rp-page">\n<main>\n{fragment(report, language)}</main>\n</body>\n</html>\n'
    )
    return page.encode()


def fragment(report: Report, language: Language) -> str:
    """``report`` as one ``<article>``: classes only, so that it obeys a strict CSP.

    The page that holds it links the style sheet :data:`STYLESHEET`.
    """
    chapters = list(report.chapters)
    if notes := notes_chapter(report, language):
        chapters.append(notes)
    return (
        f'<article class="rp">\n{_head(report, language)}{_contents(chapters, language)}'
        f"{''.join(_chapter(chapter, language) for chapter in chapters)}</article>\n"
    )


def _head(report: Report, language: Language) -> str:
    dates = (
        DATA_AS_OF.say(language, day=report.data_as_of),
        MADE_ON.say(language, day=report.made_on),
        status_line(report, language),
    )
    subtitle = f'<p class="rp-subtitle">{escaped(report.subtitle)}</p>' if report.subtitle else ""
    return (
        f'<header class="rp-head"><p class="rp-organisation">{escaped(report.organisation)}</p>'
        f'<h1>{escaped(report.title)}</h1>{subtitle}<p class="rp-period">'
        f'{escaped(report.period_label)}</p><p class="rp-dates">{escaped(" · ".join(dates))}</p>'
        "</header>\n"
    )


def _contents(chapters: list[Chapter], language: Language) -> str:
    entries = "".join(
        f'<li><a href="#rp-{chapter.number}">{escaped(chapter.title)}</a></li>'
        for chapter in chapters
    )
    label = escaped(CONTENTS.say(language))
    return f'<nav class="rp-contents" aria-label="{label}"><ol>{entries}</ol></nav>\n'


def _chapter(chapter: Chapter, language: Language) -> str:
    sections = "".join(
        _section(chapter, index, section, language)
        for index, section in enumerate(chapter.sections, 1)
    )
    return (
        f'<section class="rp-chapter" id="rp-{chapter.number}"><h2><span class="rp-number">'
        f"{chapter.number}</span> {escaped(chapter.title)}</h2>\n{sections}</section>\n"
    )


def _section(chapter: Chapter, index: int, section: Section, language: Language) -> str:
    number = f"{chapter.number}.{index}"
    points = "".join(f"<li>{escaped(point)}</li>" for point in section.conclusion[1:])
    exhibits = "".join(_band(band, language) for band in bands(section))
    return (
        f'<section class="rp-section" id="rp-{chapter.number}-{index}">'
        f'<p class="rp-kicker">{number}  {escaped(section.title)}</p>'
        f"<h3>{escaped(section.headline)}</h3>"
        + (f'<ul class="rp-points">{points}</ul>' if points else "")
        + exhibits
        + _external_legend(section, language)
        + "</section>\n"
    )


def _external_legend(section: Section, language: Language) -> str:
    tables = [block for block in section.blocks if isinstance(block, Table)]
    if not any(cell.external for table in tables for row in table.all_rows() for cell in row):
        return ""
    return f'<p class="rp-legend">{escaped(EXTERNAL_LEGEND.say(language))}</p>'


def _band(band: tuple[Block, ...], language: Language) -> str:
    if len(band) == 1:
        return _block(band[0], language, 1)
    return f'<div class="rp-pair">{"".join(_block(one, language, 2) for one in band)}</div>'


def _block(block: Block, language: Language, beside: int) -> str:
    match block:
        case Table():
            return _table(block, language)
        case Chart():
            return _chart(block, language, beside)
        case KeyFigures(figures):
            return f'<div class="rp-figures">{"".join(map(_figure, figures))}</div>'
        case Paragraph(text):
            return f'<p class="rp-text">{escaped(text)}</p>'
        case Bullets(items):
            entries = "".join(f"<li>{escaped(item)}</li>" for item in items)
            return f'<ul class="rp-bullets">{entries}</ul>'
        case NoData(reason):
            return _no_data(reason, language)


def _no_data(reason: str, language: Language) -> str:
    return f'<p class="rp-none">{escaped(no_data_text(reason, language))}</p>'


def _chart(chart: Chart, language: Language, beside: int) -> str:
    if not chart.has_data:
        return _no_data(chart.title, language)
    width, height = CHART_SIZES[beside]
    if chart.kind == "horizontal_bar":
        height = max(height, 24 * len(chart.categories) * len(chart.series) + 40)
    title = f"<figcaption>{escaped(chart.title)}</figcaption>" if chart.title else ""
    svg = draw(chart, width, height, language)
    return (
        f'<figure class="rp-chart">{title}<div class="rp-scroll" tabindex="0" role="group" '
        f'aria-label="{escaped(chart.alt)}">{svg}</div></figure>'
    )


def _figure(figure: KeyFigure) -> str:
    tone = figure.tone or "neutral"
    return (
        f'<div class="rp-figure"><p class="rp-label">{escaped(figure.label)}</p>'
        f'<p class="rp-value"><span>{escaped(figure.value_text)}</span>{spark(figure, 64, 26)}</p>'
        f'<p class="rp-target">{escaped(figure.target_text)} <span class="rp-{tone}">'
        f"{escaped(figure.change_text)}</span></p></div>"
    )


# --- tables -------------------------------------------------------------------------------------


def _table(table: Table, language: Language) -> str:
    caption = f"<caption>{escaped(table.caption)}</caption>" if table.caption else ""
    heading = "".join(
        f'<th scope="col" class="{_heading_class(column)}">{escaped(column.heading)}</th>'
        for column in table.columns
    )
    body = "".join(_row(row, table.columns, "") for row in table.rows)
    if not table.rows:
        words = escaped(NO_DATA.say(language))
        body = f'<tr><td class="rp-empty" colspan="{len(table.columns)}">{words}</td></tr>'
    elif table.total_row is not None:
        body += _row(table.total_row, table.columns, ' class="rp-total"')
    label = escaped(table.caption or ", ".join(column.label for column in table.columns[:3]))
    return (
        f'<div class="rp-scroll" tabindex="0" role="group" aria-label="{label}"><table>{caption}'
        f"<thead><tr>{heading}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _heading_class(column: TableColumn) -> str:
    return f"rp-{column.align}" + (" rp-nowrap" if is_short(column.heading) else "")


def _row(row: tuple[Cell, ...], columns: tuple[TableColumn, ...], attributes: str) -> str:
    cells = "".join(_cell(cell, column) for cell, column in zip(row, columns, strict=True))
    return f"<tr{attributes}>{cells}</tr>"


def _cell(cell: Cell, column: TableColumn) -> str:
    classes = [f"rp-{column.align}"]
    if cell.tone:
        classes.append(f"rp-{cell.tone}")
    if cell.external:
        classes.append("rp-external")
    if is_short(cell.text):
        classes.append("rp-nowrap")
    elif text_width(cell.text) > LONG:
        classes.append("rp-long")
    mark = f"<sup>{cell.note_ref}</sup>" if cell.note_ref is not None and cell.text else ""
    return f'<td class="{" ".join(classes)}">{escaped(cell.text)}{mark}</td>'
