"""What the desk's forms ask, and the values they give."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from careloop.core.kernel.codes import COMPLAINT_CAUSE, CONTACT_TYPE, JOB_TYPE, SEVERITY, CodeList
from careloop.core.kernel.text import Language
from careloop.customers.choices import CHANNEL_LABELS, PURPOSE_LABELS
from careloop.customers.models import Vehicle
from careloop.desk.calls import Call, Interview, PutOff, Raised, Wanted, Wish
from careloop.outreach.rules import GROUPS, Outcome

MOMENT = "%Y-%m-%dT%H:%M"
# What is put right during a call; the page of the customer corrects every field.
CORRECTED_IN_A_CALL = ("phone", "driver_phone", "address")
BLANK = [("", "")]


def choices(codes: CodeList, language: Language) -> list[tuple[str, str]]:
    """A list of codes as a select shows it."""
    return [(entry.code, entry.text.say(language)) for entry in codes.entries]


def _moment(label: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT)
    return forms.DateTimeField(label=label, required=False, widget=widget, input_formats=[MOMENT])


class CallForm(forms.Form):
    """A whole call; the questionnaire's fields stand beside it (``surveys.asking``)."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    sheet = forms.CharField(required=False, widget=forms.HiddenInput)
    started_at = forms.DateTimeField(required=False, widget=forms.HiddenInput)
    seconds = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    outcome = forms.ChoiceField(label=_("Outcome"))
    next_at = _moment(_("Call again"))
    remark = forms.CharField(
        label=_("What the customer said"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    cause = forms.ChoiceField(label=_("Cause"), required=False)
    severity = forms.ChoiceField(label=_("Severity"), required=False)
    complaint = forms.CharField(
        label=_("Complaint"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    appointed_at = _moment(_("Appointment"))
    minutes = forms.IntegerField(label=_("Minutes"), required=False, min_value=15, max_value=600)
    job_type = forms.ChoiceField(label=_("Job"), required=False)
    put_off = forms.CharField(label=_("Work put off"), required=False, max_length=255)
    estimate = forms.DecimalField(
        label=_("Estimate (yuan)"), required=False, min_value=0, max_digits=9, decimal_places=2
    )
    suggestion = forms.CharField(
        label=_("Suggestion"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    phone = forms.CharField(label=_("Owner's mobile"), required=False, max_length=32)
    driver_phone = forms.CharField(label=_("Driver's mobile"), required=False, max_length=32)
    address = forms.CharField(label=_("Address"), required=False, max_length=255)
    channel = forms.ChoiceField(label=_("No more contact by"), required=False)
    purpose = forms.ChoiceField(label=_("about"), required=False)
    reason = forms.CharField(label=_("Reason"), required=False, max_length=255)

    def __init__(
        self, *args: Any, outcomes: Iterable[Outcome], language: Language, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._offer("outcome", grouped(outcomes, language))
        self._offer("cause", BLANK + choices(COMPLAINT_CAUSE, language))
        self._offer("severity", BLANK + choices(SEVERITY, language))
        self._offer("job_type", BLANK + choices(JOB_TYPE, language))
        self._offer("channel", [*BLANK, *CHANNEL_LABELS.items()])
        self._offer("purpose", list(PURPOSE_LABELS.items()))

    def _offer(self, name: str, offered: list[tuple[Any, Any]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = offered

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("complaint") and not given.get("cause"):
            self.add_error("cause", _("Say what the complaint is about."))
        if given.get("cause") and not given.get("complaint"):
            self.add_error("complaint", _("Write down what the customer complains of."))
        if given.get("estimate") is not None and not given.get("put_off"):
            self.add_error("put_off", _("Say which work the estimate is for."))
        if given.get("channel") and not given.get("reason"):
            self.add_error("reason", _("Say why the customer wants no more contact."))
        return given

    def call(self, interview: Interview | None, now: datetime) -> Call:
        """The call as it was typed; ask only when the form is valid."""
        given = self.cleaned_data
        return Call(
            outcome=given["outcome"],
            remark=given["remark"],
            started_at=given["started_at"],
            seconds=_seconds(given, now),
            next_at=given["next_at"],
            interview=interview,
            complaint=_raised(given),
            appointment=_wanted(given),
            put_off=_put_off(given),
            suggestion=given["suggestion"],
            corrections={field: given[field] for field in CORRECTED_IN_A_CALL if given[field]},
            wish=_wish(given),
        )


def grouped(outcomes: Iterable[Outcome], language: Language) -> list[tuple[Any, Any]]:
    """The outcomes under their groups, as a select shows them."""
    known = list(outcomes)
    return [
        ("", _("Choose an outcome")),
        *(
            (name.say(language), [(o.code, o.text.say(language)) for o in known if o.group == code])
            for code, name in GROUPS.items()
        ),
    ]


def _seconds(given: dict[str, Any], now: datetime) -> int | None:
    """How long the call took: as measured beside the phone, else since it was dialled."""
    if given["seconds"] is not None:
        return int(given["seconds"])
    started = given["started_at"]
    return int((now - started).total_seconds()) if started and started <= now else None


def _raised(given: dict[str, Any]) -> Raised | None:
    if not given["complaint"]:
        return None
    return Raised(given["cause"], given["complaint"], given["severity"])


def _wanted(given: dict[str, Any]) -> Wanted | None:
    if not given["appointed_at"]:
        return None
    return Wanted(given["appointed_at"], given["minutes"] or 60, given["job_type"])


def _put_off(given: dict[str, Any]) -> PutOff | None:
    if not given["put_off"]:
        return None
    estimate = given["estimate"]
    return PutOff(given["put_off"], None if estimate is None else int(estimate * 100))


def _wish(given: dict[str, Any]) -> Wish | None:
    if not given["channel"]:
        return None
    return Wish(given["channel"], given["purpose"], given["reason"])


class NewTaskForm(forms.Form):
    """A contact made due by hand."""

    contact_type = forms.ChoiceField(label=_("Type"), initial="special_topic")
    vehicle = forms.TypedChoiceField(label=_("Car"), coerce=int, empty_value=None, required=False)
    due_on = forms.DateField(
        label=_("Due"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    note = forms.CharField(
        label=_("What it is about"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(
        self, *args: Any, cars: Iterable[Vehicle], language: Language, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        kind, car = self.fields["contact_type"], self.fields["vehicle"]
        if isinstance(kind, forms.ChoiceField) and isinstance(car, forms.ChoiceField):
            kind.choices = choices(CONTACT_TYPE, language)
            car.choices = [(vehicle.pk, vehicle.plate or vehicle.vin) for vehicle in cars]


class ScriptForm(forms.Form):
    """One script in both languages."""

    contact_type = forms.ChoiceField(label=_("Type"), widget=forms.HiddenInput)
    text_zh = forms.CharField(
        label=_("In Chinese"), required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip
    text_en = forms.CharField(
        label=_("In English"), required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["contact_type"]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices(CONTACT_TYPE, "en")
