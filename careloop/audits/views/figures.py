"""The figures of a month: check, relay and follow-up rate, each with its rows; scores over time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from careloop.audits import queries
from careloop.audits.queries import Rate, ScoreLine, Three
from careloop.audits.views.frame import asked_month, frame, months, now
from careloop.core.kernel.periods import Period
from careloop.core.kernel.rounding import half_up
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.pages import StoreRequest, language, store_page

TREND_MONTHS = 12
SPELLED = ("check", "relay", "follow_up")
MOST_LINES = 8


@dataclass(frozen=True, slots=True)
class Cell:
    """A rate with the way to what it counts, and to what is lacking."""

    rate: Rate
    rows: str
    lacking: str

    @property
    def missing(self) -> int:
        return self.rate.denominator - self.rate.numerator


@store_page(Permission.VIEW_INSPECTIONS)
def figures(request: StoreRequest, store: Store) -> HttpResponse:
    """The three rates of a month by checklist and by person, and how scores went."""
    month, today = asked_month(request), now().date()
    found = queries.rates(request.viewer, store, month, today=today)
    links = _Links(store, month)
    context = {
        "month": month,
        "months": months(today),
        "total": links.cells(found.total),
        "by_checklist": [
            (line.name, links.cells(line.rates, checklist=line.code)) for line in found.by_checklist
        ],
        "by_subject": [
            (line.subject, links.cells(line.rates, of=line.subject.pk if line.subject else "place"))
            for line in found.by_subject
        ],
        "trend": _trend(request, store, month),
        "people": queries.scores(request.viewer, store, month, by_subject=True, step="month"),
        **frame(request, store, "figures"),
    }
    return render(request, "audits/figures.html", context)


@dataclass(frozen=True, slots=True)
class _Links:
    """Addresses of the rows behind a month's figures."""

    store: Store
    month: Period

    def cells(self, three: Three, **of: object) -> list[Cell]:
        rates = zip(SPELLED, (three.check, three.relay, three.follow_up), strict=True)
        return [
            Cell(rate, self._rows(figure, of), self._rows(figure, {**of, "hit": "no"}))
            for figure, rate in rates
        ]

    def _rows(self, figure: str, narrowed: Mapping[str, object]) -> str:
        page = "audits:findings" if figure == "follow_up" else "audits:inspections"
        query = urlencode({"month": str(self.month), "counted": figure, **narrowed})
        return f"{reverse(page, args=[self.store.code])}?{query}"


def _trend(request: StoreRequest, store: Store, month: Period) -> dict[str, Any] | None:
    """The scores of the last twelve months as a chart; nothing where nothing was scored."""
    span = Period.between(month.shifted(1 - TREND_MONTHS).start, month.last_day)
    lines = queries.scores(request.viewer, store, span, step="month")[:MOST_LINES]
    courses = {line.name.say(language()): _by_month(line) for line in lines}
    scored = sorted({first for course in courses.values() for first in course})
    if not scored:
        return None
    firsts = [one.start for one in Period.between(scored[0], month.last_day).months()]
    low = min(value for course in courses.values() for value in course.values())
    return {
        "kind": "line",
        "categories": [f"{first:%Y-%m}" for first in firsts],
        "series": [
            {"name": name, "values": [course.get(first) for first in firsts]}
            for name, course in courses.items()
        ],
        "decimals": 1,
        **_axis(low),
    }


def _by_month(line: ScoreLine) -> dict[date, float]:
    """A value for each month with a score; the others leave a gap."""
    return {
        at.replace(day=1): float(half_up(score.percent, 1))
        for at, score in line.course
        if score.percent is not None
    }


def _axis(low: float) -> dict[str, int]:
    """From a round number below the lowest score up to 100, in four or five steps."""
    step = next(step for step in (5, 10, 20, 25) if 100 - 5 * step <= low - 2 or step == 25)
    return {"min": max(0, 100 - 5 * step if step < 25 else 0), "max": 100, "step": step}
