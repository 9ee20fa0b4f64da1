"""How figures are written: rounded half up, by decimals or by one of Excel's plain formats."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from careloop.core.kernel.rounding import half_up

Number = int | Decimal | Fraction


def decimal_text(value: Number, decimals: int, *, percent: bool = False) -> str:
    """``value`` with ``decimals`` places and thousands marks; ``percent`` writes a ratio as %."""
    if percent:
        return f"{half_up(Fraction(value) * 100, decimals):,f}%"
    return f"{half_up(value, decimals):,f}"


def formatted(value: Number | None, number_format: str) -> str:
    """``value`` as ``0``, ``0.0``, ``#,##0``, ``0.0%`` … would show it; blank for no data."""
    if value is None:
        return ""
    percent = number_format.endswith("%")
    digits = number_format.rstrip("%")
    decimals = len(digits.partition(".")[2])
    text = decimal_text(value, decimals, percent=percent)
    return text if "," in digits else text.replace(",", "")


def format_of(text: str) -> str:
    """The Excel format that shows a number the way ``text`` does: ``"17.6%"`` → ``"0.0%"``."""
    percent = "%" if text.endswith("%") else ""
    decimals = len(text.rstrip("%").partition(".")[2])
    whole = "#,##0" if "," in text else "0"
    return f"{whole}.{'0' * decimals}{percent}" if decimals else f"{whole}{percent}"
