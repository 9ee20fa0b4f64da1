"""Repair orders, read and sent; and every other table a dealer's system may send."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ninja import Query, Router, Schema

from careloop.api import queries
from careloop.api.choices import Scope
from careloop.api.door import TokenRequest, With
from careloop.api.faults import Fault, found
from careloop.api.pushing import push
from careloop.dms.models import ImportRun
from careloop.service import queries as service
from careloop.service.models import LabourLine, PartLine, RepairOrder

router = Router(tags=["orders"])
rows = Router(tags=["rows"])
READ, WRITE = With(Scope.READ_ORDERS), With(Scope.WRITE_ORDERS)
SHOWN_REJECTS = 50


class LineOut(Schema):
    """One line of labour; money in fen."""

    line_no: str
    operation: str
    amount_fen: int | None


class PartOut(Schema):
    """One line of parts; money in fen."""

    line_no: str
    part_no: str
    part_name: str
    amount_fen: int | None


class OrderOut(Schema):
    """A repair order; money in fen."""

    id: int
    ro_no: str
    vin: str
    vehicle_id: int | None
    customer_id: int | None
    job_type: str
    opened_at: datetime
    settled_at: datetime | None
    mileage: int | None
    total_fen: int | None
    labour_lines: list[LineOut]
    part_lines: list[PartOut]

    @staticmethod
    def resolve_vin(order: RepairOrder) -> str:
        return order.vehicle.vin

    @staticmethod
    def resolve_labour_lines(order: RepairOrder) -> list[LabourLine]:
        return list(order.labour_lines.all())

    @staticmethod
    def resolve_part_lines(order: RepairOrder) -> list[PartLine]:
        return list(order.part_lines.all())


class OrderPage(Schema):
    """Orders by id; ``after`` is where the next page goes on."""

    items: list[OrderOut]
    after: int | None


Value = str | int | float | bool | None


class Rows(Schema):
    """Rows by column of the feed, values as an export writes them (money in yuan)."""

    rows: list[dict[str, Value]]


class Reject(Schema):
    """A row that was set aside: its place from 1, and every reason."""

    row: int
    reasons: list[str]


class Verdict(Schema):
    """What came of the rows; they can be taken back on the import page under ``run``."""

    run: int
    created: int
    updated: int
    unchanged: int
    rejected: int
    rejects: list[Reject]


@router.get("", response=OrderPage, auth=READ, summary="All orders, a page at a time")
def listed(request: TokenRequest, after: int = 0, limit: int = Query(100, ge=1, le=200)) -> Any:
    found_rows = queries.orders_after(request.viewer, request.store, after, limit)
    return {"items": found_rows, "after": found_rows[-1].pk if len(found_rows) == limit else None}


@router.get("/{ro_no}", response={200: OrderOut, 404: Fault}, auth=READ)
def one(request: TokenRequest, ro_no: str) -> Any:
    """The order with that number."""
    known = service.find_order(request.viewer, [request.store.pk], ro_no)
    return found(lambda: known[0] if known else None)


@router.post("", response={200: Verdict, 422: Fault}, auth=WRITE, summary="Send repair orders")
def send(request: TokenRequest, payload: Rows) -> Any:
    """New orders are made, known ones brought up to date; the same rows again change nothing."""
    return _pushed(request, "repair_orders", payload)


@rows.post("/{feed}", response={200: Verdict, 422: Fault}, auth=WRITE, summary="Send any table")
def send_rows(request: TokenRequest, feed: str, payload: Rows) -> Any:
    """Rows of any feed ``careloop feeds`` names: labour_lines, part_lines, customers, …"""
    return _pushed(request, feed, payload)


def _pushed(request: TokenRequest, feed: str, payload: Rows) -> dict[str, Any]:
    sent = [{name: _typed(value) for name, value in row.items()} for row in payload.rows]
    run = push(by=request.viewer, token=request.token, feed=feed, rows=sent)
    return {
        "run": run.pk,
        "created": run.created,
        "updated": run.updated,
        "unchanged": run.unchanged,
        "rejected": run.quarantined,
        "rejects": _rejects(request, run),
    }


def _typed(value: Value) -> str:
    """A value as an export would write it."""
    if isinstance(value, bool):
        return "1" if value else "0"
    return "" if value is None else str(value)


def _rejects(request: TokenRequest, run: ImportRun) -> list[dict[str, Any]]:
    """The first rows set aside, in the caller's language; the header is row 1 of the file."""
    language = request.viewer.language
    return [
        {"row": row.row_number - 1, "reasons": [reason[language] for reason in row.reasons]}
        for row in run.quarantine.order_by("row_number")[:SHOWN_REJECTS]
    ]
