"""Form fields of improvement: a person by name or staff number, a day, several people."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms

from careloop.organisation.models import Employee

Choices = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the staff file, or a name or post that is in none."""

    employee: Employee | None = None
    name: str = ""


class PersonField(forms.CharField):
    """One box for anybody: offers the staff while one types, takes a post or a name as well.

    ``staff`` is set by the form; a text that is a label, a staff number or the name of just one
    of them means that person.
    """

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"list": "staff", "autocomplete": "off"})
        super().__init__(max_length=80, required=False, widget=widget, **kwargs)
        self.staff: list[Employee] = []

    def prepare_value(self, value: Any) -> Any:
        return label(value) if isinstance(value, Employee) else value

    def clean(self, value: Any) -> Person:
        text = super().clean(value)
        meant = [one for one in self.staff if text in (label(one), one.employee_no)]
        meant = meant or [one for one in self.staff if text and one.name == text]
        return Person(employee=meant[0]) if len(meant) == 1 else Person(name=text)


class DayField(forms.DateField):
    """A day, picked in the browser's calendar."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(widget=widget, **kwargs)


class MomentField(forms.DateTimeField):
    """A day and time in the store, without a zone."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]
        super().__init__(widget=widget, input_formats=formats, **kwargs)


class PeopleField(forms.MultipleChoiceField):
    """Several of the staff, ticked; cleans to employees."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, widget=forms.CheckboxSelectMultiple, **kwargs)
        self.staff: list[Employee] = []

    def offer(self, staff: Iterable[Employee]) -> None:
        self.staff = list(staff)
        self.choices = [(str(one.pk), label(one)) for one in self.staff]

    def prepare_value(self, value: Any) -> Any:
        return [getattr(one, "pk", one) for one in value] if value else value

    def clean(self, value: Any) -> list[Employee]:  # type: ignore[override]
        chosen = set(super().clean(value))
        return [one for one in self.staff if str(one.pk) in chosen]


class ColleagueField(forms.ChoiceField):
    """One of the staff, chosen from a list; cleans to an employee or nobody."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.staff: list[Employee] = []

    def offer(self, staff: Iterable[Employee]) -> None:
        self.staff = list(staff)
        self.choices = [("", "–"), *((str(one.pk), label(one)) for one in self.staff)]

    def prepare_value(self, value: Any) -> Any:
        return value.pk if isinstance(value, Employee) else value

    def clean(self, value: Any) -> Employee | None:
        chosen = super().clean(value)
        return next((one for one in self.staff if str(one.pk) == chosen), None)


def label(employee: Employee) -> str:
    """A person as pages name them: the name, and the number that tells namesakes apart."""
    return f"{employee.name} {employee.employee_no}".strip()


def text_area(rows: int = 2) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})
