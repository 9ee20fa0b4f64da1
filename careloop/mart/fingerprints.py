"""What a month of a fact looked like: the same fingerprint again means nothing to copy."""

from __future__ import annotations

import hashlib
from collections import defaultdict

from careloop.mart.dialects import Dialect
from careloop.mart.extracts.extract import Extract, Watch
from careloop.mart.reading import rows_of

WHOLE = ""  # the only "month" of a fact that has no months


def of(extract: Extract, dialect: Dialect) -> dict[str, str]:
    """Fingerprint of each month of ``extract`` (of :data:`WHOLE` for a fact without months).

    The first watch covers the fact's own rows, so its months are the fact's months. The query
    itself counts too: whoever changes it gets every month copied anew.
    """
    own, *others = [_marks(watch, dialect) for watch in extract.watches]
    months = set(own) if extract.fact.month_on else {WHOLE}
    shared = [extract.select(dialect), *(marks.get(None, "") for marks in others)]
    return {
        month: _digest(shared, [marks.get(month or None, "") for marks in (own, *others)])
        for month in sorted(month or "" for month in months)
    }


def _marks(watch: Watch, dialect: Dialect) -> dict[str | None, str]:
    month = dialect.month(watch.month_on) if watch.month_on else "NULL"
    stamps = ", ".join(f"MAX({stamp})" for stamp in watch.stamps)
    query = (
        f"SELECT {month}, COUNT(*), SUM({watch.row}), {stamps} FROM {watch.source}"  # noqa: S608
        " GROUP BY 1"
    )
    marks: dict[str | None, str] = defaultdict(str)
    for key, *cells in rows_of(query):
        marks[key] = "|".join(map(str, cells))
    return marks


def _digest(*parts: list[str]) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:24]
