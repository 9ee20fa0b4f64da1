"""A large store for the desk's benchmark: customers, orders, contacts, and work that is due.

    python benchmarks/desk_data.py --customers 200000

Fills the operational store that ``CARELOOP_HOME`` and ``CARELOOP_DATABASE_URL`` name with a fixed
seed: one vehicle a customer, five orders a vehicle with a labour line and a part line each, ten
contacts a customer with their attempts, one customer in ten with a contact to make today. Search
keys and visit summaries are then made by the rooms' own passes.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.core.management.color import no_style  # noqa: E402
from django.db import connection, models  # noqa: E402

from careloop.common.crypto import encrypt, last_four_index, phone_index  # noqa: E402
from careloop.complaints.models import Complaint  # noqa: E402
from careloop.customers import actions as customers  # noqa: E402
from careloop.customers.models import Contact, Customer, StoreVehicle, Vehicle  # noqa: E402
from careloop.organisation import actions as organisation  # noqa: E402
from careloop.organisation.choices import Role  # noqa: E402
from careloop.organisation.models import Employee, Store  # noqa: E402
from careloop.organisation.rules import Viewer  # noqa: E402
from careloop.outreach.choices import TaskState  # noqa: E402
from careloop.outreach.models import ContactAttempt, ContactTask  # noqa: E402
from careloop.service import actions as service  # noqa: E402
from careloop.service.models import LabourLine, PartLine, RepairOrder  # noqa: E402

AGENT = "bench_agent"
ORDERS, CONTACTS = 5, 10  # for each customer
ADVISORS = 30
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰飞鹏宇浩欣雪梅红建国志文斌"
MODELS = ("帕萨特", "途观", "朗逸", "昊锐", "明锐", "晶锐")
JOBS = ("periodic_maintenance", "repair", "warranty_claim", "insurance")
OUTCOMES = ("answered", "answered", "no_answer", "booked", "refused", "powered_off")
OPEN_TYPES = ("after_repair", "periodic_maintenance", "lost_customer", "insurance_renewal")
NOW = datetime(2026, 11, 20, 9)


def fill(
    model: type[models.Model], columns: dict[str, Any], rows: Iterable[tuple[Any, ...]]
) -> None:
    """Write ``rows`` as they are; ``columns`` maps the columns they hold to None, and further
    columns to the value that is the same for all."""
    fields = {str(field.column): field for field in model._meta.concrete_fields}
    constants = {name: value for name, value in columns.items() if value is not None}
    held = [name for name, value in columns.items() if value is None]
    for name, field in fields.items():
        if name not in columns and field.has_default():
            constants[name] = field.get_default()
        elif name not in columns and not field.null:
            constants[name] = NOW if name == "changed_at" else ""
    names = ", ".join(f'"{name}"' for name in (*held, *constants))
    same = tuple(constants.values())
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row((*row, *same))
            for statement in connection.ops.sequence_reset_sql(no_style(), [model]):
                cursor.execute(statement)
        else:
            places = ", ".join("?" * (len(held) + len(same)))
            plain = tuple(_plain(value) for value in same)
            raw = cursor.cursor.connection
            source = iter(rows)
            raw.execute("BEGIN")  # else every row is a transaction of its own
            while some := list(islice(source, 50_000)):
                raw.executemany(
                    f"INSERT INTO {table} ({names}) VALUES ({places})",
                    [(*map(_plain, row), *plain) for row in some],
                )
            raw.commit()


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, datetime) else value


def named(*columns: str, **constants: Any) -> dict[str, Any]:
    return dict.fromkeys(columns) | constants


def people(store: Store, count: int) -> None:
    chance = random.Random(1)
    fill(
        Employee,
        named("id", "employee_no", "name", store_id=store.pk),
        ((n, f"E{n:03d}", f"顾问{n}") for n in range(1, ADVISORS + 1)),
    )
    fill(
        Customer,
        named("id", "identity", "customer_no", "name", "kind", "level", store_id=store.pk),
        (
            (n, f"no:C{n:06d}", f"C{n:06d}", _name(chance), "person", "A")
            for n in range(1, count + 1)
        ),
    )
    fill(
        Contact,
        named(
            "id", "customer_id", "phone", "phone_index", "last_four_index",
            role="owner", kind="mobile",
        ),
        (
            (n, n, encrypt(number), phone_index(number), last_four_index(number))
            for n in range(1, count + 1)
            for number in (f"138{n:08d}",)
        ),
    )  # fmt: skip
    fill(
        Vehicle,
        named(
            "id", "vin", "plate", "model", "mileage", "purchased_on", group_id=store.group_id
        ),
        (
            (n, f"LSVBENCH0{n:08d}", f"沪A{n:05d}", chance.choice(MODELS), chance.randrange(90_000),
             (NOW - timedelta(days=chance.randrange(60, 3000))).date().isoformat())
            for n in range(1, count + 1)
        ),
    )  # fmt: skip
    fill(
        StoreVehicle,
        named("id", "vehicle_id", "customer_id", store_id=store.pk),
        ((n, n, n) for n in range(1, count + 1)),
    )


def _name(chance: random.Random) -> str:
    return chance.choice(SURNAMES) + "".join(chance.sample(GIVEN, chance.choice((1, 2, 2))))


def visits(store: Store, count: int) -> None:
    fill(
        RepairOrder,
        named(
            "id", "ro_no", "vehicle_id", "customer_id", "job_type", "opened_at", "settled_at",
            "delivered_at", "advisor_id", "mileage", "total_fen", store_id=store.pk,
        ),
        _orders(count),
    )  # fmt: skip
    total = count * ORDERS
    fill(
        LabourLine,
        named("id", "order_id", operation="更换机油机滤", line_no="1", minutes=60),
        ((n, n) for n in range(1, total + 1)),
    )
    fill(
        PartLine,
        named("id", "order_id", part_no="P1", part_name="机油", line_no="1", amount_fen=30_000),
        ((n, n) for n in range(1, total + 1)),
    )


def _orders(count: int) -> Iterator[tuple[Any, ...]]:
    chance = random.Random(2)
    number = 0
    for vehicle in range(1, count + 1):
        for _ in range(ORDERS):
            number += 1
            opened = NOW - timedelta(minutes=chance.randrange(2, 2_600_000))
            yield (
                number, f"RO{number:08d}", vehicle, vehicle, chance.choice(JOBS), opened,
                opened + timedelta(hours=4), opened + timedelta(hours=5),
                chance.randrange(1, ADVISORS + 1), chance.randrange(1_000, 150_000),
                chance.randrange(10_000, 300_000),
            )  # fmt: skip


def contacts(store: Store, count: int) -> None:
    """Contacts made, and one open task for one customer in ten."""
    total = count * CONTACTS
    facts = (
        "id", "subject", "due_on", "vehicle_id", "customer_id", "order_id", "state", "occasion",
        "contact_type", "opens_at", "expires_at", "next_at", "advisor_id", "attempts_made",
        "last_outcome",
    )  # fmt: skip
    fill(ContactTask, named(*facts, store_id=store.pk), _tasks(count, total))
    fill(
        ContactAttempt,
        named("id", "task_id", "call_no", "attempted_at", "outcome", store_id=store.pk,
              agent_no="E001"),
        _attempts(total),
    )  # fmt: skip


def _tasks(count: int, total: int) -> Iterator[tuple[Any, ...]]:
    chance = random.Random(3)
    for number in range(1, total + 1):
        customer = (number - 1) % count + 1
        due = NOW - timedelta(days=20 + number % 2_000)
        order = (customer - 1) * ORDERS + 1 + number % ORDERS
        yield (
            number, f"T{number}", due.date().isoformat(), customer, customer, order,
            TaskState.DONE.value, f"bench:{number}", "after_repair", due, due, due,
            chance.randrange(1, ADVISORS + 1), 1, "answered",
        )  # fmt: skip
    for place in range(count // 10):
        number, customer = total + place + 1, place * 10 + 1
        due = NOW + timedelta(days=chance.randrange(-5, 15))
        yield (
            number, f"T{number}", due.date().isoformat(), customer, customer, None,
            TaskState.OPEN.value, f"bench:{number}", OPEN_TYPES[place % len(OPEN_TYPES)],
            NOW - timedelta(days=6), NOW + timedelta(days=30), NOW - timedelta(days=6),
            chance.randrange(1, ADVISORS + 1), 0, "",
        )  # fmt: skip


def _attempts(total: int) -> Iterator[tuple[Any, ...]]:
    chance = random.Random(4)
    for number in range(1, total + 1):
        made = NOW - timedelta(days=20 + number % 2_000)
        yield number, number, f"K{number}", made, chance.choice(OUTCOMES)


def complaints(store: Store, count: int) -> None:
    fill(
        Complaint,
        named("id", "complaint_no", "received_at", "vehicle_id", "customer_id", "cause",
              store_id=store.pk),
        (
            (n, f"TS{n}", NOW - timedelta(days=n % 900), n * 10, n * 10, "quality")
            for n in range(1, count // 10 + 1)
        ),
    )  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=200_000)
    count = parser.parse_args().customers
    call_command("migrate", verbosity=0)
    by = Viewer.system()
    store = organisation.add_store(by=by, code="B1", name="测量店", group="测量集团")
    organisation.add_user(
        by=by, username=AGENT, password="Right-horse-7", role=Role.CARE_DIRECTOR, store=store
    )
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = replica")  # rows are right by making
    for make in (people, visits, contacts, complaints):
        make(store, count)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    service.refresh_summaries(store=store, now=NOW)
    customers.refresh_search_keys(store=store)


if __name__ == "__main__":
    main()
