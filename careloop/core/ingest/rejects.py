"""Rows given back: as they came, with why; and the empty file to fill in for a feed.

Both are CSV with a byte-order mark, which every Excel opens with its Chinese right. Text that a
spreadsheet would take for a formula leaves with an apostrophe before it.
"""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterable
from typing import TextIO

from careloop.core.ingest.feeds.feed import Feed
from careloop.core.ingest.verdicts import Layout, Quarantined
from careloop.core.kernel.text import Language, Text

BYTE_ORDER_MARK = "\ufeff"
ENCODING = "utf-8"
REASON_HEADER = Text(zh="未导入原因", en="Why it was not imported")
ROW_HEADER = Text(zh="原文件行号", en="Row in the file")

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")
_INVISIBLE = " \t\r\n\u00a0\u200b\u200c\u200d\u2060\ufeff\u3000\"';,"


def harmless(text: str) -> str:
    """``text`` so that no spreadsheet takes it for a formula; plain numbers stay as they are.

    Full-width signs and signs behind blanks, quotes or invisible characters count as well.
    """
    bare = unicodedata.normalize("NFKC", text.lstrip(_INVISIBLE))
    suspicious = bare.startswith(_STARTS_A_FORMULA) or text.startswith(_STARTS_A_FORMULA)
    return "'" + text if suspicious and not _is_number(text) else text


def _is_number(text: str) -> bool:
    digits = text[1:] if text[:1] in ("-", "+") else text
    return digits.isascii() and digits.replace(".", "", 1).isdigit()


def write_rejects(
    stream: TextIO, layout: Layout, quarantined: Iterable[Quarantined], language: Language
) -> int:
    """Write quarantined rows in the layout they came in, then their row number and every reason.

    ``stream`` is opened with ``newline=""``. Returns the number of rows written. The two columns
    added are no columns of any feed: the mended file goes in again as it is.
    """
    stream.write(BYTE_ORDER_MARK)
    writer = csv.writer(stream)
    width = len(layout.headers)
    added = [ROW_HEADER.say(language), REASON_HEADER.say(language)]
    writer.writerow([harmless(header) for header in layout.headers] + added)
    count = 0
    for row in quarantined:
        cells = [harmless(cell) for cell in row.cells]
        cells += [""] * (width - len(cells))
        why = " ".join(fault.say(language) for fault in row.faults)
        writer.writerow([*cells, str(row.source_row), harmless(why)])
        count += 1
    return count


def template(feed: Feed, language: Language = "zh") -> str:
    """An empty CSV with the feed's headers in the reader's language, to be filled in."""
    headers = [column.label.say(language) for column in feed.columns]
    return BYTE_ORDER_MARK + ",".join(f'"{h}"' if "," in h else h for h in headers) + "\r\n"
