"""What there is to inspect today, and an inspection nobody planned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from careloop.audits import actions, queries
from careloop.audits.models import Inspection
from careloop.audits.views.frame import asked_number, frame, now
from careloop.core.kernel.errors import Refused
from careloop.organisation.choices import Permission
from careloop.organisation.models import Employee, Store
from careloop.organisation.pages import StoreRequest, language, store_page
from careloop.organisation.rules import Forbidden
from careloop.service.models import RepairOrder
from careloop.service.queries import find_order

MINE = "mine"


@dataclass(frozen=True, slots=True)
class Group:
    """The day's inspections by one checklist."""

    name: str
    to_do: list[Inspection]
    over: list[Inspection]

    @property
    def total(self) -> int:
        return len(self.to_do) + len(self.over)

    @property
    def percent(self) -> int:
        return 100 * len(self.over) // self.total


@store_page(Permission.VIEW_INSPECTIONS)
def today(request: StoreRequest, store: Store) -> HttpResponse:
    """What is due, for everyone or for the person, by checklist; what is done of it."""
    day = now().date()
    found = queries.today(request.viewer, store, day)
    is_mine = request.GET.get("whose") == MINE
    shown = _of_person(found.to_do, request.viewer.user_id) if is_mine else found.to_do
    over = found.done + found.missed
    if is_mine:
        over = [one for one in over if one.inspector_id == request.viewer.user_id]
    lines = queries.checklists(request.viewer, store, day)
    context = {
        "found": found,
        "groups": _groups(shown, over),
        "is_mine": is_mine,
        "mine": len(_of_person(found.to_do, request.viewer.user_id)),
        "counts": queries.counts(request.viewer, store, day),
        "lists": [(line.code, line.name.say(language())) for line in lines if line.used],
        "people": queries.staff(request.viewer, store, day),
        "may_name_order": request.viewer.may(Permission.VIEW_CUSTOMERS, store.pk),
        **frame(request, store, "today"),
    }
    return render(request, "audits/today.html", context)


def _of_person(rows: list[Inspection], user_id: int | None) -> list[Inspection]:
    """What the person is to do: named for them, begun by them, or for whoever is on duty."""
    return [one for one in rows if one.inspector_id in (user_id, None)]


def _groups(to_do: list[Inspection], over: list[Inspection]) -> list[Group]:
    by_code: dict[str, Group] = {}
    for one in [*to_do, *over]:
        name = queries.name_of(one.checklist).say(language())
        group = by_code.setdefault(one.checklist.code, Group(name, [], []))
        (group.to_do if one in to_do else group.over).append(one)
    return sorted(by_code.values(), key=lambda group: (not group.to_do, group.name))


@require_POST
@store_page(Permission.INSPECT)
def start(request: StoreRequest, store: Store) -> HttpResponse:
    """Begin an inspection nobody planned."""
    try:
        made = actions.start_unplanned(
            by=request.viewer,
            store=store,
            checklist_code=request.POST.get("checklist", ""),
            subject=_subject(request, store, now().date()),
            order=_order(request, store),
            now=now(),
        )
    except Forbidden:
        raise
    except Refused as refusal:
        messages.error(request, refusal.say(language()))
        return redirect("audits:today", store_code=store.code)
    return redirect("audits:inspection", store_code=store.code, inspection_id=made.pk)


def _subject(request: StoreRequest, store: Store, day: date) -> Employee | None:
    number = asked_number(request.POST.get("subject", ""))
    staff = queries.staff(request.viewer, store, day)
    return next((one for one in staff if one.pk == number), None)


def _order(request: StoreRequest, store: Store) -> RepairOrder | None:
    """The order whose papers are looked at, where one is named."""
    number = request.POST.get("order", "").strip()
    if not number:
        return None
    found = find_order(request.viewer, [store.pk], number)
    if not found:
        messages.warning(
            request, _("There is no order %(no)s; the inspection has none.") % {"no": number[:32]}
        )
    return found[0] if found else None
