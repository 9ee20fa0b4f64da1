"""What is asked for with each deed of a complaint; which deeds there are stands in ``deeds``."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from careloop.complaints.choices import LEVEL_LABELS, PAUSE_LABELS
from careloop.complaints.deed_form import (
    NO,
    YES,
    DeedForm,
    Offered,
    area,
    fault_choices,
    levels_for,
    people_of,
    radio,
    verdict_of,
)
from careloop.complaints.forms import (
    Choices,
    causes,
    coded,
    lines,
    severities,
    split_cause,
)
from careloop.complaints.models import Complaint
from careloop.core.kernel.codes import DEPARTMENT

FEN = 100
WHYS = 5
NOT_FIELDS = frozenset({"revision", "cause"})


class NothingForm(DeedForm):
    """A deed that asks for nothing."""


class GiveForm(DeedForm):
    owner = forms.ChoiceField(label=_("New owner"))

    def choices(self, offered: Offered) -> dict[str, Choices]:
        others = [user for user in offered.owners if user.pk != offered.complaint.owner_id]
        named = [(str(user.pk), user.get_full_name() or user.username) for user in others]
        return {"owner": [("", _("Please choose")), *named]}

    @property
    def given(self) -> dict[str, Any]:
        chosen = self.cleaned_data["owner"]
        return {"owner": next(user for user in self.offered.owners if str(user.pk) == chosen)}


class NoteForm(DeedForm):
    note = area(_("What the customer was told"))


class InvestigateForm(DeedForm):
    note = area(_("What the investigation found"), rows=4)
    cause = forms.ChoiceField(label=_("Cause"))
    responsible_no = forms.ChoiceField(label=_("Responsible"), required=False)
    is_valid = forms.ChoiceField(
        label=_("Is the complaint valid?"), widget=forms.RadioSelect, required=False
    )
    invalid_reason = forms.CharField(label=_("Why it is not valid"), max_length=255, required=False)
    is_complete = forms.BooleanField(label=_("Investigation complete"), required=False)

    def standing(self, offered: Offered) -> dict[str, Any]:
        complaint = offered.complaint
        return {
            "note": complaint.investigation,
            "cause": complaint.cause,
            "responsible_no": complaint.responsible_no,
            "is_valid": "" if complaint.is_valid is None else YES if complaint.is_valid else NO,
            "invalid_reason": complaint.invalid_reason,
            "is_complete": complaint.investigated_at is not None,
        }

    def choices(self, offered: Offered) -> dict[str, Choices]:
        """Who does not supervise finds no complaint invalid."""
        found: Choices = [(YES, _("valid"))]
        if offered.may_supervise or offered.complaint.is_valid is False:
            found.append((NO, _("not valid")))
        people = people_of(offered)
        return {"cause": causes(offered.language), "responsible_no": people, "is_valid": found}

    @property
    def given(self) -> dict[str, Any]:
        typed = super().given
        return typed | {"is_valid": {YES: True, NO: False}.get(typed["is_valid"])}


class CorrectForm(DeedForm):
    description = area(_("What the customer is unhappy with"), rows=4)
    faults = area(_("Single faults"), rows=3, required=False, help_text=_("One a line."))
    cause = forms.ChoiceField(label=_("Cause"))
    severity = forms.ChoiceField(label=_("Class"), required=False)
    responsible_no = forms.ChoiceField(label=_("Responsible"), required=False)

    def standing(self, offered: Offered) -> dict[str, Any]:
        complaint, own = offered.complaint, offered.complaint.store_cause_id
        return {
            "description": complaint.description,
            "faults": "\n".join(fault.text for fault in offered.faults),
            "cause": f"{complaint.cause}:{own}" if own else complaint.cause,
            "severity": complaint.severity,
            "responsible_no": complaint.responsible_no,
        }

    def choices(self, offered: Offered) -> dict[str, Choices]:
        return {
            "cause": causes(offered.language, offered.own),
            "severity": [("", _("Not classed yet")), *severities(offered.language)],
            "responsible_no": people_of(offered),
        }

    @property
    def given(self) -> dict[str, Any]:
        """Only what was changed."""
        typed = super().given
        cause, store_cause = split_cause(typed["cause"], self.offered.own)
        values = typed | {"faults": lines(typed["faults"])}
        changes = {name: values[name] for name in self.changed_data if name not in NOT_FIELDS}
        if "cause" in self.changed_data:
            changes |= {"cause": cause, "store_cause": store_cause}
        return {"changes": changes}


class RaiseForm(DeedForm):
    level = forms.ChoiceField(label=_("Who settles it"))
    note = area(_("Why"), rows=2)

    def choices(self, offered: Offered) -> dict[str, Choices]:
        levels = levels_for(offered)
        return {"level": coded({level: LEVEL_LABELS[level] for level in levels}, offered.language)}


class RegionForm(DeedForm):
    text = area(_("The region's plan"), rows=4)

    def standing(self, offered: Offered) -> dict[str, Any]:
        return {"text": offered.complaint.region_plan}


class PauseForm(DeedForm):
    reason = forms.ChoiceField(label=_("What is waited for"))
    note = forms.CharField(label=_("Note"), max_length=255, required=False)

    def choices(self, offered: Offered) -> dict[str, Choices]:
        return {"reason": coded(PAUSE_LABELS, offered.language)}


class SolveForm(DeedForm):
    solution = area(_("How it was solved"))
    goodwill = forms.DecimalField(
        label=_("Goodwill, yuan"), min_value=0, max_digits=9, decimal_places=2, required=False
    )

    def __init__(self, *args: Any, offered: Offered, **kwargs: Any) -> None:
        super().__init__(*args, offered=offered, **kwargs)
        for fault in offered.faults:
            self.fields[f"fault_{fault.pk}"] = radio(fault.text, _("solved"), _("not solved"))
        self.order_fields(["solution", *(f"fault_{fault.pk}" for fault in offered.faults)])

    def standing(self, offered: Offered) -> dict[str, Any]:
        fen = offered.complaint.goodwill_fen
        decided = {f"fault_{fault.pk}": verdict_of(fault) for fault in offered.faults}
        return decided | {
            "solution": offered.complaint.solution,
            "goodwill": None if fen is None else Decimal(fen) / FEN,
        }

    @property
    def given(self) -> dict[str, Any]:
        typed = self.cleaned_data
        verdicts = {fault.pk: typed[f"fault_{fault.pk}"] for fault in self.offered.faults}
        yuan = typed["goodwill"]
        return {
            "solution": typed["solution"],
            "solved_faults": [pk for pk, verdict in verdicts.items() if verdict == YES],
            "unsolved_faults": [pk for pk, verdict in verdicts.items() if verdict == NO],
            "goodwill_fen": None if yuan is None else int(yuan * FEN),
        }


class CallBackForm(DeedForm):
    reached = radio(_("Was the customer reached?"), _("yes"), _("no"))
    satisfied = radio(
        _("Is the customer satisfied?"), _("satisfied"), _("not satisfied"), required=False
    )
    note = area(_("What the customer said"), rows=2, required=False)

    @property
    def given(self) -> dict[str, Any]:
        typed = super().given
        reached = typed["reached"] == YES
        answer = {YES: True, NO: False}.get(typed["satisfied"]) if reached else None
        return typed | {"reached": reached, "satisfied": answer}


class RootCauseForm(DeedForm):
    category = forms.ChoiceField(label=_("Where the cause lies"))
    action = area(_("What keeps it from coming back"), rows=2, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, WHYS + 1):
            field = forms.CharField(
                label=_("Why %(number)s") % {"number": number}, max_length=500, required=number == 1
            )
            self.fields[f"why_{number}"] = field
        self.order_fields([*(f"why_{number}" for number in range(1, WHYS + 1)), "category"])

    def standing(self, offered: Offered) -> dict[str, Any]:
        found = getattr(offered.complaint, "root_cause", None)
        if found is None:
            return {}
        whys = {f"why_{number}": why for number, why in enumerate(found.whys, 1)}
        return whys | {"category": found.category, "action": found.action}

    def choices(self, offered: Offered) -> dict[str, Choices]:
        entries = DEPARTMENT.entries
        return {"category": [(entry.code, entry.text.say(offered.language)) for entry in entries]}

    @property
    def given(self) -> dict[str, Any]:
        typed = super().given
        whys = [typed.pop(f"why_{number}") for number in range(1, WHYS + 1)]
        return typed | {"whys": [why for why in whys if why.strip()]}


class MergeForm(DeedForm):
    into = forms.CharField(label=_("Number of the complaint it goes into"), max_length=64)

    def clean_into(self) -> Complaint:
        number, store = self.cleaned_data["into"].strip().upper(), self.offered.complaint.store_id
        found = Complaint.objects.filter(store_id=store, complaint_no=number).first()
        if found is None:
            raise forms.ValidationError(
                _("There is no complaint “%(number)s” in this store. Check the number."),
                params={"number": number},
            )
        return found


class SplitForm(DeedForm):
    fault_ids = forms.TypedMultipleChoiceField(
        label=_("Faults that go into a complaint of their own"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )
    cause = forms.ChoiceField(label=_("Cause"))
    description = area(_("What it is about"), rows=2)

    def choices(self, offered: Offered) -> dict[str, Choices]:
        return {"fault_ids": fault_choices(offered), "cause": causes(offered.language)}


class AttachForm(DeedForm):
    upload = forms.FileField(label=_("Photo, paper or recording"))
