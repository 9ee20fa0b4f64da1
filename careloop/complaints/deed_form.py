"""What all forms of deeds share: the version the person saw, and what there is to choose from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from careloop.complaints.choices import Level
from careloop.complaints.forms import (
    Choices,
    WordsField,
)
from careloop.complaints.models import Complaint, Fault, StoreCause
from careloop.complaints.rules import neighbours
from careloop.core.kernel.text import Language
from careloop.organisation.models import User

YES, NO = "yes", "no"


@dataclass(frozen=True, slots=True)
class Offered:
    """What the forms of one complaint offer to choose from."""

    complaint: Complaint
    faults: Sequence[Fault]
    own: Sequence[StoreCause]
    staff: Choices
    owners: Sequence[User]
    may_supervise: bool
    language: Language


def area(label: Any, *, rows: int = 3, required: bool = True, **extra: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return WordsField(label=label, max_length=5000, required=required, widget=widget, **extra)


def radio(label: Any, yes: Any, no: Any, *, required: bool = True) -> forms.ChoiceField:
    choices = [(YES, yes), (NO, no)]
    return forms.ChoiceField(
        label=label, choices=choices, widget=forms.RadioSelect, required=required
    )


class DeedForm(forms.Form):
    """A form in place: ``revision`` is the one the person saw, ``given`` what the action takes."""

    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, files: Any = None, *, offered: Offered) -> None:
        prefix_id = f"{type(self).__name__.removesuffix('Form').lower()}-%s"
        initial = {"revision": offered.complaint.revision} | self.standing(offered)
        super().__init__(data, files, initial=initial, auto_id=prefix_id)
        self.offered = offered
        for name, choices in self.choices(offered).items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def standing(self, offered: Offered) -> dict[str, Any]:
        """What the fields hold when nothing was typed."""
        return {}

    def choices(self, offered: Offered) -> dict[str, Choices]:
        return {}

    @property
    def given(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "revision"}


def fault_choices(offered: Offered) -> Choices:
    return [(str(fault.pk), fault.text) for fault in offered.faults]


def people_of(offered: Offered) -> Choices:
    return [("", _("Not known yet")), *offered.staff]


def verdict_of(fault: Fault) -> str:
    """Whether a fault is solved, as the radios write it."""
    return "" if fault.is_solved is None else YES if fault.is_solved else NO


def levels_for(offered: Offered) -> list[Level]:
    """The levels beside the one where it stands; to and from the region supervisors move it."""
    standing = Level(offered.complaint.level)
    beside = sorted(neighbours(standing), key=list(Level).index, reverse=True)
    if offered.may_supervise:
        return beside
    return [level for level in beside if Level.REGION not in (standing, level)]
