"""What a month's figures propose: a problem with its measure, or a training (MRP-09, TRN-05).

A proposal names what the trade's handbook lists as obstacles and the figures around the KPI, for
people to check. It becomes a problem only when somebody accepts it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from careloop.core.kernel.periods import Period
from careloop.core.kernel.text import Text
from careloop.core.metrics.figures import Figure
from careloop.core.metrics.metric import Metric
from careloop.core.metrics.planning import dims_of
from careloop.improvement.figures import Subject, history
from careloop.improvement.models import Problem, Training
from careloop.improvement.remedies import DIRECTOR, POSTS, REMEDIES, SUPERVISOR, Remedy
from careloop.improvement.verdicts import spoken, with_sample
from careloop.kpis import queries as kpis
from careloop.kpis.cards import Aim, aim_unit
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.rules import Viewer

MONTHS = 6
# By whom a department's figures are told apart, where the KPI can be: the first that fits.
PEOPLE = {
    "front_desk": ("advisor",),
    "workshop": ("technician", "advisor"),
    "parts": ("advisor",),
    "customer_care": ("agent", "advisor"),
}
TRAINING = "培训"  # what every obstacle of the handbook says that training would remove
BELOW_TARGET = Text(
    zh="{name} {value}，未达目标 {target}", en="{name} {value}, target {target} not reached"
)
TO_TEACH = Text(zh="“{name}”相关流程与技能", en="Process and skills behind “{name}”")


@dataclass(frozen=True, slots=True)
class Share:
    """One person's figure; blank as name where nobody was recorded."""

    name: str
    figure: Figure


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another KPI of the same stage."""

    metric: Metric
    figure: Figure
    aim: Aim | None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A KPI below target: its figures, what to check, and what could be done.

    ``history`` are the six months up to this one; ``people`` the same KPI by ``split_by``, the
    worst first; ``neighbours`` the other KPIs of its stage. ``taken`` is the problem of the
    month that is about it already. ``obstacles`` are numbered from 1 where they are ticked.
    """

    metric: Metric
    department: str
    figure: Figure
    aim: Aim
    remedy: Remedy
    due_on: date
    history: tuple[tuple[Period, Figure | None], ...] = ()
    split_by: str = ""
    people: tuple[Share, ...] = ()
    neighbours: tuple[Neighbour, ...] = ()
    taken: Problem | None = field(default=None, compare=False)

    @property
    def code(self) -> str:
        return self.metric.code

    @property
    def obstacles(self) -> tuple[Text, ...]:
        return self.metric.obstacles

    @property
    def measure(self) -> Text:
        return self.remedy.measure

    @property
    def control_node(self) -> Text:
        return self.remedy.control_node

    @property
    def owner(self) -> Text:
        return POSTS[self.department]

    @property
    def supervisor(self) -> Text:
        return DIRECTOR if self.department == "customer_care" else SUPERVISOR

    @property
    def target(self) -> Text:
        unit = self.figure.unit
        return Text(
            zh=f"{self.aim.text}{aim_unit(self.aim, unit, 'zh')}",
            en=f"{self.aim.text}{aim_unit(self.aim, unit, 'en')}",
        )

    @property
    def title(self) -> Text:
        value = with_sample(self.metric, self.figure)
        return spoken(BELOW_TARGET, name=self.metric.name, value=value, target=self.target)


@dataclass(frozen=True, slots=True)
class TrainingProposal:
    """A training that one of a KPI's obstacles asks for."""

    department: str
    kpi_code: str
    obstacle: Text
    topic: Text
    figure: Figure


def propose(
    viewer: Viewer, store: Store, month: Period, department: str | None = None
) -> list[Proposal]:
    """What the KPIs below target propose for a department (for all four without one), the one
    farthest from its target first. Five questions to the mart at most.

    Raises:
        Forbidden: the viewer may not see improvement or figures in the store.
    """
    viewer.require(Permission.VIEW_IMPROVEMENT, store.pk)
    found = _below_target(viewer, store, month, department)
    stages = {proposal.metric.stage for proposal in found}
    near = [m.code for m in kpis.metrics().values() if m.stage in stages and m.stage is not None]
    months = [month.shifted(step - MONTHS + 1) for step in range(MONTHS)]
    told = history(viewer, store.pk, [Subject(code) for code in near], months)
    people = _people(viewer, store, month, found)
    aims = kpis.aims(viewer, (store.pk,), month)
    taken = {
        problem.kpi_code: problem
        for problem in Problem.objects.filter(store=store, month_on=month.start).exclude(
            kpi_code=""
        )
    }
    return [
        Proposal(
            metric=one.metric,
            department=one.department,
            figure=one.figure,
            aim=one.aim,
            remedy=one.remedy,
            due_on=one.due_on,
            history=tuple((m, told[Subject(one.code)].get(m)) for m in months),
            split_by=split_by(one.metric, one.department),
            people=people.get(one.code, ()),
            neighbours=_neighbours(one, month, told, aims),
            taken=taken.get(one.code),
        )
        for one in found
    ]


