"""One value of a cell: from the text as it came to the value that is kept, or why not.

These functions take the spellings one at a time; :mod:`columns` applies them to whole columns.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from operator import mul

from careloop.core.ingest import reasons
from careloop.core.ingest.feeds.feed import Column, Kind
from careloop.core.ingest.reasons import Reason
from careloop.core.kernel.rounding import half_up
from careloop.core.kernel.text import Text

Value = str | int | bool | date | datetime | Decimal

TEXT_LIMIT = 200
NOTE_LIMIT = 20_000
MONEY_LIMIT = Decimal(10) ** 11
COUNT_LIMIT = Decimal(10) ** 12
EARLIEST = datetime(1900, 1, 1)
TICKS = frozenset("√✓✔☑")

_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]"
)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_ASCII_WIDTH = {
    wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F) if chr(wide - 0xFEE0).isalnum()
}
_GUARDED = frozenset("=+-@＝＋－＠|%")
_BLANK = frozenset(
    ("", "-", "--", "—", "——", "–", "/", "\\", "N/A", "#N/A", "NA", "NULL", "(NULL)", "NONE", "\\N",
     "无", "暂无", "不详")
)  # fmt: skip
_EXCEL_ERRORS = frozenset(
    ("#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!")
)


@dataclass(frozen=True, slots=True)
class Parsed:
    """The value to keep (``None``: nothing there), and the fault or warning if there is one."""

    value: Value | None = None
    reason: Reason | None = None
    params: dict[str, str | Text] = field(default_factory=dict)


NOTHING = Parsed()


def parse(column: Column, text: str) -> Parsed:
    """Read one cell of ``column``."""
    if "�" in text or "锟斤拷" in text:
        return Parsed(reason=reasons.DAMAGED_TEXT)
    text = unguarded(text)
    if column.kind == "note":
        return _note(text)
    plain = _plain(text)
    if column.kind == "yes_no" and plain == "无":
        return Parsed(False)
    if plain.upper() in _BLANK:
        return NOTHING
    if plain.upper() in _EXCEL_ERRORS:
        return Parsed(reason=reasons.EXCEL_ERROR)
    return _PARSERS[column.kind](column, plain)


def unguarded(text: str) -> str:
    """Without the apostrophe that keeps a spreadsheet from reading what follows as a formula."""
    return text[1:] if text.startswith("'") and text[1:].lstrip()[:1] in _GUARDED else text


def _plain(text: str) -> str:
    """Without invisible characters and the white space around it; full-width letters narrowed."""
    if text.isascii() and text.isalnum():
        return text
    return _INVISIBLE.sub("", text).strip().translate(_ASCII_WIDTH)


def _note(text: str) -> Parsed:
    kept = _CONTROL.sub("", text)
    if not kept.strip():
        return NOTHING
    if len(kept) > NOTE_LIMIT:
        return Parsed(reason=reasons.TOO_LONG, params={"limit": str(NOTE_LIMIT)})
    return Parsed(kept)


def _text(column: Column, text: str) -> Parsed:
    if len(text) > TEXT_LIMIT:
        return Parsed(reason=reasons.TOO_LONG, params={"limit": str(TEXT_LIMIT)})
    if number := _SCIENTIFIC.fullmatch(text):
        whole = _written_out(number)
        return Parsed(whole) if whole else Parsed(reason=reasons.DIGITS_LOST)
    return Parsed(" ".join(text.split()))


def _code(column: Column, text: str) -> Parsed:
    if column.codes is None:
        raise ValueError(f"{column.name} is a code without a list")
    code = column.codes.find(text)
    if code is not None:
        return Parsed(code)
    if column.open_list:
        return _text(column, text)
    known = Text(
        zh="、".join(entry.text.zh for entry in column.codes.entries),
        en=", ".join(f"{entry.text.zh} ({entry.code})" for entry in column.codes.entries),
    )
    return Parsed(reason=reasons.NOT_IN_LIST, params={"known": known})


_YES = frozenset(("1", "y", "yes", "t", "true", "是", "有", "已", "对", "√", "✓", "✔", "☑", "满意"))
_NO = frozenset(
    (
        "0",
        "n",
        "no",
        "f",
        "false",
        "否",
        "无",
        "未",
        "没有",
        "不",
        "错",
        "×",
        "✗",
        "✘",
        "x",
        "不满意",
    )
)


def _yes_no(column: Column, text: str) -> Parsed:
    word = unicodedata.normalize("NFKC", text).lower().removesuffix(".0")
    if word in _YES:
        return Parsed(True)
    if word in _NO:
        return Parsed(False)
    return Parsed(reason=reasons.NOT_YES_NO)


# --- numbers ---------------------------------------------------------------------------------

_CURRENCY = re.compile(r"^(?:RMB|CNY|[￥¥+])\s*", re.IGNORECASE)
_UNITS: dict[Kind, re.Pattern[str]] = {
    "money": re.compile(r"\s*(?:元|元整|圆)$"),
    "hours": re.compile(r"\s*(?:小时|工时|H)$", re.IGNORECASE),
    "integer": re.compile(r"\s*(?:公里|KM|次|个|份)$", re.IGNORECASE),
    "quantity": re.compile(r"\s*(?:个|件|升|L|套|条|只|瓶|桶)$", re.IGNORECASE),
    "score": re.compile(r"\s*(?:分|%)$"),
    "number": re.compile(r"\s*(?:分|%)$"),
}
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d*)?")
_PLAIN_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)")
_SCIENTIFIC = re.compile(r"([+-]?)(\d)(?:\.(\d+))?E\+(\d{1,2})", re.IGNORECASE)


def _number(kind: Kind, text: str) -> Decimal | Reason:
    """A decimal, whatever surrounds it: ￥, 元, thousands, (…) or a trailing minus for less."""
    word = unicodedata.normalize("NFKC", text).replace("−", "-").replace("–", "-")
    negative = False
    if word.startswith("(") and word.endswith(")"):
        word, negative = word[1:-1], True
    elif word.endswith("-"):
        word, negative = word[:-1], True
    sign = word[:1] if word[:1] == "-" else ""
    word = sign + _UNITS[kind].sub("", _CURRENCY.sub("", word.removeprefix("-").strip()))
    if _GROUPED.fullmatch(word):
        word = word.replace(",", "")
    if not word.isascii() or not _PLAIN_NUMBER.fullmatch(word):
        lost = _SCIENTIFIC.fullmatch(word)
        if lost is None:
            return reasons.NOT_A_NUMBER
        word = _written_out(lost) or ""
        if not word:
            return reasons.DIGITS_LOST
    if negative and word.startswith("-"):
        return reasons.NOT_A_NUMBER
    value = Decimal(word)
    return -value if negative else value


def _written_out(number: re.Match[str]) -> str | None:
    """1.3800138E+10 as 13800138000: only where every digit to the last is there."""
    sign, first, rest, power = number[1], number[2], number[3] or "", int(number[4])
    return sign + first + rest if len(rest) == power and power < 20 else None


def _scaled(column: Column, text: str, factor: int, limit: Decimal) -> tuple[Decimal, int] | Reason:
    """The number times ``factor``, exactly and rounded half up to a whole."""
    number = _number(column.kind, text)
    if isinstance(number, Reason):
        return number
    if abs(number) >= limit:
        return reasons.OUT_OF_RANGE
    try:
        exact = number * factor
        return exact, int(half_up(exact, 0))
    except InvalidOperation:
        return reasons.OUT_OF_RANGE


def _money(column: Column, text: str) -> Parsed:
    scaled = _scaled(column, text, 100, MONEY_LIMIT)
    if isinstance(scaled, Reason):
        return Parsed(reason=scaled)
    exact, fen = scaled
    return Parsed(fen, reasons.ROUNDED if exact != fen else None)


def _hours(column: Column, text: str) -> Parsed:
    return _whole_of(_scaled(column, text, 60, Decimal(100_000)))


def _score(column: Column, text: str) -> Parsed:
    return _whole_of(_scaled(column, text, 10_000, Decimal(100_000)))


def _quantity(column: Column, text: str) -> Parsed:
    return _whole_of(_scaled(column, text, 1_000, COUNT_LIMIT))


def _whole_of(scaled: tuple[Decimal, int] | Reason) -> Parsed:
    return Parsed(reason=scaled) if isinstance(scaled, Reason) else Parsed(scaled[1])


def _integer(column: Column, text: str) -> Parsed:
    scaled = _scaled(column, text, 1, COUNT_LIMIT)
    if isinstance(scaled, Reason):
        return Parsed(reason=scaled)
    exact, whole = scaled
    return Parsed(whole) if exact == whole else Parsed(reason=reasons.NOT_WHOLE)


def _decimal(column: Column, text: str) -> Parsed:
    """A number in the unit it is printed in: 85 % is 85."""
    number = _number(column.kind, text)
    if isinstance(number, Reason):
        return Parsed(reason=number)
    if abs(number) >= COUNT_LIMIT:
        return Parsed(reason=reasons.OUT_OF_RANGE)
    return Parsed(half_up(number, 6))


# --- moments ---------------------------------------------------------------------------------

_TIME = (
    r"(?:[T\s]*(?P<half>上午|下午|AM|PM)?\s*(?P<hour>\d{1,2})[:时](?P<minute>\d{1,2})"
    r"(?:[:分](?P<second>\d{1,2})(?:\.\d+)?)?[分秒]?\s*(?P<late>AM|PM)?(?:\+08:?00)?)?"
)
_YEAR_FIRST = re.compile(
    rf"(?P<year>\d{{4}})\s*[-/.年]\s*(?P<month>\d{{1,2}})\s*[-/.月]\s*(?P<day>\d{{1,2}})日?{_TIME}",
    re.IGNORECASE,
)
_YEAR_LAST = re.compile(
    rf"(?P<first>\d{{1,2}})[-/.](?P<second_>\d{{1,2}})[-/.](?P<year>\d{{4}}){_TIME}", re.IGNORECASE
)
_COMPACT = re.compile(
    r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)"
    r"(?:[T\s]?(?P<hour>\d\d):?(?P<minute>\d\d)(?::?(?P<second>\d\d))?)?"
)
_SHORT_YEAR = re.compile(r"\d{2}[-/.年]\d{1,2}[-/.月]\d{1,2}日?.*")
_SERIAL = re.compile(r"\d{5,7}(?:\.\d+)?")
_CHINESE_DAY = re.compile(
    r"[〇零一二三四五六七八九十]+年[一二三四五六七八九十]+月[一二三四五六七八九十]+日"
)
_CHINESE_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0}
_EXCEL_DAY_0 = datetime(1899, 12, 30)
_SERIALS = (10_000, 2_958_465)


def _moment(column: Column, text: str) -> Parsed:
    found = _moment_of(text)
    return Parsed(reason=found) if isinstance(found, Reason) else Parsed(found)


def _date(column: Column, text: str) -> Parsed:
    found = _moment_of(text)
    return Parsed(reason=found) if isinstance(found, Reason) else Parsed(found.date())


def _moment_of(text: str) -> datetime | Reason:
    word = unicodedata.normalize("NFKC", text)
    word = re.sub("[–—−‐‑]", "-", word).removeprefix("'").strip()
    if _CHINESE_DAY.fullmatch(word):
        word = _in_digits(word)
    for pattern in (_YEAR_FIRST, _COMPACT):
        if match := pattern.fullmatch(word):
            parts = match.groupdict()
            return _built(parts, int(parts["month"]), int(parts["day"]))
    if match := _YEAR_LAST.fullmatch(word):
        return _year_last(match.groupdict())
    if _SHORT_YEAR.fullmatch(word):
        return reasons.AMBIGUOUS_DATE
    return _serial(word)


def _year_last(parts: dict[str, str | None]) -> datetime | Reason:
    """9/2/2024 may be either; 25/9/2024 and 9/25/2024 may not."""
    first, second = int(parts["first"] or 0), int(parts["second_"] or 0)
    if first <= 12 and second <= 12 and first != second:
        return reasons.AMBIGUOUS_DATE
    month, day = (second, first) if first > 12 else (first, second)
    return _built(parts, month, day)


def _built(parts: dict[str, str | None], month: int, day: int) -> datetime | Reason:
    hour = int(parts.get("hour") or 0)
    half = (parts.get("half") or parts.get("late") or "").upper()
    if half and not 1 <= hour <= 12:
        return reasons.NOT_A_MOMENT
    if half in ("下午", "PM"):
        hour = hour % 12 + 12
    elif half in ("上午", "AM"):
        hour %= 12
    minute, second = int(parts.get("minute") or 0), int(parts.get("second") or 0)
    try:
        found = datetime(int(parts["year"] or 0), month, day, hour, minute, second)
    except ValueError:
        return reasons.NOT_A_MOMENT
    return found if found >= EARLIEST else reasons.NOT_A_MOMENT


def _serial(word: str) -> datetime | Reason:
    """Days since Excel's day 0; below 10,000 (1927) a number is no date anyone meant."""
    if not word.isascii() or not _SERIAL.fullmatch(word):
        return reasons.NOT_A_MOMENT
    serial = Decimal(word)
    if not _SERIALS[0] <= serial <= _SERIALS[1]:
        return reasons.NOT_A_MOMENT
    seconds = int(half_up(serial * 86_400, 0))
    return _EXCEL_DAY_0 + timedelta(seconds=seconds)


