"""Opening a complaint: its number, what it is about, who is told, who may."""

from __future__ import annotations

from datetime import date, datetime
from threading import Barrier, Thread

import pytest
from django.db import connection

from careloop.common.models import AuditRow
from careloop.complaints.actions import open_complaint
from careloop.complaints.models import Complaint
from careloop.core.kernel.errors import Refused
from careloop.notifications.models import Notice
from careloop.organisation import actions
from careloop.organisation.choices import Role
from careloop.organisation.models import Store, User
from careloop.organisation.rules import Forbidden, Viewer
from tests.mart.books import Books

NOW = datetime(2026, 11, 22, 10, 30)


def opened(by: Viewer, store: Store, **fields: object) -> Complaint:
    said = {"cause": "quality", "description": "刹车异响", "now": NOW} | fields
    return open_complaint(by=by, store=store, **said)  # type: ignore[arg-type]


@pytest.mark.django_db
def test_numbers_count_the_day_of_a_store(
    as_director: Viewer, store: Store, other_store: Store
) -> None:
    numbers = [opened(as_director, store).complaint_no for _ in range(2)]
    assert numbers == ["TS20261122-001", "TS20261122-002"]
    assert opened(Viewer.system(), other_store).complaint_no == "TS20261122-001"
    tomorrow = opened(as_director, store, now=datetime(2026, 11, 23, 8))
    assert tomorrow.complaint_no == "TS20261123-001"


@pytest.mark.django_db
def test_numbers_pass_a_thousand_and_numbers_of_imports(
    as_director: Viewer, store: Store, books: Books
) -> None:
    for taken in ("TS20261122-999", "TS20261122-1000", "TS20261122-X1"):
        books.complaint(NOW).__class__.objects.filter(complaint_no__startswith="K").update(
            complaint_no=taken
        )
    assert opened(as_director, store).complaint_no == "TS20261122-1001"


@pytest.mark.django_db
def test_complaint_takes_car_and_number_from_its_order(
    as_agent: Viewer, store: Store, books: Books
) -> None:
    order = books.order(books.vehicle(plate="浙A1"), date(2026, 11, 20), ro_no="R1")
    complaint = opened(as_agent, store, order=order)
    assert (complaint.vehicle, complaint.ro_no) == (order.vehicle, "R1")
    assert complaint.vin == order.vehicle.vin
    assert (complaint.digest, complaint.closed_at) == (None, None)


@pytest.mark.django_db
def test_service_manager_and_director_are_told_at_once(
    as_agent: Viewer, store: Store, director: User, agent: User, outsider: User
) -> None:
    manager = actions.add_user(
        by=Viewer.system(),
        username="sun",
        password="Right-horse-7",
        role=Role.SERVICE_MANAGER.value,
        store=store,
    )
    opened(as_agent, store, link="/stores/S1/answers/1/")
    notices = Notice.objects.all()
    assert {notice.recipient for notice in notices} == {manager, director}
    assert all(n.is_urgent and n.link == "/stores/S1/answers/1/" for n in notices)
    assert "TS20261122-001" in notices[0].text_zh
    assert "刹车异响" not in notices[0].text_zh


@pytest.mark.django_db
def test_opening_is_audited_without_the_description(as_agent: Viewer, store: Store) -> None:
    opened(as_agent, store, source_kind="attempt", source_id=7)
    row = AuditRow.objects.get(action="complaint.open")
    assert row.detail == {"cause": "quality", "source": "attempt"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"cause": "weather"}, "weather"),
        ({"severity": "9"}, "9"),
        ({"description": "  "}, "says nothing"),
    ],
)
def test_incomplete_complaint_is_refused(
    as_agent: Viewer, store: Store, fields: dict[str, str], named: str
) -> None:
    with pytest.raises(Refused, match=named):
        opened(as_agent, store, **fields)
    assert not Complaint.objects.exists()


@pytest.mark.django_db
def test_outsider_opens_no_complaint(as_outsider: Viewer, store: Store) -> None:
    with pytest.raises(Forbidden):
        opened(as_outsider, store)
    assert not Notice.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_at_once_get_two_numbers(store: Store) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite lets one write at a time, and tests keep it in memory")
    gate, numbers = Barrier(4), []

    def work() -> None:
        gate.wait()
        numbers.append(opened(Viewer.system(), store).complaint_no)
        connection.close()

    workers = [Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(numbers) == [f"TS20261122-00{n}" for n in (1, 2, 3, 4)]
