"""Which column of the file is which column of the feed."""

from __future__ import annotations

from collections.abc import Mapping as Mapped
from collections.abc import Sequence
from dataclasses import dataclass

from careloop.core.ingest.feeds.feed import Column, Feed
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.folding import fold
from careloop.core.kernel.text import Text

TWO_TO_ONE = Text(
    zh="列“{first}”和“{second}”都对应“{column}”({name})。请删除其中一列,或在映射中只保留一列。",
    en="The columns “{first}” and “{second}” both stand for “{column}” ({name}). "
    "Delete one of them, or keep one in the mapping.",
)
COLUMN_MISSING = Text(
    zh="缺少必需的列:{missing}。文件中的表头是:{found}。请补上该列,或为它指定映射。",
    en="Required columns are missing: {missing}. The headers found are: {found}. "
    "Add the column, or map one of the headers to it.",
)
NO_SUCH_COLUMN = Text(
    zh="映射把“{header}”对应到“{column}”,但“{feed}”没有这一列。可用的列:{known}。",
    en="The mapping sends “{header}” to “{column}”, which “{feed}” does not have. It has: {known}.",
)


@dataclass(frozen=True, slots=True)
class Mapping:
    """``columns``: header as the file prints it → canonical name; ``unknown``: not stored.

    ``positions`` gives the place of each mapped column in the file, from 0.
    """

    columns: dict[str, str]
    unknown: tuple[str, ...]
    positions: dict[str, int]


def map_headers(
    feed: Feed, headers: Sequence[str], saved: Mapped[str, str | None] | None = None
) -> Mapping:
    """Map ``headers`` to the columns of ``feed``.

    A saved mapping (header → canonical name, or ``None`` for "do not read") is asked first, then
    the canonical, Chinese, English and alias headers, whatever their case, width, spaces and
    punctuation.

    Raises:
        Refused: two headers stand for one column, or the saved mapping names no column.
    """
    wanted = _saved(feed, saved or {})
    known = feed.headers()
    positions: dict[str, int] = {}
    unknown = []
    for place, header in enumerate(headers):
        folded = fold(header)
        name = wanted[folded] if folded in wanted else known.get(folded)
        if name is None:
            if header.strip():
                unknown.append(header)
        elif name in positions:
            raise _two_to_one(feed, headers[positions[name]], header, name)
        else:
            positions[name] = place
    columns = {headers[place]: name for name, place in positions.items()}
    return Mapping(columns, tuple(unknown), positions)


def _saved(feed: Feed, saved: Mapped[str, str | None]) -> dict[str, str | None]:
    names = {column.name for column in feed.columns}
    for header, name in saved.items():
        if name is not None and name not in names:
            raise Refused(
                NO_SUCH_COLUMN,
                header=header,
                column=name,
                feed=feed.name,
                known=", ".join(sorted(names)),
            )
    return {fold(header): name for header, name in saved.items()}


def _two_to_one(feed: Feed, first: str, second: str, name: str) -> Refused:
    column = feed.column(name)
    return Refused(TWO_TO_ONE, first=first, second=second, column=column.label, name=name)


def missing_columns(feed: Feed, mapping: Mapping, *, store_given: bool) -> list[Column]:
    """The required columns without a header; the store of the run stands in for its column."""
    return [
        column
        for column in feed.required
        if column.name not in mapping.positions and not (column.name == "store" and store_given)
    ]


def require_columns(
    feed: Feed, mapping: Mapping, headers: Sequence[str], *, store_given: bool
) -> None:
    """Raise :class:`Refused`, naming each missing column and the headers found."""
    missing = missing_columns(feed, mapping, store_given=store_given)
    if missing:
        found = "、".join(header for header in headers if header.strip()) or "—"
        raise Refused(COLUMN_MISSING, missing=_listed(missing), found=found)


def _listed(columns: Sequence[Column]) -> Text:
    return Text(
        zh="、".join(f"{column.label.zh}({column.name})" for column in columns),
        en=", ".join(f"{column.label.en} ({column.name}, {column.label.zh})" for column in columns),
    )
