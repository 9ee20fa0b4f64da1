"""A change made on an old version: what was typed beside what stands now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.forms import BoundField

from careloop.complaints.deed_form import DeedForm
from careloop.complaints.models import Event


@dataclass(frozen=True, slots=True)
class Both:
    """One field: what the person typed and what stands now, as the page would show them."""

    label: Any
    typed: str
    stands: str


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """What others did since the person opened the page, and where the two differ."""

    events: list[Event]
    fields: list[Both]


def meanwhile(form: DeedForm, events: Sequence[Event], behind: int) -> Meanwhile:
    """``form`` is filled with what was typed, its complaint is the one that stands now; ``behind``
    counts the changes the person did not see, each of which has an event."""
    standing = type(form)(offered=form.offered)
    both = [
        Both(
            field.label,
            shown(field, field.value()),
            shown(standing[field.name], standing[field.name].value()),
        )
        for field in form.visible_fields()
        if field.widget_type != "file"
    ]
    return Meanwhile(
        list(events)[-behind:] if behind > 0 else [],
        [pair for pair in both if pair.typed != pair.stands],
    )


def shown(field: BoundField, value: Any) -> str:
    """A field's value in words: the names of what was chosen, or the text itself."""
    choices = {str(code): str(name).strip() for code, name in getattr(field.field, "choices", ())}
    values = value if isinstance(value, list | tuple) else [value]
    said = [choices.get(str(one), str(one)) for one in values if one not in (None, "", False)]
    said = [words.replace("\r\n", "\n") for words in said]
    return "、".join(said) or "–"
