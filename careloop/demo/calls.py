"""Calls to customers: after repairs and sales, reminders of services, and to those who left."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from careloop.demo import visits as jobs
from careloop.demo.dice import Dice
from careloop.demo.fleet import Vehicle
from careloop.demo.orders import Order, at
from careloop.demo.people import Staff
from careloop.demo.stores import Profile
from careloop.demo.visits import Visit

LOST_AFTER = 244  # days: eight months
ANSWERED = "接通"
UNREACHED = {"无人接听": 46, "无法接通": 22, "关机": 12, "拒接": 11, "停机": 5, "空号错号": 4}
COMING = {"已预约": 46, "有意向": 17, "改日再来": 17, "没时间": 5, "公里数未到": 6, "无人接听": 9}
STAYING = {
    "无人接听": 23, "改日再来": 18, "公里数未到": 20, "无法接通": 9, "外地使用": 8,
    "明确拒绝": 7, "已做": 6, "没时间": 5, "车已卖": 3, "关机": 1,
}  # fmt: skip
LOST = {
    "已到其它站维修": 34, "公里数未到": 28, "即将来站保养": 17, "已预约": 30, "太远": 14,
    "修路不方便": 9, "其他人使用的": 11, "无人接听": 18, "无法接通": 14, "只来过1次": 14,
    "拒接": 6, "停机": 4, "关机": 3,
}  # fmt: skip
PROBLEMS = ("等待时间长", "费用偏高", "故障未彻底排除", "洗车不干净", "解释不清楚", "配件等待")


@dataclass(slots=True, eq=False)
class Call:
    """One attempt to reach a customer, or a contact nobody made (``attempted_at`` None)."""

    number: str
    kind: str
    vehicle: Vehicle
    due_on: date
    attempted_at: datetime | None = None
    agent: str = ""
    outcome: str = ""
    order: str = ""
    level: str = ""
    problem: str = ""
    solved: bool | None = None


class CallDesk:
    """Makes the calls of one store up to ``last``."""

    def __init__(self, store: Profile, staff: Staff, last: date, seed: int) -> None:
        self._store, self._staff, self._last = store, staff, last
        self._dice = Dice(seed, store.code, "calls")
        self._count = 0

    def after_repair(self, orders: Iterable[Order], hurt: set[Visit]) -> Iterator[Call]:
        """A call within three days of each delivery; those not reached are often tried twice."""
        for order in orders:
            if order.delivered_at is None or order.is_internal:
                continue
            due = order.delivered_at.date() + timedelta(3)
            if due <= self._last:
                yield from self._interview("维修后回访", order, due, order.visit in hurt)

    def _interview(self, kind: str, order: Order, due: date, hurt: bool) -> Iterator[Call]:
        dice, store = self._dice, self._store
        if dice.chance(0.045):
            yield self._call(kind, order.visit.vehicle, due, order=order.number)
            return
        day = due - timedelta(dice.choice((0, 0, 0, 1, 1, 2)))
        for attempt in range(2):
            call = self._call(kind, order.visit.vehicle, due, day, order=order.number)
            if dice.chance(store.reached - 0.05):
                self._answer(call, hurt)
                yield call
                return
            call.outcome = self._draw(UNREACHED)
            yield call
            day = min(self._last, due + timedelta(dice.randint(0, 2)))
            if attempt or not dice.chance(0.4):
                return

    def _answer(self, call: Call, hurt: bool) -> None:
        dice, store = self._dice, self._store
        disappointed = 0.55 if hurt else store.disappointed
        draw = dice.random()
        call.outcome = ANSWERED
        call.level = (
            "失望" if draw < disappointed
            else "欣喜" if draw < disappointed + store.delighted * (0.3 if hurt else 1)
            else "满意"
        )  # fmt: skip
        if call.level == "失望" or dice.chance(0.03):
            call.problem = dice.choice(PROBLEMS)
            call.solved = dice.chance(0.81 if call.level != "失望" else 0.74)

    def after_sale(self, cars: Iterable[Vehicle]) -> Iterator[Call]:
        for car in cars:
            due = car.delivered_on + timedelta(7)
            if due <= self._last and self._dice.chance(0.72):
                call = self._call("销售回访", car, due, due)
                if self._dice.chance(self._store.reached):
                    self._answer(call, hurt=False)
                else:
                    call.outcome = self._draw(UNREACHED)
                yield call

    def reminders(self, visits: list[Visit], car: Vehicle, since: date) -> Iterator[Call]:
        """Calls about a car's services: before those it came for, and for those it missed."""
        services = [visit for visit in visits if visit.job in (jobs.FIRST, jobs.PERIODIC)]
        for visit in services:
            kind = "首保提醒" if visit.job == jobs.FIRST else "定保提醒"
            if self._dice.chance(0.55 if visit.job == jobs.FIRST else 0.3):
                due = visit.day - timedelta(self._dice.randint(4, 18))
                yield from self._reminder(kind, car, due, since, COMING)
        if services:
            for months in (5, 6, 7):
                due = services[-1].day + timedelta(30 * months + 8)
                yield from self._reminder("定保提醒", car, due, since, STAYING)
        if self._dice.chance(0.7):
            due = car.warranty_ends_on - timedelta(30)
            yield from self._reminder("质保到期", car, due, since, COMING)

    def _reminder(
        self, kind: str, car: Vehicle, due: date, since: date, outcomes: dict[str, int]
    ) -> Iterator[Call]:
        if not since <= due <= self._last or car.is_taxi or car.owner.do_not_contact:
            return
        if self._dice.chance(0.06):
            yield self._call(kind, car, due)
            return
        day = min(self._last, due + timedelta(self._dice.randint(0, 2)))
        call = self._call(kind, car, due, day)
        call.outcome = self._draw(outcomes)
        yield call

    def lost(self, visits: list[Visit], car: Vehicle, since: date) -> Iterator[Call]:
        """One call for each time a private car stayed away longer than eight months."""
        if not visits or car.is_company_car or car.owner.do_not_contact:
            return
        days = [visit.day for visit in visits]
        for day, following in zip(days, [*days[1:], date.max], strict=True):
            due = day + timedelta(LOST_AFTER + 6)
            if following <= due:
                continue
            yield from self._lost_call(car, due, following, since)

    def _lost_call(self, car: Vehicle, due: date, following: date, since: date) -> Iterator[Call]:
        if not since <= due <= self._last or self._dice.chance(0.08):
            return
        made = min(self._last, due + timedelta(self._dice.randint(0, 9)))
        call = self._call("流失回访", car, due, made)
        comes_soon = (following - due).days <= 40
        call.outcome = "已预约" if comes_soon else self._draw(LOST)
        yield call

    def _draw(self, outcomes: dict[str, int]) -> str:
        return self._dice.choices(list(outcomes), weights=list(outcomes.values()))[0]

    def _call(
        self, kind: str, car: Vehicle, due: date, made: date | None = None, *, order: str = ""
    ) -> Call:
        self._count += 1
        call = Call(f"HF{self._store.code}{self._count:06d}", kind, car, due, order=order)
        if made is not None:
            call.attempted_at = at(made, self._dice.randint(9 * 60, 19 * 60))
            call.agent = self._dice.choice(self._staff.on("回访员", made)).number
        return call
