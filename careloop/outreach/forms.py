"""Forms of the rules pages, made from the kinds of contact and the outcomes themselves."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text
from careloop.organisation.pages import language
from careloop.outreach.actions.tuning import BOUNDS, LIMIT_NAMES, LONGEST_DELAY
from careloop.outreach.kinds.kind import Kind, Parameter, Settings
from careloop.outreach.rules import Limits, Outcome


def said(text: Text) -> str:
    return text.say(language())


class RuleForm(forms.Form):
    """One kind of contact: on or off, and a number for each of its parameters."""

    is_on = forms.BooleanField(label=_("This rule makes contacts"), required=False)

    def __init__(self, kind: Kind, settings: Settings, model_line: str = "", **data: Any) -> None:
        values = settings.of(model_line)
        is_on = settings.is_on and model_line not in settings.models_off
        super().__init__(initial={"is_on": is_on, **values}, **data)
        self.kind = kind
        for parameter in kind.parameters:
            self.fields[parameter.code] = _number(parameter)

    def clean(self) -> dict[str, Any]:
        """Each number alone was in its bounds; together they must make a window that ends."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors:
            try:
                self.kind.checked(self.parameters)
            except Refused as refused:
                raise forms.ValidationError(refused.say(language())) from refused
        return cleaned

    @property
    def parameters(self) -> dict[str, int]:
        return {code: int(self.cleaned_data[code]) for code in self.kind.defaults()}

    @property
    def settings(self) -> Settings:
        """The kind as the form has it, for all cars."""
        return Settings(is_on=self.cleaned_data["is_on"], values=self.parameters)


def _number(parameter: Parameter) -> forms.Field:
    if parameter.is_switch:
        return forms.BooleanField(label=said(parameter.name), required=False)
    return forms.IntegerField(
        label=said(parameter.name),
        help_text=said(parameter.unit_text),
        min_value=parameter.least,
        max_value=parameter.most,
    )


class OutcomesForm(forms.Form):
    """The delay until the next call after each outcome, in minutes; blank: the task ends."""

    def __init__(self, outcomes: dict[str, Outcome], **data: Any) -> None:
        super().__init__(initial={code: one.minutes for code, one in outcomes.items()}, **data)
        for code, outcome in outcomes.items():
            self.fields[code] = forms.IntegerField(
                label=said(outcome.text), min_value=1, max_value=LONGEST_DELAY, required=False
            )


class LimitsForm(forms.Form):
    """Hours, cap and numbers of attempts."""

    def __init__(self, limits: Limits, **data: Any) -> None:
        super().__init__(initial=asdict(limits), prefix="limit", **data)
        for field in fields(Limits):
            least, most = BOUNDS[field.name]
            self.fields[field.name] = forms.IntegerField(
                label=said(LIMIT_NAMES[field.name]), min_value=least, max_value=most
            )

    @property
    def limits(self) -> Limits:
        return Limits(**self.cleaned_data)


class FestivalForm(forms.Form):
    """A day of the store's own."""

    name = forms.CharField(label=_("Festival"), max_length=64)
    celebrated_on = forms.DateField(
        label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
