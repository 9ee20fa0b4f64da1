"""A delimited text file as rows, and a count of its lines that shares no code with the reading."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Set
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import TextIO

from careloop.core.ingest.reading import encoding as encodings
from careloop.core.ingest.reading.dialect import (
    MAX_RECORD_CHARACTERS,
    SAMPLE_LINES,
    Dialect,
    detect,
    records,
)
from careloop.core.ingest.reading.plain import columns_of, is_plain
from careloop.core.ingest.reading.rows import CHUNK_ROWS, Broken, Chunk, Columns, Sheet
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text

LONG_LINE = Text(
    zh="文件“{file}”第 {row} 行超过 {limit} 个字符,不是表格。请从原系统重新导出。",
    en="Line {row} of “{file}” has more than {limit} characters, so it is not a table. "
    "Export it again.",
)

_BREAK = re.compile(r"\r\n|\r|\n")
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class TextFile:
    """A text file whose encoding and dialect are known."""

    path: Path
    name: str
    encoding: str
    dialect: Dialect

    @classmethod
    def open(
        cls, path: Path, name: str, known: Set[str], *, encoding: str | None = None
    ) -> TextFile:
        """Determine encoding (unless one was chosen) and dialect.

        Raises:
            Refused: the encoding is not determinable or not the one chosen, or a line is too
                long for a table.
        """
        if encoding is None:
            encoding = encodings.detect(path, name)
        else:
            encoding = encodings.confirmed(path, name, encoding)
        with path.open(encoding=encoding, newline="") as file:
            sample = list(islice(_lines(file, name), SAMPLE_LINES))
        return cls(path, name, encoding, detect(sample, known))

    def sheet(self) -> Sheet:
        return Sheet(None, self._chunks())

    def _chunks(self) -> Iterator[Chunk | Columns]:
        """Plain lines many at once; from the first quotation mark on, record by record."""
        with self.path.open(encoding=self.encoding, newline="") as file:
            lines, read = _lines(file, self.name), 0
            while block := list(islice(lines, CHUNK_ROWS)):
                if not is_plain(block, self.dialect):
                    yield from self._records(chain(block, lines), read)
                    return
                yield self._plain(block, read)
                read += len(block)

    def _plain(self, lines: list[str], above: int) -> Chunk | Columns:
        """The rows of plain lines, as columns where Arrow can part them."""
        numbers = range(above + 1, above + 1 + len(lines))
        columns = columns_of(lines, self.dialect)
        if columns is None:
            return Chunk(list(numbers), list(self.dialect.reader(lines)))
        return Columns(numbers, columns)

    def _records(self, lines: Iterator[str], above: int) -> Iterator[Chunk]:
        """The rows of any lines; ``above`` of the file were read before."""
        ahead = _Ahead()
        reader = self.dialect.reader(self._readable(lines, above, ahead))
        while rows := list(islice(reader, CHUNK_ROWS)):
            yield ahead.chunk(rows)
        yield ahead.chunk([])

    def _readable(self, lines: Iterator[str], above: int, ahead: _Ahead) -> Iterator[str]:
        """The records that can be read; what is known of them and of the others is noted."""
        for record in records(lines, self.dialect):
            number = above + record.line
            if record.state == "closed" and self._one_row(record.text):
                ahead.numbers.append(number)
                if record.lines > 1:
                    ahead.long.append(len(ahead.numbers) - 1)
                yield record.text
            else:
                cells = record.text.rstrip("\r\n").split(self.dialect.delimiter)
                reason = "open_quote" if record.state == "open" else "stray_quote"
                ahead.broken.append(Broken(number, reason, cells))
                ahead.breaks += record.lines - 1

    def _one_row(self, text: str) -> bool:
        """Backslashes allow records that the csv module ends elsewhere than we do."""
        return not self.dialect.backslash or len(list(self.dialect.reader([text, "x"]))) == 2


class _Ahead:
    """What the records told while the csv reader was drawing on them."""

    def __init__(self) -> None:
        self.numbers: list[int] = []
        self.long: list[int] = []
        self.broken: list[Broken] = []
        self.breaks = 0

    def chunk(self, rows: list[list[str]]) -> Chunk:
        """The rows with their numbers; the notes begin anew."""
        breaks = self.breaks + sum(len(_BREAK.findall(cell)) for i in self.long for cell in rows[i])
        if len(self.numbers) != len(rows):
            raise RuntimeError("records and rows have parted")
        chunk = Chunk(self.numbers, rows, self.broken, breaks)
        self.numbers, self.long, self.broken, self.breaks = [], [], [], 0
        return chunk


def _lines(file: TextIO, name: str) -> Iterator[str]:
    number = 0
    while line := file.readline(MAX_RECORD_CHARACTERS):
        number += 1
        if len(line) >= MAX_RECORD_CHARACTERS:
            raise Refused(LONG_LINE, file=name, row=number, limit=MAX_RECORD_CHARACTERS)
        yield line.removeprefix("\ufeff") if number == 1 else line


def count_lines(path: Path, encoding: str) -> int:
    """Lines of the file, counted over its decoded blocks: the reader has no part in it."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    ends, last = 0, ""
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            text = decoder.decode(block)
            ends += text.count("\n") + text.count("\r") - text.count("\r\n")
            ends -= last == "\r" and text.startswith("\n")
            last = text[-1:] or last
    return ends + (last not in ("\n", "\r", "", "\ufeff"))
