"""Making a version of the mart: parts are put, kept or dropped, then published together."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from careloop.core.facts.atoms import atoms_of
from careloop.core.facts.building import definitions_hash, widen_all
from careloop.core.facts.schema import FACTS, Fact, place_column
from careloop.core.facts.store import ROLLUP, Manifest, MartStore, Part, Version
from careloop.core.kernel.periods import Period

ROW_GROUP = 122_880
BATCH_ROWS = 300_000


def begin(store: MartStore, base: Version | None = None) -> Draft:
    """A draft that starts with everything ``base`` holds."""
    return Draft(store, store.new_folder(), base)


def fingerprint(table: pa.Table) -> str:
    """A digest of the rows of ``table``, for :meth:`Draft.keep`."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table.combine_chunks())
    return hashlib.sha256(sink.getvalue()).hexdigest()[:32]


class Draft:
    """A version being made: put, keep or drop parts, then publish."""

    def __init__(self, store: MartStore, folder: Path, base: Version | None) -> None:
        self._store = store
        self._folder = folder
        self._base = base
        self._manifest = base.manifest if base else Manifest()
        self._own: set[tuple[str, str | None]] = set()

    @property
    def manifest(self) -> Manifest:
        return self._manifest

    def path(self, part: Part) -> Path:
        """Where the file of ``part`` is now: in the draft, else still in the base."""
        if (part.fact, part.month) in self._own or self._base is None:
            return self._folder / part.path
        return self._base.root / part.path

    def files(
        self, fact: str, on: str | None = None, first: date | None = None, end: date | None = None
    ) -> list[Path]:
        """The files that may hold rows whose date ``on`` lies in ``first`` ≤ date < ``end``."""
        return [self.path(part) for part in self._manifest.meeting(fact, on, first, end)]

    def keep(self, fact: str, month: str | None, fingerprint: str) -> bool:
        """Whether the draft already holds this part with this fingerprint and today's atoms."""
        part = self._manifest.parts.get((fact, month))
        return bool(
            part and part.fingerprint == fingerprint and part.atoms == definitions_hash(fact)
        )

    def put(self, fact: str, month: str | None, table: pa.Table, fingerprint: str) -> None:
        """Write one part with its atoms, sorted by store.

        Raises:
            ValueError: two rows have the same key.
        """
        self.put_months(fact, [(month, table, fingerprint)])

    def put_months(self, fact: str, parts: Iterable[tuple[str | None, pa.Table, str]]) -> None:
        """Write several parts (month, table, fingerprint); cheaper than one by one.

        Raises:
            ValueError: two rows of a part have the same key.
        """
        for batch in _batches(parts):
            widened = widen_all([table for _, table, _ in batch], FACTS[fact])
            for (month, table, digest), wide in zip(batch, widened, strict=True):
                _refuse_doubles(table, FACTS[fact])
                self.write(fact, month, wide, digest)
                self._unroll(self._manifest.parts[fact, month])

    def write(self, fact: str, month: str | None, table: pa.Table, fingerprint: str) -> None:
        """Write one part as it is (the rollup is written this way)."""
        table = table.sort_by([(name, "ascending") for name in _order(fact, table)])
        part = _describe(fact, month, table, fingerprint)
        path = self._folder / part.path
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(table, path)
        previous = self._manifest.parts.get((fact, month))
        if previous and fact != ROLLUP:
            self._unroll(previous)
        self._own.add((fact, month))
        self._change(parts={**self._manifest.parts, (fact, month): part})

    def drop(self, fact: str, month: str | None = None) -> None:
        """Leave a part out; nothing happens where there is none."""
        parts = dict(self._manifest.parts)
        part = parts.pop((fact, month), None)
        if part:
            self._unroll(part)
            self._own.discard((fact, month))
            (self._folder / part.path).unlink(missing_ok=True)
            self._change(parts=parts)

    def rolled_up(self, months: set[str], measures: set[str]) -> None:
        """Say which months the rollup is now true for, and which sums it holds."""
        self._change(rolled_up=frozenset(months), measures=frozenset(measures))

    def publish(self, data_as_of: datetime) -> Version:
        """Make the draft the version readers use."""
        for key, part in self._manifest.parts.items():
            if key not in self._own:
                _link(self.path(part), self._folder / part.path)
        number = self._store.next_number()
        self._change(number=number, data_as_of=data_as_of)
        self._manifest.write(self._folder / "manifest.json")
        return self._store.adopt(self._folder, number)

    def discard(self) -> None:
        """Give the draft up."""
        shutil.rmtree(self._folder)

    def _change(self, **changes: Any) -> None:
        self._manifest = replace(self._manifest, **changes)

    def _unroll(self, part: Part) -> None:
        """The rollup is no longer true for the months the dates of ``part`` count in."""
        counted = {atom.on for atom in atoms_of(part.fact) if atom.is_rolled_up}
        touched = {
            str(month)
            for on in counted & part.ranges.keys()
            for month in Period.between(*map(date.fromisoformat, part.ranges[on])).months()
        }
        self._change(rolled_up=self._manifest.rolled_up - touched)


def _write(table: pa.Table, path: Path) -> None:
    """Keys, codes, days and flags repeat: dictionaries; amounts do not: packed differences."""
    amounts = [f.name for f in table.schema if f.type == pa.int64() and not _repeats(f.name)]
    pq.write_table(
        table,
        path,
        compression="zstd",
        row_group_size=ROW_GROUP,
        use_dictionary=[name for name in table.column_names if name not in amounts],
        column_encoding=dict.fromkeys(amounts, "DELTA_BINARY_PACKED"),
    )


def _repeats(name: str) -> bool:
    return name.endswith(("_id", place_column("")))


def _order(fact: str, table: pa.Table) -> list[str]:
    """Neighbours in a file are rows that are summed together: store, advisor, day."""
    day = FACTS[fact].month_on if fact in FACTS else "on"
    names = ["store_id", "advisor_id", day] if day else ["store_id"]
    return [name for name in names if name in table.schema.names]


def _batches(
    parts: Iterable[tuple[str | None, pa.Table, str]],
) -> Iterator[list[tuple[str | None, pa.Table, str]]]:
    """Parts small enough together to be widened in one go."""
    batch: list[tuple[str | None, pa.Table, str]] = []
    for part in parts:
        if batch and sum(table.num_rows for _, table, _ in batch) > BATCH_ROWS:
            yield batch
            batch = []
        batch.append(part)
    if batch:
        yield batch


def _refuse_doubles(table: pa.Table, fact: Fact) -> None:
    if not fact.keys:
        return
    groups = table.select(fact.keys).group_by(list(fact.keys)).aggregate([]).num_rows
    if groups != table.num_rows:
        raise ValueError(f"{fact.name}: {table.num_rows - groups} rows repeat a key {fact.keys}")


def _describe(fact: str, month: str | None, table: pa.Table, digest: str) -> Part:
    dates = [f.name for f in table.schema if pa.types.is_date32(f.type)]
    found = {name: pc.min_max(table[name]).as_py() for name in dates}
    return Part(
        fact=fact,
        month=month,
        rows=table.num_rows,
        fingerprint=digest,
        atoms=definitions_hash(fact) if fact in FACTS else "",
        ranges={
            name: (span["min"].isoformat(), span["max"].isoformat())
            for name, span in found.items()
            if span["min"]
        },
        stores=tuple(sorted(s for s in pc.unique(table["store_id"]).to_pylist() if s is not None)),
    )


def _link(source: Path, target: Path) -> None:
    """The same file under a second name; a copy where the file system has no hard links."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
