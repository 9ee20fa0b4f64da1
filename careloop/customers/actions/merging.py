"""Taking one customer into another, and taking that back.

Nothing is deleted: the absorbed customer stays on file as ``merged_into`` the kept one, for the
exports that will name them again. Every row of any room that points at them is turned to the kept
customer and written down, so that unmerging turns back exactly those. A row that cannot be turned
(both have a driver's mobile) stays where it is; its values may be chosen for the kept customer's.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction

from careloop.common import audit
from careloop.common.models import Imported
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text
from careloop.customers.actions.search_keys import remake_keys
from careloop.customers.merging import FIELDS, Side, chosen
from careloop.customers.models import Contact, Customer, DuplicatePair, Merge, MovedRow
from careloop.customers.pointing import Pointer, pointer, pointers
from careloop.customers.queries.files import field_of
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.rules import Viewer

NUMBER = ("name", "phone", "phone_index", "last_four_index", "is_valid")
NOT_TWO = Text(
    zh="请选择同一门店的两位不同客户再合并。",
    en="Choose two different customers of one store to merge.",
)
MERGED_ALREADY = Text(
    zh="客户“{name}”已被合并过。请刷新页面。",
    en="Customer “{name}” has been merged before. Reload the page.",
)
UNDONE_ALREADY = Text(zh="这次合并已经撤销过了。", en="This merge has been undone before.")
LATER_FIRST = Text(
    zh="“{name}”之后又有合并。请先撤销后来的合并，再撤销这一次。",
    en="There is a later merge of “{name}”. Undo that one first, then this.",
)


@transaction.atomic
def merge(
    *,
    by: Viewer,
    kept: Customer,
    absorbed: Customer,
    now: datetime,
    choices: Mapping[str, Side] | None = None,
) -> Merge:
    """Take ``absorbed`` into ``kept``, both of one store.

    ``choices`` says field by field whose value holds (``merging.FIELDS`` and the numbers as
    ``actions.correct`` calls them); where it is silent the kept customer's does, if there is one.
    One who is not to be contacted stays so.

    Raises:
        Refused: no permission, not two customers of one store, one of them merged already.
    """
    by.require(Permission.MERGE_CUSTOMERS, kept.store_id)
    kept, absorbed = _locked(kept, absorbed)
    done = Merge.objects.create(
        store_id=kept.store_id, kept=kept, absorbed=absorbed, merged_at=now,
        merged_by_id=by.user_id,
    )  # fmt: skip
    before = _choose_fields(kept, absorbed, choices or {}, now)
    before += _choose_numbers(kept, absorbed, choices or {}, now)
    done.before = json.dumps(before, cls=DjangoJSONEncoder)
    done.save(update_fields=["before"])
    moved = _turn(done, now)
    _settle(by, "customer.merge", done, now, kept.pk, rows=moved)
    return done


def _locked(kept: Customer, absorbed: Customer) -> tuple[Customer, Customer]:
    if kept.pk == absorbed.pk or kept.store_id != absorbed.store_id:
        raise Refused(NOT_TWO)
    rows = Customer.objects.select_for_update().in_bulk([kept.pk, absorbed.pk])
    for row in rows.values():
        if row.merged_into_id:
            raise Refused(MERGED_ALREADY, name=row.name)
    return rows[kept.pk], rows[absorbed.pk]


def _choose_fields(
    kept: Customer, absorbed: Customer, choices: Mapping[str, Side], now: datetime
) -> list[dict[str, Any]]:
    values = {
        name: chosen(name, getattr(kept, name), getattr(absorbed, name), choices) for name in FIELDS
    }
    values["do_not_contact"] = kept.do_not_contact or absorbed.do_not_contact
    return _change(kept, values, now)


def _choose_numbers(
    kept: Customer, absorbed: Customer, choices: Mapping[str, Side], now: datetime
) -> list[dict[str, Any]]:
    """Of numbers that both have; one that only the absorbed customer has is turned over whole."""
    theirs = {(row.role, row.kind): row for row in absorbed.contacts.all()}
    before: list[dict[str, Any]] = []
    for row in kept.contacts.all():
        other = theirs.get((row.role, row.kind))
        if other is None:
            continue
        field = field_of(row.role, row.kind)
        if chosen(field, row.phone, other.phone, choices) != row.phone:
            before += _change(row, {name: getattr(other, name) for name in NUMBER}, now)
    return before


def _change(row: Imported, values: Mapping[str, Any], now: datetime) -> list[dict[str, Any]]:
    """Write values into a row; returns what stood there, and what was given."""
    kept = []
    for name, value in values.items():
        old = getattr(row, name)
        if old != value:
            kept.append({
                "model": row._meta.label_lower, "id": row.pk, "field": name,
                "before": old, "after": value,
            })  # fmt: skip
            setattr(row, name, value)
    if kept:
        row.changed_run, row.changed_at = None, now
        row.save()
    return kept


def _turn(merge: Merge, now: datetime) -> int:
    """Turn what points at the absorbed customer to the kept one, and write it down."""
    moved: list[MovedRow] = []
    for one in pointers():
        staying = one.staying(merge.absorbed_id, merge.kept_id)
        rows = one.rows(merge.absorbed_id).exclude(pk__in=staying)
        ids = list(rows.values_list("pk", flat=True))
        moved += [
            MovedRow(merge=merge, table=one.table, column=one.column, row_id=pk) for pk in ids
        ]
        _point(one, ids, merge.kept_id, now)
    MovedRow.objects.bulk_create(moved)
    return len(moved)


def _point(one: Pointer, ids: list[int], customer_id: int, now: datetime) -> None:
    """The day of the change moves with it, for the mart; the run does not: an import taken back
    takes its rows whoever they point at."""
    values: dict[str, Any] = {one.column: customer_id}
    if issubclass(one.model, Imported):
        values["changed_at"] = now
    one.model._base_manager.filter(pk__in=ids).update(**values)


def _settle(
    by: Viewer, action: str, merge: Merge, now: datetime, merged_into: int | None, **detail: int
) -> None:
    """Mark the absorbed customer, find both anew, drop what was guessed about them, audit."""
    Customer.objects.filter(pk=merge.absorbed_id).update(
        merged_into=merged_into, changed_run=None, changed_at=now
    )
    both = [merge.kept_id, merge.absorbed_id]
    remake_keys(customer_ids=both)
    guessed = models.Q(first_id__in=both) | models.Q(second_id__in=both)
    DuplicatePair.objects.filter(guessed, is_dismissed=False).delete()
    audit.record(
        actor_id=by.user_id, action=action, subject=merge, store_id=merge.store_id,
        detail={"kept": merge.kept_id, "absorbed": merge.absorbed_id, **detail},
    )  # fmt: skip


@transaction.atomic
def unmerge(*, by: Viewer, merge: Merge, now: datetime) -> Customer:
    """Take a merge back; returns the customer who stands for themselves again.

    The rows that were turned are turned back, and every field the merge changed holds again what
    it held, unless it was corrected since. What came later stays with the kept customer.

    Raises:
        Refused: no permission, undone before, or a later merge stands on it.
    """
    by.require(Permission.MERGE_CUSTOMERS, merge.store_id)
    merge = Merge.objects.select_for_update().select_related("kept", "absorbed").get(pk=merge.pk)
    if merge.unmerged_at:
        raise Refused(UNDONE_ALREADY)
    standing = Merge.objects.filter(unmerged_at=None, pk__gt=merge.pk)
    if standing.filter(models.Q(kept=merge.kept_id) | models.Q(absorbed=merge.kept_id)).exists():
        raise Refused(LATER_FIRST, name=merge.kept.name)
    moved = _turn_back(merge, now)
    _restore(merge, now)
    merge.unmerged_at = now
    merge.save(update_fields=["unmerged_at"])
    _settle(by, "customer.unmerge", merge, now, None, rows=moved)
    return Customer.objects.get(pk=merge.absorbed_id)


def _turn_back(merge: Merge, now: datetime) -> int:
    rows: dict[tuple[str, str], list[int]] = {}
    for table, column, row_id in merge.moved.values_list("table", "column", "row_id"):
        rows.setdefault((table, column), []).append(row_id)
    for place, ids in rows.items():
        one = pointer(*place)
        if one is not None:
            still = one.rows(merge.kept_id).filter(pk__in=ids)
            _point(one, list(still.values_list("pk", flat=True)), merge.absorbed_id, now)
    return sum(map(len, rows.values()))


def _restore(merge: Merge, now: datetime) -> None:
    """Give back the fields the merge changed and nobody has since."""
    for change in json.loads(merge.before or "[]"):
        model = Contact if change["model"] == Contact._meta.label_lower else Customer
        row: Any = model._base_manager.filter(pk=change["id"]).first()
        name = change["field"]
        if row is None or _plain(getattr(row, name)) != change["after"]:
            continue
        setattr(row, name, _typed(model, name, change["before"]))
        row.changed_run, row.changed_at = None, now
        row.save()


def _typed(model: type[models.Model], name: str, value: Any) -> Any:
    """A value out of the JSON of ``before`` as the row holds it."""
    field = model._meta.get_field(name)
    return field.to_python(value) if isinstance(field, models.Field) else value


def _plain(value: Any) -> Any:
    """A value as the JSON of ``before`` holds it."""
    return value.isoformat() if isinstance(value, date) else value


@transaction.atomic
def follow_merges(*, store: Store, now: datetime) -> int:
    """Turn what an import has put under absorbed customers to those they were merged into.

    Called after each import of the store; returns how many rows were turned.
    """
    standing = Merge.objects.filter(store=store, unmerged_at=None).order_by("pk")
    return sum(_turn(one, now) for one in standing)
