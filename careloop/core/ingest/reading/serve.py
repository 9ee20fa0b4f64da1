"""The child process: reads one file per request and writes it to a spool, under hard limits.

Requests and answers are JSON, one to a line, on standard input and output. The process may die of
any file; its parent (:mod:`child`) takes that as a refusal.
"""

from __future__ import annotations

import contextlib
import gc
import json
import math
import os
import sys
import time
from collections.abc import Callable, Iterator, Set
from itertools import chain
from pathlib import Path
from typing import Any

import pyarrow as pa

from careloop.core.ingest.reading import workbooks
from careloop.core.ingest.reading.chosen import Chosen
from careloop.core.ingest.reading.limits import Limits
from careloop.core.ingest.reading.rows import Chunk, Columns, Sheet
from careloop.core.ingest.reading.shape import SEARCHED_ROWS, Header, find_header, header_at
from careloop.core.ingest.reading.sniff import FileKind, sniff
from careloop.core.ingest.reading.spool import SpoolWriter
from careloop.core.ingest.reading.text_files import TextFile, count_lines
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text

try:
    import resource
except ImportError:  # Windows has no resource limits; the parent's clock still holds there
    resource = None  # type: ignore[assignment]

EMPTY_TABLE = Text(
    zh="文件“{file}”里没有任何数据。请重新导出。",
    en="“{file}” holds no data at all. Export it again.",
)
NO_SUCH_SHEET = Text(
    zh="文件“{file}”没有工作表“{sheet}”。已有的工作表:{sheets}。",
    en="“{file}” has no sheet “{sheet}”. It has: {sheets}.",
)
SEVERAL_SHEETS = Text(
    zh="文件“{file}”的多个工作表都符合:{sheets}。请指定一个工作表,或只保留一个。",
    en="Several sheets of “{file}” fit: {sheets}. Name one of them, or keep only one.",
)
NO_HEADER_THERE = Text(
    zh="文件“{file}”的第 {row} 行是空行,或不在前 {limit} 行之内,不能作为表头。请另选一行。",
    en="Row {row} of “{file}” is blank or not among the first {limit}, so it is no header. "
    "Choose another row.",
)
TOO_MANY_COLUMNS = Text(
    zh="文件“{file}”有 {columns} 列,超过 {limit} 列的上限。请删去不需要的列。",
    en="“{file}” has {columns} columns, more than the {limit} allowed. Delete those not needed.",
)
NOT_ENCODED = Text(
    zh="文件“{file}”的编码前后不一致,无法读取。请用 Excel 打开后另存为“CSV UTF-8”。",
    en="The encoding of “{file}” changes on the way and cannot be read. Open it in Excel and save "
    "it as “CSV UTF-8”.",
)
TOO_MUCH_MEMORY = Text(
    zh="读取文件“{file}”需要的内存超过 {limit} MB 的上限。请拆分,或另存为 CSV 后再导入。",
    en="Reading “{file}” takes more than the {limit} MB of memory allowed. Split it, or save it "
    "as CSV.",
)
READER_FAILED = Text(
    zh="文件“{file}”无法读取({cause})。请用 Excel 打开后另存为 .xlsx 或 CSV。",
    en="“{file}” cannot be read ({cause}). Open it in Excel and save it as .xlsx or CSV.",
)

_PROGRESS_SECONDS = 0.25

Say = Callable[[dict[str, Any]], None]


