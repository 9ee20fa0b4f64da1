"""A KPI against its target: reached, missed, or nothing to say."""

from __future__ import annotations

from careloop.core.documents.model import Tone
from careloop.core.documents.numbers import decimal_text
from careloop.core.kernel.text import Language
from careloop.core.metrics.figures import Figure
from careloop.kpis.cards import Aim, aim_unit

SIGNS = {">=": "≥", "<=": "≤"}


def met(aim: Aim, figure: Figure) -> bool | None:
    """``None`` where the figure has no data or the target is in another unit."""
    return aim.is_met(figure.value)


def tone(aim: Aim, figure: Figure) -> Tone | None:
    reached = met(aim, figure)
    return None if reached is None else "good" if reached else "bad"


def text(aim: Aim, unit: str, language: Language) -> str:
    """As printed: ``>50%``, ``≥2.5``, ``≥100 USD``."""
    places = 0 if aim.value == aim.value.to_integral_value() else 1
    sign = SIGNS.get(aim.comparator, aim.comparator)
    return f"{sign}{decimal_text(aim.value, places)}{aim_unit(aim, unit, language)}"
