"""Reads of improvement, scoped by viewer."""

from careloop.improvement.queries.beats import rhythm
from careloop.improvement.queries.gatherings import (
    first_training,
    meeting,
    meetings,
    training,
    trainings,
)
from careloop.improvement.queries.measures import Mine, evidence, measure, my_measures, overdue
from careloop.improvement.queries.problems import (
    MeasureRow,
    Month,
    ProblemRow,
    Reviewed,
    course,
    month,
    person,
    problem,
    review,
)

__all__ = [
    "MeasureRow",
    "Mine",
    "Month",
    "ProblemRow",
    "Reviewed",
    "course",
    "evidence",
    "first_training",
    "measure",
    "meeting",
    "meetings",
    "month",
    "my_measures",
    "overdue",
    "person",
    "problem",
    "review",
    "rhythm",
    "training",
    "trainings",
]
