"""The customers of a segment are called about a topic."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.test import Client

from careloop.customers.models import Customer
from careloop.organisation.models import Store, User
from careloop.outreach.models import ContactTask
from tests.customers.conftest import add_customer, add_vehicle
from tests.desk.conftest import SignIn

pytestmark = pytest.mark.django_db
PAGE = "/stores/S1/customers/segments/call/?regions=石狮"
TODAY = date.today()
ASKED = {
    "title": "冬季检测",
    "opens_on": str(TODAY),
    "due_on": str(TODAY + timedelta(days=7)),
    "last_day": str(TODAY + timedelta(days=14)),
    "pool": "call_agents",
}


@pytest.fixture
def leading(director: User, signed_in: SignIn) -> Client:
    return signed_in(director)


@pytest.fixture
def willing(store: Store) -> Customer:
    """Chen of Shishi, who may be called; and others of whom none may."""
    chen = add_customer(store, "陈静", "13812345678", region="石狮")
    add_vehicle(chen, "闽C00001")
    add_vehicle(chen, "闽C00002")
    silent = add_customer(store, "不愿", "13812345679", region="石狮", do_not_contact=True)
    add_vehicle(silent, "闽C00003")
    add_vehicle(add_customer(store, "无号", region="石狮"), "闽C00004")
    driver = add_customer(store, "司机", "13812345670", region="石狮")
    add_vehicle(driver, "闽C00005", is_fleet=True)
    add_vehicle(add_customer(store, "外地", "13812345671", region="泉州"), "闽C00006")
    return chen


def test_each_customer_is_called_once_and_who_is_left_out_is_said(
    leading: Client, willing: Customer
) -> None:
    page = leading.post(PAGE, ASKED, follow=True).content.decode()
    task = ContactTask.objects.get()
    assert (task.customer, task.note, task.contact_type) == (willing, "冬季检测", "special_topic")
    assert task.due_on == TODAY + timedelta(days=7)
    assert "已生成 1 个任务" in page
    assert "1 位不愿接受邀约、1 位没有可拨打的电话、1 位只有出租或租赁车辆" in page
    again = leading.post(PAGE, ASKED, follow=True).content.decode()
    assert "1 位已在该专题中联系过" in again
    assert ContactTask.objects.count() == 1


def test_topic_opens_later_and_belongs_to_one_person(
    leading: Client, willing: Customer, agent: User
) -> None:
    opens = TODAY + timedelta(days=3)
    leading.post(PAGE, ASKED | {"opens_on": str(opens), "owner": str(agent.pk)})
    task = ContactTask.objects.get()
    assert task.opens_at == datetime(opens.year, opens.month, opens.day)
    assert (task.owner, task.pool) == (agent, "call_agents")


def test_topic_goes_to_the_pool_that_is_chosen(leading: Client, willing: Customer) -> None:
    leading.post(PAGE, ASKED | {"pool": "service_advisors"})
    assert ContactTask.objects.get().pool == "service_advisors"


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"due_on": str(TODAY + timedelta(days=20))}, "专题的日期须依次为"),
        ({"opens_on": str(TODAY - timedelta(days=9)), "due_on": str(TODAY - timedelta(days=5)),
          "last_day": str(TODAY - timedelta(days=1))}, "早于今天"),
        ({"title": ""}, "必填"),
        ({"owner": "999"}, "有效"),
    ],
)  # fmt: skip
def test_topic_that_cannot_be_is_said(
    asked: dict[str, str], said: str, leading: Client, willing: Customer
) -> None:
    answer = leading.post(PAGE, ASKED | asked)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not ContactTask.objects.exists()


def test_everybody_is_not_called(leading: Client, willing: Customer) -> None:
    everybody = PAGE.partition("?")[0]
    assert "不能发给全部客户" in leading.post(everybody, ASKED).content.decode()
    assert leading.get(everybody + "?visits_from=5&visits_to=1").status_code == 302
    assert not ContactTask.objects.exists()


def test_page_of_segments_leads_here(leading: Client, willing: Customer) -> None:
    page = leading.get("/stores/S1/customers/segments/?regions=石狮").content.decode()
    assert "segments/call/?regions=%E7%9F%B3%E7%8B%AE" in page
    assert "4 位客户，5 辆车" in leading.get(PAGE).content.decode()


def test_only_who_assigns_calls_a_segment(
    agent: User, outsider: User, signed_in: SignIn, willing: Customer
) -> None:
    assert signed_in(agent).post(PAGE, ASKED).status_code == 403
    assert signed_in(outsider).post(PAGE, ASKED).status_code == 404
    assert (
        "segments/call/"
        not in signed_in(agent).get("/stores/S1/customers/segments/?regions=石狮").content.decode()
    )
    assert not ContactTask.objects.exists()
