"""The filters of the board, and the form a complaint is opened with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from careloop.complaints.choices import CHANNEL_LABELS, LEVEL_LABELS, Channel
from careloop.complaints.models import StoreCause
from careloop.complaints.queries.asked import TAB_LABELS, Filters, Tab
from careloop.complaints.queries.counting import Person
from careloop.core.kernel.codes import COMPLAINT_CAUSE, SEVERITY
from careloop.core.kernel.text import Language, Text
from careloop.organisation.models import Employee, Store

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
SENDING = forms.Select(attrs={"data-sends": ""})  # copied for each field that has it
NOBODY = "0"
Choices = list[tuple[str, Any]]


def coded(labels: dict[Any, Text], language: Language) -> Choices:
    """Codes and what they are called in the reader's language."""
    return [(code.value, label.say(language)) for code, label in labels.items()]


def severities(language: Language) -> Choices:
    return [(entry.code, entry.text.say(language)) for entry in SEVERITY.entries]


def causes(language: Language, own: Iterable[StoreCause] = ()) -> Choices:
    """The eight causes, a store's own ones below the one they count as."""
    by_cause: dict[str, list[StoreCause]] = {}
    for cause in own:
        by_cause.setdefault(cause.cause, []).append(cause)
    choices: Choices = []
    for entry in COMPLAINT_CAUSE.entries:
        choices.append((entry.code, entry.text.say(language)))
        choices += [
            (f"{entry.code}:{cause.pk}", f"　{cause.name}")
            for cause in by_cause.get(entry.code, ())
        ]
    return choices


def split_cause(value: str, own: Iterable[StoreCause]) -> tuple[str, StoreCause | None]:
    """What :func:`causes` offers, as the cause and the store's own one."""
    code, _, pk = value.partition(":")
    return code, next((cause for cause in own if str(cause.pk) == pk), None)


def staff(store: Store) -> Choices:
    """The members of staff of a store, by name and number."""
    rows = Employee.objects.filter(store=store).order_by("employee_no")
    named = rows.values_list("employee_no", "name")
    return [(number, f"{name} ({number})" if name else number) for number, name in named]


class WordsField(forms.CharField):
    """Several lines; browsers end each with two signs, we keep one."""

    def to_python(self, value: Any) -> Any:
        typed = super().to_python(value)
        return typed.replace("\r\n", "\n") if isinstance(typed, str) else typed


class FilterForm(forms.Form):
    """Each field is left blank to ask for all; a value that is none is passed over."""

    tab = forms.ChoiceField(choices=[(tab.value, tab.value) for tab in TAB_LABELS], required=False)
    q = forms.CharField(required=False, max_length=64)
    severity = forms.ChoiceField(
        label=_("Class"),
        choices=[(c, c) for c in SEVERITY.codes],
        required=False,
        widget=SENDING,
    )
    cause = forms.ChoiceField(
        label=_("Cause"),
        choices=[(c, c) for c in COMPLAINT_CAUSE.codes],
        required=False,
        widget=SENDING,
    )
    level = forms.ChoiceField(
        label=_("Level"), choices=[(lv.value, lv.value) for lv in LEVEL_LABELS], required=False
    )
    owner = forms.IntegerField(label=_("Owner"), required=False, widget=SENDING)
    responsible = forms.CharField(
        label=_("Responsible"), required=False, max_length=64, widget=forms.Select
    )
    since = forms.DateField(label=_("Received from"), required=False, widget=DAY)
    until = forms.DateField(label=_("Received to"), required=False, widget=DAY)

    def named(self, store: Store, people: Sequence[Person], language: Language) -> FilterForm:
        """The form with codes and people said in the reader's language."""
        owners = [
            (str(p.user.pk), p.user.get_full_name() or p.user.username) for p in people if p.user
        ]
        for name, blank, choices in (
            ("severity", _("All classes"), severities(language)),
            ("cause", _("All causes"), causes(language)),
            ("level", _("All levels"), coded(LEVEL_LABELS, language)),
            ("owner", pgettext_lazy("people", "Everybody"), [(NOBODY, _("Nobody yet")), *owners]),
            ("responsible", pgettext_lazy("people", "Everybody"), staff(store)),
        ):
            field: Any = self.fields[name]
            field.widget.choices = [("", blank), *choices]
        return self


def filters_of(query: QueryDict) -> Filters:
    """What an address asks of the board."""
    form = FilterForm(query)
    form.is_valid()  # what is not valid is missing from cleaned_data, and so not asked for
    given = form.cleaned_data.get
    return Filters(
        tab=Tab(given("tab") or Tab.OPEN),
        text=given("q") or "",
        severity=given("severity") or "",
        cause=given("cause") or "",
        level=given("level") or "",
        owner_id=given("owner"),
        responsible_no=given("responsible") or "",
        received_from=given("since"),
        received_to=given("until"),
    )


def kept(query: QueryDict) -> str:
    """The address's filters alone, to be carried along: no page."""
    plain = QueryDict(mutable=True)
    for name in FilterForm.base_fields:
        if value := query.get(name):
            plain[name] = value
    return plain.urlencode()


class OpenForm(forms.Form):
    """A complaint as it is recorded; about whom is chosen before."""

    description = WordsField(
        label=_("What the customer is unhappy with"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    faults = WordsField(
        label=_("Single faults"),
        required=False,
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One a line, where there are several: each is solved on its own."),
    )
    cause = forms.ChoiceField(label=_("Cause"))
    severity = forms.ChoiceField(label=_("Class"), required=False, widget=forms.RadioSelect)
    channel = forms.ChoiceField(label=_("How it reached us"))
    responsible_no = forms.ChoiceField(label=_("Responsible"), required=False)
    received_at = forms.DateTimeField(label=_("Received"), widget=MOMENT)
    order = forms.ChoiceField(label=_("Repair order"), required=False)

    def __init__(
        self,
        *args: Any,
        store: Store,
        own: Sequence[StoreCause],
        orders: Choices,
        language: Language,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.own = own
        for name, choices in {
            "cause": [("", _("Please choose")), *causes(language, own)],
            "severity": [("", _("Not classed yet")), *severities(language)],
            "channel": coded(CHANNEL_LABELS, language),
            "responsible_no": [("", _("Not known yet")), *staff(store)],
            "order": [("", _("None")), *orders],
        }.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]
        self.fields["channel"].initial = Channel.PHONE.value

    @property
    def given(self) -> dict[str, Any]:
        """What was typed, as the action takes it; call after ``is_valid``."""
        typed = self.cleaned_data
        cause, store_cause = split_cause(typed["cause"], self.own)
        return {
            "cause": cause,
            "store_cause": store_cause,
            "description": typed["description"],
            "faults": lines(typed["faults"]),
            "severity": typed["severity"],
            "channel": typed["channel"],
            "responsible_no": typed["responsible_no"],
            "received_at": typed["received_at"],
        }


def lines(text: str) -> list[str]:
    """The lines of a text that say anything."""
    return [line.strip() for line in text.splitlines() if line.strip()]
