"""The rows of a file on their way from the child to its parent: Arrow on disk, text untouched.

A spool is a folder with ``rows.arrow`` (columns ``c0``, ``c1``, … and ``source_row``) and
``broken.jsonl`` (rows whose cells cannot be told apart). The child writes, the parent reads.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType

import pyarrow as pa

from careloop.core.ingest.reading.limits import Limits
from careloop.core.ingest.reading.rows import Broken, Chunk, Columns, is_blank
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text

TOO_MANY_ROWS = Text(
    zh="文件“{file}”超过 {limit} 行的上限。请按月份拆分后再导入。",
    en="“{file}” has more than the {limit} rows allowed. Split it, by month for example.",
)
SOURCE_ROW = "source_row"
ROWS, BROKEN = "rows.arrow", "broken.jsonl"
# Each batch costs the database some thirty statements, and memory holds two of them.
BATCH_ROWS, BATCH_BYTES = 24_000, 16 << 20


class SpoolWriter:
    """Takes chunks, drops and counts blank rows, sets apart rows that do not fit the header."""

    def __init__(self, folder: Path, width: int, file: str, limits: Limits) -> None:
        self.width = width
        self.file = file
        self.limits = limits
        self.blank = self.rows = self.broken = self.breaks = 0
        names = [f"c{i}" for i in range(width)]
        fields = [pa.field(name, pa.string()) for name in names]
        self.schema = pa.schema([*fields, pa.field(SOURCE_ROW, pa.int64())])
        self._rows = pa.ipc.new_stream(str(folder / ROWS), self.schema)
        self._broken = (folder / BROKEN).open("w", encoding="utf-8")

    def __enter__(self) -> SpoolWriter:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._rows.close()
        self._broken.close()

    def write(self, chunk: Chunk | Columns) -> None:
        """Write one chunk.

        Raises:
            Refused: more rows than the limits allow.
        """
        if isinstance(chunk, Chunk):
            self._write_rows(chunk)
        elif len(chunk.columns) == self.width:
            self._write_columns(chunk.columns, chunk.numbers)
        else:
            self._write_rows(chunk.as_chunk())

    def _write_rows(self, chunk: Chunk) -> None:
        numbers, rows = self._fitting(chunk)
        for broken in chunk.broken:
            self._set_apart(broken)
        self.breaks += chunk.breaks
        columns = [pa.array(column, pa.string()) for column in zip(*rows, strict=True)]
        self._write_columns(columns, numbers)

    def _write_columns(self, columns: list[pa.Array], numbers: Sequence[int]) -> None:
        self.rows += len(numbers)
        if self.rows + self.broken > self.limits.rows:
            raise Refused(TOO_MANY_ROWS, file=self.file, limit=self.limits.rows)
        if numbers:
            batch = [*columns, pa.array(numbers, pa.int64())]
            self._rows.write_batch(pa.record_batch(batch, schema=self.schema))

    def _fitting(self, chunk: Chunk) -> tuple[list[int], list[list[str]]]:
        numbers, rows = [], []
        for number, row in zip(chunk.numbers, chunk.rows, strict=True):
            if is_blank(row):
                self.blank += 1
            elif len(row) == self.width:
                numbers.append(number)
                rows.append(row)
            elif len(row) > self.width and is_blank(row[self.width :]):
                numbers.append(number)
                rows.append(row[: self.width])
            else:
                self._set_apart(Broken(number, "ragged", row))
        return numbers, rows

    def _set_apart(self, broken: Broken) -> None:
        self.broken += 1
        line = [broken.number, broken.reason, broken.cells]
        self._broken.write(json.dumps(line, ensure_ascii=False) + "\n")


def read_rows(folder: Path) -> Iterator[pa.RecordBatch]:
    """The rows of the spool in the order of the file, in batches as large as the store likes."""
    with pa.OSFile(str(folder / ROWS)) as source, pa.ipc.open_stream(source) as stream:
        gathered: list[pa.RecordBatch] = []
        for batch in stream:
            gathered.append(batch)
            if _is_enough(gathered):
                yield pa.concat_batches(gathered)
                gathered = []
        if gathered:
            yield pa.concat_batches(gathered)


def _is_enough(batches: list[pa.RecordBatch]) -> bool:
    rows: int = sum(batch.num_rows for batch in batches)
    size: int = sum(batch.nbytes for batch in batches)
    return rows >= BATCH_ROWS or size >= BATCH_BYTES


def read_broken(folder: Path) -> Iterator[Broken]:
    """The rows set apart, in the order of the file."""
    with (folder / BROKEN).open(encoding="utf-8") as file:
        for line in file:
            number, reason, cells = json.loads(line)
            yield Broken(number, reason, cells)
