"""Who is let in, how often, for what, and how the API says no."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from careloop.api import actions, queries
from careloop.api.choices import Scope
from careloop.api.models import ApiToken
from careloop.api.rules import SCOPE_PERMISSIONS
from careloop.api.site import api
from careloop.common.models import AuditRow
from careloop.core.kernel.errors import Refused
from careloop.customers.models import Customer
from careloop.organisation.models import RoleGrant, Store, User
from careloop.organisation.rules import Forbidden, Viewer
from tests.api.conftest import System, SystemWith


@pytest.mark.django_db
@pytest.mark.parametrize("secret", ["", "clk_nonsense"])
def test_nobody_gets_in_without_a_token(secret: str) -> None:
    answer = System(secret).get("customers")
    assert answer.status_code == 401
    assert answer.json()["code"] == "unauthorized"
    assert "Bearer" in answer.json()["message"]


def test_token_is_good_for_its_scopes_only(system_with: SystemWith) -> None:
    system = system_with(Scope.READ_TASKS)
    assert system.get("tasks").status_code == 200
    answer = system.get("customers")
    assert answer.status_code == 403
    assert "customers:read" in answer.json()["message"]


def test_token_may_no_more_than_its_user(system: System, director: User) -> None:
    assert system.get("customers").status_code == 200
    RoleGrant.objects.filter(user=director).delete()
    assert system.get("customers").status_code == 403


@pytest.mark.parametrize(
    "change",
    [{"revoked_at": datetime(2026, 1, 1)}, {"expires_on": date(2020, 1, 1)}],
)
def test_token_revoked_or_over_lets_nobody_in(system: System, change: dict[str, Any]) -> None:
    ApiToken.objects.update(**change)
    assert system.get("customers").status_code == 401


def test_token_of_somebody_who_left_lets_nobody_in(system: System, director: User) -> None:
    director.is_active = False
    director.save()
    assert system.get("customers").status_code == 401


def test_use_of_a_token_is_noted(system: System) -> None:
    system.get("customers")
    used = ApiToken.objects.get().last_used_at
    assert used is not None
    assert datetime.now() - used < timedelta(minutes=1)


def test_who_asks_too_often_waits(system: System, settings: Any) -> None:
    settings.CARELOOP_API_PER_MINUTE = 2
    answers = [system.get("customers") for _ in range(3)]
    assert [answer.status_code for answer in answers][:2] == [200, 200]
    assert answers[2].status_code in (200, 429)  # a minute may have begun between
    last = [system.get("customers") for _ in range(3)][-1]
    assert last.status_code == 429
    assert last["Retry-After"] == "60"


def test_faults_speak_the_callers_language(system_with: SystemWith) -> None:
    system = system_with(Scope.READ_TASKS)
    chinese = System(system.headers["authorization"].removeprefix("Bearer "), "zh-CN")
    assert "权限范围" in chinese.get("customers").json()["message"]


def test_fault_names_the_field(system: System) -> None:
    answer = system.post("vehicles", {"vin": "LSVAA49J132123456", "customer_id": "many"})
    assert answer.status_code == 422
    assert answer.json()["code"] == "invalid"
    assert answer.json()["field"] == "customer_id"


def test_body_that_is_no_json_is_said(system: System) -> None:
    answer = system.client.post(
        "/api/v1/customers", "{", content_type="application/json", headers=system.headers
    )
    assert answer.status_code == 400
    assert answer.json()["code"] == "invalid"


def test_description_builds_and_names_every_scope_guarded_operation() -> None:
    schema = api.get_openapi_schema()
    operations = [operation for path in schema["paths"].values() for operation in path.values()]
    assert len(operations) >= 22
    assert all(operation["security"] for operation in operations)


@pytest.mark.django_db
def test_description_is_served() -> None:
    assert System("").get("openapi.json").json()["info"]["title"] == "CareLoop"


def test_every_scope_allows_something() -> None:
    assert set(SCOPE_PERMISSIONS) == set(Scope)
    assert all(SCOPE_PERMISSIONS.values())


def test_secret_is_not_kept(store: Store, director: User) -> None:
    _, secret = actions.make_token(
        by=Viewer.system(), store=store, user=director, name="DMS",
        scopes=[Scope.READ_TASKS], now=datetime.now(),
    )  # fmt: skip
    kept = ApiToken.objects.values().get()
    assert secret not in str(kept)
    assert secret not in str(AuditRow.objects.values_list("detail", flat=True))
    assert queries.token_of(secret, date.today()) is not None


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"name": " "}, "Name"),
        ({"scopes": []}, "scope"),
        ({"scopes": ["all"]}, "all"),
        ({"expires_on": date(2020, 1, 1)}, "2020-01-01"),
    ],
)
def test_token_is_refused_with_a_sentence(
    store: Store, director: User, changes: dict[str, Any], named: str
) -> None:
    given = {"name": "DMS", "scopes": [Scope.READ_TASKS], "now": datetime.now()}
    with pytest.raises(Refused) as refusal:
        actions.make_token(by=Viewer.system(), store=store, user=director, **(given | changes))
    assert named in refusal.value.say("en")


def test_token_acts_for_nobody_without_a_role(store: Store, outsider: User) -> None:
    with pytest.raises(Refused, match="zhao"):
        actions.make_token(
            by=Viewer.system(), store=store, user=outsider, name="DMS",
            scopes=[Scope.READ_TASKS], now=datetime.now(),
        )  # fmt: skip


def test_tokens_are_made_by_the_director(store: Store, director: User, as_agent: Viewer) -> None:
    with pytest.raises(Forbidden):
        actions.make_token(
            by=as_agent, store=store, user=director, name="DMS", scopes=[Scope.READ_TASKS],
            now=datetime.now(),
        )  # fmt: skip


def test_other_stores_data_is_not_found(stranger: System, customer: Customer) -> None:
    assert stranger.get(f"customers/{customer.pk}").status_code == 404
    assert stranger.get("customers").json()["items"] == []
    assert stranger.get("customers/search", q="王小明").json() == []
