"""What people wrote in the report's own form becomes problems with measures.

A row that continues the one above (no problem of its own, or the same one) is a further measure
of it. The review of a month is about the month before: a row of it that names a measure of that
month's TOP5 tells how far that measure is; any other becomes a problem of that month without a
department. Frozen months hold their own documents and are not touched.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

Row = dict[str, str]

REVIEW, MOT = "execution_review", "mot_review"
TOP5 = {
    f"top5_{department}": department
    for department in ("front_desk", "workshop", "parts", "customer_care")
}
TOPICS = dict.fromkeys([REVIEW, *TOP5], "top5") | {
    MOT: "mot",
    "first_time_fix_summary": "first_time_fix",
    "appointment_analysis": "appointment",
    "loss_measures": "loss",
    "goals": "goal",
    "next_month_plan": "plan",
}
_TASK = {
    "problem": "title",
    "measure": "text",
    "responsible": "owner_name",
    "due_on": "due_on",
    "supervisor": "supervisor_name",
}
# Column of the old form: field of the problem or of the measure.
FIELDS = {
    **dict.fromkeys(TOP5, _TASK | {"control_node": "control_nodes"}),
    REVIEW: _TASK | {"state": "state", "evidence": "evidence_kind"},
    MOT: {"item": "item", "plan": "text", "completion": "progress"},
    "first_time_fix_summary": {"trend": "situation", "problem": "title", "suggestion": "text"},
    "appointment_analysis": _TASK
    | {
        "situation": "situation",
        "root_cause": "root_cause",
        "improvement": "text",
        "resources": "resources",
        "completed_on": "due_on",
    },
    "loss_measures": _TASK | {"reason": "item"},
    "goals": {"item": "item", "status": "situation", "reason": "root_cause"},
    "next_month_plan": {
        "plan": "title",
        "content": "text",
        "due_on": "due_on",
        "responsible": "owner_name",
    },
}
OF_PROBLEM = ("title", "item", "situation", "root_cause", "resources")
ALL_DONE = ("100%", "100％", "完成", "已完成")


def move(apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
    """Every section of every month; the TOP5 first, so that a review finds them."""
    using = editor.connection.alias
    texts = apps.get_model("reports", "ReportText").objects.using(using)
    for section in sorted(TOPICS, key=lambda code: code == REVIEW):
        for text in texts.filter(section=section).order_by("store_id", "month_on"):
            _Moving(apps, using, text).move()


class _Moving:
    """One section of one month."""

    def __init__(self, apps: Any, using: str, text: Any) -> None:
        self.problems = apps.get_model("improvement", "Problem").objects.using(using)
        self.measures = apps.get_model("improvement", "Measure").objects.using(using)
        self.text, self.section = text, text.section
        looks_back = self.section in (REVIEW, MOT)
        self.month_on = _month_before(text.month_on) if looks_back else text.month_on
        self.priority = 0
        self.found: set[int] = set()

    def move(self) -> None:
        problem, of_problem = None, {}
        for row in self.text.rows:
            held = {field: row.get(column, "") for column, field in self._columns()}
            own = {field: held[field] for field in OF_PROBLEM if held.get(field)}
            measure = {f: v for f, v in held.items() if f not in OF_PROBLEM and v}
            if self.section == REVIEW and self._reported(own, measure):
                continue
            if problem is None or (own and own != of_problem):
                problem, of_problem = self._problem(own), own
            if measure:
                self._measure(problem, measure)

    def _columns(self) -> list[tuple[str, str]]:
        return list(FIELDS[self.section].items())

    def _reported(self, own: Row, measure: Row) -> bool:
        """Whether the row tells how far a measure of that month's TOP5 is; then it is noted."""
        named = self.measures.filter(
            store_id=self.text.store_id,
            problem__month_on=self.month_on,
            problem__topic="top5",
            problem__title=own.get("title", ""),
            text=measure.get("text", ""),
        )
        there = named.exclude(pk__in=self.found).order_by("pk").first()
        if there is None:
            return False
        self.found.add(there.pk)
        there.state = measure.get("state", there.state)
        there.evidence_kind = measure.get("evidence_kind", "")
        there.save(update_fields=["state", "evidence_kind"])
        return True

    def _problem(self, own: Row) -> Any:
        self.priority += 1
        return self.problems.create(
            **({"title": own.get("item", "")} | own),
            store_id=self.text.store_id,
            month_on=self.month_on,
            topic=TOPICS[self.section],
            department=TOP5.get(self.section, ""),
            priority=self.priority,
            made_by_id=self.text.written_by_id,
            made_at=self.text.written_at,
        )

    def _measure(self, problem: Any, held: Row) -> None:
        due_on = date.fromisoformat(held["due_on"]) if "due_on" in held else None
        done = {"state": "done"} if held.get("progress") in ALL_DONE else {}
        self.measures.create(
            **(held | done | {"due_on": due_on}),
            store_id=self.text.store_id,
            problem=problem,
            made_by_id=self.text.written_by_id,
            made_at=self.text.written_at,
        )


def _month_before(month_on: date) -> date:
    return (month_on - timedelta(days=1)).replace(day=1)


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0001_initial"),
        ("improvement", "0004_problems_and_meetings"),
    ]

    operations = [migrations.RunPython(move, migrations.RunPython.noop)]
