"""Agents who ask for work at the same time, and rules that run at the same time."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from careloop.core.kernel.codes import CONTACT_TYPE
from careloop.organisation import actions as organisation
from careloop.organisation.choices import Role
from careloop.organisation.models import Store
from careloop.organisation.rules import Viewer
from tests.apart import Apart
from tests.mart.books import Books
from tests.outreach.conftest import NOW, TODAY
from tests.outreach.desk import Desk

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
RACING = "tests.outreach.racing"
AGENTS = (("wang", "priority"), ("chen", "due"), ("zhou", "priority"))
TURNS = CONTACT_TYPE.codes[:10]
CARS = 60


@pytest.fixture
def desk() -> Desk:
    """The store's; its rows are stored for other processes to see."""
    store = organisation.add_store(by=Viewer.system(), code="S1", name="测试一店", group="G1")
    return Desk(store, Books(store), NOW)


def hire(store: Store) -> None:
    for username, _ in AGENTS:
        organisation.add_user(
            by=Viewer.system(), username=username, password="Right-horse-7",
            role=Role.CALL_AGENT.value, store=store, display_name=username,
        )  # fmt: skip


def test_agents_who_ask_at_once_never_get_the_same_customer(desk: Desk, tmp_path: Path) -> None:
    hire(desk.store)
    for kind in TURNS:
        # Two tasks a customer: who looks for the most urgent and who looks for the first due
        # reach for one customer by different rows.
        for place in range(len(AGENTS)):
            customer, later = desk.customer(), TODAY - timedelta(days=place)
            desk.task(customer, contact_type=kind, priority=90 - place, due_on=TODAY)
            desk.task(
                customer,
                contact_type=kind,
                priority=1,
                due_on=later - timedelta(days=30 - 2 * place),
            )
    said = Apart.of_this_test(tmp_path).at_once(
        RACING, "take_tasks", *[(name, sort, *TURNS) for name, sort in AGENTS]
    )
    taken = [line for out in said for line in out.splitlines()]
    assert Counter(line.split()[0] for line in taken) == dict.fromkeys(TURNS, len(AGENTS))
    assert {line: n for line, n in Counter(taken).items() if n > 1} == {}


def test_rules_that_run_at_once_make_nothing_twice(desk: Desk, tmp_path: Path) -> None:
    for _ in range(CARS):
        desk.books.order(desk.car(), desk.ago(2))
        desk.books.order(desk.car(purchased_on=desk.ago(1000)), desk.ago(400))
    apart = Apart.of_this_test(tmp_path)
    made = [int(out) for out in apart.at_once(RACING, "run_the_rules", (), (), ())]
    tasks = apart.rows("SELECT contact_type, occasion FROM outreach_contacttask")
    assert len(tasks) >= 2 * CARS
    assert len(set(tasks)) == len(tasks)
    assert sum(made) == len(tasks)
    summaries = apart.rows("SELECT vehicle_id FROM service_visitsummary")
    assert len(summaries) == len(set(summaries)) == 2 * CARS
