"""Forms drawn from the columns of the feeds: what is typed is read as an import reads it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django import forms

from careloop.core.ingest.feeds.feed import Column
from careloop.core.kernel.text import Language, Text
from careloop.customers.actions.adding import CUSTOMER_COLUMNS, VEHICLE_COLUMNS
from careloop.customers.correcting import PARTY_COLUMNS

YES_NO = (("1", Text(zh="是", en="Yes")), ("0", Text(zh="否", en="No")))
LONGEST = {"note": 255, "text": 64}
OWNER = (
    "name", "phone", "home_phone", "customer_no", "kind", "sex", "birthday", "level",
    "occupation", "region", "address",
)  # fmt: skip
OTHERS = (
    "decision_maker_name", "decision_maker_phone", "driver_name", "driver_phone",
)  # fmt: skip


class ColumnsForm(forms.Form):
    """Fields for some columns; once valid, ``cleaned_data`` is what was typed, by column.

    Only length and choice are checked here: the action reads each value and says what is wrong.
    """

    def __init__(
        self,
        told: Mapping[str, str] | None,
        *,
        columns: Iterable[Column],
        language: Language,
        initial: Mapping[str, str] | None = None,
        required: Iterable[str] = (),
    ) -> None:
        super().__init__(told, initial=dict(initial or {}))
        for column in columns:
            self.fields[column.name] = _field(column, language, column.name in set(required))


def _field(column: Column, language: Language, is_required: bool) -> forms.Field:
    label = column.label.say(language)
    offered = _offered(column, language)
    if offered:
        return forms.ChoiceField(label=label, choices=[("", "–"), *offered], required=is_required)
    return forms.CharField(
        label=label, required=is_required, max_length=LONGEST.get(column.kind, 64),
        widget=forms.TextInput(attrs=_typed(column)),
    )  # fmt: skip


def _offered(column: Column, language: Language) -> list[tuple[str, str]]:
    if column.kind == "yes_no":
        return [(code, text.say(language)) for code, text in YES_NO]
    if column.kind == "code" and column.codes:
        return [(entry.code, entry.text.say(language)) for entry in column.codes.entries]
    return []


def _typed(column: Column) -> dict[str, str]:
    kinds = {
        "date": {"type": "date"},
        "phone": {"type": "tel"},
        "integer": {"inputmode": "numeric"},
    }
    return {"autocomplete": "off"} | kinds.get(column.kind, {})


def customer_form(
    told: Mapping[str, str] | None, language: Language, initial: Mapping[str, str] | None = None
) -> ColumnsForm:
    """Who the customer is, and the numbers of the other parties."""
    known = CUSTOMER_COLUMNS | PARTY_COLUMNS
    columns = [known[name] for name in (*OWNER, *OTHERS)]
    return ColumnsForm(told, columns=columns, language=language, initial=initial, required=["name"])


def vehicle_form(
    told: Mapping[str, str] | None,
    language: Language,
    initial: Mapping[str, str] | None = None,
    *,
    is_required: bool,
) -> ColumnsForm:
    """The vehicle; beside a new customer it may be left empty."""
    return ColumnsForm(
        told, columns=[VEHICLE_COLUMNS["vin"], *_without_vin()], language=language,
        initial=initial, required=["vin", "model"] if is_required else [],
    )  # fmt: skip


def _without_vin() -> list[Column]:
    return [column for name, column in VEHICLE_COLUMNS.items() if name != "vin"]
