"""Reads of findings: open, overdue, to be checked again; which were found before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.db.models import Count, F, Q, QuerySet

from careloop.audits.choices import FindingState
from careloop.audits.models import Finding, Recheck
from careloop.audits.queries.checklists import Missing, name_of
from careloop.audits.queries.inspections import in_period
from careloop.audits.rules import REPEATED_WITHIN, Found, repeated
from careloop.core.kernel.periods import Period
from careloop.core.kernel.text import Text
from careloop.core.scoring.inspections import content_from
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.rules import Viewer

NO_SUCH_FINDING = Text(
    zh="{store}没有第 {id} 号整改项。请返回列表。",
    en="{store} has no finding {id}. Go back to the list.",
)
Show = Literal["open", "overdue", "to_recheck", "cured"]
PAGE = 100


@dataclass(frozen=True, slots=True)
class FindingFilters:
    """Which findings a list shows; what is not given does not narrow it.

    ``show`` one tab of the board; ``of`` the place only, or one employee by id; ``counted`` what
    the follow-up rate counts (``queries.rates``), with ``is_hit`` one side of it. ``today`` says
    what is overdue.
    """

    today: date
    show: Show | None = None
    period: Period | None = None
    checklist: str = ""
    of: int | Literal["place"] | None = None
    owner_id: int | None = None
    counted: bool = False
    is_hit: bool | None = None


@dataclass(frozen=True, slots=True)
class FindingLine:
    """One finding with what a list says about it."""

    finding: Finding
    checklist: Text
    item: Text
    is_overdue: bool
    is_repeated: bool
    reopened: int


def findings(
    viewer: Viewer, store: Store, filters: FindingFilters, *, limit: int = PAGE
) -> list[FindingLine]:
    """Findings, the earliest due first; one more than ``limit`` comes where there are more."""
    viewer.require(Permission.VIEW_INSPECTIONS, store.pk)
    found = _rows(store).filter(_wanted(filters))
    ordered = found.order_by(F("due_on").asc(nulls_last=True), "pk")
    return _lines(store, list(ordered[: limit + 1]), filters.today)


def finding(viewer: Viewer, store: Store, finding_id: int, today: date) -> FindingLine:
    """One finding.

    Raises:
        Missing: the store has none such.
    """
    viewer.require(Permission.VIEW_INSPECTIONS, store.pk)
    found = list(_rows(store).filter(pk=finding_id))
    if not found:
        raise Missing(NO_SUCH_FINDING, store=store.name, id=finding_id)
    return _lines(store, found, today)[0]


def rechecks(viewer: Viewer, finding: Finding) -> list[Recheck]:
    """How often somebody looked again, the first time first."""
    viewer.require(Permission.VIEW_INSPECTIONS, finding.store_id)
    return list(finding.rechecks.select_related("by", "photo").order_by("pk"))


def recheck_photo(viewer: Viewer, store: Store, recheck_id: int) -> Recheck:
    """A re-check with a photo to be shown.

    Raises:
        Missing: the store has none such.
    """
    viewer.require(Permission.VIEW_INSPECTIONS, store.pk)
    rows = Recheck.objects.select_related("photo").exclude(photo=None)
    found = rows.filter(finding__store=store, pk=recheck_id).first()
    if found is None:
        raise Missing(NO_SUCH_FINDING, store=store.name, id=recheck_id)
    return found


def counts(viewer: Viewer, store: Store, today: date) -> dict[Show, int]:
    """How many findings each tab of the board has."""
    viewer.require(Permission.VIEW_INSPECTIONS, store.pk)
    tabs: tuple[Show, ...] = ("open", "overdue", "to_recheck", "cured")
    sums = {tab: Count("pk", filter=shown(tab, today)) for tab in tabs}
    told = Finding.objects.filter(store=store).aggregate(**sums)
    return {tab: told[tab] for tab in tabs}


def shown(tab: Show, today: date) -> Q:
    """Open: its action is not done, or not well; overdue: the same, its day over."""
    match tab:
        case "open":
            return Q(state=FindingState.OPEN)
        case "overdue":
            return Q(state=FindingState.OPEN, due_on__lt=today)
        case "to_recheck":
            return Q(state=FindingState.ACTED_ON)
        case "cured":
            return Q(state=FindingState.CURED)


def _wanted(filters: FindingFilters) -> Q:
    wanted = shown(filters.show, filters.today) if filters.show else Q()
    if filters.period is not None:
        wanted &= in_period(filters.period, "inspection__")
    if filters.checklist:
        wanted &= Q(inspection__checklist__code=filters.checklist)
    if filters.of == "place":
        wanted &= Q(inspection__subject=None)
    elif filters.of is not None:
        wanted &= Q(inspection__subject_id=filters.of)
    if filters.owner_id is not None:
        wanted &= Q(owner_id=filters.owner_id)
    if filters.counted:
        wanted &= to_follow_up(filters.today)
        if filters.is_hit is not None:
            wanted &= ~overdue(filters.today) if filters.is_hit else overdue(filters.today)
    return wanted


def overdue(today: date) -> Q:
    """Neither cured, nor is there time left: not acted on, or not checked again, in its time."""
    return ~Q(state=FindingState.CURED) & Q(due_on__lt=today)


def to_follow_up(today: date) -> Q:
    """What should have been followed up: its day is over, or somebody looked again already."""
    looked = Recheck.objects.values("finding")
    return Q(due_on__lt=today) | Q(state=FindingState.CURED) | Q(pk__in=looked)


def _rows(store: Store) -> QuerySet[Finding]:
    rows = Finding.objects.filter(store=store)
    return rows.select_related(
        "store", "owner", "acted_by", "inspection__checklist", "inspection__subject"
    )


def _lines(store: Store, found: Sequence[Finding], today: date) -> list[FindingLine]:
    again = _repeated(store, found)
    failed = Recheck.objects.filter(finding__in=[one.pk for one in found], is_cured=False)
    reopened = dict(failed.values_list("finding").annotate(n=Count("pk")))
    names: dict[int, dict[str, Text]] = {}
    return [
        FindingLine(
            finding=one,
            checklist=name_of(one.inspection.checklist),
            item=_item_name(one, names),
            is_overdue=_is_overdue(one, today),
            is_repeated=one.pk in again,
            reopened=reopened.get(one.pk, 0),
        )
        for one in found
    ]


def _is_overdue(one: Finding, today: date) -> bool:
    return one.state == FindingState.OPEN and one.due_on is not None and one.due_on < today


def _item_name(one: Finding, names: dict[int, dict[str, Text]]) -> Text:
    """The item's wording in the version that was inspected, each version read once."""
    checklist = one.inspection.checklist
    if checklist.pk not in names:
        items = content_from(checklist.content).items
        names[checklist.pk] = {item.code: item.text for item in items}
    return names[checklist.pk].get(one.item, Text(zh=one.item, en=one.item))


def _repeated(store: Store, found: Sequence[Finding]) -> set[int]:
    """Which of these were found in the 90 days before, too: one query."""
    if not found:
        return set()
    days = [one.inspection.due_on for one in found]
    earlier = Finding.objects.filter(
        store=store,
        item__in={one.item for one in found},
        inspection__due_on__gte=min(days) - REPEATED_WITHIN,
        inspection__due_on__lt=max(days),
    ).values_list(
        "pk", "item", "inspection__checklist__code", "inspection__subject", "inspection__due_on"
    )
    here = [
        Found(
            one.pk,
            one.item,
            one.inspection.checklist.code,
            one.inspection.subject_id,
            one.inspection.due_on,
        )
        for one in found
    ]
    return repeated(here, [Found(*row) for row in earlier])
