"""The KPIs below target by department, with what may be done about each."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render

from careloop.core.kernel.text import Language
from careloop.core.metrics.figures import Figure
from careloop.core.metrics.metric import Metric
from careloop.improvement.choices import DEPARTMENTS
from careloop.improvement.forms import obstacle_choices
from careloop.improvement.proposals import Proposal, Share, propose
from careloop.improvement.views.frame import frame, month_asked, months_offered
from careloop.kpis.cards import Aim, Card, card, is_few, printed, unit_name
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.pages import StoreRequest, language, store_page

MOST_PEOPLE = 6


@dataclass(frozen=True, slots=True)
class Related:
    """A figure beside the KPI: whose or which, how much of the longest bar, missed or few."""

    name: str
    value: str
    bar: float
    is_bad: bool
    few: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """A proposal as its card shows it; ``begun`` are the fields the form begins with."""

    proposal: Proposal
    card: Card
    obstacles: list[tuple[int, str]]
    people: list[Related]
    neighbours: list[Related]
    begun: list[tuple[str, str]]


@store_page(Permission.VIEW_IMPROVEMENT)
def proposals(request: StoreRequest, store: Store) -> HttpResponse:
    """What a month's figures propose, worst first within each department."""
    month, language_ = month_asked(request), language()
    found = propose(request.viewer, store, month)
    context = frame(request, store, "proposals") | {
        "month": month,
        "months": months_offered(),
        "departments": [
            (code, [_shown(one, language_) for one in found if one.department == code])
            for code in DEPARTMENTS
        ],
        "has_any": bool(found),
    }
    return render(request, "improvement/proposals.html", context)


def _shown(one: Proposal, language: Language) -> Shown:
    return Shown(
        proposal=one,
        card=card(
            one.figure,
            metric=one.metric,
            language=language,
            aim=one.aim,
            history=[figure.value if figure else None for _, figure in one.history],
        ),
        obstacles=obstacle_choices(one.obstacles, language),
        people=_people(one, language),
        neighbours=[
            _related(near.metric, near.figure, near.aim, near.metric.name.say(language), language)
            for near in one.neighbours
        ],
        begun=_begun(one, language),
    )


def _begun(one: Proposal, language: Language) -> list[tuple[str, str]]:
    """What stands in the form when a proposal is accepted; all of it may be changed there."""
    return [
        ("department", one.department),
        ("kpi_code", one.code),
        ("title", one.title.say(language)),
        ("measure-text", one.measure.say(language)),
        ("measure-control_nodes", one.control_node.say(language)),
        ("measure-owner", one.owner.say(language)),
        ("measure-supervisor", one.supervisor.say(language)),
        ("measure-due_on", one.due_on.isoformat()),
    ]


def _people(one: Proposal, language: Language) -> list[Related]:
    """The weakest of those behind the figure; who is nobody of the staff file is left out."""
    named = [share for share in one.people if share.name][:MOST_PEOPLE]
    return [_person(one, share, language) for share in named]


def _person(one: Proposal, share: Share, language: Language) -> Related:
    return _related(one.metric, share.figure, one.aim, share.name, language)


def _related(
    metric: Metric, figure: Figure, aim: Aim | None, name: str, language: Language
) -> Related:
    few = f"n = {figure.n}" if is_few(figure, metric) else ""
    is_share = figure.unit == "%" and figure.value is not None
    return Related(
        name=name,
        value=f"{printed(figure)}{unit_name(figure.unit, language)}",
        bar=min(100.0, float(figure.value)) if is_share and figure.value is not None else -1.0,
        is_bad=bool(aim and aim.is_met(figure.value) is False),
        few=few,
    )
