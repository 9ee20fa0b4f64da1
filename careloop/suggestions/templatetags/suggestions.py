"""Where a suggestion stands, in words and colour."""

from __future__ import annotations

from django import template
from django.utils.translation import get_language

from careloop.core.kernel.codes import DEPARTMENT
from careloop.core.kernel.text import language_of
from careloop.suggestions.models import Suggestion
from careloop.suggestions.rules import STATE_LABELS, State, state_of

register = template.Library()
TONES = {
    State.WAITING: "warn",
    State.ACCEPTED: "busy",
    State.EXECUTED: "good",
    State.DECLINED: "",
}


@register.filter
def standing(suggestion: Suggestion) -> str:
    """The stable code of where it stands."""
    return state_of(suggestion).value


@register.filter
def standing_name(suggestion: Suggestion) -> str:
    return STATE_LABELS[state_of(suggestion)].say(language_of(get_language()))


@register.filter
def standing_tone(suggestion: Suggestion) -> str:
    """The colour of its badge."""
    return TONES[state_of(suggestion)]


@register.filter
def of_department(code: str) -> str:
    known = code in DEPARTMENT.codes
    return DEPARTMENT.text(code).say(language_of(get_language())) if known else code
