"""The forms of suggestions: one made, and what is decided about it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from careloop.core.kernel.codes import DEPARTMENT
from careloop.core.kernel.text import Language
from careloop.organisation.models import Employee
from careloop.suggestions.rules import LONGEST_NOTE

LONGEST_TEXT = 2_000


class MakeForm(forms.Form):
    """A suggestion, as short as it is said."""

    text = forms.CharField(
        label=pgettext_lazy("suggestion", "What could be better"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    department = forms.ChoiceField(label=_("For which department"))

    def __init__(self, *args: Any, language: Language, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(code, DEPARTMENT.text(code).say(language)) for code in DEPARTMENT.codes]
        self.fields["department"].choices = named  # type: ignore[attr-defined]


class AcceptForm(forms.Form):
    """Who carries it out."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    owner = forms.ChoiceField(label=_("Who carries it out"), required=False)
    note = forms.CharField(
        label=pgettext_lazy("suggestion", "Note"), max_length=LONGEST_NOTE, required=False
    )

    def __init__(self, *args: Any, staff: Sequence[Employee] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.staff = {str(one.pk): one for one in staff}
        named = [(pk, f"{one.name} {one.employee_no}".strip()) for pk, one in self.staff.items()]
        self.fields["owner"].choices = [("", "–"), *named]  # type: ignore[attr-defined]

    def clean_owner(self) -> Employee | None:
        return self.staff.get(self.cleaned_data["owner"])


class DeclineForm(forms.Form):
    """Why it is not carried out."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=pgettext_lazy("suggestion", "Why it is declined"), max_length=LONGEST_NOTE
    )
