"""``{% sheet sheet answers faults %}``: a questionnaire as form fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from careloop.core.documents.numbers import decimal_text
from careloop.core.kernel.codes import SURVEY_ITEM
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text, language_of
from careloop.core.scoring.questions import Question
from careloop.core.scoring.sheets import Sheet
from careloop.surveys.asking import fields
from careloop.surveys.forms import KIND_LABELS
from careloop.surveys.rules import E4

register = template.Library()


@register.simple_tag
def sheet(
    sheet: Sheet,
    answers: Mapping[str, str] | None = None,
    faults: Mapping[str, Refused] | None = None,
) -> SafeString:
    """The questions of ``sheet`` with the answers given so far and what is wrong with them.

    The page links ``surveys/sheet.css`` and ``surveys/sheet.js``; without the script every
    question is shown and the server leaves out what is skipped.
    """
    if answers or faults:
        return _printed(sheet, answers or {}, faults or {})
    return _blank(sheet, get_language())


@lru_cache(maxsize=64)
def _blank(sheet: Sheet, language: str | None) -> SafeString:
    """A sheet nobody has begun: the same for every call, and half of what a call screen costs."""
    return _printed(sheet, {}, {})


def _printed(sheet: Sheet, answers: Mapping[str, str], faults: Mapping[str, Refused]) -> SafeString:
    shown = {"fields": list(fields(sheet, answers, faults)), "sheet": sheet}
    return render_to_string("surveys/sheet.html", shown)


@register.filter
def refusal(fault: Refused) -> str:
    """A refusal's sentence in the language of the page."""
    return fault.say(language_of(get_language()))


@register.filter
def points(score_e4: int | None) -> str:
    """A stored score as points with at most one place, blank where there is none."""
    return "" if score_e4 is None else decimal_text(Fraction(score_e4, E4), 1)


@register.filter
def kind(question: Question) -> str:
    """How a question is answered, in words."""
    return str(KIND_LABELS[question.kind])


@register.filter
def item_name(question: Question) -> Text:
    return SURVEY_ITEM.text(question.item)


@register.filter
def at(items: Sequence[Any], index: int) -> Any:
    return items[index]


@register.filter
def get(names: Mapping[str, Any], key: str) -> Any:
    """What stands under a key, else the key itself."""
    return names.get(key, key)


@register.filter
def signed(value: Fraction) -> str:
    """A net promoter score, with its sign."""
    return f"{'+' if value > 0 else ''}{decimal_text(value, 0)}"
