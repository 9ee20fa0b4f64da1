"""The numbers of a customer's parties, written encrypted and found by blind index."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from careloop.common.bulk.columns import added, column, given, text
from careloop.common.bulk.finding import find
from careloop.common.bulk.scope import Scope
from careloop.common.bulk.writing import write
from careloop.common.crypto import encrypt, last_four_index, phone_index
from careloop.customers import rules
from careloop.customers.models import Contact

KEY = ["customer_id", "role", "kind"]


def write_contacts(scope: Scope, rows: pa.Table, *, fill: bool = False) -> None:
    """Store contacts given as ``customer_id, role, kind, phone`` and, where known, ``name``.

    A number is encrypted only when it is new or another one. An empty number makes no contact,
    and empties one that is there. With ``fill`` a contact that has a number keeps it.
    """
    stored = find(Contact, rows.select(KEY), ("id", "phone_index"))
    rows = added(
        rows,
        row_id=pa.array(stored["id"], pa.int64()),
        stored_index=pa.array(stored["phone_index"], pa.string()),
    )
    rows = rows.filter(_fillable(rows) if fill else _known(rows))
    indexes = [phone_index(number) for number in text(rows["phone"]).to_pylist()]
    rows = added(rows, phone_index=pa.array(indexes, pa.string()))
    same = pc.fill_null(pc.equal(rows["phone_index"], rows["stored_index"]), False)
    _write_numbers(scope, rows.filter(pc.invert(same)))
    if "name" in rows.column_names and not fill:
        write(scope, Contact, rows.filter(same).select(["row_id", "name"]), compare=["name"])


def _known(rows: pa.Table) -> pa.ChunkedArray:
    """Rows that say something, or speak of a contact that is there."""
    says = pc.or_(given(rows["phone"]), given(column(rows, "name")))
    return pc.or_(says, pc.is_valid(rows["row_id"]))


def _fillable(rows: pa.Table) -> pa.ChunkedArray:
    return pc.and_(given(rows["phone"]), pc.invert(given(rows["stored_index"])))


def _write_numbers(scope: Scope, rows: pa.Table) -> None:
    numbers = text(rows["phone"]).to_pylist()
    rows = added(
        rows.drop_columns(["stored_index"]),
        phone=pa.array([encrypt(n) for n in numbers], pa.string()),
        last_four_index=pa.array([last_four_index(n) for n in numbers], pa.string()),
        is_valid=pa.array([not n or rules.is_chinese_number(n) for n in numbers], pa.bool_()),
    )
    write(scope, Contact, rows)
