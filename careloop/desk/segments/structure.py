"""How a segment is made up (SEG-02, SEG-06): counts, shares of the whole, cumulative shares.

A share says what part of the segment a row is. It is no rate: nothing here says how likely any
of them are to leave (SEG-07).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Count, F, QuerySet, TextField, Value, When

from careloop.core.kernel.codes import SEX
from careloop.core.kernel.periods import add_months
from careloop.core.kernel.rounding import largest_remainder
from careloop.core.kernel.text import Text
from careloop.customers.models import StoreVehicle

MOST_ROWS = 12
TENTHS = 1000  # of a hundred per cent
UNKNOWN = Text(zh="未登记", en="Not on file")
OTHERS = Text(zh="其他", en="Others")

AGES: tuple[tuple[str, Text, int], ...] = (
    ("under_1", Text(zh="1 年以内", en="Under 1 year"), 1),
    ("1_to_2", Text(zh="1-2 年", en="1 to 2 years"), 2),
    ("2_to_3", Text(zh="2-3 年", en="2 to 3 years"), 3),
    ("3_to_4", Text(zh="3-4 年", en="3 to 4 years"), 4),
)
OLDEST = ("over_4", Text(zh="4 年以上", en="4 years and more"))


@dataclass(frozen=True, slots=True)
class Row:
    """One part of the segment: count, share and cumulative share in tenths of a per cent."""

    label: Text
    count: int
    share: int
    cumulative: int


@dataclass(frozen=True, slots=True)
class Structure:
    """A segment by one property."""

    code: str
    title: Text
    rows: tuple[Row, ...]


TITLES: dict[str, Text] = {
    "model": Text(zh="车型", en="Model"),
    "region": Text(zh="地区", en="Region"),
    "age": Text(zh="车龄", en="Vehicle age"),
    "occupation": Text(zh="职业", en="Occupation"),
    "sex": Text(zh="性别", en="Sex"),
}
_COLUMNS = {
    "model": "vehicle__model",
    "region": "customer__region",
    "occupation": "customer__occupation",
    "sex": "customer__sex",
}


def structure(rows: QuerySet[StoreVehicle], code: str, on: date) -> Structure:
    """The segment by one property, the largest part first; ages in their order."""
    value = _age(on) if code == "age" else F(_COLUMNS[code])
    grouped = rows.order_by().values(part=value).annotate(parts=Count("pk"))
    counts = {row["part"] or "": row["parts"] for row in grouped}
    parts = _ages(counts) if code == "age" else _largest_first(counts, code)
    return Structure(code, TITLES[code], shares(parts))


def _age(on: date) -> Case:
    """The age of each vehicle on a day, in whole years, as a code."""
    known = [
        When(vehicle__purchased_on__gt=add_months(on, -12 * years), then=Value(code))
        for code, _, years in AGES
    ]
    unknown = When(vehicle__purchased_on=None, then=Value(""))
    return Case(unknown, *known, default=Value(OLDEST[0]), output_field=TextField())


def _ages(counts: dict[str, int]) -> list[tuple[Text, int]]:
    bands = [(code, label) for code, label, _ in AGES] + [OLDEST, ("", UNKNOWN)]
    return [(label, counts[code]) for code, label in bands if counts.get(code)]


def _largest_first(counts: dict[str, int], code: str) -> list[tuple[Text, int]]:
    """The parts by size; small ones beyond the first dozen, and the unknown, come last."""
    known = sorted(((n, v) for v, n in counts.items() if v), key=lambda one: (-one[0], one[1]))
    parts = [(_label(code, value), count) for count, value in known[:MOST_ROWS]]
    if rest := sum(count for count, _ in known[MOST_ROWS:]):
        parts.append((OTHERS, rest))
    return parts + ([(UNKNOWN, counts[""])] if counts.get("") else [])


def _label(code: str, value: str) -> Text:
    return SEX.text(value) if code == "sex" else Text(zh=value, en=value)


def shares(parts: Sequence[tuple[Text, int]]) -> tuple[Row, ...]:
    """The parts with shares that add to exactly a hundred per cent."""
    rows, sum_of_shares = [], 0
    counts = [count for _, count in parts]
    for (label, count), share in zip(parts, largest_remainder(counts, TENTHS), strict=True):
        sum_of_shares += share
        rows.append(Row(label, count, share, sum_of_shares))
    return tuple(rows)
