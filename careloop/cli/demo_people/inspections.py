"""Inspections since the beginning of the reported month: planned, made, told, put right."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from careloop.audits import actions
from careloop.audits.actions import NewFinding
from careloop.audits.choices import InspectionState, Rhythm, Subject
from careloop.audits.models import Finding, Inspection
from careloop.cli.demo_people.accounts import Accounts
from careloop.cli.demo_people.staff import Staff, photo
from careloop.core.scoring import inspections as scoring
from careloop.core.scoring.inspections import ChecklistContent, Item
from careloop.demo.dice import Dice
from careloop.organisation.models import Employee, Store

BEGINS, CHECKED = time(8, 30), time(10, 15)
# Which ready lists a store works with, how often, on whom, and who is told.
PLANS = (
    ("lounge", Rhythm.DAILY, Subject.PLACE, "care_director"),
    ("reception_delivery", Rhythm.WEEKLY, Subject.ADVISOR, "service_manager"),
    ("documents_technician", Rhythm.MONTHLY, Subject.TECHNICIAN, "workshop_supervisor"),
    ("appointment_process", Rhythm.MONTHLY, Subject.PLACE, "service_manager"),
)
MISSED, NOT_TOLD = 0.04, 0.05
FAULTY = {"HZ02": 0.035}  # chance that an item fails; elsewhere the usual one
USUALLY_FAULTY = 0.015
# Days from an inspection to the action, and to the second look.
ACTED, LOOKED_AGAIN, REMEMBERED = 1, 2, 6


def plan(*, store: Store, staff: Staff, accounts: Accounts, now: datetime) -> None:
    """Take over the ready lists and plan them from the day of ``now`` on."""
    by = accounts.viewer("care_director")
    for code, rhythm, subject, post in PLANS:
        actions.adopt(by=by, store=store, code=code, now=now)
        actions.plan(
            by=by,
            store=store,
            checklist_code=code,
            rhythm=rhythm,
            subject=subject,
            starts_on=now.date(),
            inspector=accounts.users.get("process_checker"),
            responsible=next(iter(staff.all(post)), None),
            now=now,
        )


def live(*, stores: Mapping[Store, Accounts], since: date, now: datetime) -> None:
    """Every day from ``since`` to today: what is due, what is done about it; today's is left."""
    checkers = {store.pk: _Checker(store, accounts) for store, accounts in stores.items()}
    for step in range((now.date() - since).days + 1):
        day = since + timedelta(days=step)
        actions.make_due(now=datetime.combine(day, BEGINS))
        if day < now.date():
            for checker in checkers.values():
                checker.work(day)


class _Checker:
    """A store's process checker, who goes through what is due and looks again."""

    def __init__(self, store: Store, accounts: Accounts) -> None:
        self.store, self.accounts = store, accounts
        self.by = accounts.viewer("process_checker")
        self.dice = Dice(store.code, "inspections")
        self.faulty = FAULTY.get(store.code, USUALLY_FAULTY)
        self.contents: dict[int, ChecklistContent] = {}
        self.staff = Staff(store, date.max)

    def work(self, day: date) -> None:
        at = datetime.combine(day, CHECKED)
        due = Inspection.objects.filter(
            store=self.store, due_on=day, state=InspectionState.DUE
        ).select_related("checklist", "subject")
        for inspection in due.order_by("pk"):
            if not self.dice.chance(MISSED):
                self._inspect(inspection, at)
        self._follow_up(day)

    def _inspect(self, inspection: Inspection, at: datetime) -> None:
        content = self._content(inspection)
        begun = actions.begin(
            by=self.by, inspection=inspection, revision=inspection.revision, now=at
        )
        answers = {item.code: self._points(item) for item in content.items}
        found = [
            self._finding(inspection, fault.item, at.date())
            for fault in scoring.faults(content, answers)
            if fault.needs_finding
        ]
        for item in content.items:
            if item.photo_required or any(one.item == item.code for one in found[:1]):
                name = f"{inspection.pk}{item.code}"
                actions.add_photo(
                    by=self.by, inspection=begun, item=item.code, upload=photo(name), now=at
                )
        done = actions.finish(
            by=self.by,
            inspection=begun,
            revision=begun.revision,
            answers=answers,
            remarks={},
            findings=found,
            now=at + timedelta(minutes=15),
        )
        if not self.dice.chance(NOT_TOLD):
            later = at + timedelta(hours=1)
            actions.relay(by=self.by, inspection=done, now=later, in_person=True)

    def _content(self, inspection: Inspection) -> ChecklistContent:
        pk = inspection.checklist_id
        if pk not in self.contents:
            self.contents[pk] = scoring.content_from(inspection.checklist.content)
        return self.contents[pk]

    def _points(self, item: Item) -> int:
        if self.dice.chance(self.faulty):
            return 0
        return item.most - (item.most > 1 and self.dice.chance(0.2))

    def _finding(self, inspection: Inspection, item: Item, day: date) -> NewFinding:
        return NewFinding(
            item=item.code,
            action=f"当日整改：{item.text.zh}"[:120],
            owner=self._owner(inspection.subject, day),
            due_on=day + timedelta(days=LOOKED_AGAIN),
        )

    def _owner(self, subject: Employee | None, day: date) -> Employee:
        """Who was looked at, as long as they stay; else who answers for the place."""
        stays = subject is not None and (
            subject.left_on is None or subject.left_on > day + timedelta(days=LOOKED_AGAIN)
        )
        if subject is not None and stays:
            return subject
        for post in ("care_specialist", "call_agent", "service_manager", "care_director"):
            if people := self.staff.all(post):
                return people[0]
        raise LookupError(f"nobody of {self.store.code} can answer for the lounge")

    def _follow_up(self, day: date) -> None:
        """What was found the days before: most of it acted on, looked at again, and cured."""
        for finding in self._found_by(day - timedelta(days=ACTED), "open"):
            if self.dice.chance(0.85):
                actions.act_on_finding(
                    by=self.by,
                    finding=finding,
                    revision=finding.revision,
                    done="已整改，班前会提醒",
                    now=datetime.combine(day, time(16)),
                )
        for finding in self._found_by(day - timedelta(days=LOOKED_AGAIN), "acted_on"):
            cured = self.dice.chance(0.85)
            actions.recheck(
                by=self.by,
                finding=finding,
                revision=finding.revision,
                is_cured=cured,
                remark="" if cured else "现场仍未整改到位",
                due_on=None if cured else day + timedelta(days=LOOKED_AGAIN),
                now=datetime.combine(day, time(16, 30)),
            )

    def _found_by(self, day: date, state: str) -> list[Finding]:
        since = day - timedelta(days=REMEMBERED)
        found = Finding.objects.filter(
            store=self.store,
            inspection__due_on__lte=day,
            inspection__due_on__gte=since,
            state=state,
        )
        return list(found.order_by("pk"))
