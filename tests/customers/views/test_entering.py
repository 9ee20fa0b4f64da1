"""Entering a customer and a vehicle on their pages."""

from __future__ import annotations

import pytest
from django.test import Client

from careloop.customers.models import Customer, Ownership, StoreVehicle
from careloop.organisation.models import Store, User
from tests.customers.conftest import add_customer
from tests.customers.views.conftest import SignIn

pytestmark = pytest.mark.django_db
PAGE = "/stores/S1/customers/new/"
VIN = "LSVAB2A31C2009999"
LI = {"name": "李雷", "phone": "13700001111", "sex": "male"}
CAR = {"vin": VIN, "plate": "沪B00001", "model": "途观", "is_company_car": "1"}


@pytest.fixture
def client(agent: User, signed_in: SignIn) -> Client:
    return signed_in(agent)


def test_customer_is_entered_with_a_vehicle(client: Client) -> None:
    answer = client.post(PAGE, LI | CAR)
    made = Customer.objects.get(name="李雷")
    assert answer["Location"] == f"/stores/S1/customers/{made.pk}/"
    assert made.sex == "male"
    filed = StoreVehicle.objects.get(customer=made)
    assert (filed.vehicle.vin, filed.vehicle.is_company_car) == (VIN, True)
    assert Ownership.objects.filter(customer=made, vehicle=filed.vehicle).exists()


def test_customer_is_entered_without_a_vehicle(client: Client) -> None:
    client.post(PAGE, LI)
    assert Customer.objects.filter(name="李雷").exists()
    assert not StoreVehicle.objects.exists()


def test_vehicle_that_cannot_be_filed_keeps_the_customer_out_too(
    client: Client, wang: Customer
) -> None:
    answer = client.post(PAGE, LI | CAR | {"vin": "LSVAB2A31C2001234"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "LSVAB2A31C2001234 已在本店档案中" in page
    assert 'value="李雷"' in page
    assert not Customer.objects.filter(name="李雷").exists()


def test_one_who_looks_like_another_is_shown_before_it_is_saved(
    client: Client, wang: Customer
) -> None:
    told = {"name": "王晓明", "phone": "13912345678"}
    page = client.post(PAGE, told).content.decode()
    assert f'href="/stores/S1/customers/{wang.pk}/"' in page
    assert "姓名相近，电话后四位相同" in page
    assert 'name="anyway"' in page
    assert Customer.objects.count() == 1
    client.post(PAGE, told | {"anyway": "1"})
    assert Customer.objects.filter(name="王晓明").exists()


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"name": ""}, "必填"),
        ({"name": "李雷", "phone": "1"}, "“1”不是中国的手机或固定电话号码"),
        ({"name": "李雷", "plate": "沪B00001"}, "车架号"),
        ({"name": "李" * 65}, "64"),
    ],
)
def test_what_cannot_be_read_is_said(told: dict[str, str], said: str, client: Client) -> None:
    answer = client.post(PAGE, told)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Customer.objects.exists()


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ("李雷", "name"),
        ("13700001111", "phone"),
        ("沪a12345", "plate"),
        ("LSVAB2A31C2009999", "vin"),
    ],
)
def test_what_was_searched_for_stands_in_its_field(typed: str, field: str, client: Client) -> None:
    answer = client.get(PAGE, {"q": typed})
    assert answer.context["form"].initial == {field: typed.upper()}


def test_search_that_finds_nobody_leads_to_a_new_customer(client: Client) -> None:
    page = client.get("/stores/S1/search/", {"q": "韩梅梅"}).content.decode()
    assert f"{PAGE}?q=%E9%9F%A9%E6%A2%85%E6%A2%85" in page


def test_customers_page_leads_to_a_new_vehicle(client: Client, shan: Customer) -> None:
    page = client.get(f"/stores/S1/customers/{shan.pk}/").content.decode()
    address = f"/stores/S1/customers/{shan.pk}/vehicles/new/"
    assert address in page
    assert client.get(address).status_code == 200
    client.post(address, CAR)
    assert StoreVehicle.objects.get(customer=shan).vehicle.plate == "沪B00001"


def test_vehicle_on_file_is_refused_on_the_page(
    client: Client, wang: Customer, shan: Customer
) -> None:
    address = f"/stores/S1/customers/{shan.pk}/vehicles/new/"
    for told, said in ((CAR | {"vin": "LSVAB2A31C2001234"}, "已在本店档案中"), ({}, "必填")):
        answer = client.post(address, told)
        assert answer.status_code == 422
        assert said in answer.content.decode()


def test_nobody_else_enters(
    store: Store, other_store: Store, outsider: User, supervisor: User, signed_in: SignIn
) -> None:
    shan, stranger = add_customer(store, "单田芳"), add_customer(other_store, "陌生人")
    car = f"/stores/S1/customers/{shan.pk}/vehicles/new/"
    for address in (PAGE, car):
        assert signed_in(outsider).post(address, LI | CAR).status_code == 404
        assert signed_in(supervisor).post(address, LI | CAR).status_code == 403
    strange = f"/stores/S1/customers/{stranger.pk}/vehicles/new/"
    assert signed_in(outsider).get(strange).status_code == 404
    assert not StoreVehicle.objects.exists()
