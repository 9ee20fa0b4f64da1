"""How shares are printed: one decimal, half up; no data is a dash."""

from __future__ import annotations

from fractions import Fraction

from django import template

from careloop.core.kernel.rounding import half_up

register = template.Library()


@register.filter
def percent(share: Fraction | None) -> str:
    """``1/3`` as ``33.3%``."""
    return "–" if share is None else f"{half_up(share * 100, 1)}%"


@register.filter
def percent_plain(share: Fraction | None) -> str:
    """The bare number, for a meter."""
    return "0" if share is None else str(half_up(share * 100, 1))
