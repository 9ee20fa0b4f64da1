"""Cars and their people: who bought what, when, and how long a car's own rhythm is."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import date, timedelta

from careloop.demo.dice import Dice
from careloop.demo.people import Registry, name_of
from careloop.demo.seasons import OpenDays
from careloop.demo.stores import Profile

# An invented make: line, model, code in the vehicle number, share of sales.
MODELS = (
    ("云驰", "云驰C3", "C3A", 0.24),
    ("云驰", "云驰C5", "C5B", 0.27),
    ("云驰", "云驰C7", "C7D", 0.09),
    ("云途", "云途X5", "X5E", 0.25),
    ("云途", "云途X7", "X7F", 0.11),
    ("云逸", "云逸EV", "E1V", 0.04),
)
WARRANTY_YEARS = 3
OCCUPATIONS = (
    "企业职员",
    "个体经营",
    "教师",
    "医生",
    "公务员",
    "工程师",
    "自由职业",
    "退休",
    "销售",
)
LEVELS = ("普通", "银卡", "金卡", "钻石")
COMPANIES = ("明达", "中恒", "天裕", "锦程", "瑞丰", "东联", "海诚", "新启", "泰和", "宏远")
TRADES = ("贸易有限公司", "机械有限公司", "建筑工程有限公司", "软件有限公司", "物流有限公司")
VIN_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
VIN_YEARS = "ABCDEFGHJKLMNPRSTVWXY123456789"
PLATE_SIGNS = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"


@dataclass(slots=True)
class Customer:
    """Whoever owns the car: a person, or a company with a decision maker and a driver."""

    number: str
    name: str
    is_company: bool
    phone: str
    home_phone: str
    decision_maker: tuple[str, str]  # name, phone
    driver: tuple[str, str]
    sex: str
    birthday: date | None
    occupation: str
    level: str
    region: str
    address: str
    filed_on: date
    do_not_contact: bool


@dataclass(slots=True)
class Vehicle:
    """One car. ``rhythm`` is its own interval between services in days."""

    vin: str
    plate: str
    line: str
    model: str
    owner: Customer
    is_company_car: bool
    is_taxi: bool
    sold_on: date
    delivered_on: date
    warranty_ends_on: date
    rhythm: float
    km_a_day: float
    loyalty: float  # multiplies the chance to leave

    def mileage(self, day: date) -> int:
        return max(0, int((day - self.delivered_on).days * self.km_a_day))

    def years_old(self, day: date) -> float:
        return (day - self.delivered_on).days / 365.25


def vin_of(model_code: str, year: int, serial: int) -> str:
    """A vehicle number of an invented maker with the right check digit."""
    blank = f"LCL{model_code}7H0{VIN_YEARS[(year - 2010) % 30]}Y{serial:06d}"
    return blank[:8] + check_digit(blank) + blank[9:]


def check_digit(vin: str) -> str:
    """The ninth sign of a vehicle number (ISO 3779 as China and North America use it)."""
    values = dict(zip("ABCDEFGH", range(1, 9), strict=True))
    values |= {"J": 1, "K": 2, "L": 3, "M": 4, "N": 5, "P": 7, "R": 9}
    values |= dict(zip("STUVWXYZ", range(2, 10), strict=True))
    total = sum(
        weight * (int(sign) if sign.isdigit() else values[sign])
        for sign, weight in zip(vin, VIN_WEIGHTS, strict=True)
    )
    return "X" if total % 11 == 10 else str(total % 11)


def anniversary(day: date, years: int) -> date:
    """The same day ``years`` later; 29 February becomes the 28th."""
    if (day.month, day.day) == (2, 29):
        day = day - timedelta(1)
    return day.replace(year=day.year + years)


class Showroom:
    """Sells the cars of one store."""

    def __init__(self, store: Profile, registry: Registry, seed: int) -> None:
        self.store, self._registry = store, registry
        self._dice = Dice(seed, store.code, "showroom")
        self._numbers = itertools.count(1)

    def sell(self, days: OpenDays, first_full: date) -> list[Vehicle]:
        """The cars sold on these days; before ``first_full`` the store was smaller."""
        sold: list[Vehicle] = []
        for day in days:
            years_before = max(0.0, (first_full - day).days / 365)
            a_day = self.store.sales_a_month / 29 * max(0.6, 1 - 0.05 * years_before)
            sold += [self._vehicle(day) for _ in range(self._dice.count(a_day * _season(day)))]
        return sold

    def _vehicle(self, day: date) -> Vehicle:
        dice = self._dice
        line, model, code, _ = dice.choices(MODELS, weights=[share for *_, share in MODELS])[0]
        is_taxi = dice.chance(0.02)
        is_company = is_taxi or dice.chance(0.14)
        owner = self._company(day, is_taxi) if is_company else self._person(day)
        return Vehicle(
            vin=vin_of(code, day.year, self._registry.serial()),
            plate=self._plate(is_taxi, electric=line == "云逸"),
            line=line,
            model=model,
            owner=owner,
            is_company_car=is_company,
            is_taxi=is_taxi,
            sold_on=day,
            delivered_on=day + timedelta(dice.choice((0, 1, 2, 3, 5, 7))),
            warranty_ends_on=anniversary(day, WARRANTY_YEARS),
            rhythm=_rhythm(is_taxi, is_company, dice),
            km_a_day=dice.near(240, 30, 150, 320) if is_taxi else dice.near(42, 16, 12, 110),
            loyalty=dice.lognormvariate(-0.08, 0.4),
        )

    def _person(self, day: date) -> Customer:
        dice = self._dice
        sex = "男" if dice.chance(0.64) else "女"
        phone = self._registry.phone()
        other = (name_of("女" if sex == "男" else "男", dice), self._registry.phone())
        return self._customer(
            day, name_of(sex, dice), phone, sex=sex, other=other if dice.chance(0.2) else ("", "")
        )

    def _company(self, day: date, is_taxi: bool) -> Customer:
        dice = self._dice
        trade = "出租汽车有限公司" if is_taxi else dice.choice(TRADES)
        name = f"{self.store.name[:2]}{dice.choice(COMPANIES)}{trade}"
        leader = (name_of("男", dice), self._registry.phone())
        driver = (name_of("男", dice), self._registry.phone())
        return self._customer(day, name, leader[1], sex="", leader=leader, other=driver)

    def _customer(
        self,
        day: date,
        name: str,
        phone: str,
        *,
        sex: str,
        leader: tuple[str, str] = ("", ""),
        other: tuple[str, str] = ("", ""),
    ) -> Customer:
        dice = self._dice
        region = dice.choices(self.store.regions, weights=range(len(self.store.regions) + 1, 1, -1))
        born = date(day.year - dice.randint(23, 62), dice.randint(1, 12), dice.randint(1, 28))
        return Customer(
            number=f"{self.store.code}K{next(self._numbers):06d}",
            name=name,
            is_company=not sex,
            phone=phone,
            home_phone=f"{self.store.phone_area}-{dice.randint(80000000, 89999999)}"
            if dice.chance(0.12)
            else "",
            decision_maker=leader,
            driver=other,
            sex=sex,
            birthday=born if sex and dice.chance(0.7) else None,
            occupation=dice.choice(OCCUPATIONS) if sex else "",
            level=dice.choices(LEVELS, weights=(62, 22, 12, 4))[0],
            region=region[0],
            address=f"{region[0]}{dice.choice('春夏秋冬云星月海')}{dice.choice('和安平康华阳')}路"
            f"{dice.randint(1, 899)}号",
            filed_on=day,
            do_not_contact=dice.chance(0.012),
        )

    def _plate(self, is_taxi: bool, *, electric: bool) -> str:
        """City letters and five signs; taxis begin with T, electric cars with D and have six."""
        mark = "T" if is_taxi else "D" if electric else ""
        length = 6 if electric and not is_taxi else 5
        while True:
            signs = self._dice.choices(PLATE_SIGNS, k=length - len(mark) - 1)
            plate = f"{self.store.plate}{mark}{''.join(signs)}{self._dice.randint(0, 9)}"
            if self._registry.is_free(plate):
                return plate


def _season(day: date) -> float:
    """Cars sell before Spring Festival, in autumn and at the year's end."""
    return (1.15, 0.7, 0.95, 0.95, 1.0, 0.95, 0.85, 0.9, 1.15, 1.1, 1.1, 1.25)[day.month - 1]


def _rhythm(is_taxi: bool, is_company: bool, dice: Dice) -> float:
    if is_taxi:
        return dice.near(38, 8, 24, 60)
    return dice.near(128 if is_company else 156, 36, 75, 290)
