"""Complaints of the last weeks, each driven as far as its story has come."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from careloop.cli.demo_people.accounts import Accounts
from careloop.complaints import actions
from careloop.complaints.actions.escalation import escalate
from careloop.complaints.choices import Level
from careloop.complaints.models import Complaint
from careloop.demo.cases import CASES, STAGES, Case
from careloop.organisation.models import Store
from careloop.organisation.rules import Viewer
from careloop.service.models import RepairOrder

OPENS = time(9, 20)
# Days and hours from the receipt to each deed.
AFTER = {
    "taken_over": timedelta(minutes=40),
    "replied": timedelta(hours=2),
    "raised": timedelta(hours=5),
    "paused": timedelta(days=1, minutes=30),
    "investigated": timedelta(days=1, hours=2),
    "solved": timedelta(days=2, hours=4),
    "confirmed": timedelta(days=3, hours=1),
    "archived": timedelta(days=4, hours=2),
}
SLOWER = timedelta(days=1)  # a second solution comes a day after the first was refused


def write(*, store: Store, accounts: Accounts, now: datetime) -> None:
    """Every case, the oldest first, so that the ladder climbs in its time."""
    orders = _orders(store, now.date())
    for place, case in enumerate(CASES):
        order = orders[place % len(orders)] if orders else None
        _Story(case, store, order, accounts, now).tell()


def _orders(store: Store, today: date) -> list[RepairOrder]:
    """Orders of customers of the last weeks, one a customer."""
    since = datetime.combine(today - timedelta(days=60), time())
    found = RepairOrder.objects.filter(
        store=store, settled_at__gte=since, customer__isnull=False, vehicle__isnull=False
    )
    seen: dict[int | None, RepairOrder] = {}
    for order in found.select_related("customer", "vehicle").order_by("settled_at", "pk"):
        seen.setdefault(order.customer_id, order)
    return list(seen.values())[:: max(1, len(seen) // len(CASES))]


class _Story:
    """One case as it goes on: each deed at its time, by whose it is."""

    def __init__(
        self,
        case: Case,
        store: Store,
        order: RepairOrder | None,
        accounts: Accounts,
        now: datetime,
    ) -> None:
        self.case, self.store, self.order = case, store, order
        self.accounts, self.now = accounts, now
        received = datetime.combine(now.date() - timedelta(days=case.days_ago), OPENS)
        self.received = min(received, now - timedelta(minutes=50))
        self.complaint = self._open()

    def tell(self) -> None:
        deeds: dict[str, Callable[[], None]] = {
            "taken_over": self._take_over,
            "replied": self._reply,
            "paused": self._pause,
            "investigated": self._investigate,
            "solved": self._solve,
            "confirmed": self._confirm,
            "archived": self._archive,
        }
        for stage in STAGES[1 : STAGES.index(self.case.stage) + 1]:
            deeds[stage]()

    def _at(self, deed: str, later: timedelta = timedelta()) -> datetime:
        return min(self.now, self.received + AFTER[deed] + later)

    def _by(self, post: str) -> Viewer:
        return self.accounts.viewer(post)

    def _do(self, deed: Callable[..., Complaint], post: str, at: datetime, **how: object) -> None:
        self.complaint = deed(
            by=self._by(post),
            complaint=self.complaint,
            revision=self.complaint.revision,
            now=at,
            **how,
        )

    def _open(self) -> Complaint:
        case = self.case
        return actions.open_complaint(
            by=self._by("call_agent"),
            store=self.store,
            cause=case.cause,
            severity=case.severity,
            description=case.story,
            faults=case.faults,
            channel=case.channel,
            order=self.order,
            now=self.received,
        )

    def _take_over(self) -> None:
        self._do(actions.take_over, "care_specialist", self._at("taken_over"))

    def _reply(self) -> None:
        self._do(actions.reply, "care_specialist", self._at("replied"), note=self.case.reply_note)
        if self.case.level != Level.STORE:
            self._raise()

    def _raise(self) -> None:
        """The ladder has told those above; they take it on, or pass it to the region."""
        at = self._at("raised")
        for level in list(Level)[1:]:
            self._do(actions.raise_level, "service_manager", at, level=level, note="门店无法决定")
            if level == self.case.level:
                break
        if self.case.level == Level.REGION:
            self._do(
                actions.plan_of_region,
                "service_manager",
                self._at("paused"),
                text="区域技术支持到店确认后更换，费用由厂家承担",
            )

    def _pause(self) -> None:
        if self.case.paused_for:
            at = self._at("paused")
            self._do(actions.pause, "care_specialist", at, reason=self.case.paused_for)

    def _investigate(self, later: timedelta = timedelta()) -> None:
        if self.case.level != Level.STORE:
            escalate(now=self._at("investigated", later))
            self.complaint.refresh_from_db()
        self._do(
            actions.investigate,
            "care_specialist",
            self._at("investigated", later),
            note=self.case.finding,
            is_valid=True,
            is_complete=True,
        )

    def _solve(self, later: timedelta = timedelta()) -> None:
        self._do(
            actions.solve,
            "care_specialist",
            self._at("solved", later),
            solution=self.case.solution,
            solved_faults=[fault.pk for fault in self.complaint.faults.all()],
            goodwill_fen=self.case.goodwill_yuan * 100 or None,
        )

    def _confirm(self) -> None:
        later = timedelta()
        if self.case.comes_back:
            self._call(satisfied=False, note="客户反映异响仍在", later=later)
            later = SLOWER * 2
            self._investigate(later)
            self._solve(later)
        self._call(satisfied=True, note="客户确认已解决", later=later)

    def _call(self, *, satisfied: bool, note: str, later: timedelta) -> None:
        at = self._at("confirmed", later)
        how = {"reached": True, "satisfied": satisfied, "note": note}
        self._do(actions.call_back, "call_agent", at, **how)

    def _archive(self) -> None:
        at = self._at("archived", SLOWER * 2 if self.case.comes_back else timedelta())
        self._do(
            actions.root_cause,
            "care_director",
            at,
            whys=self.case.whys,
            category=self.case.lies_with,
            action="纳入每周例会检查",
        )
        self._do(actions.archive, "care_director", at)