def _in_digits(word: str) -> str:
    """二〇二四年二月九日 as 2024年2月9日."""
    year, rest = word.split("年")
    month, day = rest.removesuffix("日").split("月")
    digits = "".join(str(_CHINESE_DIGITS.get(c, "")) for c in year)
    return f"{digits}年{_below_100(month)}月{_below_100(day)}日"


def _below_100(word: str) -> int:
    tens, ten, units = word.rpartition("十")
    if not ten:
        return _CHINESE_DIGITS.get(word, 0)
    return 10 * _CHINESE_DIGITS.get(tens or "一", 0) + _CHINESE_DIGITS.get(units or "零", 0)


_MONTH = re.compile(r"(\d{4})\s*(?:[-/.年]\s*)?(0?[1-9]|1[0-2])\s*月?(?:份)?")
_YEAR = re.compile(r"((?:19|20)\d{2})(?:年度?)?")


def _period(column: Column, text: str) -> Parsed:
    """A month as ``2026-10`` or a year as ``2026``; a day stands for its month."""
    word = unicodedata.normalize("NFKC", text)
    if match := _YEAR.fullmatch(word):
        return Parsed(match[1])
    if match := _MONTH.fullmatch(word):
        return Parsed(f"{match[1]}-{int(match[2]):02d}")
    found = _moment_of(word)
    if isinstance(found, Reason):
        return Parsed(reason=reasons.NOT_A_PERIOD)
    return Parsed(f"{found:%Y-%m}")


