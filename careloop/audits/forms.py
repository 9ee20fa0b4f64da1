"""The forms of plans, checklists and lunch tickets."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import count
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from careloop.audits.choices import RHYTHM_LABELS, SUBJECT_LABELS
from careloop.core.kernel.text import Language, Text
from careloop.core.scoring.inspections import (
    SCALE_LABELS,
    ChecklistContent,
    Item,
    Scale,
    Section,
)

MOST_DINERS = 20
NEW = "new"
Named = Iterable[tuple[Any, str]]


class PlanForm(forms.Form):
    """How often a checklist is due, on whom, and who does it."""

    checklist_code = forms.ChoiceField(label=_("Checklist"))
    rhythm = forms.ChoiceField(label=_("How often"))
    subject = forms.ChoiceField(label=_("Looks at"))
    inspector = forms.TypedChoiceField(
        label=_("Inspector"), coerce=int, empty_value=None, required=False
    )
    responsible = forms.TypedChoiceField(
        label=_("Responsible for findings"), coerce=int, empty_value=None, required=False
    )
    starts_on = forms.DateField(
        label=_("First day"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )

    def __init__(
        self,
        *args: Any,
        lists: Named,
        inspectors: Named,
        staff: Named,
        language: Language,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = {
            "checklist_code": list(lists),
            "rhythm": [(code.value, text.say(language)) for code, text in RHYTHM_LABELS.items()],
            "subject": [(code.value, text.say(language)) for code, text in SUBJECT_LABELS.items()],
            "inspector": [("", _("whoever is on duty")), *inspectors],
            "responsible": [("", _("Nobody in particular")), *staff],
        }
        for name, options in choices.items():
            self.fields[name].choices = options  # type: ignore[attr-defined]


class TicketForm(forms.Form):
    """A meal ticket: the plate, and how many eat."""

    plate = forms.CharField(label=_("Plate"), max_length=16)
    diners = forms.IntegerField(
        label=_("Diners"), min_value=1, max_value=MOST_DINERS, initial=1, required=False
    )

    def clean_diners(self) -> int:
        return self.cleaned_data["diners"] or 1


def _words(label: Any, length: int) -> forms.CharField:
    return forms.CharField(label=label, max_length=length, required=False)


def _wording(label: Any) -> forms.CharField:
    """What an item says: the sources have items of three lines."""
    area = forms.Textarea(attrs={"rows": 1})
    return forms.CharField(label=label, max_length=300, required=False, widget=area)


class ItemForm(forms.Form):
    """One item; a row left without words is no item."""

    code = forms.CharField(required=False, max_length=48, widget=forms.HiddenInput)
    zh = _wording(_("In Chinese"))
    en = _wording(_("In English"))
    scale = forms.ChoiceField(label=_("Scale"), required=False)
    weight = forms.IntegerField(
        label=_("Weight"), min_value=0, max_value=1000, initial=1, required=False
    )
    photo_required = forms.BooleanField(label=_("Photo needed"), required=False)
    may_not_apply = forms.BooleanField(label=_("May not apply"), required=False, initial=True)
    removed = forms.BooleanField(label=_("Remove"), required=False)

    def __init__(self, *args: Any, language: Language, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scales = [(scale.value, text.say(language)) for scale, text in SCALE_LABELS.items()]
        self.fields["scale"].choices = scales  # type: ignore[attr-defined]

    @property
    def is_kept(self) -> bool:
        given = self.cleaned_data
        return not given.get("removed") and bool(given.get("zh") or given.get("en"))

    def item(self, code: str, before: Item | None) -> Item:
        """The item as typed; what the row does not show stays as it was."""
        given = self.cleaned_data
        scale = Scale(given["scale"] or Scale.PASS_FAIL.value)
        same_scale = before is not None and before.scale == scale
        return Item(
            code=code,
            text=Text(zh=given["zh"], en=given["en"]),
            scale=scale,
            weight=1 if given["weight"] is None else given["weight"],
            photo_required=given["photo_required"],
            may_not_apply=given["may_not_apply"],
            hint=before.hint if before else None,
            finding_below=before.finding_below if before and same_scale else None,
        )


ItemFormSet = forms.formset_factory(ItemForm, extra=0)


class SectionForm(forms.Form):
    """The heading of a section."""

    zh = _words(_("Section in Chinese"), 80)
    en = _words(_("Section in English"), 120)


class NameForm(forms.Form):
    """What the checklist is called, and whether its sections add up."""

    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=80)
    name_en = forms.CharField(label=_("Name in English"), max_length=120)
    has_total = forms.BooleanField(
        label=_("Sections add up to one score"), required=False, initial=True
    )


class SectionEditor:
    """A section with its items, as one block of the editor."""

    def __init__(
        self,
        code: str,
        section: Section | None,
        sent: Any,
        language: Language,
        used: Collection[str] = (),
    ) -> None:
        self.code = code
        self.section = section
        self.used = used
        name = {"zh": section.name.zh, "en": section.name.en} if section else {}
        rows = [_row(item) for item in section.items] if section else []
        self.heading = SectionForm(sent, prefix=f"{code}-name", initial=name)
        self.items = ItemFormSet(
            sent, prefix=code, initial=rows, form_kwargs={"language": language}
        )

    def is_valid(self) -> bool:
        return bool(self.heading.is_valid()) and bool(self.items.is_valid())

    def read(self, code: str) -> Section | None:
        """The section as typed; ``None`` where nothing is left of it."""
        rows = [row for row in self.items.forms if row.is_kept]
        if not rows:
            return None
        before = {item.code: item for item in self.section.items} if self.section else {}
        fresh = _fresh_codes(code, {*before, *self.used})
        items = []
        for row in rows:
            known = before.get(row.cleaned_data["code"])
            items.append(row.item(known.code if known else next(fresh), known))
        given = self.heading.cleaned_data
        return Section(code, Text(zh=given["zh"], en=given["en"]), tuple(items))


class ChecklistEditor:
    """All of a checklist as forms: its name, its sections with their items, and one more.

    ``used`` are the codes any version of it gave to an item.
    """

    def __init__(
        self,
        content: ChecklistContent,
        names: tuple[str, str],
        language: Language,
        sent: Any = None,
        used: Collection[str] = (),
    ) -> None:
        first = {"name_zh": names[0], "name_en": names[1], "has_total": content.has_total}
        self.content = content
        self.name = NameForm(sent, initial=first)
        self.sections = [
            SectionEditor(section.code, section, sent, language, used)
            for section in content.sections
        ]
        self.new = SectionEditor(NEW, None, sent, language, used)

    def is_valid(self) -> bool:
        blocks = [self.name, *self.sections, self.new]
        return all(block.is_valid() for block in blocks)

    def read(self) -> ChecklistContent:
        """The content as typed; call after :meth:`is_valid`."""
        kept = [editor.read(editor.code) for editor in self.sections]
        taken = {section.code for section in self.content.sections}
        added = self.new.read(next(_fresh_codes("section", taken)))
        sections = tuple(section for section in [*kept, added] if section)
        return ChecklistContent(sections, has_total=self.name.cleaned_data["has_total"])

    @property
    def names(self) -> tuple[str, str]:
        return self.name.cleaned_data["name_zh"], self.name.cleaned_data["name_en"]


def _row(item: Item) -> dict[str, Any]:
    return {
        "code": item.code,
        "zh": item.text.zh,
        "en": item.text.en,
        "scale": item.scale.value,
        "weight": item.weight,
        "photo_required": item.photo_required,
        "may_not_apply": item.may_not_apply,
    }


def _fresh_codes(stem: str, taken: set[str]) -> Iterator[str]:
    """Codes nobody has yet: a code that was used once is not given to something else."""
    return (code for n in count(1) if (code := f"{stem[:40]}_{n}") not in taken)
