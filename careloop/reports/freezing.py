"""What a frozen month keeps of its figures, and what a later version changed: pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from careloop.core.documents.numbers import decimal_text
from careloop.core.kernel.text import Language, Text
from careloop.core.metrics.metric import Metric
from careloop.reports import texts
from careloop.reports.figures import OWN_NAMES, MonthFigures

Kept = dict[str, Any]
Texts = Mapping[str, Sequence[texts.Row]]

NONE = Text(zh="无数据", en="no data")
WRITTEN = Text(zh="文字：{title}", en="Text: {title}")
REWRITTEN = Text(zh="{rows} 行，已修改", en="{rows} rows, rewritten")
ROWS = Text(zh="{rows} 行", en="{rows} rows")
PEOPLE = frozenset({"advisor", "technician", "responsible", "agent"})


def kept(figures: MonthFigures) -> list[Kept]:
    """Every figure of the month with its integers, as JSON; the ratio as an exact fraction."""
    return [
        {
            "ask": ask,
            "code": figure.code,
            "keys": figure.keys,
            "numerator": figure.numerator,
            "denominator": figure.denominator,
            "value": None if figure.value is None else str(figure.value),
            "n": figure.n,
            "unit": figure.unit,
            "decimals": figure.decimals,
        }
        for ask, answered in figures.answers.items()
        for figure in answered
    ]


def changed(
    before: Sequence[Kept], after: Sequence[Kept]
) -> list[tuple[Kept, Kept | None, Kept | None]]:
    """The figures whose integers differ: one of each with its old and its new state.

    The store's own figures stand before those of people and groups, this month before others.
    """
    old, new = _by_place(before), _by_place(after)
    differing = [
        (new.get(place) or old[place], old.get(place), new.get(place))
        for place in dict.fromkeys((*new, *old))
        if _integers(old.get(place)) != _integers(new.get(place))
    ]
    return sorted(differing, key=lambda one: (len(one[0]["keys"]) > 1, one[0]["ask"] != "trend"))


def _by_place(figures: Sequence[Kept]) -> dict[tuple[Any, ...], Kept]:
    return {
        (one["ask"], one["code"], *sorted((k, str(v)) for k, v in one["keys"].items())): one
        for one in figures
    }


def _integers(one: Kept | None) -> tuple[Any, ...]:
    """No row and no data are the same."""
    if one is None or one["value"] is None:
        return (None, None)
    return one["numerator"], one["denominator"]


def change_lines(
    language: Language,
    differing: Sequence[tuple[Kept, Kept | None, Kept | None]],
    metrics: Mapping[str, Metric],
    people: Mapping[int, str],
) -> list[dict[str, str]]:
    """The changes as the report prints them."""
    return [
        {
            "figure": _label(language, one, metrics, people),
            "before": _value(language, before),
            "after": _value(language, after),
        }
        for one, before, after in differing
    ]


def _label(
    language: Language, one: Kept, metrics: Mapping[str, Metric], people: Mapping[int, str]
) -> str:
    metric = metrics.get(one["code"])
    named = metric.name if metric else OWN_NAMES.get(one["code"])
    name = named.say(language) if named else one["code"]
    keys = [
        people.get(value, str(value)) if dim in PEOPLE else str(value)
        for dim, value in one["keys"].items()
        if value is not None
    ]
    return " · ".join((name, *keys))


def _value(language: Language, one: Kept | None) -> str:
    if one is None or one["value"] is None:
        return NONE.say(language)
    percent = one["unit"] == "%"
    value = Fraction(one["value"]) / (100 if percent else 1)
    text = decimal_text(value, one["decimals"], percent=percent)
    if one["denominator"] is None:
        return text
    return f"{text} ({one['numerator']:,}/{one['denominator']:,})"


def text_lines(language: Language, before: Texts, after: Texts) -> list[dict[str, str]]:
    """The sections people wrote that differ."""
    return [
        {
            "figure": WRITTEN.say(language, title=section.title),
            "before": ROWS.say(language, rows=len(before.get(section.code, ()))),
            "after": REWRITTEN.say(language, rows=len(after.get(section.code, ()))),
        }
        for section in texts.SECTIONS
        if list(before.get(section.code, ())) != list(after.get(section.code, ()))
    ]
