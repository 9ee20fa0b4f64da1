"""Reads of inspections: today's, one with all that was found, and lists."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from django.db.models import Count, Q, QuerySet

from careloop.audits.choices import InspectionState
from careloop.audits.models import Answer, Finding, Inspection, Photo
from careloop.audits.queries.checklists import Missing
from careloop.core.kernel.periods import Period
from careloop.core.kernel.text import Text
from careloop.core.scoring.inspections import (
    Answers,
    ChecklistContent,
    Fault,
    Points,
    content_from,
    faults,
    section_scores,
)
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.rules import Viewer

NO_SUCH_INSPECTION = Text(
    zh="{store}没有第 {id} 号点检。请返回列表。",
    en="{store} has no inspection {id}. Go back to the list.",
)
NO_SUCH_PHOTO = Text(zh="{store}没有第 {id} 号照片。", en="{store} has no photo {id}.")
OPEN = (InspectionState.DUE.value, InspectionState.BEGUN.value)
PAGE = 50


@dataclass(frozen=True, slots=True)
class Today:
    """What there is to inspect on a day, and what was done of it."""

    day: date
    to_do: list[Inspection]
    done: list[Inspection]
    missed: list[Inspection]

    @property
    def planned(self) -> int:
        """How many are asked for, done ones included."""
        return len(self.to_do) + len(self.done) + len(self.missed)

    def mine(self, user_id: int | None) -> list[Inspection]:
        """What this person is to do: named for it, or the one who began it."""
        return [one for one in self.to_do if user_id is not None and one.inspector_id == user_id]


def today(viewer: Viewer, store: Store, day: date) -> Today:
    """The inspections of a day: those to be done by then or, of a week or month, still to come;
    those begun and not finished, of whatever day; those finished or missed that day."""
    viewer.require(Permission.VIEW_INSPECTIONS, store.pk)
    waiting = Q(state=InspectionState.DUE, due_on__gte=day) | Q(state=InspectionState.BEGUN)
    done = Q(state=InspectionState.FINISHED, finished_at__date=day)
    missed = Q(state=InspectionState.MISSED, due_on=day)
    rows = _rows(store).filter(waiting | done | missed)
    listed = list(rows.order_by("due_on", "checklist__code", "subject__employee_no", "pk"))
    return Today(
        day,
        to_do=[one for one in listed if one.state in OPEN],
        done=[one for one in listed if one.state == InspectionState.FINISHED],
        missed=[one for one in listed if one.state == InspectionState.MISSED],
    )


@dataclass(frozen=True, slots=True)
class Sheet:
    """An inspection with all that was marked: from the draft until it is finished."""

    inspection: Inspection
    content: ChecklistContent
    answers: Answers
    remarks: Mapping[str, str]
    typed: Mapping[str, str]
    photos: Mapping[str, list[Photo]]
    findings: list[Finding]

    @property
    def sections(self) -> dict[str, Points | None]:
        """Points reached and reachable in each section."""
        return section_scores(self.content, self.answers)

    @property
    def faults(self) -> list[Fault]:
        """The items below full points."""
        return faults(self.content, self.answers)


def inspection(viewer: Viewer, store: Store, inspection_id: int) -> Inspection:
    """One inspection; what was marked is in its :func:`sheet`.

    Raises:
        Missing: the store has none such.
    """
    viewer.require(Permission.VIEW_INSPECTIONS, store.pk)
    found = _rows(store).filter(pk=inspection_id).first()
    if found is None:
        raise Missing(NO_SUCH_INSPECTION, store=store.name, id=inspection_id)
    return found


def sheet(viewer: Viewer, inspection: Inspection) -> Sheet:
    """All that was marked at an inspection, from its draft until it is finished."""
    viewer.require(Permission.VIEW_INSPECTIONS, inspection.store_id)
    answers, remarks = _marked(inspection)
    photos: dict[str, list[Photo]] = {}
    for photo in inspection.photos.select_related("file").order_by("pk"):
        photos.setdefault(photo.item, []).append(photo)
    return Sheet(
        inspection=inspection,
        content=content_from(inspection.checklist.content),
        answers=answers,
        remarks=remarks,
        typed=inspection.draft.get("typed", {}),
        photos=photos,
        findings=list(inspection.findings.select_related("owner").order_by("pk")),
    )


def _marked(found: Inspection) -> tuple[Answers, Mapping[str, str]]:
    if found.state != InspectionState.FINISHED:
        return found.draft.get("answers", {}), found.draft.get("remarks", {})
    rows = list(Answer.objects.filter(inspection=found))
    return {row.item: row.points for row in rows}, {row.item: row.remark for row in rows}


def photo(viewer: Viewer, store: Store, photo_id: int) -> Photo:
    """One photo, to be shown.

    Raises:
        Missing: the store has none such.
    """
    viewer.require(Permission.VIEW_INSPECTIONS, store.pk)
    rows = Photo.objects.select_related("file", "inspection__store", "inspection__checklist")
    found = rows.filter(inspection__store=store, pk=photo_id).first()
    if found is None:
        raise Missing(NO_SUCH_PHOTO, store=store.name, id=photo_id)
    return found


@dataclass(frozen=True, slots=True)
class InspectionFilters:
    """Which inspections a list shows; what is not given does not narrow it.

    ``of`` the place only, or one employee by id. ``counted`` narrows to what a figure counts
    (``queries.rates``): the rows of its denominator, or with ``is_hit`` of one side of it.
    """

    period: Period | None = None
    checklist: str = ""
    of: int | Literal["place"] | None = None
    state: InspectionState | None = None
    inspector_id: int | None = None
    counted: Literal["check", "relay"] | None = None
    is_hit: bool | None = None
    today: date = field(default=date.max)


def inspections(
    viewer: Viewer,
    store: Store,
    filters: InspectionFilters,
    *,
    after: tuple[date, int] | None = None,
    limit: int = PAGE,
) -> list[Inspection]:
    """Inspections, the latest due day first, each with ``findings_count``.

    ``after`` is due day and id where the last page ended; one more than ``limit`` comes where
    there are more.
    """
    viewer.require(Permission.VIEW_INSPECTIONS, store.pk)
    found = narrowed(_rows(store), filters)
    if after is not None:
        found = found.filter(Q(due_on__lt=after[0]) | Q(due_on=after[0], pk__lt=after[1]))
    found = found.annotate(findings_count=Count("findings"))
    return list(found.order_by("-due_on", "-pk")[: limit + 1])


def narrowed(rows: QuerySet[Inspection], filters: InspectionFilters) -> QuerySet[Inspection]:
    """The rows that pass the filters."""
    wanted = Q()
    if filters.period is not None:
        wanted &= in_period(filters.period)
    if filters.checklist:
        wanted &= Q(checklist__code=filters.checklist)
    if filters.of is not None:
        wanted &= Q(subject=None) if filters.of == "place" else Q(subject_id=filters.of)
    if filters.state is not None:
        wanted &= Q(state=filters.state)
    if filters.inspector_id is not None:
        wanted &= Q(inspector_id=filters.inspector_id)
    if filters.counted is not None:
        wanted &= counted(filters.counted, filters.today)
        if filters.is_hit is not None:
            wanted &= hit(filters.counted) if filters.is_hit else ~hit(filters.counted)
    return rows.filter(wanted)


def in_period(period: Period, to: str = "") -> Q:
    """Due in the period; ``to`` leads to the inspection."""
    return Q(**{f"{to}due_on__gte": period.start, f"{to}due_on__lt": period.end})


def counted(figure: Literal["check", "relay"], today: date) -> Q:
    """The denominator: planned inspections that are finished or whose day is over; all finished
    ones."""
    finished = Q(state=InspectionState.FINISHED)
    if figure == "relay":
        return finished
    return Q(plan__isnull=False) & (finished | Q(due_on__lt=today))


def hit(figure: Literal["check", "relay"]) -> Q:
    """The numerator within the denominator: the finished ones; the relayed ones."""
    if figure == "relay":
        return Q(relayed_at__isnull=False)
    return Q(state=InspectionState.FINISHED)


def _rows(store: Store) -> QuerySet[Inspection]:
    rows = Inspection.objects.filter(store=store)
    return rows.select_related(
        "store", "checklist", "subject", "inspector", "plan__responsible", "order"
    )
