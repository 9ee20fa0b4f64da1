"""Contact tasks with all their attempts folded into one row."""

from __future__ import annotations

from careloop.core.facts import schema
from careloop.mart.dialects import Dialect
from careloop.mart.extracts.extract import TENURES, Check, Extract, Watch, group_of, staff
from careloop.outreach.choices import TaskState
from careloop.outreach.rules import CONNECTED, NOT_ATTEMPTED

# Somebody spoke with us: plainly answered, or named a reason. Everybody else was not reached,
# broke off, or only had a message left for them.
INTERVIEWED = CONNECTED

# A visit within so many days after the last attempt counts as "returned" (reminders.md).
RETURNED_WITHIN = 30


def _listed(codes: tuple[str, ...]) -> str:
    return ", ".join(f"'{code}'" for code in codes)


_MADE = f"(a.attempted_at IS NOT NULL OR a.outcome NOT IN ({_listed(NOT_ATTEMPTED)}))"
_SPOKE = f"a.outcome IN ({_listed(INTERVIEWED)})"

# The attempt that decides a task: the interview where there was one, else the last attempt.
_ATTEMPTS = f"""
LEFT JOIN (
    SELECT a.*, ROW_NUMBER() OVER (
        PARTITION BY a.task_id
        ORDER BY CASE WHEN {_SPOKE} THEN 0 WHEN {_MADE} THEN 1 ELSE 2 END,
            COALESCE(a.attempted_at, '0001-01-01') DESC, a.id DESC
    ) AS place FROM outreach_contactattempt a
) d ON d.task_id = t.id AND d.place = 1
LEFT JOIN (
    SELECT a.task_id, SUM(CASE WHEN {_MADE} THEN 1 ELSE 0 END) AS made,
        MIN(CASE WHEN {_MADE} THEN a.attempted_at END) AS first_at,
        MAX(CASE WHEN {_MADE} THEN a.attempted_at END) AS last_at
    FROM outreach_contactattempt a GROUP BY a.task_id
) n ON n.task_id = t.id
"""  # noqa: S608 (our own constants)


def _was_due(dialect: Dialect) -> str:
    """Whether a contact was due: its reason did not go away, and its day is not to come.

    The day is the database's own, so that a task enters the figures on its day unchanged.
    """
    return (
        f"t.state <> '{TaskState.GONE}' "
        f"AND (t.state <> '{TaskState.OPEN}' OR t.due_on <= {dialect.today()})"
    )


def _tasks(dialect: Dialect) -> str:
    """The contacts that were due; a source is no place for WHERE, so a joined row bears it."""
    return f"outreach_contacttask t JOIN (SELECT 1 AS one) due ON {_was_due(dialect)}"


_SUBJECT = """
LEFT JOIN service_repairorder o ON o.id = t.order_id
LEFT JOIN customers_vehicle v ON v.id = COALESCE(t.vehicle_id, o.vehicle_id)
"""

_LAST_ATTEMPTS = """
LEFT JOIN service_repairorder named ON named.id = t.order_id
LEFT JOIN (
    SELECT task_id, MAX(attempted_at) AS last_at FROM outreach_contactattempt GROUP BY task_id
) n ON n.task_id = t.id
JOIN service_repairorder o ON o.store_id = t.store_id
    AND o.vehicle_id = COALESCE(t.vehicle_id, named.vehicle_id)
"""

# Without an order of its own a contact belongs to the advisor who served the car last.
_LAST_ADVISOR = """(
    SELECT b.advisor_id FROM service_repairorder b
    WHERE b.vehicle_id = v.id AND b.store_id = t.store_id AND b.advisor_id IS NOT NULL
        AND date(b.opened_at) <= t.due_on
    ORDER BY b.opened_at DESC, b.id DESC LIMIT 1
)"""


def _returned(dialect: Dialect) -> str:
    return f"""(
        SELECT MIN(b.opened_at) FROM service_repairorder b
        WHERE b.vehicle_id = v.id AND b.store_id = t.store_id
            AND b.settled_at IS NOT NULL AND NOT b.is_internal AND b.job_type <> 'internal'
            AND b.opened_at > n.last_at
            AND date(b.opened_at) <= {dialect.plus_days("n.last_at", RETURNED_WITHIN)}
    )"""  # noqa: S608 (our own constants)


def contact(dialect: Dialect) -> Extract:
    """One row for each task."""
    advisor = f"COALESCE(o.advisor_id, {_LAST_ADVISOR})"
    return Extract(
        schema.CONTACT,
        " ".join((_tasks(dialect), _SUBJECT, _ATTEMPTS, staff("e", "t.store_id", "d.agent_no"))),
        {
            "task_id": "t.id",
            "store_id": "t.store_id",
            "contact_type": "t.contact_type",
            "vehicle_id": "v.id",
            "order_id": "t.order_id",
            "advisor_id": advisor,
            "agent_id": "e.id",
            "group_code": group_of(advisor, "t.due_on"),
            "model": "v.model",
            "is_company_car": "v.is_company_car",
            "is_fleet": "v.is_fleet",
            "due_on": "t.due_on",
            "attempts": "COALESCE(n.made, 0)",
            "first_attempted_on": "n.first_at",
            "last_attempted_on": "n.last_at",
            "outcome": "d.outcome",
            "level": "d.level",
            "satisfied": "d.satisfied",
            "problem_raised": "d.problem_raised",
            "problem_solved": "d.problem_solved",
            "interviewed_on": f"CASE WHEN d.outcome IN ({_listed(INTERVIEWED)})"
            " THEN COALESCE(date(d.attempted_at), t.due_on) END",
            "returned_on": _returned(dialect),
        },
        _watches(dialect),
        Check(
            _tasks(dialect),
            "t.due_on",
            {
                "task_id": "t.id",
                "attempts": "(SELECT COUNT(*) FROM outreach_contactattempt a"  # noqa: S608
                f" WHERE a.task_id = t.id AND {_MADE})",
            },
        ),
    )


def _watches(dialect: Dialect) -> tuple[Watch, ...]:
    # Orders matter up to 30 days after the last attempt, and no later: a visit of today does not
    # reopen the months of calls made years ago.
    horizon = dialect.plus_days("COALESCE(n.last_at, t.due_on)", RETURNED_WITHIN + 1)
    return (
        Watch(
            f"{_tasks(dialect)} {_SUBJECT}",
            "t.id",
            ("t.changed_at", "v.changed_at"),
            "t.due_on",
        ),
        Watch(
            "outreach_contactattempt a JOIN outreach_contacttask t ON t.id = a.task_id "
            f"AND {_was_due(dialect)} " + staff("e", "t.store_id", "a.agent_no"),
            "a.id + COALESCE(e.id, 0)",
            ("a.changed_at",),
            "t.due_on",
        ),
        Watch(
            f"{_tasks(dialect)} {_LAST_ATTEMPTS} AND date(o.opened_at) <= {horizon}",
            "o.id",
            ("o.changed_at",),
            "t.due_on",
        ),
        TENURES,
    )
