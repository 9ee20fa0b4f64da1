"""The forms of meetings and training."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from careloop.core.kernel.codes import DEPARTMENT
from careloop.core.kernel.text import Language
from careloop.core.metrics.metric import Metric
from careloop.improvement.choices import MEETING_LABELS
from careloop.improvement.fields import (
    ColleagueField,
    DayField,
    MomentField,
    PeopleField,
    PersonField,
    text_area,
)
from careloop.improvement.forms import StaffForm, coded, kpi_choices, named
from careloop.improvement.rules import LONGEST
from careloop.organisation.models import Employee

MOST_DECISIONS = 20
TRAINED = ("front_desk", "workshop", "parts", "customer_care", "sales", "service")


class PeopleForm(StaffForm):
    """A form that also ticks several of the staff."""

    fields_kept: tuple[str, ...] = ()

    def __init__(self, *args: Any, staff: Sequence[Employee] = (), **kwargs: Any) -> None:
        super().__init__(*args, staff=staff, **kwargs)
        for field in self.fields.values():
            if isinstance(field, PeopleField | ColleagueField):
                field.offer(staff)

    def given(self) -> dict[str, Any]:
        """What the action takes."""
        return {name: self.cleaned_data[name] for name in self.fields_kept if name in self.fields}


class PlanMeetingForm(PeopleForm):
    """A meeting to come."""

    fields_kept = ("kind", "planned_at", "chaired_by", "people", "agenda")

    kind = forms.ChoiceField(label=_("Kind of meeting"))
    planned_at = MomentField(label=_("Planned for"))
    chaired_by = ColleagueField(label=_("Chaired by"))
    people = PeopleField(label=_("Who is asked to come"))
    agenda = forms.CharField(
        label=_("Agenda"), max_length=LONGEST["agenda"], required=False, widget=text_area(3)
    )

    def __init__(self, *args: Any, language: Language, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = named(MEETING_LABELS, language)  # type: ignore[attr-defined]


class HoldMeetingForm(PeopleForm):
    """The record of a meeting: when, who, what was said."""

    fields_kept = ("held_at", "people", "others", "minutes")

    held_at = MomentField(label=_("Held at"))
    people = PeopleField(label=_("Who was there"))
    others = forms.CharField(label=_("Others who were there"), max_length=255, required=False)
    minutes = forms.CharField(
        label=pgettext_lazy("meeting", "Minutes"),
        max_length=LONGEST["minutes"],
        widget=text_area(8),
    )


class DecisionForm(StaffForm):
    """One decision; it becomes a measure."""

    text = forms.CharField(
        label=_("Decision"), max_length=LONGEST["text"], required=False, widget=text_area()
    )
    owner = PersonField(label=_("Person responsible"))
    due_on = DayField(label=_("Due by"), required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        person = data.get("owner")
        if not data.get("text") and person and (person.employee or person.name):
            self.add_error("text", _("Say what was decided."))
        return data

    def given(self) -> dict[str, Any]:
        """What becomes a measure; empty for a blank row."""
        if not self.cleaned_data.get("text"):
            return {}
        plain = {name: self.cleaned_data[name] for name in ("text", "due_on")}
        return plain | self.persons()


Decisions = forms.formset_factory(DecisionForm, extra=1, max_num=MOST_DECISIONS, validate_max=True)


class PlanTrainingForm(PeopleForm):
    """A training session to come."""

    fields_kept = ("department", "topic", "planned_on", "trainer", "kpi_code", "people")

    department = forms.ChoiceField(label=_("Department"))
    topic = forms.CharField(label=_("What is taught"), max_length=160)
    planned_on = DayField(label=_("Planned for"))
    trainer = forms.CharField(label=_("Trainer"), max_length=80, required=False)
    kpi_code = forms.ChoiceField(label=_("Because of the KPI"), required=False)
    people = PeopleField(label=_("Who is asked to come"))

    def __init__(
        self, *args: Any, language: Language, metrics: Mapping[str, Metric], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["department"].choices = coded(DEPARTMENT, TRAINED, language)[1:]  # type: ignore[attr-defined]
        self.fields["kpi_code"].choices = kpi_choices(metrics, language)  # type: ignore[attr-defined]


class HoldTrainingForm(PeopleForm):
    """What took place; who came is ticked beside it, person by person."""

    fields_kept = ("held_on", "minutes", "trainer", "content")

    held_on = DayField(label=_("Held on"))
    minutes = forms.IntegerField(
        label=pgettext_lazy("training", "Length in minutes"),
        min_value=1,
        max_value=24 * 60,
    )
    trainer = forms.CharField(label=_("Trainer"), max_length=80, required=False)
    content = forms.CharField(
        label=_("What was taught"),
        max_length=LONGEST["content"],
        required=False,
        widget=text_area(4),
    )


class AttendanceForm(forms.Form):
    """Whether one person came, and how they did where it was tested."""

    came = forms.BooleanField(required=False)
    score = forms.IntegerField(required=False, min_value=0, max_value=100)
