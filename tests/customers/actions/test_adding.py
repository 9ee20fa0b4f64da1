"""Entering customers and vehicles by hand."""

from __future__ import annotations

from typing import Any

import pytest

from careloop.core.kernel.errors import Refused
from careloop.customers.actions import LooksLike, add_customer, add_vehicle
from careloop.customers.models import Customer, Ownership, StoreVehicle, Vehicle
from careloop.customers.queries import parties, search
from careloop.organisation import actions as organisation
from careloop.organisation.models import Store
from careloop.organisation.rules import Forbidden, Viewer
from tests.customers.conftest import NOW

pytestmark = pytest.mark.django_db
VIN = "LSVAB2A31C2009999"


def enter(by: Viewer, store: Store, anyway: bool = False, plate: str = "", **values: str) -> Any:
    return add_customer(by=by, store=store, now=NOW, values=values, plate=plate, anyway=anyway)


def test_customer_is_entered_and_found(store: Store, as_agent: Viewer) -> None:
    made = enter(
        as_agent, store, name="李雷", phone="137-0000-1111", driver_name="赵师傅",
        driver_phone="13600002222", birthday="1990-01-02",
    )  # fmt: skip
    assert (made.digest, made.changed_at, made.filed_on) == (None, NOW, NOW.date())
    assert [p.name for p in parties(as_agent, made)] == ["", "赵师傅"]
    assert [hit.title for hit in search(as_agent, [store.pk], "lilei")] == ["李雷"]
    assert search(as_agent, [store.pk], "13700001111")[0].is_exact


def test_customer_who_looks_like_another_is_named_first(wang: Customer, as_agent: Viewer) -> None:
    with pytest.raises(LooksLike) as warning:
        enter(as_agent, wang.store, name="王晓明", phone="13912345678")
    (found,) = warning.value.found
    assert found.customer == wang
    assert [reason.zh for reason in found.reasons] == ["姓名相近，电话后四位相同"]
    assert "王小明" in warning.value.say("zh")
    assert Customer.objects.count() == 1
    enter(as_agent, wang.store, anyway=True, name="王晓明", phone="13912345678")
    assert Customer.objects.count() == 2


def test_same_number_and_same_plate_warn_with_both_reasons(
    wang: Customer, as_agent: Viewer
) -> None:
    with pytest.raises(LooksLike) as warning:
        enter(as_agent, wang.store, plate="沪a12345", name="王小明", phone="13812345678")
    codes = {reason.en for reason in warning.value.found[0].reasons}
    assert {"Same number", "Same name and plate"} <= codes


def test_another_with_other_digits_is_entered_without_a_word(
    wang: Customer, as_agent: Viewer
) -> None:
    assert enter(as_agent, wang.store, name="王小明", phone="13700001111")


def test_the_very_same_customer_is_refused_even_so(store: Store, as_agent: Viewer) -> None:
    enter(as_agent, store, name="李雷", phone="13700001111")
    with pytest.raises(Refused, match="on file here already"):
        enter(as_agent, store, anyway=True, name="李雷", phone="13700001111")


def test_customers_without_number_are_told_apart(store: Store, as_agent: Viewer) -> None:
    first, second = enter(as_agent, store, name="李雷"), enter(as_agent, store, name="李雷")
    assert first.identity != second.identity


@pytest.mark.parametrize(
    "values", [{"name": ""}, {"phone": "13700001111"}, {"name": "李雷", "phone": "1"}]
)
def test_bad_entry_is_refused(values: dict[str, str], store: Store, as_agent: Viewer) -> None:
    with pytest.raises(Refused):
        enter(as_agent, store, **values)
    assert not Customer.objects.exists()


def test_outsider_enters_nothing(store: Store, as_outsider: Viewer) -> None:
    with pytest.raises(Forbidden):
        enter(as_outsider, store, name="李雷")
    with pytest.raises(Forbidden):
        add_vehicle(by=as_outsider, store=store, now=NOW, values={"vin": VIN})


def test_vehicle_is_filed_with_its_owner(wang: Customer, as_agent: Viewer) -> None:
    values = {
        "vin": VIN.lower(),
        "plate": "沪b00001",
        "model": "途观",
        "purchased_on": "2024-05-01",
    }
    file = add_vehicle(by=as_agent, store=wang.store, now=NOW, values=values, customer=wang)
    assert (file.vehicle.vin, file.vehicle.plate, file.customer) == (VIN, "沪B00001", wang)
    assert Ownership.objects.get(vehicle=file.vehicle).started_on is not None
    assert search(as_agent, [wang.store_id], "B00001")[0].is_exact


def test_taxi_is_marked(wang: Customer, as_agent: Viewer) -> None:
    values = {"vin": VIN, "plate": "京B12345"}
    file = add_vehicle(by=as_agent, store=wang.store, now=NOW, values=values, customer=wang)
    assert file.vehicle.is_fleet


def test_vehicle_on_file_is_refused(wang: Customer, as_agent: Viewer) -> None:
    vin = Vehicle.objects.get().vin
    with pytest.raises(Refused, match="on file here already"):
        add_vehicle(by=as_agent, store=wang.store, now=NOW, values={"vin": vin})
    assert StoreVehicle.objects.count() == 1


def test_vehicle_of_a_sister_store_is_filed_as_it_is_known_there(
    wang: Customer, director: Any
) -> None:
    system = Viewer.system()
    sister = organisation.add_store(by=system, code="S2", name="二店", group="G1")
    vin = Vehicle.objects.get().vin
    file = add_vehicle(by=system, store=sister, now=NOW, values={"vin": vin, "model": "别的"})
    assert file.vehicle.model == "帕萨特"
    assert [hit.kind for hit in search(system, [sister.pk], "A12345")] == ["vehicle"]


def test_vehicle_without_vin_is_refused(store: Store, as_agent: Viewer) -> None:
    with pytest.raises(Refused, match="must not be empty"):
        add_vehicle(by=as_agent, store=store, now=NOW, values={"plate": "沪A00001"})
