"""Policies a store sells: with the new car, and year after year to those who stay."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from careloop.demo.dice import Dice
from careloop.demo.fleet import anniversary
from careloop.demo.people import Staff
from careloop.demo.stores import Profile
from careloop.demo.visits import Journey

INSURERS = ("东方财险", "华安车险", "长江保险", "海岳保险")
KINDS = {"交强险": (66_500, 95_000), "商业险": (240_000, 620_000)}  # premium in fen, from and to


@dataclass(slots=True)
class Policy:
    number: str
    vin: str
    insurer: str
    kind: str
    starts_on: date
    ends_on: date
    premium: int  # fen
    is_new_car: bool
    agent: str


def policies(
    store: Profile, staff: Staff, journeys: list[Journey], period: tuple[date, date], seed: int
) -> Iterator[Policy]:
    """The policies of a store's cars that start in the period, its last day included."""
    first, last = period
    dice = Dice(seed, store.code, "insurance")
    numbers = itertools.count(1)
    for journey in journeys:
        starts, insured = journey.vehicle.delivered_on, dice.chance(0.8)
        years = 0
        while insured and starts <= last:
            insurer = dice.choice(INSURERS)
            for kind, (least, most) in KINDS.items():
                if starts >= first:
                    yield Policy(
                        f"PD{store.code}{next(numbers):06d}",
                        journey.vehicle.vin,
                        insurer,
                        kind,
                        starts,
                        anniversary(starts, 1) - timedelta(1),
                        dice.randint(least, most),
                        years == 0,
                        staff.on("保险专员", starts)[0].number,
                    )
            years += 1
            starts = anniversary(journey.vehicle.delivered_on, years)
            stays = journey.left_after is None or journey.left_after > starts
            insured = dice.chance(0.5 if stays else 0.1)
