"""Keys of figures and rows: operational ids on the inside, what people say on the outside.

Outside, a store is its code, a person on the staff the staff number, everything else the code it
has. Names are looked up beside them and only for the staff; customers have none here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import QuerySet

from careloop.core.kernel.codes import CODE_LISTS
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Language, Text
from careloop.core.metrics.figures import Figure, Key
from careloop.organisation.models import Employee, Store

STORES = ("store",)
STAFF = ("advisor", "technician", "agent", "responsible", "consultant", "inspector", "employee")

# The closed list a dimension's codes come from.
LISTS: Mapping[str, str] = {
    "job_type": "job_type",
    "outcome": "outcome",
    "reason": "outcome",
    "contact_type": "contact_type",
    "level": "level",
    "severity": "severity",
    "department": "department",
    "post": "post",
    "row": "survey_row",
    "item": "survey_item",
    "section": "survey_item",
    "origin": "origin",
}
# Two lists give causes: complaints and reworks.
CAUSES = ("complaint_cause", "rework_cause")

NOBODY = Text(
    zh="所选门店里没有 {dimension} “{text}”。",
    en="The stores asked for have no {dimension} “{text}”.",
)
NOT_RECORDED = Text(zh="未记录", en="Not recorded")
EXTERNAL = {1: Text(zh="外访", en="External"), 0: Text(zh="内访", en="Internal")}


@dataclass(frozen=True, slots=True)
class Names:
    """What the ids in a set of figures stand for."""

    stores: Mapping[int, tuple[str, str]]
    staff: Mapping[int, tuple[str, str]]

    def key(self, dimension: str, value: Key) -> Key:
        """The value as people write it."""
        found = self._found(dimension, value)
        return found[0] if found else value

    def name(self, dimension: str, value: Key, language: Language) -> str:
        """The value as it is shown: a name where there is one."""
        if value is None or (isinstance(value, int) and value < 0):  # a person on no staff file
            return NOT_RECORDED.say(language)
        found = self._found(dimension, value)
        if found:
            return found[1] or found[0]
        return code_text(dimension, value).say(language)

    def _found(self, dimension: str, value: Key) -> tuple[str, str] | None:
        known = self.stores if dimension in STORES else self.staff if dimension in STAFF else {}
        return known.get(value) if isinstance(value, int) else None


def code_text(dimension: str, value: Key) -> Text:
    """The printed name of a code; the code itself where no list knows it."""
    if dimension == "external" and isinstance(value, int):
        return EXTERNAL[value]
    lists = CAUSES if dimension == "cause" else (LISTS[dimension],) if dimension in LISTS else ()
    for code in lists:
        if str(value) in CODE_LISTS[code].codes:
            return CODE_LISTS[code].text(str(value))
    return Text(zh=str(value), en=str(value))


def names_for(figures: Iterable[Figure]) -> Names:
    """Look up the stores and the staff that ``figures`` name, two queries at most."""
    keys = [(dim, key) for figure in figures for dim, key in figure.keys.items()]
    stores = {key for dim, key in keys if dim in STORES and isinstance(key, int)}
    staff = {key for dim, key in keys if dim in STAFF and isinstance(key, int)}
    return names_of(stores, staff)


def names_of(store_ids: set[int], staff_ids: set[int]) -> Names:
    """Codes and names of stores, numbers and names of staff."""
    stores = Store.objects.filter(id__in=store_ids).values_list("id", "code", "name")
    staff = Employee.objects.filter(id__in=staff_ids).values_list("id", "employee_no", "name")
    return Names(
        {pk: (code, name) for pk, code, name in (stores if store_ids else ())},
        {pk: (no, name) for pk, no, name in (staff if staff_ids else ())},
    )


def key_of(dimension: str, text: str, store_ids: Collection[int]) -> str | int:
    """The id or code that ``text`` means in ``dimension``: what :meth:`Names.key` wrote.

    Raises:
        Refused: none of the stores has such a person, or there is no such store.
    """
    if dimension == "external":
        return int(text in ("1", EXTERNAL[1].en, EXTERNAL[1].zh))
    if dimension not in (*STORES, *STAFF):
        return text
    known: QuerySet[Any] = (
        Store.objects.filter(id__in=store_ids, code=text)
        if dimension in STORES
        else Employee.objects.filter(store_id__in=store_ids, employee_no=text)
    )
    found = known.values_list("pk", flat=True).first()
    if found is None:
        raise Refused(NOBODY, dimension=dimension, text=text)
    return int(found)


def spoken(figure: Figure, names: Names) -> Figure:
    """The figure with keys as people write them."""
    return replace(figure, keys={dim: names.key(dim, key) for dim, key in figure.keys.items()})
