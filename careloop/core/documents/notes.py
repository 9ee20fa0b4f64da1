"""The notes of a whole report as a chapter of their own, for formats without speaker notes."""

from __future__ import annotations

from collections.abc import Iterator

from careloop.core.documents.model import Cell, Chapter, Report, Section, Table, TableColumn
from careloop.core.documents.words import (
    AS_OF,
    DEFINITION,
    FIGURE,
    FORMULA,
    MART_VERSION,
    NOTES,
    PERIOD,
    PLACE,
    SAMPLE,
)
from careloop.core.kernel.text import Language


def notes_table(report: Report, language: Language) -> Table:
    """One row for each note; its place is ``3.2 [1]``: section and number of the note."""
    columns = (
        TableColumn("place", PLACE.say(language)),
        TableColumn("figure", FIGURE.say(language)),
        TableColumn("definition", DEFINITION.say(language)),
        TableColumn("formula", FORMULA.say(language)),
        TableColumn("n", SAMPLE.say(language), "right"),
        TableColumn("period", PERIOD.say(language)),
        TableColumn("as_of", AS_OF.say(language)),
        TableColumn("mart_version", MART_VERSION.say(language)),
    )
    return Table(columns, tuple(_rows(report, columns[4])))


def _rows(report: Report, sample: TableColumn) -> Iterator[tuple[Cell, ...]]:
    for chapter in report.chapters:
        for index, section in enumerate(chapter.sections, 1):
            for number, note in enumerate(section.notes, 1):
                yield (
                    Cell.of(f"{chapter.number}.{index} [{number}]"),
                    Cell.of(note.figure),
                    Cell.of(note.definition),
                    Cell.of(note.formula),
                    sample.cell(note.n),
                    Cell.of(note.period),
                    Cell.of(note.data_as_of),
                    Cell.of(note.mart_version),
                )


def notes_chapter(report: Report, language: Language) -> Chapter | None:
    """The chapter that closes the document; ``None`` when no figure has a note."""
    table = notes_table(report, language)
    if not table.rows:
        return None
    number = max(chapter.number for chapter in report.chapters) + 1
    title = NOTES.say(language)
    return Chapter(number, title, (Section(title, (table,)),))
