"""By what the customers named in a table of rows are known, without showing their numbers."""

from __future__ import annotations

import hashlib

import pyarrow as pa

from careloop.common.bulk.columns import column
from careloop.common.crypto import phone_index
from careloop.customers import rules


def identities(rows: pa.Table, *, name: str, phone: str, number: str = "customer_no") -> pa.Array:
    """The identity of each row's customer; null where neither number nor phone is given.

    ``name``, ``phone`` and ``number`` are what the columns are called in these rows.
    """
    known: dict[tuple[str | None, str | None, str | None], str | None] = {}
    found: list[str | None] = []
    triples = zip(
        column(rows, number).to_pylist(),
        column(rows, phone).to_pylist(),
        column(rows, name).to_pylist(),
        strict=True,
    )
    for triple in triples:
        if triple not in known:
            known[triple] = identity(*triple)
        found.append(known[triple])
    return pa.array(found, pa.string())


def identity(number: str | None, phone: str | None, name: str | None) -> str | None:
    """The identity of one customer; ``None`` where neither number nor phone is given."""
    if number:
        return rules.identity(number, "", "")
    return rules.identity(None, phone_index(phone or ""), _digest(name or ""))


def _digest(name: str) -> str:
    return hashlib.blake2b(name.encode(), digest_size=12).hexdigest()
