"""The fast way through a text file: lines without a quotation mark, parted by Arrow at once.

Where lines could be read in more than one way (a quotation mark, rows of different width, a row
that may be blank) they go the long way, row by row.
"""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv

from careloop.core.ingest.reading.dialect import Dialect

# Arrow keeps some memory for each column, however little stands in it.
_MOST_COLUMNS = 1000
# A row that begins with a letter, a digit or a Chinese character is not blank.
_FILLED = r"^[A-Za-z0-9\x{4e00}-\x{9fff}]"


def is_plain(lines: Sequence[str], dialect: Dialect) -> bool:
    """Whether each line is one row, whatever stands in it."""
    return not (dialect.backslash or dialect.spaced or any('"' in line for line in lines))


def columns_of(lines: Sequence[str], dialect: Dialect) -> list[pa.Array] | None:
    """The columns of plain lines; ``None`` unless all are as wide, and none too wide or blank."""
    width = lines[0].count(dialect.delimiter) + 1
    if width > _MOST_COLUMNS:
        return None
    text = "".join(lines).encode()
    names = [str(place) for place in range(width)]
    try:
        table = arrow_csv.read_csv(
            pa.BufferReader(text),
            arrow_csv.ReadOptions(use_threads=False, block_size=len(text) + 1, column_names=names),
            arrow_csv.ParseOptions(
                delimiter=dialect.delimiter, quote_char=False, ignore_empty_lines=False
            ),
            arrow_csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string())),
        )
    except pa.ArrowInvalid:  # rows of different width
        return None
    swallowed = lines[0].startswith("\ufeff")  # Arrow takes it for a mark of the encoding
    if swallowed or table.num_rows != len(lines) or not _none_blank(table.column(0)):
        return None
    return [column.combine_chunks() for column in table.columns]


def _none_blank(first_cells: pa.ChunkedArray) -> bool:
    return bool(pc.all(pc.match_substring_regex(first_cells, _FILLED)).as_py())
