"""The form that makes a token."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from careloop.api.choices import SCOPE_LABELS


class TokenForm(forms.Form):
    """For which system, for what, until when."""

    name = forms.CharField(
        label=_("Name"), max_length=64, help_text=_("The system that will use it")
    )
    scopes = forms.MultipleChoiceField(
        label=_("It may"),
        choices=[(scope.value, label) for scope, label in SCOPE_LABELS.items()],
        widget=forms.CheckboxSelectMultiple,
    )
    expires_on = forms.DateField(
        label=_("Good until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Blank: until it is revoked"),
    )
