"""The forms in which people write the sections of a month's report.

Built from the catalogue of :mod:`careloop.reports.texts`, whose labels hold both languages: the
printed table and the form cannot differ. A form set holds the rows of one section; blank rows are
left out when they are kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from careloop.core.kernel.text import Language
from careloop.reports.texts import LONGEST, MOST_ROWS, Row, TextField, TextSection

SPARE_ROWS = 3


def form_field(field: TextField, language: Language) -> forms.Field:
    """The form's field for one column."""
    label = field.label.say(language)
    match field.kind:
        case "day":
            widget = forms.DateInput(
                attrs={"type": "date", "class": "form-control"}, format="%Y-%m-%d"
            )
            return forms.DateField(label=label, required=False, widget=widget)
        case "choice":
            choices = [("", "–"), *((code, name.say(language)) for code, name in field.choices)]
            select = forms.Select(attrs={"class": "form-select"})
            return forms.ChoiceField(label=label, required=False, choices=choices, widget=select)
        case "long":
            area = forms.Textarea(attrs={"rows": 2, "class": "form-control"})
            return forms.CharField(
                label=label, required=False, max_length=LONGEST["long"], widget=area
            )
        case "line":
            line = forms.TextInput(attrs={"class": "form-control"})
            return forms.CharField(
                label=label, required=False, max_length=LONGEST["line"], widget=line
            )


def row_form(section: TextSection, language: Language) -> type[forms.Form]:
    """The form of one row of ``section``."""
    fields: dict[str, Any] = {field.code: form_field(field, language) for field in section.fields}
    return type(f"{section.code.title().replace('_', '')}Form", (forms.Form,), fields)


class RowFormSet(forms.BaseFormSet):
    """The rows of one section; a row marked for deletion is left out."""

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = _("Remove")
            form.fields["DELETE"].widget.attrs["class"] = "form-check-input"

    def rows(self) -> list[dict[str, str]]:
        """What was written, as ``actions.write_text`` takes it; call after ``is_valid``."""
        kept = [form.cleaned_data for form in self.forms if not form.cleaned_data.get("DELETE")]
        rows = [_texts(data) for data in kept]
        return [row for row in rows if any(row.values())]


def _texts(data: Mapping[str, Any]) -> dict[str, str]:
    return {
        name: "" if value is None else str(value)
        for name, value in data.items()
        if name != "DELETE"
    }


def form_set(
    section: TextSection,
    language: Language,
    *,
    rows: Sequence[Row] = (),
    data: Mapping[str, Any] | None = None,
) -> RowFormSet:
    """The form set of ``section``: bound to ``data`` when given, else showing ``rows``.

    Its prefix is the section's code, so that a page may hold several.
    """
    made = forms.formset_factory(
        row_form(section, language),
        formset=RowFormSet,
        extra=_spare(section, rows),
        max_num=1 if section.one_row else MOST_ROWS,
        validate_max=True,
        can_delete=not section.one_row,
    )
    shown = made(data=data, initial=[dict(row) for row in rows], prefix=section.code)
    return cast(RowFormSet, shown)


def _spare(section: TextSection, rows: Sequence[Row]) -> int:
    """Blank rows offered below what is written."""
    if section.one_row:
        return 0 if rows else 1
    return SPARE_ROWS
