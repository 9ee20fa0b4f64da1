"""The worklist's filters as a form in the address, read into what ``outreach`` asks."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from careloop.core.kernel.codes import CONTACT_TYPE, OUTCOME
from careloop.core.kernel.text import Language
from careloop.outreach.choices import POOL_LABELS, SORT_LABELS, TAB_LABELS, Pool, Sort, Tab
from careloop.outreach.filters import DAYS_AHEAD, Filters

NOBODY, ANYBODY = "0", ""
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def _codes(codes: Any) -> list[tuple[str, str]]:
    return [(code, code) for code in codes]


class FilterForm(forms.Form):
    """Each field is left blank to ask for all; a value that is none is passed over."""

    tab = forms.ChoiceField(choices=list(TAB_LABELS.items()), required=False)
    type = forms.MultipleChoiceField(choices=_codes(CONTACT_TYPE.codes), required=False)
    q = forms.CharField(required=False, max_length=64)
    days = forms.TypedChoiceField(
        label=_("Also what opens within"), choices=_codes(DAYS_AHEAD), coerce=int,
        required=False, empty_value=None,
    )  # fmt: skip
    overdue = forms.BooleanField(label=_("Overdue only"), required=False)
    advisor = forms.IntegerField(label=_("Service advisor"), required=False)
    owner = forms.IntegerField(label=_("Owner"), required=False)
    pool = forms.ChoiceField(
        label=_("Pool"), choices=[("", _("all")), *POOL_LABELS.items()], required=False
    )
    tag = forms.IntegerField(label=_("Tag"), required=False)
    model = forms.CharField(label=_("Model line"), required=False, max_length=64)
    km_from = forms.IntegerField(label=_("Mileage from"), required=False, min_value=0)
    km_to = forms.IntegerField(label=_("to"), required=False, min_value=0)
    maintained_from = forms.DateField(label=_("Last maintenance from"), required=False, widget=DAY)
    maintained_to = forms.DateField(label=_("to"), required=False, widget=DAY)
    due_from = forms.DateField(label=_("Due from"), required=False, widget=DAY)
    due_to = forms.DateField(label=_("to"), required=False, widget=DAY)
    attempts_from = forms.IntegerField(label=_("Attempts from"), required=False, min_value=0)
    attempts_to = forms.IntegerField(label=_("to"), required=False, min_value=0)
    called_from = forms.DateField(label=_("Last called from"), required=False, widget=DAY)
    called_to = forms.DateField(label=_("to"), required=False, widget=DAY)
    outcome = forms.ChoiceField(
        label=_("Last outcome"), choices=_codes(("", *OUTCOME.codes)), required=False
    )
    agent = forms.CharField(label=_("Last called by"), required=False, max_length=64)
    sort = forms.ChoiceField(label=_("Order"), choices=list(SORT_LABELS.items()), required=False)

    def named(self, language: Language) -> FilterForm:
        """The form with codes said in the reader's language."""
        outcome = self.fields["outcome"]
        if isinstance(outcome, forms.ChoiceField):
            outcome.choices = [
                ("", _("all")),
                *((entry.code, entry.text.say(language)) for entry in OUTCOME.entries),
            ]
        return self


def filters_of(query: QueryDict) -> Filters:
    """What an address asks of the worklist."""
    form = FilterForm(query)
    form.is_valid()  # what is not valid is missing from cleaned_data, and so not asked for
    asked = form.cleaned_data

    def given(name: str) -> Any:
        return asked.get(name)

    return Filters(
        tab=Tab(given("tab") or Tab.TO_CALL),
        contact_types=tuple(given("type") or ()),
        text=given("q") or "",
        advisor_id=given("advisor"),
        tag_id=given("tag"),
        model_line=given("model") or "",
        mileage_from=given("km_from"),
        mileage_to=given("km_to"),
        maintained_from=given("maintained_from"),
        maintained_to=given("maintained_to"),
        attempts_from=given("attempts_from"),
        attempts_to=given("attempts_to"),
        last_outcome=given("outcome") or "",
        last_agent_no=given("agent") or "",
        called_from=given("called_from"),
        called_to=given("called_to"),
        days_ahead=given("days"),
        is_overdue=bool(given("overdue")),
        owner_id=given("owner"),
        pool=Pool(given("pool")) if given("pool") else "",
        due_from=given("due_from"),
        due_to=given("due_to"),
        sort=Sort(given("sort") or Sort.PRIORITY),
    )


def kept(query: QueryDict) -> str:
    """The address's filters alone, to be carried along: no page, no chosen task."""
    fields = FilterForm.base_fields
    plain = QueryDict(mutable=True)
    for name in query:
        if name in fields:
            plain.setlist(name, [value for value in query.getlist(name) if value])
    return plain.urlencode()
