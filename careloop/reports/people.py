"""What people wrote in improvement, as the rows the report prints (IMP-01, IMP-02, MRP-09).

A measure is a row. The first of a problem names it, the others only its number; a problem without
a measure is a row with blanks. Rows hold codes where both languages have a word of their own
(states, proofs, items, reasons), so that one set of rows prints in either.

Beside their columns rows carry, for the marks a chapter prints: ``number`` (the priority),
``department`` (whose, where several stand in one table),
``carried`` (from the month before), ``goes_on`` (in the month after), ``repeated`` (in how many of
the six months before it stood), ``files`` (how many prove a measure).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from careloop.improvement import rules
from careloop.improvement.choices import DEPARTMENTS, MeasureState, Topic
from careloop.improvement.effects import Effect
from careloop.improvement.queries import MeasureRow, ProblemRow, Reviewed
from careloop.reports.texts import Row, top5_code

Texts = dict[str, tuple[Row, ...]]
REVIEW, MOT_REVIEW = "execution_review", "mot_review"
LOOKED_BACK_ON = tuple(topic for topic in rules.CARRIED if topic != Topic.MOT)
LINES = "\n"  # between several plans of one MOT item


def written(problems: Iterable[ProblemRow]) -> Texts:
    """The sections a month's own problems print."""
    found: dict[str, list[Row]] = defaultdict(list)
    for one in problems:
        if (made := SECTIONS.get(Topic(one.problem.topic))) is None:
            continue
        code = made[0] or top5_code(one.problem.department)
        found[code] += made[1](one)
    return {code: tuple(rows) for code, rows in found.items()}


def reviewed(problems: Iterable[ProblemRow]) -> Texts:
    """The sections in which the month after looks back on them."""
    ordered = in_order(problems)
    plans: dict[str, list[MeasureRow]] = defaultdict(list)
    for one in ordered:
        if one.problem.topic == Topic.MOT:
            plans[one.problem.item or one.problem.title] += _kept(one)
    rows = [row for one in ordered if one.problem.topic in LOOKED_BACK_ON for row in _review(one)]
    made = {
        REVIEW: tuple(rows),
        MOT_REVIEW: tuple(_plan_of(item, agreed) for item, agreed in plans.items()),
    }
    return {code: found for code, found in made.items() if found}


@dataclass(frozen=True, slots=True)
class Outcome:
    """A problem of the month before that is about a KPI: what was done, and what came of it."""

    row: Row
    completion: rules.Completion
    effect: Effect


def outcomes(problems: Sequence[Reviewed]) -> tuple[Outcome, ...]:
    """The problems about a KPI in the order of the review; moments of truth have their table."""
    told = {one.row.problem.pk: one.effect for one in problems if one.effect}
    return tuple(
        Outcome(_looked_back_on(row), row.completion, told[row.problem.pk])
        for row in in_order(one.row for one in problems)
        if row.problem.pk in told and row.problem.topic in LOOKED_BACK_ON
    )


def in_order(problems: Iterable[ProblemRow]) -> list[ProblemRow]:
    """The TOP5 first, department by department, then the other topics."""
    places = {department: place for place, department in enumerate(DEPARTMENTS)}
    topics = {topic.value: place for place, topic in enumerate(Topic)}

    def place(row: ProblemRow) -> tuple[int, ...]:
        one = row.problem
        department = places.get(one.department, len(places))
        return topics[one.topic], department, one.priority, one.pk

    return sorted(problems, key=place)


def _kept(row: ProblemRow) -> list[MeasureRow]:
    """The measures without those dropped."""
    return [one for one in row.measures if one.measure.state != MeasureState.DROPPED]


def _rows(
    row: ProblemRow,
    head: Row,
    of_measure: Callable[[MeasureRow], Row],
    later: Row | None = None,
) -> list[Row]:
    """``head`` on the first row, ``later`` in its place on those of further measures."""
    cells = [of_measure(measure) for measure in _kept(row)] or [{}]
    heads = [head, *[later or {}] * (len(cells) - 1)]
    return [{**first, **rest} for first, rest in zip(heads, cells, strict=True)]