def read(request: dict[str, Any], say: Say) -> dict[str, Any]:
    """Read one file into a spool and describe what was found.

    ``request``: ``path``, ``name``, ``spool``, ``known`` (folded headers), ``chosen`` (a layout),
    ``sample`` (rows to stop after) or ``None``, ``header`` (whether to look for one), ``limits``.
    """
    path, name = Path(request["path"]), str(request["name"])
    limits, known = Limits(**request["limits"]), frozenset(request["known"])
    chosen, sample = Chosen(**request["chosen"]), request["sample"]
    kind = sniff(path, name, limits)
    text: TextFile | None = None
    if kind == "text":
        text = TextFile.open(path, name, known, encoding=chosen.encoding)
    sheets = [text.sheet()] if text else workbooks.sheets(path, name, limits)
    row = chosen.header_row
    tables = [_Table(sheet, known, row, has_header=request["header"]) for sheet in sheets]
    table = _choose(tables, chosen, name, may_guess=sample is not None)
    width = len(table.headers)
    if width > limits.columns:
        raise Refused(TOO_MANY_COLUMNS, file=name, columns=width, limit=limits.columns)
    with SpoolWriter(Path(request["spool"]), width, name, limits) as spool:
        _fill(spool, table, sample, say)
    lines = count_lines(path, text.encoding) if text and sample is None else None
    return _described(kind, text, [s.name for s in sheets], table) | _counted(spool, table, lines)


class _Table:
    """A sheet whose first rows were looked at, and its header."""

    def __init__(self, sheet: Sheet, known: Set[str], row: int | None, *, has_header: bool) -> None:
        self.sheet = sheet.name
        self._rest = sheet.chunks
        first = next(self._rest, Chunk([], []))
        self.first = first if isinstance(first, Chunk) else first.as_chunk()
        found = self._found(known, row) if has_header else None
        self.header = found or Header(-1, [], 0)
        self.empty = found is None and (has_header or not self.first.rows)

    def _found(self, known: Set[str], row: int | None) -> Header | None:
        """The header in the row chosen; without one, where it seems to be."""
        rows, numbers = self.first.rows[:SEARCHED_ROWS], self.first.numbers[:SEARCHED_ROWS]
        if row is None:
            return find_header(rows, known)
        return header_at(rows, known, numbers.index(row)) if row in numbers else None

    @property
    def headers(self) -> list[str]:
        """The header's names. The rows of a sheet are all as wide as it; those of a text file
        are held against its header."""
        names = self.header.names
        if self.sheet is None and self.header.index >= 0:
            return names
        width = max(map(len, self.first.rows), default=0)
        return names + [""] * (width - len(names))

    @property
    def header_row(self) -> int:
        return self.first.numbers[self.header.index] if self.first.numbers else 0

    def head(self, most: int | None = None) -> Chunk:
        """The first rows below the header. Those that broke above it stay with them: nothing is
        lost.
        """
        first, below = self.first, slice(self.header.index + 1, None)
        numbers, rows = first.numbers[below], first.rows[below]
        return Chunk(numbers[:most], rows[:most], first.broken, first.breaks)

    def chunks(self) -> Iterator[Chunk | Columns]:
        """All rows below the header."""
        return chain([self.head()], self._rest)


def _choose(tables: list[_Table], chosen: Chosen, name: str, *, may_guess: bool) -> _Table:
    """The sheet named, else the one whose header is recognised best.

    Of several alike the first is taken only where that is shown to a person (``may_guess``).
    """
    wanted = chosen.sheet
    if wanted is not None and wanted not in [table.sheet for table in tables]:
        listed = "、".join(str(table.sheet) for table in tables)
        raise Refused(NO_SUCH_SHEET, file=name, sheet=wanted, sheets=listed)
    tables = [table for table in tables if wanted in (None, table.sheet)]
    filled = [table for table in tables if not table.empty]
    if not filled and chosen.header_row is not None:
        raise Refused(NO_HEADER_THERE, file=name, row=chosen.header_row, limit=SEARCHED_ROWS)
    if not filled:
        raise Refused(EMPTY_TABLE, file=name)
    most = max(table.header.hits for table in filled)
    best = [table for table in filled if table.header.hits == most]
    if most and len(best) > 1 and not may_guess:
        listed = "、".join(str(table.sheet) for table in best)
        raise Refused(SEVERAL_SHEETS, file=name, sheets=listed)
    return best[0]


