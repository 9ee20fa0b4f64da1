"""Rows that came before what they name: linked as soon as the named row is there.

A call may be imported before its order. The number is kept as text; the link is derived from it,
so it is no part of what a run changed, and reverting the run that made the order unlinks it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection, models

from careloop.common.bulk.writing import as_stored
from careloop.complaints.models import Complaint
from careloop.customers.models import Vehicle
from careloop.insurance.models import InsurancePolicy
from careloop.organisation.models import Employee
from careloop.outreach.models import ContactTask
from careloop.service.models import Appointment, LabourLine, RepairOrder


@dataclass(frozen=True, slots=True)
class Link:
    """``model.column`` points at the row of ``target`` whose ``key`` is ``model.named_by``.

    ``stores`` selects the ids of the stores whose rows may point at the new row ``n``;
    ``store`` is the expression of a row's own store.
    """

    model: type[models.Model]
    column: str
    named_by: str
    target: type[models.Model]
    key: str
    stores: str
    store: str = "t.store_id"


_OF_THE_GROUP = "SELECT id FROM organisation_store WHERE group_id = n.group_id"
_OF_THE_STORE = "n.store_id"
_BY_ORDER = "(SELECT o.store_id FROM service_repairorder o WHERE o.id = t.order_id)"

LINKS: tuple[Link, ...] = (
    *(
        Link(model, "vehicle_id", "vin", Vehicle, "vin", _OF_THE_GROUP)
        for model in (Appointment, ContactTask, Complaint, InsurancePolicy)
    ),
    *(
        Link(model, "order_id", "ro_no", RepairOrder, "ro_no", _OF_THE_STORE)
        for model in (ContactTask, Complaint)
    ),
    Link(
        LabourLine, "technician_id", "technician_no", Employee, "employee_no", _OF_THE_STORE,
        _BY_ORDER,
    ),
)  # fmt: skip


def link_late(run_id: int, at: datetime) -> int:
    """Link the rows that were waiting for a row this run made; returns how many."""
    return sum(_link(link, run_id, at) for link in LINKS if _made_any(link.target, run_id))


def _made_any(model: type[models.Model], run_id: int) -> bool:
    return bool(model._base_manager.filter(created_run=run_id).exists())


def _link(link: Link, run_id: int, at: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {link.model._meta.db_table} AS t "  # noqa: S608
            f"SET {link.column} = n.id, changed_at = %s FROM {link.target._meta.db_table} n "
            f"WHERE n.created_run = %s AND t.{link.column} IS NULL "
            f"AND t.{link.named_by} = n.{link.key} AND {link.store} IN ({link.stores})",
            [as_stored(at), run_id],
        )
        return int(cursor.rowcount)


def unlink(run_id: int, at: datetime) -> None:
    """Take back the links to rows this run made, before they go."""
    for link in LINKS:
        with connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE {link.model._meta.db_table} "  # noqa: S608
                f"SET {link.column} = NULL, changed_at = %s WHERE {link.column} IN "
                f"(SELECT id FROM {link.target._meta.db_table} WHERE created_run = %s)",
                [as_stored(at), run_id],
            )
