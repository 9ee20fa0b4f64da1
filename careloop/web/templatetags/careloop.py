"""What templates need: an icon of the sprite, a two-language text in the reader's language."""

from __future__ import annotations

from typing import Any

from django import template
from django.forms import BoundField
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from careloop.core.kernel.text import Text, language_of

register = template.Library()
SPRITE = "careloop/vendor/tabler-icons/icons.svg"


@register.simple_tag
def icon(name: str, classes: str = "") -> SafeString:
    """An icon beside words; it says nothing of its own to a screen reader."""
    return format_html(
        '<svg class="icon {}" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        classes,
        static(SPRITE),
        name,
    )


@register.filter
def say(text: Any) -> str:
    """A :class:`Text` in the language of the page; anything else as it is."""
    return text.say(language_of(get_language())) if isinstance(text, Text) else str(text)


@register.filter
def with_class(field: BoundField, classes: str) -> SafeString:
    """A form field drawn with CSS classes, and marked invalid where it is."""
    if field.errors:
        classes = f"{classes} is-invalid"
    return field.as_widget(attrs={"class": classes})
