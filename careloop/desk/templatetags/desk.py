"""What the desk's templates say: a code's printed name, money, how near a day is."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import template

from careloop.core.kernel import money
from careloop.core.kernel.codes import CODE_LISTS
from careloop.core.kernel.text import Text
from careloop.customers.choices import CHANNEL_LABELS, PURPOSE_LABELS, Channel, Purpose
from careloop.desk.rules import Due

register = template.Library()


@register.filter
def named(code: str, code_list: str) -> Text:
    """A code of one of the trade's lists, to be said in the reader's language."""
    return CODE_LISTS[code_list].text(code)


@register.filter
def channel(code: str) -> Any:
    """How a customer is reached."""
    return CHANNEL_LABELS[Channel(code)]


@register.filter
def purpose(code: str) -> Any:
    """What a customer is contacted for."""
    return PURPOSE_LABELS[Purpose(code)]


@register.filter
def yuan(fen: Any) -> str:
    """Fen as yuan; a dash where nothing is known."""
    return money.yuan(fen) if isinstance(fen, int) else "–"


@register.filter
def tone(due: Due, today: date) -> str:
    """Whether a day is past or near."""
    return due.tone(today)


@register.filter
def is_expired(due: Due, today: date) -> bool:
    """Whether a day is long past."""
    return due.is_expired(today)


@register.simple_tag
def band_of(car: Any, today: date) -> Any:
    """The dormancy band of a car."""
    return car.band(today)
