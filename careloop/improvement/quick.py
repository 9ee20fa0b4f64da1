"""The quick lines of the monthly report: one problem and its measure as one row of a short form.

What each topic asks for is a tuple of field names; where a field's name differs from the usual,
``LABELS`` says so. See :mod:`careloop.improvement.forms` for the column each one fills.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from careloop.core.kernel.text import Language
from careloop.core.metrics.metric import Metric
from careloop.improvement.choices import Topic
from careloop.improvement.fields import DayField, PersonField, text_area
from careloop.improvement.forms import (
    PROBLEM_FIELDS,
    StaffForm,
    item_choices,
    kpi_choices,
)
from careloop.improvement.models import Problem
from careloop.improvement.rules import LONGEST

Label = Promise | str
TOPICS = (
    Topic.MOT,
    Topic.FIRST_TIME_FIX,
    Topic.APPOINTMENT,
    Topic.LOSS,
    Topic.GOAL,
    Topic.PLAN,
)
ASKED: Mapping[Topic, tuple[str, ...]] = {
    Topic.MOT: ("item", "text", "owner", "due_on"),
    Topic.FIRST_TIME_FIX: ("situation", "title", "text"),
    Topic.APPOINTMENT: (
        "situation", "title", "root_cause", "text", "resources", "owner", "supervisor", "due_on",
    ),
    Topic.LOSS: ("item", "text", "owner", "due_on"),
    Topic.GOAL: ("kpi_code", "situation", "root_cause"),
    Topic.PLAN: ("title", "text", "due_on", "owner"),
}  # fmt: skip
LABELS: Mapping[tuple[Topic, str], Label] = {
    (Topic.MOT, "item"): _("MOT item"),
    (Topic.MOT, "text"): _("Action plan"),
    (Topic.FIRST_TIME_FIX, "situation"): pgettext_lazy("improvement", "Trend"),
    (Topic.FIRST_TIME_FIX, "text"): pgettext_lazy("improvement", "Suggestion"),
    (Topic.LOSS, "item"): _("Reason of loss"),
    (Topic.GOAL, "situation"): _("Status of the goal"),
    (Topic.GOAL, "root_cause"): _("Why it was missed"),
    (Topic.PLAN, "title"): pgettext_lazy("improvement", "Plan"),
    (Topic.PLAN, "text"): pgettext_lazy("improvement", "Content"),
}
USUAL: Mapping[str, Label] = {
    "title": pgettext_lazy("improvement", "Problem"),
    "kpi_code": pgettext_lazy("improvement", "Goal"),
    "situation": pgettext_lazy("improvement", "Situation"),
    "root_cause": _("Root cause"),
    "resources": _("Resources needed"),
    "text": pgettext_lazy("improvement", "Measure"),
    "owner": _("Person responsible"),
    "supervisor": _("Supervised by"),
    "due_on": _("Due by"),
}
# A row says nothing without these.
NEEDED = frozenset({"title", "item", "kpi_code"})
ONE_ROW = frozenset({Topic.FIRST_TIME_FIX})
MEASURE_FIELDS = ("text", "owner", "supervisor", "due_on")


class QuickForm(StaffForm):
    """One row of a topic. A title that is not asked for is the name of what was chosen."""

    measure_revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        topic: Topic,
        language: Language,
        metrics: Mapping[str, Metric],
        **kwargs: Any,
    ) -> None:
        self.base_fields = {**self.base_fields, **_fields(topic, language, metrics)}
        super().__init__(*args, **kwargs)
        self.topic = topic

    def clean(self) -> dict[str, Any]:
        """Raises the lack of a measure where somebody is named for it."""
        data = super().clean() or self.cleaned_data
        person = data.get("owner")
        named = bool(person and (person.employee or person.name)) or bool(data.get("due_on"))
        if "text" in self.fields and named and not data.get("text"):
            self.add_error("text", _("Say what is to be done."))
        return data

    def problem(self) -> dict[str, Any]:
        """The part of the row that is the problem."""
        held = {name: self.cleaned_data[name] for name in PROBLEM_FIELDS if name in self.fields}
        return held if "title" in held else held | {"title": self._chosen()}

    def measure(self) -> dict[str, Any] | None:
        """The part of the row that is its measure; ``None`` where none was written."""
        if not self.cleaned_data.get("text"):
            return None
        held = {name: self.cleaned_data[name] for name in ("text", "due_on") if name in self.fields}
        return held | self.persons()

    def _chosen(self) -> str:
        name = "item" if "item" in self.fields else "kpi_code"
        return dict(self.fields[name].choices)[self.cleaned_data[name]]  # type: ignore[attr-defined]


def begun(problem: Problem) -> dict[str, Any]:
    """A row as the form shows it: the problem and the first of its measures."""
    shown = {name: getattr(problem, name) for name in PROBLEM_FIELDS}
    first = next(iter(problem.measures.all()), None)
    if first is not None:
        shown |= {
            "text": first.text,
            "owner": first.owner or first.owner_name,
            "supervisor": first.supervisor or first.supervisor_name,
            "due_on": first.due_on,
            "measure_revision": first.revision,
        }
    return shown | {"revision": problem.revision}


def _fields(topic: Topic, language: Language, metrics: Mapping[str, Metric]) -> dict[str, Any]:
    return {name: _field(topic, name, language, metrics) for name in ASKED[topic]}


def _field(
    topic: Topic, name: str, language: Language, metrics: Mapping[str, Metric]
) -> forms.Field:
    label, needed = LABELS.get((topic, name), USUAL.get(name, "")), name in NEEDED
    match name:
        case "item":
            return forms.ChoiceField(
                label=label, required=needed, choices=item_choices(topic, language)
            )
        case "kpi_code":
            return forms.ChoiceField(
                label=label, required=needed, choices=kpi_choices(metrics, language)
            )
        case "owner" | "supervisor":
            return PersonField(label=label)
        case "due_on":
            return DayField(label=label, required=False)
        case "resources":
            return forms.CharField(label=label, required=False, max_length=LONGEST[name])
        case _:
            return forms.CharField(
                label=label, required=needed, max_length=LONGEST[name], widget=text_area()
            )
