"""The page of limits, ladder and causes."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from careloop.complaints.models import LadderStep, StoreCause, TimeLimit
from careloop.organisation.models import Store, User
from tests.complaints.pages import SignIn, address, clock, signed_in  # noqa: F401
from tests.complaints.test_pages import said

pytestmark = pytest.mark.django_db


@pytest.fixture
def li(signed_in: SignIn, director: User) -> Client:  # noqa: F811
    return signed_in(director)


def send(client: Client, name: str, typed: dict[str, Any], **more: object) -> Any:
    return client.post(address(name, **more), typed)


def test_the_page_shows_what_holds(li: Client, store: Store) -> None:
    shown = said(li.get(address("tuning")))
    assert "2 个工作小时" in shown
    assert "7 个工作日" in shown
    assert 'name="minutes_0" inputmode="numeric" value="120"' in shown


@pytest.mark.parametrize("name", ["tuning", "limit", "cause"])
def test_rules_are_for_those_who_set_them(
    name: str,
    signed_in: SignIn,  # noqa: F811
    agent: User,
    outsider: User,
) -> None:
    assert signed_in(agent).post(address(name)).status_code == 403
    assert signed_in(outsider).post(address(name)).status_code == 404


def test_a_limit_is_set_and_taken_back(li: Client, store: Store) -> None:
    limit = {"clock": "first_reply", "severity": "2", "amount": "240", "unit": "working_minutes"}
    assert send(li, "limit", limit).url == address("tuning")
    assert TimeLimit.objects.get().amount == 240
    shown = said(li.get(address("tuning")))
    assert "时限已改为 4 个工作小时" in shown
    assert "默认: 24 小时" in shown
    send(li, "limit", limit | {"usual": "1"})
    assert not TimeLimit.objects.exists()


def test_a_duty_longer_than_the_law_comes_back_as_typed(li: Client, store: Store) -> None:
    limit = {"clock": "duty", "severity": "2", "amount": "9", "unit": "working_days"}
    answer = send(li, "limit", limit)
    assert answer.status_code == 422
    assert 'id="limit-duty-2" open' in said(answer)
    assert 'name="amount" inputmode="numeric" value="9"' in said(answer)
    assert not TimeLimit.objects.exists()


def rungs(*steps: tuple[str, list[str]]) -> dict[str, Any]:
    typed: dict[str, Any] = {}
    for number, (minutes, roles) in enumerate(steps):
        typed |= {f"minutes_{number}": minutes, f"roles_{number}": roles}
    return typed


def test_a_ladder_is_set_and_the_usual_one_taken_again(li: Client, store: Store) -> None:
    typed = rungs(("60", ["care_director"]), ("", []), ("300", ["service_director"]))
    assert send(li, "ladder", typed, severity="3").url == address("tuning")
    steps = LadderStep.objects.order_by("step").values_list("step", "minutes", "roles")
    assert list(steps) == [(1, 60, "care_director"), (2, 300, "service_director")]
    assert "第 2 级：门店目前没有人担任服务总监" in said(li.get(address("tuning")))
    send(li, "ladder", {"usual": "1"}, severity="3")
    assert not LadderStep.objects.exists()


@pytest.mark.parametrize(
    ("steps", "sentence"),
    [
        ([("60", ["care_director"]), ("120", ["care_director"])], "原地打转"),
        ([("60", ["care_director"]), ("60", ["service_director"])], "不晚于上一级"),
        ([("60", [])], "没有选择岗位"),
        ([("soon", ["care_director"])], "分钟之间"),
    ],
)
def test_a_ladder_that_cannot_be_comes_back_as_typed(
    li: Client, store: Store, steps: list[tuple[str, list[str]]], sentence: str
) -> None:
    answer = send(li, "ladder", rungs(*steps), severity="1")
    assert answer.status_code == 422
    assert sentence in said(answer)
    assert said(answer).count('value="60"') == sum(minutes == "60" for minutes, _ in steps)
    assert not LadderStep.objects.exists()


def test_causes_are_named_changed_and_retired(li: Client, store: Store) -> None:
    send(li, "cause", {"name": "异响", "cause": "quality"})
    row = StoreCause.objects.get()
    send(li, "cause", {"row": row.pk, "name": "底盘异响", "cause": "quality"})
    assert 'value="quality:' in said(li.get(address("open")))
    send(li, "cause", {"row": row.pk, "name": "底盘异响", "cause": "quality", "retire": "1"})
    row.refresh_from_db()
    assert (row.name, row.is_active) == ("底盘异响", False)
    assert 'value="quality:' not in said(li.get(address("open")))


def test_a_cause_named_twice_is_refused(li: Client, store: Store) -> None:
    send(li, "cause", {"name": "异响", "cause": "quality"})
    answer = send(li, "cause", {"name": "异响", "cause": "parts"})
    assert answer.status_code == 422
    assert "已经存在" in said(answer)


def test_another_stores_cause_cannot_be_changed(
    li: Client, store: Store, other_store: Store
) -> None:
    theirs = StoreCause.objects.create(store=other_store, name="异味", cause="quality")
    send(li, "cause", {"row": theirs.pk, "name": "改名", "cause": "parts"})
    theirs.refresh_from_db()
    assert theirs.name == "异味"
