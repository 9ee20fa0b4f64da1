"""Repair orders: what was done at a visit, how well the process ran, and the lines of the bill."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from careloop.demo import visits as jobs
from careloop.demo.dice import Dice
from careloop.demo.visits import Visit

RATE_FEN = 16_000  # an hour of work
# job: least, most hours sold
HOURS = {
    jobs.FIRST: (0.8, 1.2), jobs.PERIODIC: (1.0, 2.8), jobs.REPAIR: (1.5, 6.0),
    jobs.ACCIDENT: (6.0, 22.0), jobs.CLAIM: (1.0, 5.0), jobs.REWORK: (0.5, 3.0),
    jobs.INTERNAL: (0.5, 2.0),
}  # fmt: skip
OPERATIONS = {
    jobs.FIRST: (("BY01", "首次保养"), ("JC01", "全车检查")),
    jobs.PERIODIC: (("BY02", "更换机油机滤"), ("BY03", "更换空滤"), ("KT01", "空调系统清洗")),
    jobs.REPAIR: (("ZD01", "更换制动片"), ("DP02", "底盘检修"), ("DQ03", "电器线路检修")),
    jobs.ACCIDENT: (("BJ01", "钣金修复"), ("PQ01", "喷漆"), ("CZ02", "拆装保险杠")),
    jobs.CLAIM: (("SP01", "索赔更换总成"), ("SP02", "控制单元升级")),
    jobs.REWORK: (("FX01", "返修复检"),),
    jobs.INTERNAL: (("NB01", "试驾车维护"),),
}
# part number, name, price in fen, pieces
PARTS = {
    jobs.FIRST: (("OIL5W30", "机油5W-30", 6_800, 4), ("FLT-1001", "机油滤清器", 5_500, 1)),
    jobs.PERIODIC: (
        ("OIL5W30", "机油5W-30", 6_800, 4), ("FLT-1001", "机油滤清器", 5_500, 1),
        ("FLT-2002", "空气滤清器", 9_800, 1), ("FLT-3003", "空调滤清器", 12_800, 1),
    ),
    jobs.REPAIR: (
        ("BRK-4100", "前制动片", 42_000, 1), ("SUS-5210", "下摆臂衬套", 26_000, 2),
        ("BAT-6001", "蓄电池", 68_000, 1), ("TYR-7055", "轮胎", 62_000, 2),
    ),
    jobs.ACCIDENT: (
        ("BMP-8001", "前保险杠", 98_000, 1), ("LMP-8103", "前大灯总成", 186_000, 1),
        ("FND-8206", "翼子板", 72_000, 1),
    ),
    jobs.CLAIM: (("ECU-9001", "控制单元", 156_000, 1), ("PMP-9102", "水泵", 64_000, 1)),
    jobs.REWORK: (("SUS-5210", "下摆臂衬套", 26_000, 1),),
    jobs.INTERNAL: (("OIL5W30", "机油5W-30", 6_800, 4),),
}  # fmt: skip
PART_COUNTS = {
    jobs.FIRST: (0, 1, 0), jobs.PERIODIC: (24, 56, 20), jobs.REPAIR: (26, 62, 12),
    jobs.ACCIDENT: (8, 52, 40), jobs.CLAIM: (12, 78, 10), jobs.REWORK: (62, 38, 0),
    jobs.INTERNAL: (40, 60, 0),
}  # fmt: skip
PAYER = {
    jobs.FIRST: "索赔", jobs.ACCIDENT: "保险", jobs.CLAIM: "索赔",
    jobs.REWORK: "内部", jobs.INTERNAL: "内部",
}  # fmt: skip
ARRIVALS = tuple(range(8 * 60 + 15, 17 * 60 + 30, 5))
ARRIVAL_WEIGHTS = tuple(
    2.2 if 525 <= minute <= 640 else 1.6 if 810 <= minute <= 900 else 1.0 for minute in ARRIVALS
)


@dataclass(slots=True)
class Line:
    """A labour or part line; ``amount`` in fen, ``quantity`` hours or pieces."""

    code: str
    name: str
    quantity: float
    amount: int
    payer: str
    is_additional: bool = False
    signed: bool | None = None


class Progress(NamedTuple):
    """When each step of an order was done; None when it has not happened yet."""

    completed_at: datetime | None
    final_checked_at: datetime | None
    billed_at: datetime | None
    settled_at: datetime | None
    delivered_at: datetime | None


@dataclass(slots=True, eq=False)
class Order:
    """One repair order."""

    visit: Visit
    number: str
    opened_at: datetime
    promised_at: datetime
    progress: Progress
    appointment: str = ""
    flags: dict[str, bool] = field(default_factory=dict)
    labour: list[Line] = field(default_factory=list)
    parts: list[Line] = field(default_factory=list)

    @property
    def delivered_at(self) -> datetime | None:
        return self.progress.delivered_at

    @property
    def is_internal(self) -> bool:
        return self.visit.job == jobs.INTERNAL

    @property
    def hours(self) -> float:
        return sum(line.quantity for line in self.labour)

    @property
    def labour_fen(self) -> int:
        return sum(line.amount for line in self.labour)

    @property
    def parts_fen(self) -> int:
        return sum(line.amount for line in self.parts)


def at(day: date, minute: int) -> datetime:
    """Midnight of the day plus minutes; minutes past the day run into the next one."""
    return datetime.combine(day, time()) + timedelta(minutes=minute)


class OrderDesk:
    """Writes the orders of one store in the order cars arrive."""

    def __init__(self, code: str, seed: int, now: datetime) -> None:
        self._code, self._now = code, now
        self._dice = Dice(seed, code, "orders")
        self._day, self._count = date.min, 0

    def arrival(self) -> int:
        """A minute of the day at which a car without appointment arrives."""
        return self._dice.choices(ARRIVALS, weights=ARRIVAL_WEIGHTS)[0]

    def open(self, visit: Visit, opened_at: datetime) -> Order:
        """The whole order of a visit; must be called in the order of ``opened_at``."""
        dice = self._dice
        visit.number = self._number(opened_at.date())
        labour = list(_labour(visit, dice))
        hours = sum(line.quantity for line in labour)
        promised = _promise(opened_at, hours)
        times = self._process(visit, opened_at, promised, hours)
        return Order(
            visit,
            visit.number,
            opened_at,
            promised,
            Progress(*(moment if moment <= self._now else None for moment in times)),
            flags=_flags(visit, dice),
            labour=labour,
            parts=list(_parts(visit, dice)),
        )

    def _number(self, day: date) -> str:
        if day != self._day:
            self._day, self._count = day, 0
        self._count += 1
        return f"WX{self._code}{day:%y%m%d}{self._count:03d}"

    def _process(
        self, visit: Visit, opened: datetime, promised: datetime, hours: float
    ) -> tuple[datetime, ...]:
        """Completed, final check, bill, settled, delivered."""
        dice, store = self._dice, visit.store
        skill = visit.technician.skill
        if dice.chance(min(0.98, store.on_time + 0.09 * (skill - 1))):
            completed = promised - timedelta(minutes=dice.randint(30, 85))
        else:
            completed = promised + timedelta(minutes=dice.randint(-29, 80))
        completed = max(completed, opened + timedelta(minutes=int(hours * 24) + 12))
        checked = completed + timedelta(minutes=dice.randint(3, 14))
        in_time = checked < promised and dice.chance(store.billed_in_time + 0.06)
        billed = checked + timedelta(minutes=dice.randint(2, 9))
        if not in_time:
            billed = max(billed, promised + timedelta(minutes=dice.randint(1, 40)))
        settled = billed + timedelta(minutes=dice.randint(3, 45))
        delivered = settled + timedelta(minutes=dice.randint(2, 25))
        return completed, checked, billed, settled, delivered


def _promise(opened: datetime, hours: float) -> datetime:
    """When the advisor says the car is ready: the work, a reserve, never after closing."""
    minutes = int(hours * 45) + 70
    promised = opened + timedelta(minutes=minutes)
    while promised.hour >= 18 or promised.hour < 9:
        promised = at(promised.date() + timedelta(1), 9 * 60 + 30 + minutes % 180)
    return promised - timedelta(minutes=promised.minute % 10)


def _labour(visit: Visit, dice: Dice) -> Iterator[Line]:
    least, most = HOURS[visit.job]
    operations = OPERATIONS[visit.job]
    hours = round(dice.triangular(least, most, least + (most - least) / 3), 1)
    payer = PAYER.get(visit.job, "自费")
    count = 1 if dice.chance(0.9) else min(2, len(operations))
    share = round(hours / count, 1)
    for code, name in dice.sample(operations, count):
        extra = count == 2 and visit.job in (jobs.PERIODIC, jobs.REPAIR) and dice.chance(0.22)
        yield Line(
            code,
            name,
            share,
            0 if payer == "内部" else int(share * RATE_FEN),
            payer,
            is_additional=extra,
            signed=dice.chance(0.93) if extra else None,
        )


def _parts(visit: Visit, dice: Dice) -> Iterator[Line]:
    shelf = PARTS[visit.job]
    count = dice.choices((0, 1, 2), weights=PART_COUNTS[visit.job])[0]
    payer = PAYER.get(visit.job, "自费")
    for code, name, price, pieces in dice.sample(shelf, min(count, len(shelf))):
        yield Line(code, name, pieces, price * pieces, payer)


def _flags(visit: Visit, dice: Dice) -> dict[str, bool]:
    """How the process of this order ran, by the store's habits and the advisor's care."""
    store, care = visit.store, 0.16 * (visit.advisor.skill - 1)
    checked = dice.chance(0.94)
    return {
        "had_precheck": checked,
        "precheck_form_used": checked and dice.chance(store.form_used + care / 4),
        "customer_present": checked and dice.chance(store.interactive + care),
        "all_menu_priced": dice.chance(store.menu_priced + care),
        "prepick_on_time": dice.chance(store.prepicked),
        "bill_explained": dice.chance(store.explained + care / 2),
    }
