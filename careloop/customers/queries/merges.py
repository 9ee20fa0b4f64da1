"""What a merge would do, and the merges made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from careloop.common.crypto import masked
from careloop.core.ingest.feeds.people import CUSTOMERS
from careloop.core.kernel.codes import CUSTOMER_KIND, SEX
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text
from careloop.customers.correcting import PARTY_COLUMNS
from careloop.customers.merging import FIELDS, Side, chosen
from careloop.customers.models import Contact, Customer, Merge
from careloop.customers.queries.files import field_of
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.rules import Viewer

MERGES_SHOWN = 50
NO_SUCH_MERGE = Text(
    zh="{store}没有第 {id} 次合并。请刷新页面。",
    en="{store} has no merge {id}. Reload the page.",
)
_CODES = {"sex": SEX, "kind": CUSTOMER_KIND}


@dataclass(frozen=True, slots=True)
class FieldChoice:
    """A field in which two customers differ: what each says, and whose word holds unasked."""

    field: str
    label: Text
    kept: str | Text
    absorbed: str | Text
    holds: Side


def differences(viewer: Viewer, kept: Customer, absorbed: Customer) -> list[FieldChoice]:
    """The fields and numbers in which the two differ, numbers masked."""
    viewer.require(Permission.MERGE_CUSTOMERS, kept.store_id)
    choices = [
        _choice(name, CUSTOMERS.column(name).label, getattr(kept, name), getattr(absorbed, name))
        for name in FIELDS
        if getattr(kept, name) != getattr(absorbed, name)
    ]
    return choices + _numbers(kept, absorbed)


def _numbers(kept: Customer, absorbed: Customer) -> list[FieldChoice]:
    ours, theirs = _by_field(kept), _by_field(absorbed)
    return [
        _choice(field, PARTY_COLUMNS[field].label, masked(row.phone), masked(theirs[field].phone))
        for field, row in ours.items()
        if field in theirs and field in PARTY_COLUMNS and row.phone != theirs[field].phone
    ]


def _by_field(customer: Customer) -> Mapping[str, Contact]:
    rows = Contact.objects.filter(customer=customer)
    return {field_of(row.role, row.kind): row for row in rows}


def _choice(field: str, label: Text, kept: Any, absorbed: Any) -> FieldChoice:
    holds: Side = "kept" if chosen(field, kept, absorbed, {}) == kept else "absorbed"
    return FieldChoice(field, label, _shown(field, kept), _shown(field, absorbed), holds)


def _shown(field: str, value: Any) -> str | Text:
    if field in _CODES and value:
        return _CODES[field].text(value)
    return "" if value is None else str(value)


def merges(viewer: Viewer, store: Store) -> list[Merge]:
    """The latest merges of a store, each with ``.rows_moved``."""
    viewer.require(Permission.MERGE_CUSTOMERS, store.pk)
    rows = Merge.objects.filter(store=store).select_related("kept", "absorbed", "merged_by")
    return list(rows.annotate(rows_moved=Count("moved")).order_by("-pk")[:MERGES_SHOWN])


def merge(viewer: Viewer, store: Store, merge_id: int) -> Merge:
    """One merge of the store.

    Raises:
        Refused: no permission, or there is none.
    """
    viewer.require(Permission.MERGE_CUSTOMERS, store.pk)
    found = Merge.objects.filter(store=store, pk=merge_id).first()
    if found is None:
        raise Refused(NO_SUCH_MERGE, store=store.name, id=merge_id)
    return found
