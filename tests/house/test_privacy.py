"""Every model field says whether it is about a person."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import models

OURS = [
    model
    for config in apps.get_app_configs()
    if config.name.startswith("careloop.")
    for model in config.get_models()
]


def fields_of(model: type[models.Model]) -> set[str]:
    """The fields with a column of their own; the plain number ``id`` needs no class."""
    return {field.name for field in model._meta.concrete_fields} - {"id"}


def test_there_are_models() -> None:
    assert OURS


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_every_field_is_classed_personal_or_plain(model: type[models.Model]) -> None:
    personal, plain = set(model.personal_fields), set(model.plain_fields)
    assert not personal & plain, f"both personal and plain: {sorted(personal & plain)}"
    unclassed = fields_of(model) - personal - plain
    assert not unclassed, f"say in {model._meta.label} whether these are personal: {unclassed}"
    gone = (personal | plain) - fields_of(model) - {"id"}
    assert not gone, f"classed in {model._meta.label}, but no fields: {gone}"
