"""Appointments, and the visits that came of them."""

from __future__ import annotations

from careloop.core.facts import schema
from careloop.mart.dialects import Dialect
from careloop.mart.extracts.extract import Check, Extract, Watch, staff

# The order an appointment led to: the one it names, else the first that names it.
_LINKED = """
LEFT JOIN service_repairorder named ON a.ro_no <> ''
    AND named.store_id = a.store_id AND named.ro_no = a.ro_no
LEFT JOIN (
    SELECT store_id, appointment_no, MIN(id) AS id FROM service_repairorder
    WHERE appointment_no <> '' GROUP BY store_id, appointment_no
) naming ON naming.store_id = a.store_id AND naming.appointment_no = a.appointment_no
LEFT JOIN service_repairorder o ON o.id = COALESCE(named.id, naming.id)
LEFT JOIN customers_vehicle v ON v.id = COALESCE(a.vehicle_id, o.vehicle_id)
"""


def _until_today(dialect: Dialect) -> str:
    """Appointments whose day has come, or whose end is known: of any other nobody can say yet
    whether it was kept.

    A source is no place for WHERE, so a joined row bears the condition.
    """
    ended = "COALESCE(a.arrived_at, a.no_show_at, a.cancelled_at) IS NOT NULL"
    come = f"date(a.appointed_at) <= {dialect.today()}"
    return f"service_appointment a JOIN (SELECT 1 AS one) known ON {come} OR {ended}"


def appointment(dialect: Dialect) -> Extract:
    """Appointments. One whose order is on file came on the day the order was opened."""
    appointments = _until_today(dialect)
    source = " ".join(
        (
            appointments,
            _LINKED,
            staff("e", "a.store_id", "a.advisor_no"),
            staff("k", "a.store_id", "a.taken_by_no"),
        )
    )
    return Extract(
        schema.APPOINTMENT,
        source,
        {
            "appointment_id": "a.id",
            "store_id": "a.store_id",
            "vehicle_id": "v.id",
            "advisor_id": "COALESCE(e.id, o.advisor_id)",
            "taken_by_id": "k.id",
            "model": "v.model",
            "model_line": "v.model_line",
            "origin": "a.origin",
            "booked_at": "a.booked_at",
            "appointed_at": "a.appointed_at",
            "appointed_on": "a.appointed_at",
            "has_exact_time": "a.has_exact_time",
            "reminded_at": "a.reminded_at",
            "arrived_at": "a.arrived_at",
            "cancelled_at": "a.cancelled_at",
            "order_id": "o.id",
            "came_on": "COALESCE(o.opened_at, a.arrived_at)",
        },
        (
            Watch(
                source,
                "a.id + COALESCE(o.id, 0) + COALESCE(e.id, 0) + COALESCE(k.id, 0)",
                ("a.changed_at", "o.changed_at", "v.changed_at"),
                "a.appointed_at",
            ),
        ),
        Check(
            appointments,
            "a.appointed_at",
            {
                "appointment_id": "a.id",
                "has_exact_time": "CASE WHEN a.has_exact_time THEN 1 ELSE 0 END",
            },
        ),
    )
