"""The mart on disk: Parquet parts in versions, published by one atomic rename.

``root/versions/000012/<fact>/month=2026-10/part.parquet`` (``<fact>/part.parquet`` for facts
without months), beside them ``manifest.json``; ``root/current`` names the version readers use. A
new version hard-links what did not change, so a reader never sees half a refresh.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

from careloop.core.facts.schema import FACTS

VERSIONS_KEPT = 3
ROLLUP = "rollup"


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a version: what it holds, so that readers need not open it to skip it."""

    fact: str
    month: str | None
    rows: int
    fingerprint: str
    atoms: str
    ranges: dict[str, tuple[str, str]]
    stores: tuple[int, ...]

    @property
    def path(self) -> Path:
        folder = Path(self.fact) / f"month={self.month}" if self.month else Path(self.fact)
        return folder / "part.parquet"

    def meets(self, on: str, first: date | None, end: date | None) -> bool:
        """Whether a row may have its date ``on`` in ``first`` ≤ date < ``end``."""
        if on not in self.ranges:
            return False
        low, high = self.ranges[on]
        return (end is None or low < end.isoformat()) and (
            first is None or high >= first.isoformat()
        )


@dataclass(frozen=True)
class Manifest:
    """What a version holds. ``rolled_up`` are the months whose rollup is true to the facts."""

    number: int = 0
    data_as_of: datetime | None = None
    parts: dict[tuple[str, str | None], Part] = field(default_factory=dict)
    rolled_up: frozenset[str] = frozenset()
    measures: frozenset[str] = frozenset()

    @classmethod
    def read(cls, path: Path) -> Manifest:
        raw: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        parts = [_part(p) for p in raw["parts"]]
        as_of = raw["data_as_of"]
        return cls(
            number=raw["number"],
            data_as_of=datetime.fromisoformat(as_of) if as_of else None,
            parts={(p.fact, p.month): p for p in parts},
            rolled_up=frozenset(raw["rolled_up"]),
            measures=frozenset(raw["measures"]),
        )

    def write(self, path: Path) -> None:
        raw = {
            "number": self.number,
            "data_as_of": self.data_as_of.isoformat() if self.data_as_of else None,
            "rolled_up": sorted(self.rolled_up),
            "measures": sorted(self.measures),
            "parts": [asdict(part) for _, part in sorted(self.parts.items(), key=str)],
        }
        path.write_text(json.dumps(raw, ensure_ascii=False), encoding="utf-8")

    def meeting(
        self, fact: str, on: str | None, first: date | None, end: date | None
    ) -> Iterator[Part]:
        """The parts of ``fact`` that may hold rows of this date range."""
        for part in self.parts.values():
            if part.fact == fact and part.rows and (on is None or part.meets(on, first, end)):
                yield part


def _part(raw: dict[str, Any]) -> Part:
    ranges = {name: (low, high) for name, (low, high) in raw.pop("ranges").items()}
    return Part(ranges=ranges, stores=tuple(raw.pop("stores")), **raw)


class Holdings(Protocol):
    """Anything that knows in which files the rows of a fact lie."""

    def files(
        self, fact: str, on: str | None = None, first: date | None = None, end: date | None = None
    ) -> list[Path]:
        """The files that may hold rows whose date ``on`` lies in ``first`` ≤ date < ``end``."""


@dataclass(frozen=True)
class Version:
    """One published state of the mart; never changes."""

    root: Path

    @cached_property
    def manifest(self) -> Manifest:
        return Manifest.read(self.root / "manifest.json")

    @property
    def number(self) -> int:
        return self.manifest.number

    @property
    def data_as_of(self) -> datetime | None:
        return self.manifest.data_as_of

    def path(self, fact: str, month: str | None = None) -> Path:
        return self.root / self.manifest.parts[fact, month].path

    def files(
        self, fact: str, on: str | None = None, first: date | None = None, end: date | None = None
    ) -> list[Path]:
        return [self.root / part.path for part in self.manifest.meeting(fact, on, first, end)]

    @cached_property
    def _first_days(self) -> dict[str, dict[int, str]]:
        """Per fact and store the earliest day any of its parts begins on."""
        days: dict[str, dict[int, str]] = {}
        for part in self.manifest.parts.values():
            low = min((low for low, _ in part.ranges.values()), default="")
            of_fact = days.setdefault(part.fact, {})
            for store in part.stores:
                of_fact[store] = min(of_fact.get(store, low), low)
        return days

    def holds(self, fact: str, stores: tuple[int, ...] | None, end: date) -> bool:
        """Whether ``fact`` (or what it is derived from) has rows of these stores before ``end``.

        Decides between a true zero and "no data"; exact to the part (the month).
        """
        source = FACTS[fact].derived_from or fact
        days = self._first_days.get(source, {})
        asked = days if stores is None else stores
        return any(days[store] < end.isoformat() for store in asked if store in days)


class MartStore:
    """The versions under one folder."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @property
    def _versions(self) -> Path:
        return self.root / "versions"

    def current(self) -> Version | None:
        """The version readers use, ``None`` before the first one."""
        pointer = self.root / "current"
        if not pointer.exists():
            return None
        return Version(self._versions / pointer.read_text(encoding="utf-8").strip())

    def new_folder(self) -> Path:
        """An empty folder beside the versions, for a draft."""
        self._versions.mkdir(parents=True, exist_ok=True)
        return Path(tempfile.mkdtemp(prefix="draft-", dir=self._versions))

    def adopt(self, folder: Path, number: int) -> Version:
        """Make a finished folder the version ``number`` and point readers at it."""
        name = f"{number:06d}"
        os.replace(folder, self._versions / name)
        pointer = self.root / f"current.{os.getpid()}"
        pointer.write_text(name, encoding="utf-8")
        os.replace(pointer, self.root / "current")
        self._forget_old()
        return Version(self._versions / name)

    def _forget_old(self) -> None:
        published = sorted(p for p in self._versions.iterdir() if p.name.isdigit())
        for folder in published[:-VERSIONS_KEPT]:
            shutil.rmtree(folder)

    def next_number(self) -> int:
        names = [p.name for p in self._versions.iterdir() if p.name.isdigit()]
        return max(map(int, names), default=0) + 1
