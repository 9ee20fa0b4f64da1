"""What inspections came to: one result, relayed and printed, and the list of all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal, cast

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from careloop.audits import actions, queries
from careloop.audits.choices import INSPECTION_LABELS, InspectionState
from careloop.audits.models import Finding, Inspection, Photo
from careloop.audits.queries import InspectionFilters, Sheet
from careloop.audits.views.frame import (
    asked_month,
    asked_number,
    asked_of,
    frame,
    inspection_of,
    months,
    now,
)
from careloop.audits.views.sheets import mark
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.rounding import divide
from careloop.core.scoring.inspections import Item, Points
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.pages import StoreRequest, language, store_page
from careloop.organisation.rules import Forbidden

LISTED = 50


@dataclass(frozen=True, slots=True)
class ResultItem:
    """One item of a result."""

    number: int
    text: str
    mark: str
    tone: str
    remark: str
    photos: list[Photo]
    finding: Finding | None


@dataclass(frozen=True, slots=True)
class ResultSection:
    name: str
    score: Fraction | None
    items: list[ResultItem]

    @property
    def percent(self) -> int:
        """How far its bar reaches."""
        return int((self.score or 0) * 100)


def result_page(request: StoreRequest, store: Store, sheet: Sheet) -> HttpResponse:
    """A finished inspection: its score, what failed first; of a missed one that it was missed."""
    found = sheet.inspection
    sections = _sections(sheet)
    score = divide(found.score_numerator or 0, found.score_denominator or 0)
    weak = [item for section in sections for item in section.items if item.tone in ("bad", "warn")]
    context = {
        "inspection": found,
        "sections": sections,
        "weak": weak,
        "score": score,
        "ring": float(score or 0),
        "is_finished": found.state == InspectionState.FINISHED,
        **frame(request, store, "today"),
    }
    return render(request, "audits/result.html", context)


def _sections(sheet: Sheet) -> list[ResultSection]:
    numbers = {item.code: number for number, item in enumerate(sheet.content.items, 1)}
    opened = {finding.item: finding for finding in sheet.findings}
    reached = sheet.sections
    return [
        ResultSection(
            section.name.say(language()),
            _share(reached[section.code]),
            [_item(sheet, item, numbers[item.code], opened) for item in section.items],
        )
        for section in sheet.content.sections
    ]


def _share(points: Points | None) -> Fraction | None:
    return divide(*points) if points else None


def _item(sheet: Sheet, item: Item, number: int, opened: dict[str, Finding]) -> ResultItem:
    points = sheet.answers.get(item.code)
    return ResultItem(
        number=number,
        text=item.text.say(language()),
        mark=mark(item.scale, points) if item.code in sheet.answers else "–",
        tone=_tone(item, points),
        remark=sheet.remarks.get(item.code, ""),
        photos=sheet.photos.get(item.code, []),
        finding=opened.get(item.code),
    )


def _tone(item: Item, points: int | None) -> str:
    if points is None:
        return ""
    if item.asks_for_finding(points):
        return "bad"
    return "good" if points == item.most else "warn"


@require_POST
@store_page(Permission.INSPECT)
def relay(request: StoreRequest, store: Store, inspection_id: int) -> HttpResponse:
    """Tell those concerned the result, in the system or note that they were told in person."""
    found = inspection_of(request, store, inspection_id)
    in_person = request.POST.get("how") == "in_person"
    try:
        actions.relay(by=request.viewer, inspection=found, now=now(), in_person=in_person)
    except Forbidden:
        raise
    except Refused as refusal:
        messages.error(request, refusal.say(language()))
    else:
        messages.success(request, _("The result is relayed."))
    return redirect("audits:inspection", store_code=store.code, inspection_id=found.pk)


@store_page(Permission.VIEW_INSPECTIONS)
def inspections(request: StoreRequest, store: Store) -> HttpResponse:
    """All inspections of a month, or those a figure counts."""
    filters = _asked(request)
    after = _after(request.GET.get("after", ""))
    rows = queries.inspections(request.viewer, store, filters, after=after, limit=LISTED)
    shown = rows[:LISTED]
    context = {
        "rows": [
            (row, divide(row.score_numerator or 0, row.score_denominator or 0)) for row in shown
        ],
        "filters": filters,
        "months": months(now().date()),
        "states": [(code.value, text.say(language())) for code, text in INSPECTION_LABELS.items()],
        "lists": list_choices(request, store),
        "people": queries.staff(
            request.viewer, store, filters.period.start if filters.period else now().date()
        ),
        "counted": _counted(filters),
        "next_query": _next(request, shown[-1]) if len(rows) > LISTED else "",
        **frame(request, store, "inspections"),
    }
    return render(request, "audits/inspections.html", context)


def list_choices(request: StoreRequest, store: Store) -> list[tuple[str, str]]:
    """The store's checklists by code and name, used ones and earlier ones."""
    lines = queries.checklists(request.viewer, store, now().date())
    return [(line.code, line.name.say(language())) for line in lines if line.used or line.draft]


def _asked(request: StoreRequest) -> InspectionFilters:
    get = request.GET.get
    state = get("state", "")
    counted = get("counted", "")
    return InspectionFilters(
        period=asked_month(request),
        checklist=get("checklist", ""),
        of=asked_of(get("of", "")),
        state=InspectionState(state) if state in list(InspectionState) else None,
        counted=cast(Literal["check", "relay"], counted) if counted in ("check", "relay") else None,
        is_hit={"yes": True, "no": False}.get(get("hit", "")),
        today=now().date(),
    )


def _counted(filters: InspectionFilters) -> str:
    """What the list is narrowed to by a figure, in words."""
    said = {
        ("check", None): _("Counted in the check rate"),
        ("check", True): _("Counted in the check rate: done"),
        ("check", False): _("Counted in the check rate: not done"),
        ("relay", None): _("Counted in the relay rate"),
        ("relay", True): _("Counted in the relay rate: relayed"),
        ("relay", False): _("Counted in the relay rate: not relayed yet"),
    }
    return said[filters.counted, filters.is_hit] if filters.counted else ""


def _after(text: str) -> tuple[date, int] | None:
    day, _dot, number = text.partition(".")
    pk = asked_number(number)
    try:
        return (date.fromisoformat(day), pk) if pk is not None else None
    except ValueError:
        return None


def _next(request: StoreRequest, last: Inspection) -> str:
    query = request.GET.copy()
    query["after"] = f"{last.due_on.isoformat()}.{last.pk}"
    return query.urlencode()
