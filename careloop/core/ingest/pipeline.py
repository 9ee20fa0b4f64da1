"""The way of a file through the room: read in the child, mapped, checked, settled, handed out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from collections.abc import Mapping as Mapped
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from careloop.core.ingest.feeds.feed import Feed
from careloop.core.ingest.mapping import Mapping
from careloop.core.ingest.reading.limits import Limits
from careloop.core.ingest.verdicts import CheckedBatch, Layout, Preview, Tally

Progress = Callable[[int, int], None]  # rows done, rows in the file


class Checked:
    """A file that was read to its end and is handed out checked, batch by batch.

    ``tally`` may be read once the iteration is over.
    """

    mapping: Mapping
    layout: Layout
    tally: Tally

    def __iter__(self) -> Iterator[CheckedBatch]:
        raise NotImplementedError


def preview(
    path: Path,
    feed: Feed,
    *,
    name: str | None = None,
    mapping: Mapped[str, str | None] | None = None,
    store: str | None = None,
    limits: Limits = Limits(),
) -> Preview:
    """The first look at a file; nothing is checked beyond its headers."""
    raise NotImplementedError


@contextmanager
def read_checked(
    path: Path,
    feed: Feed,
    *,
    now: datetime,
    name: str | None = None,
    store: str | None = None,
    mapping: Mapped[str, str | None] | None = None,
    limits: Limits = Limits(),
    progress: Progress | None = None,
) -> Iterator[Checked]:
    """Read, map and check a file; the spool is removed when the block is left."""
    raise NotImplementedError
    yield
