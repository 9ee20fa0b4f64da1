"""Which fields of a customer and of a vehicle people may put right, and how a value is read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from careloop.core.ingest import reasons
from careloop.core.ingest.feeds.feed import Column
from careloop.core.ingest.feeds.people import CUSTOMERS
from careloop.core.ingest.feeds.vehicles import VEHICLES
from careloop.core.ingest.values import parse
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text
from careloop.customers.rules import is_chinese_number

NO_NUMBER = Text(
    zh="“{value}”不是中国的手机或固定电话号码。手机为 11 位，座机请带区号，如 021-68123456。",
    en="“{value}” is no Chinese number. A mobile has 11 digits; write a landline with its area "
    "code: 021-68123456.",
)
NO_SUCH_FIELD = Text(
    zh="“{field}”不能在这里更正。可更正：{known}。",
    en="“{field}” cannot be corrected here. These can: {known}.",
)


@dataclass(frozen=True, slots=True)
class PartyField:
    """A number or name of a party: which contact holds it, and in which of its fields."""

    role: str
    kind: str
    holds: str  # phone, name


CUSTOMER_FIELDS: dict[str, Column] = {
    name: CUSTOMERS.column(name)
    for name in (
        "name", "kind", "level", "sex", "birthday", "occupation", "region", "address",
    )
}  # fmt: skip
VEHICLE_FIELDS: dict[str, Column] = {
    name: VEHICLES.column(name)
    for name in (
        "plate", "model", "model_line", "is_company_car", "purchased_on", "warranty_ends_on",
        "insurance_ends_on", "inspection_due_on", "mileage",
    )
}  # fmt: skip
PARTIES_FIELDS: dict[str, PartyField] = {
    "phone": PartyField("owner", "mobile", "phone"),
    "home_phone": PartyField("owner", "home", "phone"),
    "decision_maker_name": PartyField("decision_maker", "mobile", "name"),
    "decision_maker_phone": PartyField("decision_maker", "mobile", "phone"),
    "decision_maker_home_phone": PartyField("decision_maker", "home", "phone"),
    "driver_name": PartyField("driver", "mobile", "name"),
    "driver_phone": PartyField("driver", "mobile", "phone"),
    "driver_home_phone": PartyField("driver", "home", "phone"),
}
_HOME = {
    "decision_maker_home_phone": Text(zh="领导宅电", en="Decision maker's home phone"),
    "driver_home_phone": Text(zh="司机宅电", en="Driver's home phone"),
}
PARTY_COLUMNS: dict[str, Column] = {
    name: replace(CUSTOMERS.column("phone"), name=name, label=_HOME[name])
    if name in _HOME
    else CUSTOMERS.column(name)
    for name in PARTIES_FIELDS
}


def column_of(field: str, columns: dict[str, Column]) -> Column:
    """The column behind a field; raises ``Refused``, naming those there are."""
    if field not in columns:
        known = Text(
            zh="、".join(column.label.zh for column in columns.values()),
            en=", ".join(column.label.en for column in columns.values()),
        )
        raise Refused(NO_SUCH_FIELD, field=field, known=known)
    return columns[field]


def label(field: str) -> Text:
    """What a field of a customer, of a party or of a vehicle is called."""
    for columns in (CUSTOMER_FIELDS, PARTY_COLUMNS, VEHICLE_FIELDS):
        if field in columns:
            return columns[field].label
    return Text(zh=field, en=field)


def read(column: Column, typed: str, today: date) -> Any:
    """The value to keep; ``None`` where nothing was typed.

    Raises:
        Refused: the field may not be empty, or the value cannot be read; the sentence says how
            it is written.
    """
    parsed = parse(column, typed.strip())
    if parsed.reason is not None and not parsed.reason.warning:
        raise _refusal(parsed.reason, column, typed, **parsed.params)
    value = parsed.value
    if column.kind == "phone" and value and not is_chinese_number(str(value)):
        raise Refused(NO_NUMBER, value=typed.strip())
    if value is None and column.name in ("name", "model"):
        raise missing(column)
    if isinstance(value, date) and not column.ahead and _day(value) > today:
        raise _refusal(reasons.IN_THE_FUTURE, column, typed)
    if column.kind == "integer" and isinstance(value, int) and value < 0:
        raise _refusal(reasons.OUT_OF_RANGE, column, typed)
    return value


def missing(column: Column) -> Refused:
    """What is said where a field that must not be empty is."""
    return _refusal(reasons.REQUIRED_MISSING, column, "")


def _day(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value


def _refusal(reason: reasons.Reason, column: Column, typed: str, **params: Any) -> Refused:
    return Refused(reason.text, column=column.label, value=typed.strip(), **params)


def written(value: Any) -> str:
    """A value as a correction keeps it."""
    if value is None:
        return ""
    return {True: "1", False: "0"}[value] if isinstance(value, bool) else str(value)
