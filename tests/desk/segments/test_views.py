"""The page of segments and what is kept and taken out of it."""

from __future__ import annotations

import csv
import io

import pytest
from django.test import Client

from careloop.common.models import AuditRow
from careloop.customers.models import Customer, Segment
from careloop.organisation.models import Store, User
from tests.customers.conftest import NOW, add_customer, add_vehicle

pytestmark = pytest.mark.django_db
PAGE = "/stores/S1/customers/segments/"


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def evil(store: Store) -> Customer:
    """A customer whose name would run in a page and in a spreadsheet."""
    customer = add_customer(store, "=1+1<script>alert(1)</script>", "13812345678", region="石狮")
    add_vehicle(customer, "沪A12345")
    return customer


def test_page_counts_and_lists_as_text(evil: Customer, agent: User) -> None:
    page = signed_in(agent).get(PAGE, {"regions": "石狮"}).content.decode()
    assert "1 位客户，1 辆车" in page
    assert "&lt;script&gt;" in page
    assert "<script>alert" not in page
    assert "138****5678" in page
    assert "13812345678" not in page


def test_bad_criteria_are_said_on_the_page(agent: User) -> None:
    answer = signed_in(agent).get(PAGE, {"visits_from": "5", "visits_to": "1"})
    assert answer.status_code == 422
    assert "下限 5 大于上限 1" in answer.content.decode()


def test_segment_is_saved_opened_and_dropped(evil: Customer, agent: User) -> None:
    client = signed_in(agent)
    answer = client.post(PAGE + "save/?regions=石狮", {"name": "石狮客户"}, follow=True)
    assert "石狮客户" in answer.content.decode()
    kept = Segment.objects.get()
    assert kept.criteria == {"regions": ["石狮"]}
    assert "1 位客户" in client.get(PAGE, {"segment": kept.pk}).content.decode()
    client.post(f"{PAGE}{kept.pk}/drop/")
    assert not Segment.objects.exists()


@pytest.mark.parametrize(("query", "name"), [("", "所有人"), ("regions=石狮", "  ")])
def test_segment_without_criteria_or_name_is_refused(query: str, name: str, agent: User) -> None:
    answer = signed_in(agent).post(f"{PAGE}save/?{query}", {"name": name}, follow=True)
    assert "alert-danger" in answer.content.decode()
    assert not Segment.objects.exists()


def test_private_segment_is_its_owners_alone(store: Store, agent: User, director: User) -> None:
    owned = {"store": store, "owner": director, "criteria": {"regions": ["x"]}, "saved_at": NOW}
    private = Segment.objects.create(name="我的", is_shared=False, **owned)
    shared = Segment.objects.create(name="大家的", is_shared=True, **owned)
    client = signed_in(agent)
    assert client.get(PAGE, {"segment": private.pk}).status_code == 404
    assert client.get(PAGE, {"segment": shared.pk}).status_code == 200
    client.post(f"{PAGE}{shared.pk}/drop/")
    assert Segment.objects.count() == 2


def test_export_neutralises_formulas_and_is_on_record(evil: Customer, director: User) -> None:
    answer = signed_in(director).get(PAGE + "segment.csv", {"regions": "石狮"})
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[1][1] == "'=1+1<script>alert(1)</script>"
    assert rows[1][2] == "138****5678"
    assert AuditRow.objects.get(action="segment.export").detail == {"rows": 1}


def test_agent_exports_nothing(agent: User) -> None:
    assert signed_in(agent).get(PAGE + "segment.csv").status_code == 403


@pytest.mark.parametrize("address", [PAGE, PAGE + "segment.csv"])
def test_outsider_sees_no_page(address: str, store: Store, outsider: User) -> None:
    assert signed_in(outsider).get(address).status_code == 404


def test_pages_of_a_long_list_go_on(store: Store, agent: User) -> None:
    customer = add_customer(store, "车队")
    for number in range(51):
        add_vehicle(customer, f"沪A{number:05d}")
    client = signed_in(agent)
    answer = client.get(PAGE)
    assert answer.context["next"]
    page = client.get(PAGE, {"after": answer.context["next"]})
    assert [line.file.vehicle.plate for line in page.context["lines"]] == ["沪A00050"]
