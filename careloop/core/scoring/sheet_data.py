"""A sheet as plain data, as a version of a questionnaire keeps it, and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from careloop.core.kernel.text import Text
from careloop.core.scoring.questions import Condition, Kind, Option, Question, Tells
from careloop.core.scoring.sheets import Sheet

Data = Mapping[str, Any]


def as_data(sheet: Sheet) -> dict[str, Any]:
    """What is stored: everything but the code and the number of the version."""
    return {
        "name": _pair(sheet.name),
        "has_total": sheet.has_total,
        "questions": [question_data(question) for question in sheet.questions],
    }


def from_data(code: str, version: int, data: Data) -> Sheet:
    """The sheet that :func:`as_data` wrote."""
    return Sheet(
        code=code,
        version=version,
        name=_text(data["name"]),
        questions=tuple(question_from(one) for one in data["questions"]),
        has_total=data["has_total"],
    )


def question_data(question: Question) -> dict[str, Any]:
    condition = question.shown_if
    return {
        "code": question.code,
        "kind": question.kind.value,
        "text": _pair(question.text),
        "options": [[o.code, o.text.zh, o.text.en, o.points] for o in question.options],
        "is_required": question.is_required,
        "is_scored": question.is_scored,
        "weight": question.weight,
        "item": question.item,
        "section": _pair(question.section) if question.section else None,
        "tells": sorted(question.tells),
        "shown_if": [condition.question, sorted(condition.values)] if condition else None,
        "alerting": sorted(question.alerting),
        "cause": question.cause,
    }


def question_from(data: Data) -> Question:
    condition = data["shown_if"]
    return Question(
        code=data["code"],
        kind=Kind(data["kind"]),
        text=_text(data["text"]),
        options=tuple(Option(code, Text(zh=zh, en=en), n) for code, zh, en, n in data["options"]),
        is_required=data["is_required"],
        is_scored=data["is_scored"],
        weight=data["weight"],
        item=data["item"],
        section=_text(data["section"]) if data["section"] else None,
        tells=frozenset(Tells(one) for one in data["tells"]),
        shown_if=Condition(condition[0], frozenset(condition[1])) if condition else None,
        alerting=frozenset(data["alerting"]),
        cause=data["cause"],
    )


def _pair(text: Text) -> list[str]:
    return [text.zh, text.en]


def _text(pair: list[str]) -> Text:
    return Text(zh=pair[0], en=pair[1])
