"""Reads of checklists and plans, and of the people inspections are about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from careloop.audits.choices import Subject
from careloop.audits.models import Checklist, Plan
from careloop.audits.rules import POST_OF
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text
from careloop.core.scoring.ready_inspections import READY, ReadyList
from careloop.organisation import queries as organisation
from careloop.organisation.choices import Permission, Role
from careloop.organisation.models import Employee, Store, User
from careloop.organisation.rules import ROLE_PERMISSIONS, Viewer

NO_SUCH_CHECKLIST = Text(
    zh="{store}没有在用的检查表“{code}”。请先启用或发布。",
    en="{store} uses no checklist “{code}”. Take it over or publish it first.",
)
NO_SUCH_VERSION = Text(
    zh="{store}没有检查表“{code}”的第 {version} 版。",
    en="{store} has no version {version} of checklist “{code}”.",
)
NO_SUCH_PLAN = Text(zh="{store}没有第 {id} 号点检计划。", en="{store} has no inspection plan {id}.")


class Missing(Refused):
    """The store has no such thing; a page answers 404."""


def name_of(checklist: Checklist) -> Text:
    return Text(zh=checklist.name_zh, en=checklist.name_en)


def in_use(store: Store, code: str) -> Checklist | None:
    """The newest published version, unless the checklist is retired."""
    published = Checklist.objects.filter(store=store, code=code).exclude(published_at=None)
    last = published.select_related("store").order_by("-version").first()
    return last if last is not None and last.retired_at is None else None


def newest(store: Store, code: str) -> Checklist | None:
    """The last version saved, published or not."""
    versions = Checklist.objects.filter(store=store, code=code)
    return versions.select_related("store").order_by("-version").first()


def require_in_use(store: Store, code: str) -> Checklist:
    """Raises :class:`Refused`: the store uses no checklist of that code."""
    found = in_use(store, code)
    if found is None:
        raise Refused(NO_SUCH_CHECKLIST, store=store.name, code=code[:48])
    return found


@dataclass(frozen=True, slots=True)
class Line:
    """One checklist of the list: in use, changed since, ready to be taken over."""

    code: str
    used: Checklist | None
    draft: Checklist | None
    ready: ReadyList | None
    plans: tuple[Plan, ...]

    @property
    def name(self) -> Text:
        shown = self.used or self.draft
        if shown is not None:
            return name_of(shown)
        return self.ready.name if self.ready else Text(zh=self.code, en=self.code)


def checklists(viewer: Viewer, store: Store, day: date) -> list[Line]:
    """The store's checklists, those in use first, and those that come ready.

    ``draft`` is the newest version where it is not published; ``plans`` run on ``day`` or later.
    """
    viewer.require(Permission.VIEW_INSPECTIONS, store.pk)
    last, used = _versions(store)
    running: dict[str, list[Plan]] = {}
    for plan in plans(viewer, store, day):
        running.setdefault(plan.checklist_code, []).append(plan)
    lines = [
        Line(
            code,
            used.get(code),
            one if (one := last.get(code)) and one.published_at is None else None,
            READY.get(code),
            tuple(running.get(code, ())),
        )
        for code in dict.fromkeys((*READY, *last))
    ]
    return sorted(lines, key=lambda line: line.used is None)


def _versions(store: Store) -> tuple[Mapping[str, Checklist], Mapping[str, Checklist]]:
    """By code the newest version, and the newest published one that is not retired."""
    last: dict[str, Checklist] = {}
    used: dict[str, Checklist] = {}
    for version in Checklist.objects.filter(store=store).order_by("code", "version"):
        last[version.code] = version
        if version.published_at is not None:
            used[version.code] = version
    return last, {code: one for code, one in used.items() if one.retired_at is None}


def checklist(viewer: Viewer, store: Store, code: str, version: int) -> Checklist:
    """One version.

    Raises:
        Missing: the store has none such.
    """
    viewer.require(Permission.VIEW_INSPECTIONS, store.pk)
    found = Checklist.objects.select_related("store", "made_by")
    one = found.filter(store=store, code=code, version=version).first()
    if one is None:
        raise Missing(NO_SUCH_VERSION, store=store.name, code=code[:48], version=version)
    return one


def versions(viewer: Viewer, store: Store, code: str) -> list[Checklist]:
    """All versions of a checklist, newest first."""
    viewer.require(Permission.VIEW_INSPECTIONS, store.pk)
    found = Checklist.objects.filter(store=store, code=code).select_related("made_by")
    return list(found.order_by("-version"))


def plans(viewer: Viewer, store: Store, day: date) -> list[Plan]:
    """The plans that run on ``day`` or later, with inspector and responsible at hand."""
    viewer.require(Permission.VIEW_INSPECTIONS, store.pk)
    running = Plan.objects.filter(Q(ends_on=None) | Q(ends_on__gte=day), store=store)
    found = running.select_related("inspector", "responsible", "store")
    return list(found.order_by("checklist_code", "starts_on", "pk"))


def plan(viewer: Viewer, store: Store, plan_id: int) -> Plan:
    """One plan.

    Raises:
        Missing: the store has none such.
    """
    viewer.require(Permission.VIEW_INSPECTIONS, store.pk)
    found = Plan.objects.select_related("inspector", "responsible", "store")
    one = found.filter(store=store, pk=plan_id).first()
    if one is None:
        raise Missing(NO_SUCH_PLAN, store=store.name, id=plan_id)
    return one


def staff(viewer: Viewer, store: Store, day: date) -> list[Employee]:
    """Who belongs to the store on ``day`` and may own an action, by staff number."""
    viewer.require(Permission.VIEW_INSPECTIONS, store.pk)
    here = Employee.objects.filter(_there(day), store=store, is_stub=False)
    return list(here.order_by("employee_no"))


def inspectors(viewer: Viewer, store: Store) -> list[User]:
    """Who may inspect in the store."""
    viewer.require(Permission.VIEW_INSPECTIONS, store.pk)
    roles = [role for role in Role if Permission.INSPECT in ROLE_PERMISSIONS[role]]
    return list(organisation.holders(store, roles))


def subjects(store: Store, kind: Subject, day: date) -> QuerySet[Employee]:
    """The advisors or technicians on that post on ``day``; nobody for a place."""
    if kind is Subject.PLACE:
        return Employee.objects.none()
    held = Q(tenures__started_on=None) | Q(tenures__started_on__lte=day)
    held &= Q(tenures__ended_on=None) | Q(tenures__ended_on__gte=day)
    on_post = Employee.objects.filter(held, _there(day), store=store, tenures__post=POST_OF[kind])
    return on_post.distinct().order_by("employee_no")


def _there(day: date) -> Q:
    return Q(left_on=None) | Q(left_on__gte=day)
