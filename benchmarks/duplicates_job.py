"""The measurements of ``duplicates_of_customers.py`` on one database; prints JSON.

python benchmarks/duplicates_job.py CUSTOMERS
"""

# ruff: noqa: E402 (Django is set up before models are imported)

from __future__ import annotations

import json
import random
import statistics
import sys
import time
from collections.abc import Callable
from datetime import datetime
from itertools import combinations, islice
from typing import Any

import django

django.setup()

from django.core.management import call_command
from django.db import connection

from benchmarks.desk_data import fill, named
from careloop.common.crypto import encrypt, last_four_index, phone_index
from careloop.customers import actions, duplicates, queries
from careloop.customers.models import Contact, Customer, DuplicatePair, StoreVehicle, Vehicle
from careloop.customers.queries.duplicates import people as compared
from careloop.organisation.actions import add_store
from careloop.organisation.models import Store
from careloop.organisation.rules import Viewer

LIMIT_SECONDS, LIMIT_SEARCH_MS, ROUNDS = 60, 40, 15
TWICE = 50  # one customer in so many
SEARCHES = ("王", "wang", "小明", "wxm", "xiaoming", "5678", "45678", "沪A12", "A12345", "001234")
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧曾单"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰飞鹏宇浩欣雪梅红建国志文斌小晓"
NOW = datetime(2026, 11, 20, 9)
PEER_PEOPLE = 1_500
BY = Viewer.system()


def name(chance: random.Random) -> str:
    return chance.choice(SURNAMES) + "".join(chance.choices(GIVEN, k=chance.choice((1, 2, 2))))


def slip(name: str, chance: random.Random) -> str:
    """The same name by a slip: one character of the given name is another."""
    place = chance.randrange(1, len(name))
    return name[:place] + chance.choice(GIVEN) + name[place + 1 :]


def people(count: int) -> list[tuple[str, str]]:
    """Names and numbers; the last ones are others once more, under the same number."""
    chance = random.Random(7)
    once = count - count // TWICE
    told = [(name(chance), f"13{chance.randrange(10**9):09d}") for _ in range(once)]
    return told + [(slip(told[n][0], chance), told[n][1]) for n in range(count - once)]


def prepared(count: int) -> Store:
    """A store with so many customers, a number and a car each."""
    call_command("migrate", verbosity=0)
    store = add_store(by=BY, code="BENCH", name="BENCH")
    told = list(enumerate(people(count), start=1))
    customer = named("id", "identity", "customer_no", "name", store_id=store.pk)
    fill(Customer, customer, ((n, f"no:K{n}", f"K{n}", name) for n, (name, _) in told))
    indexes = ("phone", "phone_index", "last_four_index")
    contact = named("id", "customer_id", *indexes, role="owner", kind="mobile")
    numbers = ((n, n, encrypt(p), phone_index(p), last_four_index(p)) for n, (_, p) in told)
    fill(Contact, contact, numbers)
    vehicle = named("id", "vin", "plate", "model", group_id=store.group_id)
    fill(Vehicle, vehicle, ((n, f"LSVBENCH0{n:08d}", f"沪A{n:05d}", "帕萨特") for n, _ in told))
    filed = named("id", "vehicle_id", "customer_id", store_id=store.pk)
    fill(StoreVehicle, filed, ((n, n, n) for n, _ in told))
    return store


def analysed() -> None:
    """PostgreSQL does this by itself soon after; here nobody waits for it."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def timed(act: Callable[[], Any]) -> tuple[Any, dict[str, float]]:
    begun, cpu = time.perf_counter(), time.process_time()
    result = act()
    seconds, cpu = time.perf_counter() - begun, time.process_time() - cpu
    return result, {"seconds": round(seconds, 1), "cpu_seconds": round(cpu, 1)}


def finding(store: Store, count: int) -> dict[str, Any]:
    pairs, taken = timed(lambda: actions.find_duplicates(by=BY, store=store, now=NOW))
    planted = count // TWICE
    stored = set(DuplicatePair.objects.values_list("first_id", "second_id"))
    found = sum((n, count - planted + n) in stored for n in range(1, planted + 1))
    return {
        "figure": "duplicates_of_customers",
        "customers": count,
        **taken,
        "limit_seconds": LIMIT_SECONDS,
        "pairs": pairs,
        "planted": planted,
        "planted_found": found,
        "peer_everybody_with_everybody_seconds": round(peer(store, count)),
        "met": taken["seconds"] <= LIMIT_SECONDS,
    }


def peer(store: Store, count: int) -> float:
    """Seconds to compare everybody with everybody, reckoned up from a part."""
    some = list(islice(compared(store), PEER_PEOPLE))
    keyed = [{key for key, _ in duplicates.keys(person)} for person in some]
    begun = time.perf_counter()
    sum(not one.isdisjoint(other) for one, other in combinations(keyed, 2))
    return (time.perf_counter() - begun) * (count / PEER_PEOPLE) ** 2


def searching(store: Store, typed: str) -> dict[str, Any]:
    times = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        hits = queries.search(BY, [store.pk], typed)
        times.append(1000 * (time.perf_counter() - begun))
    median = statistics.median(times)
    return {
        "figure": "search",
        "typed": typed,
        "hits": len(hits),
        "median_ms": round(median, 1),
        "limit_ms": LIMIT_SEARCH_MS,
        "met": median <= LIMIT_SEARCH_MS,
    }


def main(count: int) -> None:
    store = prepared(count)
    analysed()
    figures = [finding(store, count)]
    keys, taken = timed(lambda: actions.refresh_search_keys(store=store))
    figures.append({"figure": "search_keys", "keys": keys, **taken})
    analysed()
    figures += [searching(store, typed) for typed in SEARCHES]
    database = {"database": connection.vendor}
    print(json.dumps([one | database for one in figures], ensure_ascii=False))


if __name__ == "__main__":
    main(int(sys.argv[1]))
