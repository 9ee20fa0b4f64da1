"""Every page of the desk: who sees it, what it says, in how many queries."""

from __future__ import annotations

from datetime import timedelta

import pytest

from careloop.organisation.models import User
from careloop.outreach.models import ContactTask
from tests.desk.conftest import NOW, Desk, SignIn

pytestmark = pytest.mark.django_db
MOST_QUERIES = 15
# Asked for by the pages around them.
PARTS = ("/history/", "/case/", "/gate/", "/slots/", "/filters/")


def addresses(task: ContactTask) -> list[str]:
    base = "/stores/S1"
    return [
        f"{base}/desk/",
        f"{base}/desk/filters/",
        f"{base}/desk/worklist.csv",
        f"{base}/desk/worklist.xlsx",
        f"{base}/desk/slots/",
        f"{base}/desk/tasks/{task.pk}/",
        f"{base}/desk/tasks/{task.pk}/case/",
        f"{base}/desk/tasks/{task.pk}/gate/",
        f"{base}/customers/{task.customer_id}/",
        f"{base}/customers/{task.customer_id}/history/",
        f"{base}/vehicles/{task.vehicle_id}/",
        f"{base}/vehicles/{task.vehicle_id}/history/",
        f"{base}/search/",
    ]


@pytest.fixture
def full(desk: Desk, task: ContactTask) -> ContactTask:
    """Sixty more tasks, and fifty calls and orders of the one customer."""
    for number in range(60):
        customer, vehicle = desk.customer(
            f"客户{number}", f"1380000{number:04d}", f"沪B{number:05d}"
        )
        desk.due("periodic_maintenance", customer=customer, vehicle=vehicle)
    for number in range(50):
        on = NOW - timedelta(days=40 + number)
        order = desk.order(task.vehicle, on.date(), customer=task.customer)
        desk.labour(order, 1, 30, 1000)
        desk.attempt(
            desk.task(on.date(), customer=task.customer, vehicle=task.vehicle), on, "answered"
        )
        desk.complaint(on, customer=task.customer, vehicle=task.vehicle, closed_at=on)
    return task


def test_every_page_opens_for_an_agent_in_few_queries(
    full: ContactTask, agent: User, signed_in: SignIn, django_assert_max_num_queries: object
) -> None:
    client = signed_in(agent)
    client.get("/stores/S1/desk/")  # remembers the store in the session
    for address in addresses(full):
        part = {"HX-Request": "true"} if address.endswith(PARTS) else {}
        with django_assert_max_num_queries(MOST_QUERIES):  # type: ignore[operator]
            answer = client.get(address, headers=part)
        assert answer.status_code == 200, address


def test_no_page_opens_for_an_outsider(
    task: ContactTask, outsider: User, signed_in: SignIn
) -> None:
    client = signed_in(outsider)
    for address in addresses(task):
        assert client.get(address).status_code == 404, address
