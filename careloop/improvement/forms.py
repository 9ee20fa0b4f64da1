"""The forms of improvement: problems and measures, the quick lines of the report, progress.

Which column of the monthly report a field of a problem fills, by topic:

====================  ==================================================================
``first_time_fix``    trend ``situation``, problem ``title``, suggestion the measure
``appointment``       situation, problem ``title``, ``root_cause``, improvement the measure,
                      ``resources``, responsible, supervisor, completion of the measure
``mot``               MOT item ``item``, action plan and completion of the measure
``loss``              reason ``item``, measure, responsible, due
``goal``              goal ``kpi_code``, status ``situation``, reason ``root_cause``
``plan``              plan ``title``, content, due, responsible of the measure
``top5``              problem ``title``; measure, responsible, due, supervisor, control nodes
====================  ==================================================================
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from careloop.core.kernel.codes import DEPARTMENT, OUTCOME, SURVEY_ITEM, CodeList
from careloop.core.kernel.text import Language, Text
from careloop.core.metrics.metric import Metric
from careloop.core.scoring.mot import MOT_WEIGHTS
from careloop.improvement.choices import (
    EVIDENCE_LABELS,
    MEASURE_LABELS,
    MeasureState,
    Topic,
)
from careloop.improvement.fields import Choices, DayField, PersonField, text_area
from careloop.improvement.rules import LONGEST
from careloop.organisation.models import Employee

LOSS_REASONS = (
    "repaired_elsewhere",
    "too_far",
    "bad_road",
    "used_by_others",
    "used_in_another_town",
    "due_soon",
    "mileage_not_reached",
    "no_time",
    "car_sold",
    "clear_refusal",
)
REPORTED = (MeasureState.NOT_DONE, MeasureState.IN_PROGRESS, MeasureState.DONE)
PRIORITIES = [(str(number), str(number)) for number in range(1, 6)]
PROBLEM_FIELDS = ("title", "item", "kpi_code", "situation", "root_cause", "resources")


class StaffForm(forms.Form):
    """A form whose persons are picked from the staff of the store."""

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, staff: Sequence[Employee] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, PersonField):
                field.staff = list(staff)

    def persons(self) -> dict[str, Any]:
        """What an action takes for each person: ``owner`` and ``owner_name``, and so on."""
        found: dict[str, Any] = {}
        for name, field in self.fields.items():
            if isinstance(field, PersonField):
                person = self.cleaned_data[name]
                found |= {name: person.employee, f"{name}_name": person.name}
        return found


class ProblemForm(StaffForm):
    """A problem of the TOP5, or anything of a problem on its own page."""

    title = forms.CharField(
        label=pgettext_lazy("improvement", "Problem"),
        max_length=LONGEST["title"],
        widget=text_area(),
    )
    department = forms.ChoiceField(label=_("Department"), required=False)
    priority = forms.TypedChoiceField(
        label=pgettext_lazy("improvement", "Priority"),
        coerce=int,
        empty_value=None,
        required=False,
        choices=[("", _("at the end")), *PRIORITIES],
    )
    kpi_code = forms.ChoiceField(label=_("KPI"), required=False)
    obstacles = forms.TypedMultipleChoiceField(
        label=_("Obstacles that apply"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    situation = forms.CharField(
        label=pgettext_lazy("improvement", "Situation"),
        max_length=LONGEST["situation"],
        required=False,
        widget=text_area(),
    )
    root_cause = forms.CharField(
        label=_("Root cause"), max_length=LONGEST["root_cause"], required=False, widget=text_area()
    )
    resources = forms.CharField(label=_("Resources needed"), max_length=255, required=False)

    def __init__(
        self,
        *args: Any,
        language: Language,
        metrics: Mapping[str, Metric],
        departments: Sequence[str] = (),
        kpi_code: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["department"].choices = coded(DEPARTMENT, departments, language)  # type: ignore[attr-defined]
        self.fields["kpi_code"].choices = kpi_choices(metrics, language)  # type: ignore[attr-defined]
        obstacles = metrics[kpi_code].obstacles if kpi_code in metrics else ()
        self.fields["obstacles"].choices = obstacle_choices(obstacles, language)  # type: ignore[attr-defined]
        if not obstacles:
            del self.fields["obstacles"]

    def given(self) -> dict[str, Any]:
        """What ``add_problem`` and ``change_problem`` take."""
        left = {"revision", *(() if self.cleaned_data["priority"] else ("priority",))}
        return {name: value for name, value in self.cleaned_data.items() if name not in left}


class MeasureForm(StaffForm):
    """One measure: what, who, until when, who watches, how it is checked and proved."""

    text = forms.CharField(
        label=pgettext_lazy("improvement", "Measure"),
        max_length=LONGEST["text"],
        widget=text_area(),
    )
    owner = PersonField(label=_("Person responsible"))
    due_on = DayField(label=_("Due by"), required=False)
    supervisor = PersonField(label=_("Supervised by"))
    control_nodes = forms.CharField(
        label=_("Control nodes"),
        max_length=LONGEST["control_nodes"],
        required=False,
        widget=text_area(),
    )
    evidence_kind = forms.ChoiceField(label=_("Proved by"), required=False)

    def __init__(self, *args: Any, language: Language, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["evidence_kind"].choices = [("", "–"), *named(EVIDENCE_LABELS, language)]  # type: ignore[attr-defined]

    def given(self) -> dict[str, Any]:
        """What ``add_measure`` and ``change_measure`` take."""
        plain = ("text", "due_on", "control_nodes", "evidence_kind")
        return {name: self.cleaned_data[name] for name in plain} | self.persons()


class ProgressForm(forms.Form):
    """How far a measure is, in the words of who works on it."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    state = forms.ChoiceField(label=pgettext_lazy("improvement", "State"))
    progress = forms.CharField(
        label=pgettext_lazy("improvement", "What was done"),
        max_length=LONGEST["progress"],
        required=False,
        widget=text_area(),
    )

    def __init__(self, *args: Any, language: Language, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = named(MEASURE_LABELS, language)  # type: ignore[attr-defined]


class EvidenceForm(forms.Form):
    """A file that proves a measure."""

    upload = forms.FileField(label=_("Proof: a photo or a file"))


def coded(codes: CodeList, wanted: Sequence[str], language: Language) -> Choices:
    return [("", "–"), *((code, codes.text(code).say(language)) for code in wanted)]


def named(labels: Mapping[Any, Text], language: Language) -> Choices:
    return [(code.value, name.say(language)) for code, name in labels.items()]


def kpi_choices(metrics: Mapping[str, Metric], language: Language) -> Choices:
    """The figures that have a target, by name."""
    aimed = [one for one in metrics.values() if one.target is not None]
    return [("", "–"), *((one.code, one.name.say(language)) for one in aimed)]


def obstacle_choices(obstacles: Sequence[Text], language: Language) -> list[tuple[int, str]]:
    """A KPI's own obstacles, numbered from 1 as the handbook does."""
    return [(number, text.say(language)) for number, text in enumerate(obstacles, start=1)]


def progress_choices() -> list[tuple[str, Text]]:
    """The states a measure is reported in; dropping one is decided on its own page."""
    return [(state.value, MEASURE_LABELS[state]) for state in REPORTED]


def item_choices(topic: Topic, language: Language) -> Choices:
    """MOT items, or reasons of loss."""
    if topic == Topic.MOT:
        return coded(SURVEY_ITEM, tuple(MOT_WEIGHTS), language)
    return coded(OUTCOME, LOSS_REASONS, language)
