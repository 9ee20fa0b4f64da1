"""What went wrong and what could be better: complaints and staff suggestions."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from careloop.demo import visits as jobs
from careloop.demo.calls import Call
from careloop.demo.dice import Dice
from careloop.demo.orders import Order, at
from careloop.demo.people import Staff
from careloop.demo.stores import Profile
from careloop.demo.visits import Visit

CAUSES = {
    "质量": 34, "时间": 18, "费用": 16, "其他": 13, "备件": 9, "服务态度": 6, "整车": 2, "索赔": 2,
}  # fmt: skip
CHANNELS = {"回访": 48, "来电": 27, "来店": 18, "厂家转办": 5, "网络": 2}
STORIES = {
    "质量": "维修后故障再次出现，要求复检", "时间": "交车晚于约定时间，等待过久",
    "费用": "结算金额高于报价，要求说明", "其他": "车内物品摆放被移动", "备件": "配件缺货等待多日",
    "服务态度": "接待时未及时响应", "整车": "行驶中有异常噪声", "索赔": "索赔申请被拒，要求解释",
}  # fmt: skip
ANSWERABLE = {
    "质量": "车间主管", "时间": "服务经理", "费用": "服务顾问", "备件": "配件主管",
    "服务态度": "服务顾问", "整车": "技术经理", "索赔": "技术经理", "其他": "服务经理",
}  # fmt: skip
IDEAS = {
    "前台": ("增设预约专用接车通道", "报价单增加项目说明", "高峰时段增加引导员"),
    "车间": ("常用工具按工位配齐", "增加完工自检签字", "周五安排技术分享"),
    "配件": ("易损件按季节备货", "预捡货架按工单编号摆放"),
    "客服": ("回访脚本增加保养提示", "投诉进度每日短信告知"),
    "销售": ("交车时一起介绍服务顾问", "新车客户建群统一提醒首保"),
}


@dataclass(slots=True)
class Complaint:
    """One complaint and how far it got."""

    number: str
    received_at: datetime
    channel: str
    order: Order
    cause: str
    severity: str
    description: str
    responsible: str
    replied_at: datetime | None
    solved_at: datetime | None
    closed_at: datetime | None
    is_valid: bool
    satisfied: bool | None


@dataclass(slots=True)
class Suggestion:
    number: str
    made_on: date
    department: str
    text: str
    accepted_on: date | None
    executed_on: date | None


class ComplaintDesk:
    """Receives and settles the complaints of one store; nothing happens after ``now``."""

    def __init__(self, store: Profile, staff: Staff, now: datetime, seed: int) -> None:
        self._store, self._staff, self._now = store, staff, now
        self._dice = Dice(seed, store.code, "complaints")
        self._numbers = itertools.count(1)

    def receive(
        self, orders: Iterable[Order], calls: Iterable[Call], hurt: set[Visit]
    ) -> Iterator[Complaint]:
        """A complaint grows from a bad repair, a disappointed call, or out of the blue."""
        disappointed = {call.order for call in calls if call.level == "失望" and call.order}
        for order in orders:
            if order.delivered_at is None or order.is_internal:
                continue
            chance = 0.012 + 0.22 * (order.visit in hurt) + 0.19 * (order.number in disappointed)
            if self._dice.chance(chance):
                yield from self._complaint(order, order.visit in hurt)

    def _complaint(self, order: Order, hurt: bool) -> Iterator[Complaint]:
        dice = self._dice
        assert order.delivered_at is not None  # noqa: S101 - only delivered orders are complained of
        received = at(order.delivered_at.date() + timedelta(dice.randint(1, 5)), 0) + timedelta(
            minutes=dice.randint(9 * 60, 18 * 60)
        )
        if received > self._now:
            return
        cause = "质量" if hurt and dice.chance(0.7) else _drawn(CAUSES, dice)
        replied = received + timedelta(hours=dice.triangular(0.5, 46, 8))
        solved = replied + timedelta(hours=dice.triangular(1, 130, 22))
        closed = solved + timedelta(days=dice.randint(1, 6), hours=1)
        if not dice.chance(0.97 if order.visit.store.code != "HZ02" else 0.88):
            # It lies for weeks until somebody asks.
            late = timedelta(days=dice.randint(25, 75))
            solved, closed = solved + late, closed + late
        valid = dice.chance(0.93)
        holders = self._staff.on(ANSWERABLE[cause], received.date())
        by_advisor = ANSWERABLE[cause] == "服务顾问"
        yield Complaint(
            number=f"TS{self._store.code}{next(self._numbers):05d}",
            received_at=received,
            channel=_drawn(CHANNELS, dice),
            order=order,
            cause=cause,
            severity=_drawn({"三类": 82, "二类": 16, "一类": 2}, dice),
            description=STORIES[cause],
            responsible=(order.visit.advisor if by_advisor else holders[0]).number,
            replied_at=self._past(replied),
            solved_at=self._past(solved),
            closed_at=self._past(closed),
            is_valid=valid,
            satisfied=dice.chance(0.84) if closed <= self._now else None,
        )

    def _past(self, moment: datetime) -> datetime | None:
        return moment.replace(second=0, microsecond=0) if moment <= self._now else None


def suggestions(store: Profile, months: list[date], last: date, seed: int) -> Iterator[Suggestion]:
    """Four or five ideas a month; two thirds are taken up, most of those carried out."""
    dice = Dice(seed, store.code, "suggestions")
    numbers = itertools.count(1)
    for month in months:
        for _ in range(3 + dice.count(1.5)):
            made = month + timedelta(dice.randint(0, 27))
            department = dice.choice(list(IDEAS))
            accepted = made + timedelta(dice.randint(1, 9)) if dice.chance(0.68) else None
            executed = (
                accepted + timedelta(dice.randint(5, 40)) if accepted and dice.chance(0.8) else None
            )
            if made <= last:
                yield Suggestion(
                    f"JY{store.code}{next(numbers):04d}",
                    made,
                    department,
                    dice.choice(IDEAS[department]),
                    accepted if accepted and accepted <= last else None,
                    executed if executed and executed <= last else None,
                )


def _drawn(shares: dict[str, int], dice: Dice) -> str:
    return dice.choices(list(shares), weights=list(shares.values()))[0]


def hurt_visits(visits: Iterable[Visit]) -> set[Visit]:
    """The visits that a customer remembers badly: work that did not hold, and its repetition."""
    comebacks = [visit for visit in visits if visit.job == jobs.REWORK]
    return {*comebacks, *(visit.rework_of for visit in comebacks if visit.rework_of)}
