"""A sheet as a form asks it: the questions with their fields, and what a form sent back.

Field names are ``q-<question code>``. Every page that asks a sheet draws it with the tag
``{% sheet %}`` and reads it with :func:`posted`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text
from careloop.core.scoring.questions import SEVERAL, Kind, Option, Question
from careloop.core.scoring.sheets import Answers, Sheet

PREFIX = "q-"


class Posted(Protocol):
    """What was sent: every value of a field, in order."""

    def getlist(self, key: str) -> list[str]: ...


def posted(sheet: Sheet, sent: Posted) -> dict[str, str]:
    """The answers in a form, unanswered questions left out; fields of others are not looked at."""
    answers = {
        question.code: SEVERAL.join(filter(None, sent.getlist(PREFIX + question.code)))
        for question in sheet.questions
    }
    return {code: value for code, value in answers.items() if value.strip()}


@dataclass(frozen=True, slots=True)
class Field:
    """One question on a form. ``heading`` stands above it where a section begins."""

    question: Question
    value: str
    fault: Refused | None
    heading: Text | None

    @property
    def name(self) -> str:
        return PREFIX + self.question.code

    @property
    def is_scale(self) -> bool:
        return self.question.kind in (Kind.SCALE_10, Kind.SCALE_5, Kind.NPS)

    @property
    def is_text(self) -> bool:
        return self.question.kind is Kind.TEXT

    @property
    def input_type(self) -> str:
        return "checkbox" if self.question.kind is Kind.CHOICES else "radio"

    @property
    def options(self) -> list[tuple[Option, bool]]:
        """What may be chosen, and whether it is."""
        chosen = self.question.chosen(self.value)
        return [(option, option.code in chosen) for option in self.question.choices]

    @property
    def shown_values(self) -> str:
        condition = self.question.shown_if
        return SEVERAL.join(sorted(condition.values)) if condition else ""


def fields(sheet: Sheet, answers: Answers, faults: Mapping[str, Refused]) -> Iterator[Field]:
    section: Text | None = None
    for question in sheet.questions:
        heading = question.section if question.section != section else None
        section = question.section
        yield Field(question, answers.get(question.code, ""), faults.get(question.code), heading)
