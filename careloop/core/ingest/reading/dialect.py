"""How a text file parts its cells: found by trying, on its first records, and never guessed away.

A record is one row of the table; inside quotation marks it may run over several lines.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from careloop.core.kernel.folding import fold

DELIMITERS = (",", ";", "\t", "|")
SAMPLE_LINES = 200
# A quotation mark that finds no partner within so much text was never meant to be closed here.
MAX_RECORD_LINES = 1000
MAX_RECORD_CHARACTERS = 1_000_000

State = Literal["closed", "open", "stray"]


@dataclass(frozen=True)
class Dialect:
    """The delimiter, whether a backslash escapes, and whether blanks precede a quoted cell."""

    delimiter: str
    backslash: bool = False
    spaced: bool = False

    @cached_property
    def _quoted(self) -> re.Pattern[str]:
        body = r'(?:[^"\\]++|\\.|"")*+' if self.backslash else r'(?:[^"]++|"")*+'
        return re.compile(f'{self._blanks}"{body}"', re.DOTALL)

    @cached_property
    def _record(self) -> re.Pattern[str]:
        mark = re.escape(self.delimiter)
        escaped = r"|\\." if self.backslash else ""
        stop = r"\\" if self.backslash else ""
        plain = rf'(?!{self._blanks}")(?:[^{mark}\r\n{stop}]++{escaped})*+'
        cell = rf"(?:{self._quoted.pattern}|{plain})"
        return re.compile(rf"{cell}(?:{mark}{cell})*+[\r\n]*+", re.DOTALL)

    @property
    def _blanks(self) -> str:
        return " *" if self.spaced else ""

    def state(self, text: str) -> State:
        """Whether the quotation marks of ``text`` leave a whole record, an open or an odd one."""
        match = self._record.match(text)
        end = match.end() if match else 0
        if end == len(text):
            return "closed"
        if match and text[end] != self.delimiter:
            return "stray"  # something follows a closing mark
        return "stray" if self._quoted.match(text, end + 1 if match else 0) else "open"

    def reader(self, records: Iterable[str]) -> Iterator[list[str]]:
        """The cells of each record; a record gives exactly one row."""
        return csv.reader(
            records,
            delimiter=self.delimiter,
            doublequote=True,
            escapechar="\\" if self.backslash else None,
            skipinitialspace=self.spaced,
        )


@dataclass(frozen=True, slots=True)
class Record:
    """The text of one record, the number of its first line, and whether it can be read."""

    line: int
    text: str
    state: State
    lines: int = 1


def records(lines: Iterable[str], dialect: Dialect) -> Iterator[Record]:
    """Join lines into records. A quotation mark never closed spoils its own line only."""
    waiting: list[str] = []
    number = 0
    source = iter(lines)
    while True:
        line = waiting.pop(0) if waiting else next(source, None)
        if line is None:
            return
        number += 1
        if '"' not in line:
            yield Record(number, line, "closed")
            continue
        text, taken, state = _grow(line, waiting, source, dialect)
        yield Record(number, text, state, 1 + taken)
        number += taken


def _grow(
    line: str, waiting: list[str], source: Iterator[str], dialect: Dialect
) -> tuple[str, int, State]:
    """The record that begins with ``line``, how many more lines it took, and its state."""
    state = dialect.state(line)
    if state != "open":
        return line, 0, state
    text, taken = line, 0
    while taken < MAX_RECORD_LINES and len(text) < MAX_RECORD_CHARACTERS:
        if taken == len(waiting):
            more = next(source, None)
            if more is None:
                break
            waiting.append(more)
        text += waiting[taken]
        taken += 1
        if '"' in waiting[taken - 1]:
            state = dialect.state(text)
            if state != "open":
                break
    if state == "closed":
        del waiting[:taken]
        return text, taken, state
    return line, 0, "open"


def detect(lines: list[str], known: Set[str]) -> Dialect:
    """The dialect under which the first lines make the best table.

    Headers that are known decide first, then how many records have the same number of cells,
    then how many cells that is.
    """
    text = "".join(lines)
    candidates = [
        Dialect(delimiter, backslash, bool(re.search(re.escape(delimiter) + ' +"', text)))
        for delimiter in DELIMITERS
        for backslash in ((False, True) if '\\"' in text else (False,))
    ]
    return max(candidates, key=lambda dialect: _fit(lines, dialect, known))


def _fit(lines: list[str], dialect: Dialect, known: Set[str]) -> tuple[int, float, float, int]:
    found = [r for r in records(lines, dialect) if r.text.strip("\r\n \t")]
    good = [r.text for r in found if r.state == "closed"]
    rows = list(dialect.reader(good))
    hits = max((len({fold(c) for c in row} & known) for row in rows), default=0)
    widths = Counter(len(row) for row in rows)
    width, count = max(widths.items(), key=lambda w: (w[1], w[0]), default=(1, 0))
    alike = count / max(len(found), 1)
    whole = len(good) / max(len(found), 1)
    return hits, whole if width > 1 else 0.0, alike if width > 1 else 0.0, width
