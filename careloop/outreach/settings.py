"""What a store has set for its contacts, over what holds without any setting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace

from careloop.outreach.kinds import registry
from careloop.outreach.kinds.kind import Kind, Settings
from careloop.outreach.models import ContactLimits, ContactRule, OutcomeRule
from careloop.outreach.rules import OUTCOMES, Limits, Outcome

_NAMES = [field.name for field in fields(Limits)]


def limits(store_id: int) -> Limits:
    """The store's hours, cap and numbers of attempts; one query."""
    own = ContactLimits.objects.filter(store_id=store_id).values(*_NAMES).first()
    return Limits(**own) if own else Limits()


def outcomes(store_id: int) -> dict[str, Outcome]:
    """Every outcome as the store tuned it, by code; one query."""
    own = OutcomeRule.objects.filter(store_id=store_id).values_list("outcome", "minutes")
    tuned = {
        code: replace(OUTCOMES[code], minutes=minutes) for code, minutes in own if code in OUTCOMES
    }
    return OUTCOMES | tuned


def kinds(store_id: int) -> dict[str, Settings]:
    """Every kind of contact as the store tuned it, by code; one query."""
    by_kind: dict[str, list[ContactRule]] = {}
    for rule in ContactRule.objects.filter(store_id=store_id):
        by_kind.setdefault(rule.kind, []).append(rule)
    return {code: merged(kind, by_kind.get(code, [])) for code, kind in registry.KINDS.items()}


def merged(kind: Kind, rules: list[ContactRule]) -> Settings:
    """The store's rules of one kind over its defaults; one of a model line over the store's."""
    general = next((rule for rule in rules if not rule.model_line), None)
    values = known(kind, general.parameters if general else {}, kind.defaults())
    by_model = {
        rule.model_line: known(kind, rule.parameters, values) for rule in rules if rule.model_line
    }
    is_on = general.is_on if general else kind.is_on_at_first
    off = frozenset(rule.model_line for rule in rules if rule.model_line and not rule.is_on)
    return Settings(is_on, values, by_model, off)


def known(kind: Kind, told: Mapping[str, int], base: Mapping[str, int]) -> dict[str, int]:
    """``told`` over ``base``, without parameters the kind no longer has."""
    codes = {parameter.code for parameter in kind.parameters}
    return dict(base) | {code: value for code, value in told.items() if code in codes}
