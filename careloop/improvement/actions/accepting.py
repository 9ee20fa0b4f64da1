"""Accepting a proposal: the problem and its measure are put down together."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction

from careloop.core.kernel.errors import Refused
from careloop.core.kernel.periods import Period
from careloop.core.kernel.text import Text
from careloop.improvement import proposals
from careloop.improvement.actions.measures import add_measure
from careloop.improvement.actions.problems import add_problem
from careloop.improvement.choices import Topic
from careloop.improvement.models import Problem
from careloop.kpis import queries as kpis
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.rules import Viewer

NOT_PROPOSED = Text(
    zh="{month} 没有关于“{kpi}”的建议：该指标已达标或没有数据。",
    en="Nothing is proposed about “{kpi}” for {month}: it reaches its target or has no data.",
)
TAKEN = Text(
    zh="“{title}”已经针对指标“{kpi}”。请在该问题下继续添加措施。",
    en="“{title}” is about “{kpi}” already. Add a measure there.",
)


def accept_proposal(
    *,
    by: Viewer,
    store: Store,
    month: Period,
    kpi_code: str,
    now: datetime,
    title: str | None = None,
    obstacles: Collection[int] = (),
    situation: str = "",
    root_cause: str = "",
    priority: int | None = None,
    **measure: Any,
) -> Problem:
    """Make the proposal about a KPI a problem of the department's TOP5 with a measure.

    What is not given is as proposed, in the viewer's language; ``measure`` may be any of what
    ``add_measure`` takes. A due day that has passed becomes the end of the coming month.

    Raises:
        Refused: no permission; nothing is proposed about it; a problem is about it already; what
            ``add_problem`` and ``add_measure`` refuse. Then neither is kept.
    """
    by.require(Permission.MANAGE_IMPROVEMENT, store.pk)
    proposal = _proposal(by, store, month, kpi_code)
    decided = _usual(by, proposal, now) | measure
    if decided.get("owner"):
        decided["owner_name"] = measure.get("owner_name", "")
    if decided.get("supervisor"):
        decided["supervisor_name"] = measure.get("supervisor_name", "")
    with transaction.atomic():
        problem = add_problem(
            by=by,
            store=store,
            month=month,
            topic=Topic.TOP5,
            department=proposal.department,
            title=title or proposal.title.say(by.language),
            kpi_code=kpi_code,
            obstacles=obstacles,
            situation=situation,
            root_cause=root_cause,
            priority=priority,
            now=now,
        )
        add_measure(by=by, problem=problem, now=now, **decided)
    return problem


def _usual(by: Viewer, proposal: proposals.Proposal, now: datetime) -> dict[str, Any]:
    """The measure as proposed."""
    return {
        "text": proposal.measure.say(by.language),
        "control_nodes": proposal.control_node.say(by.language),
        "owner_name": proposal.owner.say(by.language),
        "supervisor_name": proposal.supervisor.say(by.language),
        "due_on": max(proposal.due_on, Period.month_of(now.date()).last_day),
    }


def _proposal(by: Viewer, store: Store, month: Period, kpi_code: str) -> proposals.Proposal:
    for proposal in proposals.propose(by, store, month):
        if proposal.code != kpi_code:
            continue
        if proposal.taken is not None:
            raise Refused(TAKEN, title=proposal.taken.title, kpi=proposal.metric.name)
        return proposal
    metric = kpis.metrics().get(kpi_code)
    raise Refused(NOT_PROPOSED, month=str(month), kpi=metric.name if metric else kpi_code)