def _named(row: ProblemRow) -> Row:
    return {
        "number": str(row.problem.priority),
        "problem": row.problem.title,
        "carried": "1" if row.carried_from else "",
        "repeated": str(row.repeated or ""),
    }


def _numbered(row: ProblemRow) -> Row:
    return {"number": str(row.problem.priority)}


def _who(measure: MeasureRow) -> Row:
    return {"responsible": measure.owner, "supervisor": measure.supervisor}


def _due(measure: MeasureRow) -> str:
    return measure.measure.due_on.isoformat() if measure.measure.due_on else ""


def _task(measure: MeasureRow) -> Row:
    return {"measure": measure.measure.text, "due_on": _due(measure), **_who(measure)}


def _top5(row: ProblemRow) -> list[Row]:
    def task(measure: MeasureRow) -> Row:
        return {**_task(measure), "control_node": measure.measure.control_nodes}

    return _rows(row, _named(row), task, _numbered(row))


def _review(row: ProblemRow) -> list[Row]:
    later = {**_numbered(row), "department": row.problem.department}
    return _rows(row, _looked_back_on(row), _reported, later)


def _looked_back_on(row: ProblemRow) -> Row:
    goes_on = "1" if row.carried_to else ""
    return {**_named(row), "department": row.problem.department, "goes_on": goes_on}


def _reported(measure: MeasureRow) -> Row:
    return {
        **_task(measure),
        "state": measure.measure.state,
        "evidence": measure.measure.evidence_kind,
        "files": str(len(measure.files) or ""),
    }


def _plan_of(item: str, measures: Sequence[MeasureRow]) -> Row:
    """The plans of a MOT item in one row, and how many of them are done."""
    share = rules.completion(one.measure for one in measures)
    return {
        "item": item,
        "plan": LINES.join(one.measure.text for one in measures),
        "completion": f"{share.done}/{share.total}" if share.total else "",
    }


def _summary(row: ProblemRow) -> list[Row]:
    head = {"trend": row.problem.situation, "problem": row.problem.title}
    return _rows(row, head, lambda one: {"suggestion": one.measure.text})


def _appointments(row: ProblemRow) -> list[Row]:
    head = {
        "situation": row.problem.situation,
        "problem": row.problem.title,
        "root_cause": row.problem.root_cause,
        "resources": row.problem.resources,
    }

    def improvement(one: MeasureRow) -> Row:
        return {"improvement": one.measure.text, "completed_on": _due(one), **_who(one)}

    return _rows(row, head, improvement)


def _loss(row: ProblemRow) -> list[Row]:
    return _rows(row, {"reason": row.problem.item or row.problem.title}, _task)


def _goal(row: ProblemRow) -> list[Row]:
    one = row.problem
    item = one.kpi_code or one.item or one.title
    return [{"item": item, "status": one.situation, "reason": one.root_cause}]


def _next_month(row: ProblemRow) -> list[Row]:
    def content(one: MeasureRow) -> Row:
        return {"content": one.measure.text, "due_on": _due(one), **_who(one)}

    return _rows(row, {"plan": row.problem.title}, content)


# The section each topic prints in the month it is written in; the TOP5 has one per department.
SECTIONS: Mapping[Topic, tuple[str, Callable[[ProblemRow], list[Row]]]] = {
    Topic.TOP5: ("", _top5),
    Topic.FIRST_TIME_FIX: ("first_time_fix_summary", _summary),
    Topic.APPOINTMENT: ("appointment_analysis", _appointments),
    Topic.LOSS: ("loss_measures", _loss),
    Topic.GOAL: ("goals", _goal),
    Topic.PLAN: ("next_month_plan", _next_month),
}
