"""Each criterion picks out those it names, and nobody of another store."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from careloop.core.kernel.text import Text
from careloop.core.segments.criteria import read
from careloop.customers.actions import add_tag
from careloop.customers.models import Customer, StoreVehicle
from careloop.desk.segments.finding import Size, cars, page, size
from careloop.desk.segments.structure import shares, structure
from careloop.organisation.models import Store
from careloop.organisation.rules import Forbidden, Viewer
from careloop.service.models import VisitSummary
from tests.customers.conftest import NOW, add_customer, add_vehicle

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 20)


def drives(
    store: Store, name: str, plate: str, summary: dict[str, Any] | None = None, **told: Any
) -> StoreVehicle:
    car = {n: told.pop(n) for n in ("purchased_on", "warranty_ends_on", "model") if n in told}
    file = add_vehicle(add_customer(store, name, **told), plate, **car)
    if summary is not None:
        VisitSummary.objects.create(store=store, vehicle=file.vehicle, **summary)
    return file


@pytest.fixture
def fleet(store: Store, other_store: Store) -> None:
    """Four of our customers, and one elsewhere who would meet every criterion."""
    a = {"last_visit_on": date(2026, 10, 1), "paid_visits": 5, "total_fen": 500_000}
    b = {"last_visit_on": date(2026, 3, 1), "paid_visits": 1, "total_fen": 99_999}
    drives(store, "甲", "沪A1", a, sex="male", region="石狮", purchased_on=date(2025, 6, 1))
    drives(store, "乙", "沪B2", b, sex="female", region="晋江", purchased_on=date(2021, 6, 1))
    drives(store, "丙", "沪C3", None, level="金卡", warranty_ends_on=date(2027, 1, 1))
    drives(store, "丁", "沪D4", {"paid_visits": 0, "total_fen": 0}, kind="company")
    drives(other_store, "戊", "沪E5", a, sex="male", region="石狮", level="金卡", kind="company")


def found(viewer: Viewer, store: Store, **told: Any) -> str:
    rows = cars(viewer, store, read(told), ON)
    return "".join(sorted(row.customer.name for row in rows if row.customer))


@pytest.mark.parametrize(
    ("told", "names"),
    [
        ({}, "丁丙乙甲"),
        ({"spend_from": 1000}, "甲"),
        ({"spend_to": 999}, "丁丙"),
        ({"spend_from": 999, "spend_to": 1000}, "乙"),
        ({"visits_from": 1}, "乙甲"),
        ({"visits_to": 0}, "丁丙"),
        ({"bands": ["active"]}, "甲"),
        ({"bands": ["wavering"]}, "乙"),
        ({"bands": ["no_workshop_record"]}, "丁丙"),
        ({"bands": ["active", "no_workshop_record"]}, "丁丙甲"),
        ({"bands": ["lost"]}, ""),
        ({"age_to": 2}, "甲"),
        ({"age_from": 2}, "乙"),
        ({"age_from": 5, "age_to": 6}, "乙"),
        ({"sexes": ["male"]}, "甲"),
        ({"regions": ["石狮", "晋江"]}, "乙甲"),
        ({"levels": ["金卡"]}, "丙"),
        ({"kinds": ["company"]}, "丁"),
        ({"models": ["帕萨特"]}, "丁丙乙甲"),
        ({"models": ["没有"]}, ""),
        ({"warranty": "in"}, "丙甲"),
        ({"warranty": "out"}, "乙"),
        ({"regions": ["石狮"], "sexes": ["female"]}, ""),
    ],
)
def test_criteria_pick_out_whom_they_name(
    told: dict[str, Any], names: str, fleet: None, store: Store, as_agent: Viewer
) -> None:
    assert found(as_agent, store, **told) == "".join(sorted(names))


def test_tags_pick_out_the_tagged(fleet: None, store: Store, as_agent: Viewer) -> None:
    customer = Customer.objects.get(name="甲")
    add_tag(by=as_agent, customer=customer, name="busy", now=NOW)
    add_tag(by=as_agent, customer=customer, name="with_children", now=NOW)
    assert found(as_agent, store, tags=["busy", "with_children"]) == "甲"


def test_size_counts_vehicles_and_customers(fleet: None, store: Store, as_agent: Viewer) -> None:
    add_vehicle(Customer.objects.get(name="甲"), "沪F6")
    assert size(cars(as_agent, store, read({}), ON)) == Size(vehicles=5, customers=4)


def test_pages_go_on_where_the_last_ended(fleet: None, store: Store, as_agent: Viewer) -> None:
    rows = cars(as_agent, store, read({}), ON)
    first = page(rows, limit=3)
    rest = page(rows, after=first[-1].file.pk, limit=3)
    assert [line.file.vehicle.plate for line in (*first, *rest)] == ["沪A1", "沪B2", "沪C3", "沪D4"]


def test_outsider_finds_nobody(fleet: None, store: Store, as_outsider: Viewer) -> None:
    with pytest.raises(Forbidden):
        cars(as_outsider, store, read({}), ON)


def test_structure_names_the_unknown_last(fleet: None, store: Store, as_agent: Viewer) -> None:
    made = structure(cars(as_agent, store, read({}), ON), "region", ON)
    assert [(row.label.zh, row.count, row.share, row.cumulative) for row in made.rows] == [
        ("晋江", 1, 250, 250), ("石狮", 1, 250, 500), ("未登记", 2, 500, 1000),
    ]  # fmt: skip


def test_structure_by_age_keeps_the_order_of_ages(
    fleet: None, store: Store, as_agent: Viewer
) -> None:
    made = structure(cars(as_agent, store, read({}), ON), "age", ON)
    assert [(row.label.en, row.count) for row in made.rows] == [
        ("1 to 2 years", 1), ("4 years and more", 1), ("Not on file", 2),
    ]  # fmt: skip


@pytest.mark.parametrize("code", ["model", "occupation", "sex"])
def test_structure_of_every_property_adds_up(
    code: str, fleet: None, store: Store, as_agent: Viewer
) -> None:
    made = structure(cars(as_agent, store, read({}), ON), code, ON)
    assert sum(row.count for row in made.rows) == 4
    assert made.rows[-1].cumulative == 1000


def test_shares_add_to_a_hundred_per_cent() -> None:
    rows = shares([(Text(zh=c, en=c), 1) for c in "abc"])
    assert [row.share for row in rows] == [334, 333, 333]
    assert shares([]) == ()


@pytest.mark.parametrize(
    ("told", "plates"),
    [
        ({"visits_to": "0"}, {"blank", "none"}),
        ({"visits_from": "0"}, {"blank", "none", "lately", "once"}),
        ({"visits_from": "1"}, {"lately", "once"}),
        ({"spend_to": "0"}, {"blank", "none"}),
        ({"bands": ["no_workshop_record"]}, {"blank", "none"}),
        ({"bands": ["no_workshop_record", "active"]}, {"blank", "none", "lately"}),
        ({"bands": ["no_workshop_record"], "visits_from": "1"}, set()),
        ({"bands": ["active"], "visits_to": "9"}, {"lately"}),
        ({"spend_from": "1", "spend_to": "150"}, {"once"}),
    ],
)
def test_vehicle_without_a_summary_is_one_that_was_here_never(
    told: dict[str, Any], plates: set[str], store: Store, as_agent: Viewer
) -> None:
    on = date(2026, 11, 20)
    seen = {
        "none": None,
        "blank": {"paid_visits": 0, "total_fen": 0, "last_visit_on": None},
        "lately": {"paid_visits": 3, "total_fen": 90_000, "last_visit_on": date(2026, 11, 1)},
        "once": {"paid_visits": 1, "total_fen": 10_000, "last_visit_on": date(2020, 1, 1)},
    }
    customer = add_customer(store, "陈静")
    for plate, summary in seen.items():
        file = add_vehicle(customer, plate)
        if summary is not None:
            VisitSummary.objects.create(store=store, vehicle=file.vehicle, visits=9, **summary)
    for first_only in (False, True):
        met = cars(as_agent, store, read(told), on, first_only=first_only)
        assert {file.vehicle.plate for file in met} == plates
