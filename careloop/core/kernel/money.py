"""Money as it is printed: kept in whole fen, shown in yuan."""

from __future__ import annotations


def yuan(fen: int) -> str:
    """``123456`` as ``¥1,234.56``; whole yuan without the zeros."""
    sign = "-" if fen < 0 else ""
    whole, rest = divmod(abs(fen), 100)
    return f"{sign}¥{whole:,}" + (f".{rest:02d}" if rest else "")
