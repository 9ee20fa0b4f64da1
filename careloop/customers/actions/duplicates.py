"""Finding who may be one and the same over a whole store, and calling two different."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

import pyarrow as pa
from django.db import connection, transaction

from careloop.common import audit
from careloop.common.bulk.staging import pour
from careloop.customers import duplicates
from careloop.customers.models import DuplicatePair
from careloop.customers.queries.duplicates import people
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.rules import Viewer


@transaction.atomic
def find_duplicates(*, by: Viewer, store: Store, now: datetime) -> int:
    """Compare all customers of a store and keep the pairs; returns how many are open.

    Pairs a person called different stay so. Raises ``Forbidden`` without the permission.
    """
    by.require(Permission.MERGE_CUSTOMERS, store.pk)
    found = duplicates.pairs(people(store))
    DuplicatePair.objects.filter(store=store, is_dismissed=False).delete()
    different = set(DuplicatePair.objects.filter(store=store).values_list("first_id", "second_id"))
    fresh = {pair: why for pair, why in found.items() if pair not in different}
    with connection.cursor() as cursor:
        pour(cursor, DuplicatePair._meta.db_table, _table(store, fresh, now))
    audit.record(
        actor_id=by.user_id,
        action="customer.find_duplicates",
        subject=store,
        store_id=store.pk,
        detail={"pairs": len(fresh)},
    )
    return len(fresh)


def _table(
    store: Store, found: Mapping[duplicates.Pair, frozenset[str]], now: datetime
) -> pa.Table:
    count = len(found)
    return pa.table(
        {
            "store_id": pa.repeat(pa.scalar(store.pk, pa.int64()), count),
            "first_id": pa.array([first for first, _ in found], pa.int64()),
            "second_id": pa.array([second for _, second in found], pa.int64()),
            "reasons": pa.array([json.dumps(sorted(why)) for why in found.values()], pa.string()),
            "weight": pa.array([duplicates.weight(why) for why in found.values()], pa.int64()),
            "is_dismissed": pa.repeat(pa.scalar(False, pa.bool_()), count),
            "found_at": pa.repeat(pa.scalar(now, pa.timestamp("us")), count),
        }
    )


@transaction.atomic
def dismiss_duplicates(*, by: Viewer, store: Store, customer_ids: list[int], now: datetime) -> int:
    """Call the customers of a group different persons; returns how many pairs that closes."""
    by.require(Permission.MERGE_CUSTOMERS, store.pk)
    pairs = DuplicatePair.objects.filter(
        store=store, first_id__in=customer_ids, second_id__in=customer_ids, is_dismissed=False
    )
    closed = pairs.update(is_dismissed=True, found_at=now)
    audit.record(
        actor_id=by.user_id,
        action="customer.not_duplicates",
        subject=store,
        store_id=store.pk,
        detail={"customers": sorted(customer_ids)},
    )
    return closed
