"""A KPI against its target: reached, missed, or nothing to say."""

from __future__ import annotations

from careloop.core.documents.model import Tone
from careloop.core.documents.numbers import decimal_text
from careloop.core.metrics.figures import Figure
from careloop.kpis.cards import Aim

SIGNS = {">=": "≥", "<=": "≤"}


def met(aim: Aim, figure: Figure) -> bool | None:
    """``None`` where the figure has no data."""
    return None if figure.value is None else aim.is_met(figure.value)


def tone(aim: Aim, figure: Figure) -> Tone | None:
    reached = met(aim, figure)
    return None if reached is None else "good" if reached else "bad"


def text(aim: Aim, unit: str) -> str:
    """As printed: ``>50%``, ``≥2.5``."""
    places = 0 if aim.value == aim.value.to_integral_value() else 1
    suffix = "%" if unit == "%" else ""
    sign = SIGNS.get(aim.comparator, aim.comparator)
    return f"{sign}{decimal_text(aim.value, places)}{suffix}"
