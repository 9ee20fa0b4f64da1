"""What a message may say of its customer: one value a field, rooms above bring their own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Language, Text
from careloop.customers.models import Customer, Vehicle
from careloop.organisation.models import Store
from careloop.organisation.rules import Viewer
from careloop.outreach.messages.texts import EMPTY_FIELD, places
from careloop.outreach.models import ContactTask
from careloop.service.models import Appointment


@dataclass(frozen=True, slots=True)
class About:
    """Whom and what one message is about. ``is_preview``: nothing may be made for it."""

    by: Viewer
    store: Store
    customer: Customer
    vehicle: Vehicle | None
    now: datetime
    language: Language = "zh"
    appointment: Appointment | None = None
    task: ContactTask | None = None
    is_preview: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """``{code}`` in a text, and how it is filled; blank where it is not known."""

    code: str
    name: Text
    fill: Callable[[About], str]


FIELDS: dict[str, Field] = {}


def register(field: Field) -> None:
    """Let templates use one more field.

    Raises:
        ValueError: another field has its code.
    """
    if field.code in FIELDS:
        raise ValueError(f"two fields are called {field.code}")
    FIELDS[field.code] = field


def values(text: str, about: About) -> dict[str, str]:
    """What fills the fields of ``text``, in the order they stand in it.

    Raises:
        Refused: something it says is not known of the customer.
    """
    found: dict[str, str] = {}
    for code in places(text):
        found[code] = FIELDS[code].fill(about).strip()
        if not found[code]:
            raise Refused(EMPTY_FIELD, field=FIELDS[code].name)
    return found


def _appointed(form: str) -> Callable[[About], str]:
    def fill(about: About) -> str:
        return f"{about.appointment.appointed_at:{form}}" if about.appointment else ""

    return fill


for own in (
    Field("customer", Text(zh="客户姓名", en="Customer"), lambda a: a.customer.name),
    Field("plate", Text(zh="车牌", en="Plate"), lambda a: a.vehicle.plate if a.vehicle else ""),
    Field("model", Text(zh="车型", en="Model"), lambda a: a.vehicle.model if a.vehicle else ""),
    Field("store", Text(zh="门店名称", en="Store"), lambda a: a.store.name),
    Field("today", Text(zh="今天的日期", en="Today"), lambda a: f"{a.now:%Y-%m-%d}"),
    Field("appointed_on", Text(zh="预约日期", en="Appointed day"), _appointed("%Y-%m-%d")),
    Field("appointed_at", Text(zh="预约时间", en="Appointed time"), _appointed("%H:%M")),
):
    register(own)
