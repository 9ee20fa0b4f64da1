"""The hours of a day, as four times of a form."""

from __future__ import annotations

from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from careloop.core.kernel.calendar import SHUT, Day
from careloop.organisation.models import Hours


def _time_field(label: Any) -> forms.TimeField:
    widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    return forms.TimeField(label=label, required=False, widget=widget)


class HoursForm(forms.Form):
    """Opening, lunch, closing; opening and closing left blank mean shut."""

    opens = _time_field(_("Opens"))
    lunch_starts = _time_field(_("Lunch from"))
    lunch_ends = _time_field(_("Lunch to"))
    closes = _time_field(_("Closes"))

    def __init__(self, *args: Any, named: str = "", **kwargs: Any) -> None:
        """``named`` is what the row of a table is called, where the fields have no label."""
        super().__init__(*args, **kwargs)
        if named:
            for field in self.fields.values():
                field.widget.attrs["aria-label"] = f"{named} {field.label}"

    def clean(self) -> dict[str, Any]:
        """Times come in pairs."""
        given = {name: self.cleaned_data.get(name) is not None for name in HoursForm.base_fields}
        if given["opens"] != given["closes"]:
            self.add_error(None, _("Give both opening and closing time, or neither: shut."))
        if given["lunch_starts"] != given["lunch_ends"]:
            self.add_error(None, _("Give both ends of lunch, or neither."))
        return self.cleaned_data

    def hours(self) -> Day:
        """The open intervals; call after ``is_valid``."""
        names = ("opens", "lunch_starts", "lunch_ends", "closes")
        opens, *lunch, closes = (_minutes(self.cleaned_data[name]) for name in names)
        if opens is None or closes is None:
            return SHUT
        starts, ends = lunch
        return (
            ((opens, closes),)
            if starts is None or ends is None
            else ((opens, starts), (ends, closes))
        )

    @staticmethod
    def initial_of(hours: Day) -> dict[str, time | None]:
        """What the form shows of a day's intervals."""
        row = Hours.fields_of(hours)
        return {name: None if minute is None else _time(minute) for name, minute in row.items()}


def _minutes(at: time | None) -> int | None:
    return None if at is None else at.hour * 60 + at.minute


def _time(minute: int) -> time:
    """Midnight at the end of a day is shown as 23:59: a time field knows no 24:00."""
    return time(minute // 60, minute % 60) if minute < 24 * 60 else time(23, 59)
