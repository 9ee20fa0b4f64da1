"""Repair orders and the parts asked for on them."""

from __future__ import annotations

from careloop.core.facts import schema
from careloop.mart.dialects import Dialect
from careloop.mart.extracts.extract import TENURES, Check, Extract, Watch, group_of

# An appointment belongs to an order when either names the other; a cancelled one to none.
_ORDER_SOURCE = """
service_repairorder o
JOIN customers_vehicle v ON v.id = o.vehicle_id
LEFT JOIN service_repairorder earlier ON o.rework_of <> ''
    AND earlier.store_id = o.store_id AND earlier.ro_no = o.rework_of
LEFT JOIN service_appointment named ON o.appointment_no <> ''
    AND named.store_id = o.store_id AND named.appointment_no = o.appointment_no
    AND named.cancelled_at IS NULL
LEFT JOIN (
    SELECT store_id, ro_no, MIN(origin) AS origin FROM service_appointment
    WHERE ro_no <> '' AND cancelled_at IS NULL GROUP BY store_id, ro_no
) naming ON naming.store_id = o.store_id AND naming.ro_no = o.ro_no
"""

# Exports say it by a column or by the kind of job.
INTERNAL = "(o.is_internal OR o.job_type = 'internal')"

_COPIED = (
    "store_id",
    "vehicle_id",
    "advisor_id",
    "technician_id",
    "job_type",
    "fault_code",
    "opened_at",
    "promised_at",
    "completed_at",
    "final_checked_at",
    "billed_at",
    "had_precheck",
    "precheck_form_used",
    "customer_present",
    "all_menu_priced",
    "prepick_on_time",
    "bill_explained",
    "is_rework",
    "rework_cause",
)


def _line_sum(table: str, column: str) -> str:
    return f"(SELECT SUM(l.{column}) FROM {table} l WHERE l.order_id = o.id)"  # noqa: S608


def repair_order(dialect: Dialect) -> Extract:
    """Orders; sums an order does not carry itself are those of its lines."""
    labour = f"COALESCE(o.labour_fen, {_line_sum('service_labourline', 'amount_fen')})"
    parts = f"COALESCE(o.parts_fen, {_line_sum('service_partline', 'amount_fen')})"
    columns = {name: f"o.{name}" for name in _COPIED} | {
        "order_id": "o.id",
        "is_internal": INTERNAL,
        "group_code": group_of("o.advisor_id", "o.opened_at"),
        "model": "v.model",
        "model_line": "v.model_line",
        "opened_on": "o.opened_at",
        "settled_on": "o.settled_at",
        "rework_of_order_id": "earlier.id",
        "minutes_sold": f"COALESCE(o.minutes_sold, {_line_sum('service_labourline', 'minutes')})",
        "labour_fen": labour,
        "parts_fen": parts,
        "total_fen": f"COALESCE(o.total_fen, {labour} + {parts}, {labour}, {parts})",
        "appointment_origin": "COALESCE(named.origin, naming.origin)",
    }
    return Extract(
        schema.REPAIR_ORDER,
        _ORDER_SOURCE,
        columns,
        (
            Watch(
                "service_repairorder o JOIN customers_vehicle v ON v.id = o.vehicle_id"
                " LEFT JOIN service_repairorder earlier ON o.rework_of <> ''"
                " AND earlier.store_id = o.store_id AND earlier.ro_no = o.rework_of",
                "o.id + COALESCE(earlier.id, 0)",
                ("o.changed_at", "v.changed_at"),
                "o.opened_at",
            ),
            _lines_of_orders("service_labourline"),
            _lines_of_orders("service_partline"),
            _appointments_of_orders("a.ro_no = o.ro_no AND a.ro_no <> ''"),
            _appointments_of_orders(
                "a.appointment_no = o.appointment_no AND o.appointment_no <> ''"
            ),
            TENURES,
        ),
        Check(
            "service_repairorder o",
            "o.opened_at",
            {
                "order_id": "o.id",
                "total_fen": "CASE WHEN o.total_fen IS NOT NULL THEN o.total_fen ELSE"
                f" COALESCE({labour}, 0) + COALESCE({parts}, 0) END",
                "is_internal": "CASE WHEN o.is_internal OR o.job_type = 'internal'"
                " THEN 1 ELSE 0 END",
            },
        ),
    )


def _lines_of_orders(table: str) -> Watch:
    return Watch(
        f"{table} l JOIN service_repairorder o ON o.id = l.order_id",
        "l.id",
        ("l.changed_at",),
        "o.opened_at",
    )


def _appointments_of_orders(link: str) -> Watch:
    return Watch(
        f"service_appointment a JOIN service_repairorder o ON o.store_id = a.store_id AND {link}",
        "a.id",
        ("a.changed_at",),
        "o.opened_at",
    )


def parts_request(dialect: Dialect) -> Extract:
    """Parts asked for. A request whose order is not on file keeps a number of its own, below
    zero, so that two such requests are not taken for one."""
    return Extract(
        schema.PARTS_REQUEST,
        "service_partsrequest p LEFT JOIN service_repairorder o"
        " ON o.store_id = p.store_id AND o.ro_no = p.ro_no",
        {
            "store_id": "p.store_id",
            "order_id": "COALESCE(o.id, -p.id)",
            "advisor_id": "o.advisor_id",
            "part_no": "p.part_no",
            "requested_on": "p.requested_at",
            "available_at_once": "p.available_at_once",
        },
        (
            Watch(
                "service_partsrequest p LEFT JOIN service_repairorder o"
                " ON o.store_id = p.store_id AND o.ro_no = p.ro_no",
                "p.id + COALESCE(o.id, 0)",
                ("p.changed_at", "o.changed_at"),
                "p.requested_at",
            ),
        ),
        Check(
            "service_partsrequest p",
            "p.requested_at",
            {
                "store_id": "p.store_id",
                "available_at_once": "CASE WHEN p.available_at_once THEN 1 ELSE 0 END",
            },
        ),
    )
