"""What came of a problem: its KPI before and after, and whether that is more than noise."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from careloop.core.kernel.periods import Period
from careloop.core.kernel.text import Text
from careloop.core.metrics.figures import Figure
from careloop.core.metrics.metric import Metric
from careloop.improvement.figures import Subject, history, subject_of
from careloop.improvement.models import Problem
from careloop.improvement.verdicts import Series, Verdict, judge, sentence, series
from careloop.kpis import queries as kpis
from careloop.organisation.rules import Viewer

MONTHS = 13  # the twelve up to the problem's, and the one after


@dataclass(frozen=True, slots=True)
class Effect:
    """The KPI of a problem's month and of the month after, thirteen months of it with their
    control limits, and what the move is worth.

    ``before`` and ``after`` are the figures as they are known now; what was known when the
    problem was put down stands on the problem.
    """

    subject: Subject
    metric: Metric
    month: Period
    before: Figure | None
    after: Figure | None
    series: Series
    verdict: Verdict
    sentence: Text


def effect(viewer: Viewer, problem: Problem, today: date) -> Effect | None:
    """The effect on one problem's KPI; ``None`` for a problem without one.

    Raises:
        Forbidden: the viewer may not see figures in the store.
    """
    return effects(viewer, [problem], today).get(problem.pk)


def effects(viewer: Viewer, problems: Collection[Problem], today: date) -> Mapping[int, Effect]:
    """The effects on the problems of one store that have a KPI, by the problem's id.

    Problems of the same month share their questions.

    Raises:
        Forbidden: the viewer may not see figures in the store.
    """
    by_month: dict[Period, list[tuple[Problem, Subject]]] = {}
    for problem in problems:
        subject = subject_of(problem)
        if subject is not None and subject.code in kpis.metrics():
            month = Period.month_of(problem.month_on)
            by_month.setdefault(month, []).append((problem, subject))
    return {
        pk: found
        for month, pairs in by_month.items()
        for pk, found in _of_month(viewer, month, pairs, today).items()
    }


def _of_month(
    viewer: Viewer, month: Period, pairs: Sequence[tuple[Problem, Subject]], today: date
) -> dict[int, Effect]:
    months = [month.shifted(step - MONTHS + 2) for step in range(MONTHS)]
    store_id = pairs[0][0].store_id
    figures = history(viewer, store_id, {subject for _, subject in pairs}, months)
    return {
        problem.pk: _effect(subject, [(one, figures[subject].get(one)) for one in months], today)
        for problem, subject in pairs
    }


def _effect(
    subject: Subject, months: Sequence[tuple[Period, Figure | None]], today: date
) -> Effect:
    metric = kpis.metrics()[subject.code]
    before, after = months[-2], months[-1]
    seen = series(metric, months)
    is_over = today >= after[0].last_day
    verdict = judge(metric, before[1], after[1], seen, is_over=is_over)
    said = sentence(metric, verdict, before, after, seen)
    return Effect(subject, metric, before[0], before[1], after[1], seen, verdict, said)
