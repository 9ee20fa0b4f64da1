"""Posts held, and technicians' hours."""

from __future__ import annotations

from careloop.core.facts import schema
from careloop.mart.dialects import Dialect
from careloop.mart.extracts.extract import Check, Extract, Watch, staff

# Of several rows for one post from one day the last written holds.
_LAST_WRITTEN = """
(
    SELECT MAX(t.id) AS id FROM organisation_tenure t
    JOIN organisation_employee e ON e.id = t.employee_id
    GROUP BY t.employee_id, t.post, COALESCE(t.started_on, e.hired_on)
) last_written
"""

_POSTS = f"""
organisation_tenure t
JOIN {_LAST_WRITTEN} ON last_written.id = t.id
JOIN organisation_employee e ON e.id = t.employee_id
LEFT JOIN organisation_department d ON d.id = t.department_id
"""


def tenure(dialect: Dialect) -> Extract:
    """Posts from and to; an open end is closed by the day the employee left."""
    return Extract(
        schema.TENURE,
        _POSTS,
        {
            "employee_id": "e.id",
            "store_id": "e.store_id",
            "department": "d.code",
            "post": "t.post",
            "started_on": "COALESCE(t.started_on, e.hired_on)",
            "ended_on": "COALESCE(t.ended_on, e.left_on)",
        },
        (Watch(_POSTS, "t.id", ("t.changed_at", "e.changed_at"), None),),
        Check(
            f"organisation_tenure t JOIN {_LAST_WRITTEN} ON last_written.id = t.id",
            None,
            {"employee_id": "t.employee_id"},
        ),
    )


def time_record(dialect: Dialect) -> Extract:
    """Hours available and clocked, a row for each technician and day.

    Hours of a number that is not on the staff file count for the store; they keep a number of
    their own, below zero, so that two such people are not taken for one.
    """
    source = f"service_timerecord h {staff('e', 'h.store_id', 'h.employee_no')}"
    return Extract(
        schema.TIME_RECORD,
        source,
        {
            "store_id": "h.store_id",
            "technician_id": "COALESCE(e.id, -h.id)",
            "worked_on": "h.worked_on",
            "available_minutes": "h.available_minutes",
            "clocked_minutes": "h.clocked_minutes",
        },
        (Watch(source, "h.id + COALESCE(e.id, 0)", ("h.changed_at",), "h.worked_on"),),
        Check(
            "service_timerecord h",
            "h.worked_on",
            {
                "available_minutes": "h.available_minutes",
                "clocked_minutes": "h.clocked_minutes",
            },
        ),
    )
