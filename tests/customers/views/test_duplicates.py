"""The pages of duplicates: look, compare, merge, undo."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from careloop.customers import tasks
from careloop.customers.actions import find_duplicates
from careloop.customers.models import Customer, DuplicatePair, Merge
from careloop.organisation.models import Store, User
from careloop.organisation.rules import Viewer
from tests.customers.conftest import NOW, add_customer

pytestmark = pytest.mark.django_db
PAGE = "/stores/S1/customers/duplicates/"


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def twin(wang: Customer, as_director: Viewer) -> Customer:
    twin = add_customer(wang.store, "王晓明<b>", "13812345678", sex="male")
    find_duplicates(by=as_director, store=wang.store, now=NOW)
    return twin


def test_page_shows_the_group_its_reasons_and_masked_numbers(
    twin: Customer, director: User
) -> None:
    page = signed_in(director).get(PAGE).content.decode()
    assert "电话相同" in page
    assert "138****5678" in page
    assert "13812345678" not in page
    assert "王晓明&lt;b&gt;" in page


def test_page_without_duplicates_says_what_to_do(store: Store, director: User) -> None:
    assert "没有发现重复客户" in signed_in(director).get(PAGE).content.decode()


def test_comparing_is_left_to_the_job_server(
    store: Store, director: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Any] = []
    monkeypatch.setattr(tasks, "async_task", lambda *args, **_: asked.append(args[1:]))
    signed_in(director).post(PAGE + "find/")
    assert asked == [(director.pk, store.pk)]


def test_two_are_compared_merged_and_taken_apart(
    wang: Customer, twin: Customer, director: User
) -> None:
    client = signed_in(director)
    two = {"kept": wang.pk, "absorbed": twin.pk}
    page = client.get(PAGE + "merge/", two)
    assert [choice.field for choice in page.context["differences"]] == ["name", "sex"]
    client.post(PAGE + "merge/", {**two, "field-name": "absorbed", "field-sex": "kept"})
    wang.refresh_from_db()
    assert (wang.name, wang.sex) == ("王晓明<b>", "")
    assert "撤销" in client.get(PAGE).content.decode()
    client.post(f"/stores/S1/customers/merges/{Merge.objects.get().pk}/undo/")
    wang.refresh_from_db()
    assert wang.name == "王小明"
    assert Merge.objects.get().unmerged_at is not None


def test_undoing_twice_is_said(wang: Customer, twin: Customer, director: User) -> None:
    client = signed_in(director)
    client.post(PAGE + "merge/", {"kept": wang.pk, "absorbed": twin.pk})
    address = f"/stores/S1/customers/merges/{Merge.objects.get().pk}/undo/"
    client.post(address)
    assert "已经撤销过" in client.post(address, follow=True).content.decode()


def test_customers_called_different_are_gone_from_the_page(
    wang: Customer, twin: Customer, director: User
) -> None:
    client = signed_in(director)
    client.post(PAGE + "different/", {"customer": [wang.pk, twin.pk]})
    assert DuplicatePair.objects.get().is_dismissed
    assert client.get(PAGE).context["groups"] == []


def test_one_cannot_be_merged_with_themselves(wang: Customer, director: User) -> None:
    answer = signed_in(director).get(
        PAGE + "merge/", {"kept": wang.pk, "absorbed": wang.pk}, follow=True
    )
    assert "alert-danger" in answer.content.decode()


@pytest.mark.parametrize("given", ["", "x", "999999"])
def test_customer_who_is_not_there_is_no_page(given: str, wang: Customer, director: User) -> None:
    answer = signed_in(director).get(PAGE + "merge/", {"kept": wang.pk, "absorbed": given})
    assert answer.status_code == 404


def test_agent_is_forbidden_and_outsider_sees_no_page(
    wang: Customer, twin: Customer, agent: User, outsider: User
) -> None:
    two = {"kept": wang.pk, "absorbed": twin.pk}
    for address in (PAGE, PAGE + "merge/"):
        assert signed_in(agent).get(address, two).status_code == 403
        assert signed_in(outsider).get(address, two).status_code == 404
    assert signed_in(agent).post(PAGE + "merge/", two).status_code == 403
    assert not Merge.objects.exists()


def test_customer_of_another_store_cannot_be_merged_in(
    wang: Customer, other_store: Store, director: User
) -> None:
    foreign = add_customer(other_store, "王小明")
    answer = signed_in(director).post(PAGE + "merge/", {"kept": wang.pk, "absorbed": foreign.pk})
    assert answer.status_code == 404
