"""Figures of inspections: check, relay and follow-up rate, and scores.

All are counted on the day an inspection was due.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, Literal

from django.db.models import BigIntegerField, Count, F, Q, Sum, Value
from django.db.models.functions import TruncMonth

from careloop.audits.choices import FindingState, InspectionState
from careloop.audits.models import Checklist, Finding, Inspection
from careloop.audits.queries.checklists import name_of
from careloop.audits.queries.findings import overdue, to_follow_up
from careloop.audits.queries.inspections import counted, hit, in_period
from careloop.core.kernel.periods import Period
from careloop.core.kernel.rounding import divide
from careloop.core.kernel.text import Text
from careloop.organisation.choices import Permission
from careloop.organisation.models import Employee, Store
from careloop.organisation.rules import Viewer

Subject = int | None


@dataclass(frozen=True, slots=True)
class Rate:
    """A ratio of counts; ``value`` is ``None`` where there was nothing to count."""

    numerator: int = 0
    denominator: int = 0

    @property
    def value(self) -> Fraction | None:
        return divide(self.numerator, self.denominator)

    def __add__(self, other: Rate) -> Rate:
        return Rate(self.numerator + other.numerator, self.denominator + other.denominator)


@dataclass(frozen=True, slots=True)
class Three:
    """The three rates the trade holds at 100 % (AUD-01).

    ``check``: planned inspections finished / planned inspections whose day is over, or that are
    finished already. Rows: ``InspectionFilters(counted="check")``.

    ``relay``: results relayed / inspections finished, planned or not. Rows:
    ``InspectionFilters(counted="relay")``.

    ``follow_up``: findings cured, or checked again and given a later day / findings whose day is
    over, or that were checked again already. Rows: ``FindingFilters(counted=True)``. What is not
    due yet and was not looked at again is in neither.
    """

    check: Rate = Rate()
    relay: Rate = Rate()
    follow_up: Rate = Rate()

    def __add__(self, other: Three) -> Three:
        return Three(
            self.check + other.check, self.relay + other.relay, self.follow_up + other.follow_up
        )


@dataclass(frozen=True, slots=True)
class ChecklistRates:
    code: str
    name: Text
    rates: Three


@dataclass(frozen=True, slots=True)
class SubjectRates:
    """``subject`` is ``None`` for the place."""

    subject: Employee | None
    rates: Three


@dataclass(frozen=True, slots=True)
class Rates:
    total: Three
    by_checklist: list[ChecklistRates]
    by_subject: list[SubjectRates]


def rates(viewer: Viewer, store: Store, period: Period, *, today: date) -> Rates:
    """Check, relay and follow-up rate (:class:`Three`) of a period, as they stand ``today``."""
    viewer.require(Permission.VIEW_INSPECTIONS, store.pk)
    cells = _cells(store, period, today)
    names = _names(store)
    by_code = _grouped(cells, lambda key: key[0])
    by_subject = _grouped(cells, lambda key: key[1])
    people = _people(by_subject)
    return Rates(
        total=sum(cells.values(), Three()),
        by_checklist=[
            ChecklistRates(code, names[code], three) for code, three in sorted(by_code.items())
        ],
        by_subject=sorted(
            (SubjectRates(people.get(subject), three) for subject, three in by_subject.items()),
            key=lambda line: _staff_no(line.subject),
        ),
    )


Key = tuple[str, Subject]


def _cells(store: Store, period: Period, today: date) -> dict[Key, Three]:
    """The rates of each checklist on each subject: two queries."""
    inspected = (
        Inspection.objects.filter(in_period(period), store=store)
        .values_list("checklist__code", "subject")
        .annotate(
            checked=Count("pk", filter=counted("check", today) & hit("check")),
            to_check=Count("pk", filter=counted("check", today)),
            relayed=Count("pk", filter=counted("relay", today) & hit("relay")),
            to_relay=Count("pk", filter=counted("relay", today)),
        )
        .order_by()
    )
    followed = (
        Finding.objects.filter(to_follow_up(today), in_period(period, "inspection__"), store=store)
        .values_list("inspection__checklist__code", "inspection__subject")
        .annotate(done=Count("pk", filter=~overdue(today)), to_do=Count("pk"))
        .order_by()
    )
    cells = {
        (code, subject): Three(check=Rate(a, b), relay=Rate(c, d))
        for code, subject, a, b, c, d in inspected
    }
    for code, subject, done, to_do in followed:
        cells[code, subject] = cells.get((code, subject), Three()) + Three(
            follow_up=Rate(done, to_do)
        )
    return cells


def _grouped(cells: dict[Key, Three], part: Callable[[Key], Any]) -> dict[Any, Three]:
    sums: dict[Any, Three] = {}
    for key, three in cells.items():
        sums[part(key)] = sums.get(part(key), Three()) + three
    return sums


def _names(store: Store) -> dict[str, Text]:
    """What each checklist is called in its newest version."""
    return {
        one.code: name_of(one)
        for one in Checklist.objects.filter(store=store).defer("content").order_by("version")
    }


@dataclass(frozen=True, slots=True)
class Score:
    """Weighted points reached / reachable of the inspections together."""

    points: Rate
    inspections: int

    @property
    def percent(self) -> Fraction | None:
        """Out of 100."""
        return divide(100 * self.points.numerator, self.points.denominator)

    def __add__(self, other: Score) -> Score:
        return Score(self.points + other.points, self.inspections + other.inspections)


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """The course of one checklist, of one subject where asked; the days in order."""

    code: str
    name: Text
    subject: Employee | None
    course: list[tuple[date, Score]]

    @property
    def total(self) -> Score:
        return sum((score for _, score in self.course), Score(Rate(), 0))


def scores(
    viewer: Viewer,
    store: Store,
    period: Period,
    *,
    by_subject: bool = False,
    step: Literal["day", "month"] = "day",
) -> list[ScoreLine]:
    """The scores of finished inspections by day, or by month (told by its first day).

    Lists without a total have no line.
    """
    viewer.require(Permission.VIEW_INSPECTIONS, store.pk)
    names = _names(store)
    courses: dict[Key, list[tuple[date, Score]]] = {}
    for code, subject, on, reached, reachable, n in _scored(store, period, by_subject, step):
        courses.setdefault((code, subject), []).append((on, Score(Rate(reached, reachable), n)))
    people = _people(subject for _, subject in courses)
    return sorted(
        (
            ScoreLine(code, names[code], people.get(subject), sorted(course, key=_day))
            for (code, subject), course in courses.items()
        ),
        key=lambda line: (line.code, _staff_no(line.subject)),
    )


def _scored(
    store: Store, period: Period, by_subject: bool, step: Literal["day", "month"]
) -> Iterator[tuple[str, Subject, date, int, int, int]]:
    found = Inspection.objects.filter(
        in_period(period),
        store=store,
        state=InspectionState.FINISHED,
        score_denominator__isnull=False,
    )
    of = F("subject") if by_subject else Value(None, output_field=BigIntegerField())
    on = TruncMonth("due_on") if step == "month" else F("due_on")
    grouped = found.annotate(of=of, on=on).values_list("checklist__code", "of", "on").order_by()
    yield from grouped.annotate(
        reached=Sum("score_numerator"), reachable=Sum("score_denominator"), n=Count("pk")
    )


def _day(at: tuple[date, Score]) -> date:
    return at[0]


def _people(subjects: Iterable[Subject]) -> dict[Subject, Employee]:
    found = Employee.objects.in_bulk([one for one in subjects if one is not None])
    return dict(found.items())


def _staff_no(subject: Employee | None) -> str:
    """What lines are sorted by: the place first, then people."""
    return subject.employee_no if subject else ""


@dataclass(frozen=True, slots=True)
class MonthLine:
    """A month's inspections in the report: the counts behind the rates, and the scores.

    ``due`` and ``finished`` are those of the check rate, ``inspected`` and ``relayed`` those of
    the relay rate, ``to_follow_up`` and ``followed_up`` those of the follow-up rate.
    ``findings`` are all that were found, ``cured`` those of them that are cured by now.
    """

    due: int
    finished: int
    inspected: int
    relayed: int
    to_follow_up: int
    followed_up: int
    findings: int
    cured: int
    scores: tuple[tuple[Text, Score], ...]


def month_line(viewer: Viewer, store: Store, month: Period, *, today: date) -> MonthLine:
    """What the monthly report says about inspections, as it stands ``today``."""
    viewer.require(Permission.VIEW_INSPECTIONS, store.pk)
    total = rates(viewer, store, month, today=today).total
    found = Finding.objects.filter(in_period(month, "inspection__"), store=store)
    told = found.aggregate(n=Count("pk"), cured=Count("pk", filter=Q(state=FindingState.CURED)))
    return MonthLine(
        due=total.check.denominator,
        finished=total.check.numerator,
        inspected=total.relay.denominator,
        relayed=total.relay.numerator,
        to_follow_up=total.follow_up.denominator,
        followed_up=total.follow_up.numerator,
        findings=told["n"],
        cured=told["cured"],
        scores=tuple((line.name, line.total) for line in scores(viewer, store, month)),
    )
