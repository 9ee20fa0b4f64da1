"""A request sent twice is done once."""

from __future__ import annotations

from datetime import datetime, timedelta

from careloop.api.models import Receipt
from careloop.customers.models import Customer
from tests.api.conftest import System

WANG = {"name": "王芳", "phone": "13912345678"}


def test_same_request_again_gets_the_same_answer(system: System) -> None:
    first = system.post("customers", WANG, key="k1")
    again = system.post("customers", WANG, key="k1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert again["Idempotent-Replay"] == "true"
    assert Customer.objects.count() == 1


def test_same_key_for_another_request_is_refused(system: System) -> None:
    system.post("customers", WANG, key="k1")
    answer = system.post("customers", {"name": "李雷"}, key="k1")
    assert answer.status_code == 409
    assert answer.json()["code"] == "other_request"
    assert Customer.objects.count() == 1


def test_keys_of_two_tokens_do_not_meet(system: System, stranger: System) -> None:
    assert system.post("customers", WANG, key="k1").status_code == 201
    assert stranger.post("customers", WANG, key="k1").status_code == 201
    assert Customer.objects.count() == 2


def test_refused_request_may_be_mended_under_its_key(system: System) -> None:
    assert system.post("customers", {"name": ""}, key="k1").status_code == 422
    assert system.post("customers", WANG, key="k1").status_code == 201


def test_receipts_are_kept_for_a_day(system: System) -> None:
    system.post("customers", WANG, key="k1")
    Receipt.objects.update(made_at=datetime.now() - timedelta(hours=25))
    system.post("customers", {"name": "李雷", "anyway": True}, key="k2")
    assert list(Receipt.objects.values_list("key", flat=True)) == ["k2"]


def test_key_without_a_token_is_let_in_no_more(system: System) -> None:
    assert System("clk_no").post("customers", WANG, key="k1").status_code == 401
    assert not Receipt.objects.exists()