def training_proposals(viewer: Viewer, store: Store, month: Period) -> list[TrainingProposal]:
    """Trainings for the KPIs below target that name a lack of training as an obstacle, unless
    one about that KPI was planned for the month or later.

    Raises:
        Forbidden: the viewer may not see improvement or figures in the store.
    """
    viewer.require(Permission.VIEW_IMPROVEMENT, store.pk)
    planned = set(
        Training.objects.filter(store=store, planned_on__gte=month.start)
        .exclude(kpi_code="")
        .values_list("kpi_code", flat=True)
    )
    return [
        TrainingProposal(
            department=one.department,
            kpi_code=one.code,
            obstacle=obstacle,
            topic=spoken(TO_TEACH, name=one.metric.name),
            figure=one.figure,
        )
        for one in _below_target(viewer, store, month, None)
        if one.code not in planned and (obstacle := lacks_training(one.metric)) is not None
    ]


def lacks_training(metric: Metric) -> Text | None:
    """The obstacle of a KPI that training would remove."""
    return next((text for text in metric.obstacles if TRAINING in text.zh), None)


def shortfall(aim: Aim, figure: Figure) -> Fraction:
    """How far a figure is from its target, as a part of the target."""
    target = Fraction(aim.value)
    return (
        abs(target - figure.value) / target if figure.value is not None and target else Fraction()
    )


def split_by(metric: Metric, department: str) -> str:
    """The dimension that tells the people behind a KPI apart; blank where none does."""
    known = dims_of(metric)
    return next((dimension for dimension in PEOPLE[department] if dimension in known), "")


def _below_target(
    viewer: Viewer, store: Store, month: Period, department: str | None
) -> list[Proposal]:
    """The bare proposals, worst first. A figure that is not final yet proposes nothing."""
    codes = [c for c, r in REMEDIES.items() if department in (None, r.department)]
    if not codes:
        return []
    aims = kpis.aims(viewer, (store.pk,), month)
    figures = kpis.figures(viewer, codes, period=month, store_ids=(store.pk,))
    missed = [
        (aims[figure.code], figure)
        for figure in figures
        if not figure.provisional
        and figure.code in aims
        and aims[figure.code].is_met(figure.value) is False
    ]
    missed.sort(key=lambda pair: shortfall(*pair), reverse=True)
    return [
        Proposal(
            metric=kpis.metrics()[figure.code],
            department=REMEDIES[figure.code].department,
            figure=figure,
            aim=aim,
            remedy=REMEDIES[figure.code],
            due_on=month.shifted(1).last_day,
        )
        for aim, figure in missed
    ]


def _people(
    viewer: Viewer, store: Store, month: Period, found: Sequence[Proposal]
) -> dict[str, tuple[Share, ...]]:
    """Each KPI by the people behind it, one question a dimension."""
    codes: dict[str, list[Proposal]] = {}
    for one in found:
        if dimension := split_by(one.metric, one.department):
            codes.setdefault(dimension, []).append(one)
    names = kpis.people(viewer, (store.pk,)) if codes else {}
    shares: dict[str, list[Share]] = {}
    for dimension, of_it in codes.items():
        asked = [one.code for one in of_it]
        for figure in kpis.figures(
            viewer, asked, period=month, store_ids=(store.pk,), by=(dimension,)
        ):
            key = figure.keys.get(dimension)
            if figure.value is not None:
                name = names.get(key, "") if isinstance(key, int) else ""
                shares.setdefault(figure.code, []).append(Share(name, figure))
    return {code: _worst_first(kpis.metrics()[code], of) for code, of in shares.items()}


def _worst_first(metric: Metric, shares: Sequence[Share]) -> tuple[Share, ...]:
    return tuple(
        sorted(
            shares,
            key=lambda share: share.figure.value or Fraction(),
            reverse=metric.direction == "lower",
        )
    )


def _neighbours(
    one: Proposal,
    month: Period,
    told: Mapping[Subject, Mapping[Period, Figure]],
    aims: Mapping[str, Aim],
) -> tuple[Neighbour, ...]:
    """The other KPIs of the stage that have a figure."""
    found = []
    for subject, figures in told.items():
        metric = kpis.metrics()[subject.code]
        figure = figures.get(month)
        is_near = metric.stage == one.metric.stage and metric.code != one.code
        if is_near and figure is not None and figure.value is not None:
            found.append(Neighbour(metric, figure, aims.get(metric.code)))
    return tuple(found)
