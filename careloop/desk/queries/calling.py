"""What the call screen shows: the task, whom to ring, what to say, what to ask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import QueryDict

from careloop.core.kernel.text import Language
from careloop.core.scoring.sheets import Sheet
from careloop.customers import queries as customers
from careloop.customers.queries import Party
from careloop.desk import rules, scripts
from careloop.desk.models import CallDraft, OpenedHistory, Script
from careloop.desk.queries import people
from careloop.desk.queries.history import Lines, lines_of
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.rules import Viewer
from careloop.outreach import gate, settings
from careloop.outreach import queries as outreach
from careloop.outreach.choices import TaskState
from careloop.outreach.models import ContactAttempt, ContactTask
from careloop.outreach.rules import Outcome, Verdict
from careloop.service import queries as service
from careloop.service.models import DeclinedWork
from careloop.surveys.queries import sheet_for, sheet_shown


@dataclass(frozen=True, slots=True)
class Screen:
    """The call: ``may_dial`` is false while a lost customer's history was not opened."""

    task: ContactTask
    car: people.Car | None
    parties: list[Party]
    script: str
    sheet: Sheet | None
    outcomes: dict[str, Outcome]
    draft: str
    may_dial: bool


@dataclass(frozen=True, slots=True)
class Case:
    """What lies behind the call: what is open, this visit's lines, work put off, earlier calls."""

    task: ContactTask
    lines: Lines
    declined: list[DeclinedWork]
    calls: list[ContactAttempt]
    open: people.Open


def screen(
    viewer: Viewer,
    store: Store,
    task: ContactTask,
    *,
    agent: str,
    language: Language,
    asked: str = "",
) -> Screen:
    """The call screen of a task; ``agent`` is how the caller introduces themselves.

    ``asked`` is the version of the questionnaire a form was shown with (:func:`shown_as`); without
    it that of the agent's draft, else the one in use.
    """
    viewer.require(Permission.MAKE_CONTACTS, store.pk)
    car, draft = _car(store, task), _draft(viewer, task)
    wording = script_for(store, task.contact_type, language)
    return Screen(
        task=task,
        car=car,
        parties=_reachable(viewer, task),
        script=scripts.filled(wording, _said(task, car, agent)),
        sheet=_sheet(store, task, asked or QueryDict(draft).get("sheet", "")),
        outcomes=settings.outcomes(store.pk),
        draft=draft,
        may_dial=_may_dial(viewer, task),
    )


def shown_as(sheet: Sheet) -> str:
    """Which version of a questionnaire a form asks."""
    return f"{sheet.code}:{sheet.version}"


def _sheet(store: Store, task: ContactTask, asked: str) -> Sheet | None:
    """The version that was asked, so that answers are never read as those of another."""
    code, _, number = asked.rpartition(":")
    shown = sheet_shown(store, code, int(number)) if number.isdecimal() else None
    return shown or sheet_for(store, task.contact_type)


def case(viewer: Viewer, store: Store, task: ContactTask, now: datetime) -> Case:
    """What the agent should know before and while speaking."""
    viewer.require(Permission.MAKE_CONTACTS, store.pk)
    return Case(
        task=task,
        lines=lines_of([task.order_id]).get(task.order_id, []) if task.order_id else [],
        declined=service.declined(viewer, store, task.vehicle) if task.vehicle else [],
        calls=outreach.earlier_calls(
            viewer, store, vehicle=task.vehicle, customer=task.customer, limit=10
        ),
        open=people.waiting(
            viewer,
            store,
            vehicle_ids=[task.vehicle_id] if task.vehicle_id else [],
            customer_id=task.customer_id,
            now=now,
            but=task.pk,
        ),
    )


def _car(store: Store, task: ContactTask) -> people.Car | None:
    if task.vehicle is None:
        return None
    seen = people.summaries(store, [task.vehicle.pk])
    return people.Car(task.vehicle, task.customer, seen.get(task.vehicle.pk))


def verdict(viewer: Viewer, task: ContactTask, now: datetime) -> Verdict | None:
    """Whether the call may be made now; nothing to say of a task that is closed."""
    viewer.require(Permission.MAKE_CONTACTS, task.store_id)
    if task.state != TaskState.OPEN:
        return None
    return gate.verdict_on(task, now)


def script_for(store: Store, contact_type: str, language: Language) -> str:
    """The store's own wording, else the usual one."""
    own = Script.objects.filter(store=store, contact_type=contact_type).first()
    if own is None:
        return scripts.SCRIPTS.get(contact_type, scripts.USUAL).say(language)
    return (own.text_en if language == "en" else "") or own.text_zh


def _reachable(viewer: Viewer, task: ContactTask) -> list[Party]:
    """The parties with a number, those that can be rung first."""
    if task.customer is None:
        return []
    found = [party for party in customers.parties(viewer, task.customer) if party.phone]
    return sorted(found, key=lambda party: not party.is_valid)


def _said(task: ContactTask, known: people.Car | None, agent: str) -> dict[str, str]:
    """The values of a script's fields."""
    car, order = task.vehicle, task.order
    seen = known.summary.last_visit_on if known and known.summary else None
    visited = order.opened_at.date() if order else seen
    return {
        "customer": task.customer.name if task.customer else "",
        "plate": car.plate if car else "",
        "model": car.model if car else "",
        "store": task.store.name,
        "agent": agent,
        "advisor": task.advisor.name if task.advisor else "",
        "order": order.ro_no if order else task.ro_no,
        "last_visit": f"{visited:%Y-%m-%d}" if visited else "",
        "due": f"{task.due_on:%Y-%m-%d}",
    }


def _draft(viewer: Viewer, task: ContactTask) -> str:
    kept = CallDraft.objects.filter(task=task, author_id=viewer.user_id).first()
    return kept.body if kept else ""


def _may_dial(viewer: Viewer, task: ContactTask) -> bool:
    if not rules.must_open_history(task.contact_type):
        return True
    return OpenedHistory.objects.filter(task=task, reader_id=viewer.user_id).exists()
