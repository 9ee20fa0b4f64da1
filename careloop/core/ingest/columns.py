"""Values applied to whole columns: clean ones by Arrow at once, the rest once per spelling.

A column of 100,000 moments that all read ``2026-10-03 14:05`` never meets Python; the odd
``2026年10月3日`` among them is read by :mod:`values`, once, however often it stands there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc

from careloop.core.ingest.feeds.feed import Column, Kind
from careloop.core.ingest.values import (
    EARLIEST,
    TEXT_LIMIT,
    VIN_VALUES,
    VIN_WEIGHTS,
    Parsed,
    parse,
)

Fast = Callable[[pa.Array], pa.Array]


@dataclass(frozen=True, slots=True)
class CheckedColumn:
    """The typed values (null where there is none or a fault), and what to say about which rows."""

    values: pa.Array
    remarks: dict[int, Parsed] = field(default_factory=dict)


def check_column(column: Column, raw: pa.Array) -> CheckedColumn:
    """Read the texts of one column; ``remarks`` maps a position to its fault or warning."""
    filled = pc.greater(pc.binary_length(raw), 0)
    if not pc.any(filled).as_py():
        return CheckedColumn(pa.nulls(len(raw), column.arrow_type))
    fast = _FAST.get(column.kind)
    if fast is None:
        values = pa.nulls(len(raw), column.arrow_type)
    else:
        values = fast(raw).cast(column.arrow_type)
    rest = pc.and_(pc.is_null(values), filled).fill_null(False)
    if not pc.any(rest).as_py():
        return CheckedColumn(values)
    return _slowly(column, raw, values, rest)


def _slowly(column: Column, raw: pa.Array, values: pa.Array, rest: pa.Array) -> CheckedColumn:
    texts = raw.filter(rest).dictionary_encode()
    parsed = [parse(column, text) for text in texts.dictionary.to_pylist()]
    kept = pa.array([p.value for p in parsed], column.arrow_type)
    values = pc.replace_with_mask(values, rest, kept.take(texts.indices))
    if all(p.reason is None for p in parsed):
        return CheckedColumn(values)
    positions = pc.indices_nonzero(rest).to_pylist()
    remarks = {
        position: parsed[index]
        for position, index in zip(positions, texts.indices.to_pylist(), strict=True)
        if parsed[index].reason is not None
    }
    return CheckedColumn(values, remarks)


def _only(raw: pa.Array, pattern: str) -> pa.Array:
    """The values that match; null where they do not."""
    return pc.if_else(pc.match_substring_regex(raw, pattern), raw, pa.scalar(None, pa.string()))


# Words of plain letters, digits and Chinese characters, unless they mean “nothing” or are damaged.
_PLAIN_TEXT = r"^[A-Za-z0-9\x{4e00}-\x{9fff}][A-Za-z0-9\x{4e00}-\x{9fff}._\-]*$"
_SUSPECT_TEXT = r"(?i)^(?:na|null|none|无|暂无|不详)$|锟斤拷"


def _text(raw: pa.Array) -> pa.Array:
    plain = _only(raw, _PLAIN_TEXT)
    doubtful = pc.or_(
        pc.match_substring_regex(plain, _SUSPECT_TEXT),
        pc.greater(pc.binary_length(plain), TEXT_LIMIT),
    )
    return pc.if_else(doubtful, pa.scalar(None, pa.string()), plain)


def _moment(raw: pa.Array) -> pa.Array:
    """ISO, or with strokes and without leading zeros, as Excel writes them."""
    text = raw
    if pc.any(pc.match_substring(raw, "/")).as_py():
        text = pc.replace_substring_regex(text, r"^(\d{4})/(\d{1,2})/(\d{1,2})", r"\1-\2-\3")
    if pc.any(pc.match_substring_regex(text, r"^\d{4}-(?:\d-|\d\d-\d(?: |$))| \d:")).as_py():
        text = pc.replace_substring_regex(text, r"^(\d{4})-(\d)-", r"\1-0\2-")
        text = pc.replace_substring_regex(text, r"^(\d{4}-\d\d)-(\d)( |$)", r"\1-0\2\3")
        text = pc.replace_substring_regex(text, r" (\d):", r" 0\1:")
    text = _only(text, r"^(?:19|20)\d\d-\d\d-\d\d(?: \d\d:\d\d(?::\d\d)?)?$")
    try:
        moments = text.cast(pa.timestamp("s"))
    except pa.ArrowInvalid:  # one of them does not exist; it is found one by one
        return pa.nulls(len(raw), pa.timestamp("s"))
    return pc.if_else(
        pc.greater_equal(moments, pa.scalar(EARLIEST, pa.timestamp("s"))), moments, None
    )


def _date(raw: pa.Array) -> pa.Array:
    return pc.floor_temporal(_moment(raw), unit="day").cast(pa.date32())


def _whole(raw: pa.Array) -> pa.Array:
    return _only(raw, r"^-?\d{1,11}$").cast(pa.int64())


def _scaled(raw: pa.Array, decimals: int) -> pa.Array:
    """Up to ``decimals`` places times ten to that power: exact, far inside what a float holds."""
    text = _only(raw, rf"^-?\d{{1,9}}(?:\.\d{{1,{decimals}}})?$")
    product = pc.multiply(text.cast(pa.float64()), 10.0**decimals)
    return pc.round(product).cast(pa.int64())


def _money(raw: pa.Array) -> pa.Array:
    return _scaled(raw, 2)


def _hours(raw: pa.Array) -> pa.Array:
    """Thousandths of an hour to minutes, half up (away from zero), in whole numbers."""
    thousandths = _scaled(_only(raw, r"^-?\d{1,4}(?:\.\d{1,3})?$"), 3)
    minutes = pc.divide(pc.add(pc.multiply(pc.abs(thousandths), 60), 500), 1000)
    return pc.multiply(minutes, pc.sign(thousandths))


def _score(raw: pa.Array) -> pa.Array:
    return _scaled(_only(raw, r"^-?\d{1,4}(?:\.\d{1,4})?$"), 4)


def _quantity(raw: pa.Array) -> pa.Array:
    return _scaled(raw, 3)


def _phone(raw: pa.Array) -> pa.Array:
    return _only(raw, r"^1[3-9]\d{9}$")


def _vin(raw: pa.Array) -> pa.Array:
    """VINs whose check digit fits; a doubtful one is looked at by itself."""
    vins = _only(raw, r"^[A-HJ-NPR-Z0-9]{17}$")
    total = pa.repeat(0, len(vins))
    for place, weight in enumerate(VIN_WEIGHTS):
        characters = pc.utf8_slice_codeunits(vins, place, place + 1)
        values = _VIN_NUMBERS.take(pc.index_in(characters, _VIN_CHARACTERS))
        total = pc.add(total, pc.multiply(values, weight))
    remainder = pc.subtract(total, pc.multiply(pc.divide(total, 11), 11))
    fits = pc.equal(_CHECK_DIGITS.take(remainder), pc.utf8_slice_codeunits(vins, 8, 9))
    return pc.if_else(fits, vins, pa.scalar(None, pa.string()))


_VIN_CHARACTERS = pa.array(list(VIN_VALUES))
_VIN_NUMBERS = pa.array(list(VIN_VALUES.values()), pa.int64())
_CHECK_DIGITS = pa.array(list("0123456789X"))


def _plate(raw: pa.Array) -> pa.Array:
    return _only(
        raw,
        "^[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][A-HJ-NP-Z0-9]{5,6}$",
    )


_FAST: dict[Kind, Fast] = {
    "text": _text,
    "moment": _moment,
    "date": _date,
    "money": _money,
    "hours": _hours,
    "integer": _whole,
    "score": _score,
    "quantity": _quantity,
    "phone": _phone,
    "vin": _vin,
    "plate": _plate,
}