# --- what identifies a vehicle and a person --------------------------------------------------

_VIN = re.compile(r"[A-HJ-NPR-Z0-9]{17}")
VIN_VALUES = dict(
    zip("0123456789ABCDEFGHJKLMNPRSTUVWXYZ", [*range(10), *range(1, 9), 1, 2, 3, 4, 5, 7, 9,
        *range(2, 10)], strict=True)
)  # fmt: skip
VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)


def vin_check_digit(vin: str) -> str:
    """The ninth character a VIN should have (GB 16735)."""
    total = sum(map(mul, map(VIN_VALUES.__getitem__, vin), VIN_WEIGHTS))
    return "0123456789X"[total % 11]


def _vin(column: Column, text: str) -> Parsed:
    vin = text
    if not _VIN.fullmatch(vin):
        vin = re.sub(r"[\s\-*]", "", unicodedata.normalize("NFKC", text)).upper()
    if not _VIN.fullmatch(vin):
        return Parsed(reason=reasons.NOT_A_VIN)
    return Parsed(vin, reasons.VIN_CHECK_DIGIT if vin_check_digit(vin) != vin[8] else None)


_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z]"
    r"(?:[A-HJ-NP-Z0-9]{5}|[A-HJ-NP-Z0-9]{6}|[A-HJ-NP-Z0-9]{4}[学警港澳挂试超])"
    r"|使\d{6}|WJ[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]?[A-Z0-9]{5}"
)
_NO_PLATE = frozenset(("无牌", "临时", "未上牌", "新车", "无牌照", "临牌", "未挂牌"))