def _fill(spool: SpoolWriter, table: _Table, sample: int | None, say: Say) -> None:
    if sample is not None:
        spool.write(table.head(sample))
        return
    told = time.monotonic()
    for chunk in table.chunks():
        spool.write(chunk)
        if time.monotonic() - told > _PROGRESS_SECONDS:
            told = time.monotonic()
            say({"rows": spool.rows})


def _described(
    kind: FileKind, text: TextFile | None, sheets: list[str | None], table: _Table
) -> dict[str, Any]:
    return {
        "kind": "csv" if kind == "text" else kind,
        "encoding": text.encoding if text else None,
        "delimiter": text.dialect.delimiter if text else None,
        "sheets": [sheet for sheet in sheets if sheet],
        "sheet": table.sheet,
        "header_row": table.header_row,
        "headers": table.headers,
    }


def _counted(spool: SpoolWriter, table: _Table, lines: int | None) -> dict[str, Any]:
    """What was read, and what a second count says should have been.

    For text: lines of the file, less those above and of the header, less the line breaks inside
    cells. For workbooks there is no second reader; the rows laid out are counted.
    """
    above = table.header.index + 1
    counted = spool.blank + spool.rows + spool.broken
    expected = counted if lines is None else lines - above - spool.breaks
    return {
        "rows_in_file": expected,
        "blank": spool.blank,
        "rows": spool.rows,
        "broken": spool.broken,
    }


def _answer(request: dict[str, Any], say: Say) -> dict[str, Any]:
    name = request["name"]
    try:
        return {"read": read(request, say)}
    except Refused as refused:
        return {"refused": _packed(refused)}
    except UnicodeError:
        return {"refused": _packed(Refused(NOT_ENCODED, file=name))}
    except MemoryError:
        limit = request["limits"]["memory_bytes"] // (1 << 20)
        return {"refused": _packed(Refused(TOO_MUCH_MEMORY, file=name, limit=limit))}
    # The edge of the process: whatever a parser throws at a hostile file (calamine's panics are
    # no Exception) must end as a sentence, not as silence.
    except BaseException as failure:  # noqa: BLE001
        cause = f"{type(failure).__name__}: {failure}"[:200]
        return {"refused": _packed(Refused(READER_FAILED, file=name, cause=cause)), "die": True}


def _packed(refused: Refused) -> dict[str, Any]:
    params = {
        key: {"zh": value.zh, "en": value.en} if isinstance(value, Text) else value
        for key, value in refused.params.items()
    }
    return {"zh": refused.text.zh, "en": refused.text.en, "params": params}


def limit_memory(size: int) -> None:
    """Hold the process to ``size`` bytes of data, where the system can."""
    if resource is None:
        return
    for limit, value in ((resource.RLIMIT_DATA, size), (resource.RLIMIT_CORE, 0)):
        with contextlib.suppress(ValueError, OSError):  # a system that does not let us
            resource.setrlimit(limit, (value, value))


def limit_time(seconds: float) -> None:
    """Give the process ``seconds`` more of computing; the system ends it after that."""
    if resource is not None:
        used = time.process_time()
        hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(used + seconds), hard))


def main() -> None:
    """Serve requests until standard input ends; after a failure nobody foresaw, stop."""
    limit_memory(int(sys.argv[1]))
    gc.disable()  # rows are lists without cycles; looking for some costs a third of the time
    pa.set_cpu_count(1)
    pa.set_io_thread_count(1)
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # nothing a library prints may pass for an answer

    def say(message: dict[str, Any]) -> None:
        answers.write(json.dumps(message) + "\n")
        answers.flush()

    say({"ready": True})
    for line in sys.stdin:
        request = json.loads(line)
        limit_time(request["seconds"])
        answer = _answer(request, say)
        gc.collect()
        say(answer)
        if answer.get("die"):
            return


if __name__ == "__main__":
    main()
