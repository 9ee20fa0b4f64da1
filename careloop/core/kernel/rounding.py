"""Rounding as the trade prints it: half up, decimal, at display only (GEN-10)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction


def divide(numerator: int, denominator: int) -> Fraction | None:
    """The one division of a ratio; ``None`` where there is nothing to divide by."""
    return Fraction(numerator, denominator) if denominator else None


def half_up(value: Fraction | Decimal | int, decimals: int) -> Decimal:
    """Round ``value`` half up (away from zero on a tie) to ``decimals`` places, exactly."""
    step = Decimal(1).scaleb(-decimals)
    exact = Fraction(value) * 10**decimals
    sign = -1 if exact < 0 else 1
    units = sign * ((2 * abs(exact.numerator) + exact.denominator) // (2 * exact.denominator))
    with localcontext() as context:
        context.prec = max(28, len(str(abs(units))) + 2)
        return (Decimal(units) * step).quantize(step, rounding=ROUND_HALF_UP)


def largest_remainder(counts: Sequence[int], total: int = 100) -> list[int]:
    """Whole shares of ``counts`` that add to exactly ``total``, for the slices of one pie.

    Every share is cut down, the units still missing go to the largest remainders, a tie to the
    earlier entry. All zero counts give all zero shares.
    """
    whole = sum(counts)
    if whole == 0:
        return [0 for _ in counts]
    shares = [count * total // whole for count in counts]
    remainders = [count * total % whole for count in counts]
    missing = total - sum(shares)
    order = sorted(range(len(counts)), key=lambda i: (-remainders[i], i))
    for i in order[:missing]:
        shares[i] += 1
    return shares
