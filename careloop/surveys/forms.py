"""Forms of the builder: one question, a new questionnaire, the settings."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from careloop.core.kernel.codes import COMPLAINT_CAUSE, SURVEY_ITEM, CodeList
from careloop.core.kernel.text import Text, language_of
from careloop.core.scoring.drafts import TELLS_NAMES
from careloop.core.scoring.questions import Condition, Kind, Option, Question, Tells

KIND_LABELS = {
    Kind.LEVEL: _("Level: delighted, satisfied, disappointed"),
    Kind.SCALE_10: _("Mark 0–10"),
    Kind.SCALE_5: _("Mark 1–5"),
    Kind.YES_NO: _("Yes or no"),
    Kind.CHOICE: _("Choice of one"),
    Kind.CHOICES: _("Choice of several"),
    Kind.TEXT: pgettext_lazy("answer", "Text"),
    Kind.NPS: _("Recommendation 0–10 (NPS)"),
}
RANGE = re.compile(r"(\d{1,2})\s*[-–~]\s*(\d{1,2})")
OPTION_PARTS = 4


def _codes(codes: CodeList, blank: Any) -> list[tuple[str, Any]]:
    language = language_of(get_language())
    return [("", blank), *((e.code, e.text.say(language)) for e in codes.entries)]


def _tells() -> list[tuple[str, str]]:
    language = language_of(get_language())
    return [(tells.value, name.say(language)) for tells, name in TELLS_NAMES.items()]


def values_in(text: str) -> frozenset[str]:
    """``"0-6, no"`` as the answers it names."""
    found: set[str] = set()
    for word in filter(None, re.split(r"[,，、\s]+", text)):
        span = RANGE.fullmatch(word)
        marks = range(int(span[1]), int(span[2]) + 1) if span else ()
        found.update(map(str, marks) if span else [word])
    return frozenset(found)


class QuestionForm(forms.Form):
    """One question of a draft. Whether it fits its sheet is told by the draft's faults."""

    code = forms.CharField(
        label=_("Code"), max_length=32, help_text=_("Stays the same in all versions, e.g. Q3.")
    )
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[(k.value, v) for k, v in KIND_LABELS.items()]
    )
    text_zh = forms.CharField(
        label=_("Question in Chinese"), max_length=300, widget=forms.Textarea({"rows": 2})
    )
    text_en = forms.CharField(
        label=_("Question in English"), max_length=300, widget=forms.Textarea({"rows": 2})
    )
    options = forms.CharField(
        label=_("Options of a choice"),
        required=False,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("One a line: code | Chinese | English | points of 100 (may be left out)."),
    )
    is_required = forms.BooleanField(label=_("Needs an answer"), required=False)
    is_scored = forms.BooleanField(label=_("Counts as a score"), required=False)
    weight = forms.IntegerField(label=_("Weight, %"), min_value=0, max_value=100, initial=0)
    item = forms.ChoiceField(label=_("Survey item (MOT)"), required=False, choices=[])
    tells = forms.MultipleChoiceField(
        label=_("Tells the KPIs"),
        required=False,
        choices=_tells,
        widget=forms.CheckboxSelectMultiple,
    )
    asked_question = forms.CharField(label=_("Ask only if question"), required=False, max_length=32)
    asked_values = forms.CharField(
        label=_("… was answered"),
        required=False,
        max_length=200,
        help_text=_("Answers with commas between, e.g. no or 0-6."),
    )
    alerting = forms.CharField(
        label=_("Answers that open a complaint"),
        required=False,
        max_length=200,
        help_text=_("With commas between: disappointed, no, 0-6."),
    )
    cause = forms.ChoiceField(label=_("Cause of that complaint"), required=False, choices=[])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"].choices = _codes(SURVEY_ITEM, _("none"))  # type: ignore[attr-defined]
        self.fields["cause"].choices = _codes(COMPLAINT_CAUSE, _("by the item"))  # type: ignore[attr-defined]

    @classmethod
    def of(cls, question: Question) -> QuestionForm:
        """The form filled with a question."""
        condition = question.shown_if
        return cls(
            initial={
                "code": question.code,
                "kind": question.kind.value,
                "text_zh": question.text.zh,
                "text_en": question.text.en,
                "options": "\n".join(map(_line, question.options)),
                "is_required": question.is_required,
                "is_scored": question.is_scored,
                "weight": question.weight,
                "item": question.item,
                "tells": [tells.value for tells in question.tells],
                "asked_question": condition.question if condition else "",
                "asked_values": ", ".join(sorted(condition.values)) if condition else "",
                "alerting": ", ".join(sorted(question.alerting)),
                "cause": question.cause,
            }
        )

    def clean_options(self) -> tuple[Option, ...]:
        lines = self.cleaned_data["options"].splitlines()
        return tuple(_option(line) for line in lines if line.strip())

    def question(self, section: Text | None = None) -> Question:
        """The question that was sent; ``section`` is kept from the one it replaces."""
        data = self.cleaned_data
        asked = data["asked_question"].strip()
        return Question(
            code=data["code"].strip(),
            kind=Kind(data["kind"]),
            text=Text(zh=data["text_zh"].strip(), en=data["text_en"].strip()),
            options=data["options"],
            is_required=data["is_required"],
            is_scored=data["is_scored"],
            weight=data["weight"],
            item=data["item"],
            section=section,
            tells=frozenset(Tells(one) for one in data["tells"]),
            shown_if=Condition(asked, values_in(data["asked_values"])) if asked else None,
            alerting=values_in(data["alerting"]),
            cause=data["cause"],
        )


def _line(option: Option) -> str:
    points = () if option.points is None else (str(option.points),)
    return " | ".join((option.code, option.text.zh, option.text.en, *points))


def _option(line: str) -> Option:
    parts = [part.strip() for part in line.split("|")]
    if not OPTION_PARTS - 1 <= len(parts) <= OPTION_PARTS or not all(parts):
        raise ValidationError(
            _("“%(line)s”: write code | Chinese | English | points."), params={"line": line[:80]}
        )
    code, zh, en, *points = parts
    if points and not points[0].isdecimal():
        raise ValidationError(
            _("“%(line)s”: the points are a whole number from 0 to 100."),
            params={"line": line[:80]},
        )
    return Option(code, Text(zh=zh, en=en), int(points[0]) if points else None)


class SheetForm(forms.Form):
    """The name of a questionnaire."""

    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=60)
    name_en = forms.CharField(label=_("Name in English"), max_length=60)
    has_total = forms.BooleanField(label=_("The answers add up to one score"), required=False)

    @property
    def name(self) -> Text:
        return Text(zh=self.cleaned_data["name_zh"], en=self.cleaned_data["name_en"])


class NewSheetForm(forms.Form):
    """A questionnaire of the store's own."""

    code = forms.CharField(label=_("Code"), max_length=32)
    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=60)
    name_en = forms.CharField(label=_("Name in English"), max_length=60)

    @property
    def name(self) -> Text:
        return Text(zh=self.cleaned_data["name_zh"], en=self.cleaned_data["name_en"])


class SettingsForm(forms.Form):
    advisor_quota = forms.IntegerField(label=_("Interviews an advisor and month"))
    link_days = forms.IntegerField(label=_("Days a link lives"))
