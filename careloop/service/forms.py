"""The forms of appointments and of the bays they take."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from careloop.core.kernel.codes import JOB_TYPE, ORIGIN
from careloop.core.kernel.text import Language
from careloop.service.choices import BAY_KIND_LABELS, CANCEL_REASON_LABELS
from careloop.service.models import Bay
from careloop.service.rules import (
    INTERNAL_JOB,
    LATE_CHOICES,
    LONGEST_MINUTES,
    SHORTEST_MINUTES,
    USUAL_MINUTES,
)

LENGTHS = (30, 60, 90, 120, 180, 240, 480)


def _date(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )


class TimeForm(forms.Form):
    """A day, a time and how long."""

    day = _date(_("Day"))
    time = forms.TimeField(
        label=_("Time"), widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    )
    minutes = forms.IntegerField(
        label=_("Length in minutes"),
        min_value=SHORTEST_MINUTES,
        max_value=LONGEST_MINUTES,
        initial=USUAL_MINUTES,
        widget=forms.NumberInput(attrs={"list": "lengths", "step": 5, "inputmode": "numeric"}),
    )
    bay = forms.ChoiceField(label=_("Bay"), required=False)

    lengths = LENGTHS

    def __init__(self, *args: Any, bays: Sequence[Bay], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        saved = [(str(bay.pk), bay.name) for bay in bays if bay.pk]
        self.fields["bay"].choices = [("", _("First one free")), *saved]  # type: ignore[attr-defined]
        self.bays = {str(bay.pk): bay for bay in bays}

    def appointed_at(self) -> datetime:
        """Day and time in one; call after ``is_valid``."""
        return datetime.combine(self.cleaned_data["day"], self.cleaned_data["time"])

    def chosen_bay(self) -> Bay | None:
        return self.bays.get(self.cleaned_data["bay"])

    @staticmethod
    def initial_at(at: datetime) -> dict[str, date | time | None]:
        """The fields of a moment; midnight is a day without a time yet."""
        return {"day": at.date(), "time": at.time() if at.time() != time.min else None}


class BookingForm(TimeForm):
    """An appointment to be made; for whom is chosen before."""

    job_type = forms.ChoiceField(label=_("Kind of work"), required=False)
    origin = forms.ChoiceField(label=_("Who asked for it"), widget=forms.RadioSelect)
    advisor_no = forms.ChoiceField(label=_("Service advisor"), required=False)
    request = forms.CharField(
        label=_("What the customer wants"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    plate = forms.CharField(label=_("Plate"), required=False, max_length=32)
    field_order = ("day", "time", "minutes", "job_type", "bay", "advisor_no", "origin", "request")

    def __init__(
        self, *args: Any, advisors: Iterable[tuple[str, str]], language: Language, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        jobs = [(c, JOB_TYPE.text(c).say(language)) for c in JOB_TYPE.codes if c != INTERNAL_JOB]
        staff = [(no, f"{name} ({no})" if name else no) for no, name in advisors]
        origins = {"passive": _("The customer"), "active": _("The store invited")}
        choices = {
            "job_type": [("", _("Not said yet")), *jobs],
            "advisor_no": [("", _("Not said yet")), *staff],
            "origin": [(code, origins[code]) for code in reversed(ORIGIN.codes)],
        }
        for name, options in choices.items():
            self.fields[name].choices = options  # type: ignore[attr-defined]


class CancelForm(forms.Form):
    """Why an appointment is called off."""

    reason = forms.ChoiceField(
        label=_("Reason"), choices=[("", "–"), *CANCEL_REASON_LABELS.items()]
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=255)


class CapacityForm(forms.Form):
    """How the store gives out its bays."""

    slot_minutes = forms.IntegerField(
        label=_("Length of a slot in minutes"),
        min_value=10,
        max_value=120,
        widget=forms.NumberInput(attrs={"step": 5}),
    )
    walk_in_percent = forms.IntegerField(
        label=_("Share of other bays kept for walk-ins, %"),
        min_value=0,
        max_value=100,
        help_text=_("Rounded up to whole bays. Dedicated bays are kept for appointments."),
    )
    late_minutes = forms.TypedChoiceField(
        label=_("Still punctual, minutes after"),
        coerce=int,
        choices=[(minutes, str(minutes)) for minutes in LATE_CHOICES],
        help_text=_("On the board. The KPI is set with its own tolerance."),
    )
    horizon_days = forms.IntegerField(
        label=_("Booked at most so many days ahead"), min_value=1, max_value=365
    )


class BayForm(forms.Form):
    """One bay."""

    name = forms.CharField(label=_("Name"), max_length=32)
    kind = forms.ChoiceField(label=_("Made for"), choices=list(BAY_KIND_LABELS.items()))
    is_dedicated = forms.BooleanField(label=_("Kept for appointments"), required=False)
    is_active = forms.BooleanField(label=_("In use"), required=False)
