"""How a segment's figures are printed."""

from __future__ import annotations

from django import template

from careloop.core.kernel.money import yuan

register = template.Library()


@register.filter
def tenths(share: int) -> str:
    """Tenths of a per cent: ``333`` as ``33.3%``."""
    return f"{share // 10}.{share % 10}%"


@register.filter
def money(fen: int | None) -> str:
    """Fen as yuan; a dash where nothing is known."""
    return "–" if fen is None else yuan(fen)