def _plate(column: Column, text: str) -> Parsed:
    if text in _NO_PLATE:
        return NOTHING
    plate = re.sub(r"[\s\-·•.．・]", "", unicodedata.normalize("NFKC", text)).upper()
    if len(plate) > TEXT_LIMIT:
        return Parsed(reason=reasons.TOO_LONG, params={"limit": str(TEXT_LIMIT)})
    return Parsed(plate, None if _PLATE.fullmatch(plate) else reasons.UNUSUAL_PLATE)


_MOBILE = re.compile(r"1[3-9]\d{9}")
_AREA = r"0(?:10|2\d|[3-9]\d{2})"
_LANDLINE = re.compile(
    rf"(?:({_AREA})([1-9]\d{{6,7}})|()([2-8]\d{{6,7}}))(?:(?:转|-|#|EXT)(\d{{1,6}}))?",
    re.IGNORECASE,
)


def _phone(column: Column, text: str) -> Parsed:
    """Digits only for a mobile; area code, number and extension for a landline; else as seen."""
    seen = unicodedata.normalize("NFKC", text).removeprefix("'").strip()
    if len(seen) > TEXT_LIMIT:
        return Parsed(reason=reasons.TOO_LONG, params={"limit": str(TEXT_LIMIT)})
    written = _SCIENTIFIC.fullmatch(seen)
    word = (_written_out(written) if written else None) or seen
    digits = re.sub(r"[\s\-()·.]|\.0$", "", word.removesuffix(".0"))
    digits = re.sub(r"^(?:\+86|0086|86(?=1[3-9]\d{9}$))", "", digits)
    if _MOBILE.fullmatch(digits):
        return Parsed(digits)
    dashed = re.sub(rf"^\(?({_AREA})\)?[-\s]?", r"\1", word)
    if match := _LANDLINE.fullmatch(re.sub(r"\s", "", dashed)):
        return Parsed("-".join(part for part in match.groups() if part))
    return Parsed(seen, reasons.UNUSUAL_PHONE)


_PARSERS: dict[Kind, Callable[[Column, str], Parsed]] = {
    "text": _text,
    "code": _code,
    "moment": _moment,
    "date": _date,
    "period": _period,
    "money": _money,
    "hours": _hours,
    "integer": _integer,
    "quantity": _quantity,
    "score": _score,
    "number": _decimal,
    "yes_no": _yes_no,
    "vin": _vin,
    "plate": _plate,
    "phone": _phone,
}
