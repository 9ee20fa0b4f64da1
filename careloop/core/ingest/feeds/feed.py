"""What a feed is: a kind of table that comes from outside, and the columns we read of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pyarrow as pa

from careloop.core.kernel.codes import CodeList
from careloop.core.kernel.folding import fold
from careloop.core.kernel.text import Text

Kind = Literal[
    "text",  # trimmed, without invisible characters
    "note",  # free words, kept to the character
    "code",  # an entry of a closed list
    "moment",  # local store time
    "date",
    "period",  # a month 2026-10 or a year 2026
    "money",  # yuan as it comes, int fen as it is kept
    "hours",  # decimal hours as they come, int minutes as they are kept, half up
    "integer",
    "quantity",  # int thousandths: 4.5 litres of oil are 4500
    "score",  # int ten-thousandths; an index may exceed 100 and is never clamped
    "number",
    "yes_no",
    "vin",
    "plate",
    "phone",
]

ARROW_TYPES: dict[Kind, pa.DataType] = {
    "text": pa.string(),
    "note": pa.string(),
    "code": pa.string(),
    "moment": pa.timestamp("s"),
    "date": pa.date32(),
    "period": pa.string(),
    "money": pa.int64(),
    "hours": pa.int64(),
    "integer": pa.int64(),
    "quantity": pa.int64(),
    "score": pa.int64(),
    "number": pa.decimal128(20, 6),
    "yes_no": pa.bool_(),
    "vin": pa.string(),
    "plate": pa.string(),
    "phone": pa.string(),
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a feed.

    ``label`` holds the Chinese header as exports print it, and its English. ``aliases`` are other
    headers read as this column. ``ahead`` marks moments that may lie in the future. With
    ``open_list`` a code that is not in the list is kept as it came.
    """

    name: str
    label: Text
    kind: Kind
    required: bool = False
    aliases: tuple[str, ...] = ()
    codes: CodeList | None = None
    ahead: bool = False
    open_list: bool = False

    @property
    def headers(self) -> tuple[str, ...]:
        """Every header this column is recognised by."""
        return (self.name, self.label.zh, self.label.en, *self.aliases)

    @property
    def arrow_type(self) -> pa.DataType:
        return ARROW_TYPES[self.kind]


@dataclass(frozen=True, slots=True)
class Feed:
    """A kind of table. ``identity`` names the columns that decide insert or update.

    ``identity_else`` is used by rows whose ``identity`` is not complete. ``in_order`` lists pairs
    (earlier, later) of moments that must not run backwards. ``credit_total`` is the amount whose
    negative sign makes a row a credit, the only place where negative amounts are right;
    ``signed_amounts`` feeds (lines of an order) leave that question to their order.
    """

    code: str
    name: Text
    identity: tuple[str, ...]
    columns: tuple[Column, ...]
    identity_else: tuple[str, ...] = ()
    in_order: tuple[tuple[str, str], ...] = ()
    credit_total: str | None = None
    signed_amounts: bool = False

    def column(self, name: str) -> Column:
        """The column called ``name``; ``KeyError`` where the feed has none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"{self.code}.{name}")

    @property
    def required(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.required)

    def headers(self) -> dict[str, str]:
        """Folded header → column name; where two columns share an alias the earlier one has it."""
        known: dict[str, str] = {}
        for column in self.columns:
            for own in (column.name, column.label.zh):
                known[fold(own)] = column.name
        for column in self.columns:
            for header in column.headers:
                known.setdefault(fold(header), column.name)
        return known
