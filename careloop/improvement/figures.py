"""The KPI a problem is about, month by month: one question for many problems."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from careloop.core.kernel.periods import Period
from careloop.core.metrics.figures import Figure
from careloop.improvement.choices import Topic
from careloop.improvement.models import Problem
from careloop.kpis import queries as kpis
from careloop.organisation.rules import Viewer

MOT_ITEM = "mot_item_score"


@dataclass(frozen=True, slots=True, order=True)
class Subject:
    """What is measured: a KPI, or one MOT item's score."""

    code: str
    item: str = ""


def subject_of(problem: Problem) -> Subject | None:
    """The KPI of a problem; a MOT plan without one is about the score of its item."""
    if problem.kpi_code:
        return Subject(problem.kpi_code, problem.item if problem.kpi_code == MOT_ITEM else "")
    if problem.topic == Topic.MOT and problem.item:
        return Subject(MOT_ITEM, problem.item)
    return None


def figure_of(viewer: Viewer, problem: Problem) -> Figure | None:
    """The KPI of the problem's month, ``None`` for a problem without a KPI."""
    subject = subject_of(problem)
    if subject is None:
        return None
    month = Period.month_of(problem.month_on)
    return history(viewer, problem.store_id, [subject], [month])[subject].get(month)


def history(
    viewer: Viewer, store_id: int, subjects: Collection[Subject], months: Iterable[Period]
) -> Mapping[Subject, Mapping[Period, Figure]]:
    """The figures of each subject by month; a month without data has a figure without value."""
    wanted = sorted(months)
    span = Period.between(wanted[0].start, wanted[-1].last_day)
    found: dict[Subject, dict[Period, Figure]] = {subject: {} for subject in subjects}
    plain = sorted({subject.code for subject in subjects if not subject.item})
    with_item = sorted({subject.code for subject in subjects if subject.item})
    for codes, by in ((plain, ("month",)), (with_item, ("month", "item"))):
        if not codes:
            continue
        for figure in kpis.figures(viewer, codes, period=span, store_ids=(store_id,), by=by):
            subject = Subject(figure.code, str(figure.keys.get("item") or ""))
            month = Period.parse(str(figure.keys["month"]))
            if subject in found and month in wanted:
                found[subject][month] = figure
    return found
