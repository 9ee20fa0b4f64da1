"""Invented people: names, phones, and the staff who join, work and leave."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from careloop.demo.dice import Dice
from careloop.demo.stores import Profile

SURNAMES = (
    "王李张刘陈杨黄赵周吴徐孙马朱胡郭何高林罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余"
    "叶蒋杜苏魏程吕丁沈任姚卢傅钟姜崔谭廖范汪陆金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段"
    "雷龙"
)
GIVEN_MALE = "伟强磊军洋勇杰涛明超刚平辉鹏华飞鑫波斌宇浩凯健俊帆旭宁龙林博诚志文海建国庆东晨"
GIVEN_FEMALE = "芳娜敏静丽艳娟霞玲婷雪慧莹佳倩颖洁燕琳梅萍红云蕾悦欣怡瑶璐晶梦雅丹薇"
DEPARTMENTS = {
    "服务经理": "前台", "服务顾问": "前台", "车间主管": "车间", "技术经理": "车间",
    "技师": "车间", "配件主管": "配件", "配件员": "配件", "客户关爱总监": "客服",
    "客户关爱专员": "客服", "回访员": "客服", "流程点检员": "客服", "销售顾问": "销售",
    "保险专员": "销售", "总经理": "行政",
}  # fmt: skip
# post: seats, share of a seat's holders who leave within a year
SEATS = {
    "总经理": (1, 0.0), "服务经理": (1, 0.10), "服务顾问": (6, 0.24), "车间主管": (1, 0.08),
    "技术经理": (1, 0.06), "技师": (7, 0.16), "配件主管": (1, 0.05), "配件员": (2, 0.2),
    "客户关爱总监": (1, 0.08), "客户关爱专员": (1, 0.25), "回访员": (2, 0.35),
    "流程点检员": (1, 0.15), "销售顾问": (5, 0.32), "保险专员": (1, 0.2),
}  # fmt: skip
GROUPS = ("业待一组", "业待二组")
REST_DAYS = (0, 3)  # of a technician's own week


class Registry:
    """Gives out each phone number, serial and plate of the group once."""

    def __init__(self) -> None:
        self._phones, self._serials = itertools.count(1), itertools.count(100_001)
        self._plates: set[str] = set()

    def phone(self) -> str:
        """A mobile number of one range (19900…) that the simulator keeps to."""
        return f"19900{next(self._phones) * 7919 % 1_000_000:06d}"

    def serial(self) -> int:
        return next(self._serials)

    def is_free(self, plate: str) -> bool:
        """Whether a plate was free; it is taken from now on."""
        free = plate not in self._plates
        self._plates.add(plate)
        return free


def name_of(sex: str, dice: Dice) -> str:
    given = GIVEN_MALE if sex == "男" else GIVEN_FEMALE
    length = 1 if dice.chance(0.22) else 2
    return dice.choice(SURNAMES) + "".join(dice.choice(given) for _ in range(length))


@dataclass(frozen=True, slots=True)
class Employee:
    """One person on the payroll. ``skill`` is 1 for an average hand, more for a better one."""

    number: str
    name: str
    post: str
    group: str
    phone: str
    hired_on: date
    left_on: date | None
    skill: float

    def works_on(self, day: date) -> bool:
        return self.hired_on <= day and (self.left_on is None or day < self.left_on)


class Staff:
    """Everyone who worked in a store between two days."""

    def __init__(
        self, store: Profile, first: date, last: date, registry: Registry, seed: int
    ) -> None:
        self._dice = Dice(seed, store.code, "staff")
        self._registry, self._first, self._last = registry, first, last
        self._numbers = itertools.count(1001)
        self.employees: list[Employee] = []
        for post, (seats, turnover) in SEATS.items():
            for seat in range(seats):
                self.employees += self._holders(post, seat, turnover)
        self.on = cache(self._on)
        self.in_workshop = cache(self._in_workshop)

    def _holders(self, post: str, seat: int, turnover: float) -> Iterator[Employee]:
        """The people who held one seat, one after the other."""
        hired = self._first - timedelta(self._dice.randint(60, 2000))
        day = self._first
        while True:
            stay = self._dice.expovariate(turnover / 365) if turnover else float("inf")
            left = day + timedelta(max(45, int(stay))) if stay < 4000 else None
            gone = left if left is not None and left <= self._last else None
            yield self._employee(post, seat, hired, gone)
            if gone is None:
                return
            hired = day = gone + timedelta(self._dice.randint(1, 14))
            if hired > self._last:
                return

    def _employee(self, post: str, seat: int, hired: date, left: date | None) -> Employee:
        dice = self._dice
        mostly_men = post in ("技师", "车间主管", "技术经理", "配件员")
        return Employee(
            number=f"{next(self._numbers)}",
            name=name_of("男" if dice.chance(0.95 if mostly_men else 0.45) else "女", dice),
            post=post,
            group=GROUPS[seat % 2] if post == "服务顾问" else "",
            phone=self._registry.phone(),
            hired_on=hired,
            left_on=left,
            skill=dice.near(1.0, 0.28, 0.5, 1.6),
        )

    def _on(self, post: str, day: date) -> list[Employee]:
        """Who holds a post on a day; never empty: somebody always stands in."""
        holders = [one for one in self.employees if one.post == post]
        present = [one for one in holders if one.works_on(day)]
        return present or [min(holders, key=lambda one: abs((one.hired_on - day).days))]

    def _in_workshop(self, day: date) -> list[Employee]:
        """The technicians at work: each rests two days of seven, unless nobody would be left."""
        employed = self.on("技师", day)
        at_work = [
            one
            for place, one in enumerate(employed)
            if (day.toordinal() + place) % 7 not in REST_DAYS
        ]
        return at_work or employed
