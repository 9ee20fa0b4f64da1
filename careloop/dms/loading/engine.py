"""Checked rows in, stored rows out, every row accounted for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from careloop.common.bulk.columns import added, column
from careloop.common.bulk.finding import find
from careloop.common.bulk.scope import KeepBefore, Notes, Scope
from careloop.core.ingest.feeds.feed import Feed
from careloop.core.ingest.reasons import Reason
from careloop.core.ingest.verdicts import CheckedBatch, Fault, Quarantined
from careloop.dms import reasons
from careloop.dms.loading.registry import LOADERS, Loader

SetAside = Callable[[Quarantined], None]


@dataclass(frozen=True, slots=True)
class Stores:
    """The stores rows may belong to, by code and by name; ``own`` is that of the run."""

    group_id: int
    own: int
    known: dict[str, int]


@dataclass(slots=True)
class Counts:
    """What came of the rows that core accepted."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    quarantined: int = 0

    @property
    def accounted(self) -> int:
        return self.created + self.updated + self.unchanged + self.quarantined


@dataclass(slots=True)
class Loading:
    """One file on its way into the store; ``set_aside`` takes each row that is not stored."""

    feed: Feed
    run_id: int
    at: datetime
    stores: Stores
    keep_before: KeepBefore
    set_aside: SetAside
    counts: Counts = field(default_factory=Counts)
    notes: Notes = field(default_factory=Notes)
    warned: dict[str, list[Fault]] = field(default_factory=dict)
    warnings: Counter[str] = field(default_factory=Counter)
    faulty: dict[int, Fault] = field(default_factory=dict)

    @property
    def loader(self) -> Loader:
        return LOADERS[self.feed.code]

    def take(self, batch: CheckedBatch) -> None:
        """Store a batch."""
        for quarantined in batch.quarantined:
            self._quarantine(quarantined)
        for warning in batch.warnings:
            self._warn(warning)
        self.counts.unchanged += batch.duplicate
        for scope, rows in self._by_store(batch.rows):
            self._store(scope, rows)
        self._quarantine_faulty(batch)

    def _quarantine(self, row: Quarantined) -> None:
        self.set_aside(row)
        self.counts.quarantined += 1

    def _quarantine_faulty(self, batch: CheckedBatch) -> None:
        """Set aside, with their cells, the rows of the batch that the database found wanting."""
        cells = batch.cells(list(self.faulty))
        for source_row, fault in sorted(self.faulty.items()):
            self._quarantine(Quarantined(source_row, cells.get(source_row, ()), (fault,)))
        self.faulty.clear()

    def _warn(self, warning: Fault) -> None:
        code = warning.reason.code
        self.warnings[code] += 1
        if self.warnings[code] <= 5:
            self.warned.setdefault(code, []).append(warning)

    def _by_store(self, rows: pa.Table) -> Iterator[tuple[Scope, pa.Table]]:
        """The rows of each store; rows of a store not known are set aside."""
        named = column(rows, "store")
        for name in named.unique().to_pylist():
            mine = pc.is_null(named) if name is None else pc.equal(named, name)
            part = rows.filter(pc.fill_null(mine, False))
            if not name:
                yield (
                    self._scope(None if self.loader.blank_store_is_group else self.stores.own),
                    part,
                )
            elif name in self.stores.known:
                yield self._scope(self.stores.known[name]), part
            else:
                self._fault_all(part, "store", reasons.NO_SUCH_STORE)

    def _scope(self, store_id: int | None) -> Scope:
        return Scope(
            store_id, self.stores.group_id, self.run_id, self.at, self.keep_before, self.notes
        )

    def _fault_all(self, rows: pa.Table, name: str, reason: Reason) -> None:
        label = self.feed.column(name).label
        values = column(rows, name).to_pylist()
        for source_row, value in zip(rows["source_row"].to_pylist(), values, strict=True):
            said = None if value is None else str(value)
            self.faulty[source_row] = Fault(source_row, name, said, reason, label)

    def _store(self, scope: Scope, rows: pa.Table) -> None:
        """Tell the new, the changed and the unchanged rows apart and write the first two."""
        rows = self._resolved(self.loader.resolve(scope=scope, rows=rows))
        keys = pa.table({to: rows[of] for to, of in self.loader.key.items()})
        rows, keys = self._once(rows, keys)
        stored = find(self.loader.model, keys, ("id", "digest"), self.loader.where(scope))
        row_ids = pa.array(stored["id"], pa.int64())
        same = pc.fill_null(pc.equal(rows["digest"], _digests(stored["digest"])), False)
        to_write = added(rows, row_id=row_ids).filter(pc.invert(same))
        self.counts.unchanged += rows.num_rows - to_write.num_rows
        self.counts.created += to_write["row_id"].null_count
        self.counts.updated += to_write.num_rows - to_write["row_id"].null_count
        if to_write.num_rows:
            self.loader.write(scope=scope, rows=to_write)

    def _resolved(self, rows: pa.Table) -> pa.Table:
        """The rows whose key could be resolved; the others are set aside."""
        for key, (name, reason) in self.loader.unresolved.items():
            missing = pc.is_null(rows[key])
            self._fault_all(rows.filter(missing), name, reason)
            rows = rows.filter(pc.invert(missing))
        return rows

    def _once(self, rows: pa.Table, keys: pa.Table) -> tuple[pa.Table, pa.Table]:
        """Rows that turn out to be one stored row: the first stands, the others are set aside.

        Core saw to it that no identity comes twice as the file writes it; a store named once by
        its code and once by its name it could not see.
        """
        complete = pc.is_valid(keys[keys.column_names[0]])
        numbered = added(keys, at=pa.array(range(keys.num_rows), pa.int64())).filter(complete)
        firsts = numbered.group_by(keys.column_names).aggregate([("at", "min")])
        if firsts.num_rows == numbered.num_rows:
            return rows, keys
        again = pc.invert(pc.is_in(numbered["at"], value_set=firsts["at_min"].combine_chunks()))
        repeated = numbered["at"].filter(again)
        places = pa.array(range(keys.num_rows), pa.int64())
        out = pc.is_in(places, value_set=repeated.combine_chunks())
        self._fault_all(rows.filter(out), self.feed.identity[-1], reasons.SAME_RECORD)
        return rows.filter(pc.invert(out)), keys.filter(pc.invert(out))


def _digests(values: list[Any]) -> pa.Array:
    return pa.array(values, pa.binary(16))
