"""The page of targets: what holds, what is set, what is refused."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client

from careloop.common.models import AuditRow
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.periods import Period
from careloop.kpis import queries, targets
from careloop.kpis.actions import drop_target, set_target
from careloop.organisation.models import Store, Target, User
from careloop.organisation.rules import Forbidden, Viewer
from tests.kpis.test_views import signed_in

pytestmark = pytest.mark.django_db
PAGE = "/stores/S1/kpis/targets/?period="
KPI = "appointment_rate"
MONTH, YEAR = Period.parse("2026-10"), Period.parse("2026")


def row_of(viewer: Viewer, store: Store, period: Period) -> targets.Row:
    held = [row for _, _, rows in targets.rows(viewer, store, period) for row in rows]
    return next(row for row in held if row.metric.code == KPI)


def sent(**typed: str) -> dict[str, str]:
    return {f"{name}-{KPI}": value for name, value in typed.items()}


@pytest.fixture
def li(director: User) -> Client:
    return signed_in(director)


def test_page_shows_every_kpi_of_the_handbook(li: Client, store: Store) -> None:
    page = li.get(PAGE).content.decode()
    assert page.count('name="value-') == 24
    assert "预约率" in page
    assert "通用 &gt; 50%" in page
    assert "通用 ≥ 100美元" in page  # the source's target of parts per order is in dollars


def test_a_target_of_the_month_goes_before_the_year(
    li: Client, store: Store, as_director: Viewer
) -> None:
    li.post(PAGE + "2026", sent(value="60", sign=">="))
    li.post(PAGE + "2026-10", sent(value=" 62.5% ", sign=">"))
    aims = [queries.aims(as_director, [store.pk], period)[KPI] for period in (MONTH, YEAR)]
    assert [(aim.value, aim.comparator) for aim in aims] == [
        (Decimal("62.5"), ">"),
        (Decimal(60), ">="),
    ]
    assert row_of(as_director, store, MONTH).usual == aims[1]
    assert set(AuditRow.objects.values_list("action", flat=True)) >= {"target.set"}


def test_what_is_sent_unchanged_sets_nothing(li: Client, store: Store) -> None:
    li.post(PAGE + "2026", sent(value="", sign=">"))
    assert not Target.objects.exists()
    li.post(PAGE + "2026", sent(value="55", sign=">"))
    rows = AuditRow.objects.filter(action="target.set").count()
    li.post(PAGE + "2026", sent(value="55.0", sign=">"))
    assert AuditRow.objects.filter(action="target.set").count() == rows == 1


def test_a_blank_lets_the_usual_target_hold_again(
    li: Client, store: Store, as_director: Viewer
) -> None:
    li.post(PAGE + "2026", sent(value="55", sign=">"))
    li.post(PAGE + "2026", sent(value="", sign=">"))
    assert not Target.objects.exists()
    assert row_of(as_director, store, YEAR).own is None
    assert AuditRow.objects.filter(action="target.drop").count() == 1


@pytest.mark.parametrize("value", ["viel", "1e99", "NaN", "--3"])
def test_no_number_is_refused_and_nothing_is_lost(li: Client, store: Store, value: str) -> None:
    answer = li.post(PAGE + "2026", sent(value=value, sign="<"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f"预约率：“{value}”不是数字" in page
    assert f'value="{value}"' in page
    assert not Target.objects.exists()


@pytest.mark.parametrize("period", ["2026-13", "2026-W07", "x"])
def test_no_period_leads_to_this_year(li: Client, store: Store, period: str) -> None:
    assert li.get(PAGE + period).status_code == 302
    with pytest.raises(Refused, match="no period"):
        targets.period_of(period, MONTH.start)


def test_one_target_refused_sets_none(li: Client, store: Store) -> None:
    typed = sent(value="55", sign=">") | {"value-callback_rate": "many", "sign-callback_rate": ">"}
    li.post(PAGE + "2026", typed)
    assert not Target.objects.exists()


def test_an_agent_sees_targets_and_sets_none(agent: User, store: Store, as_agent: Viewer) -> None:
    client = signed_in(agent)
    assert "disabled" in client.get(PAGE).content.decode()
    assert client.post(PAGE + "2026", sent(value="55", sign=">")).status_code == 403
    assert not Target.objects.exists()
    with pytest.raises(Forbidden):
        drop_target(by=as_agent, store=store, kpi=KPI, period=YEAR)


def test_another_stores_targets_are_not_there(outsider: User, store: Store) -> None:
    assert signed_in(outsider).get(PAGE).status_code == 404


def test_the_groups_target_is_what_holds_without_the_stores(
    store: Store, as_director: Viewer
) -> None:
    set_target(by=Viewer.system(), kpi=KPI, period=YEAR, value=Decimal(58), group=store.group)
    row = row_of(as_director, store, YEAR)
    assert row.own is None
    assert row.usual is not None
    assert row.usual.value == 58
