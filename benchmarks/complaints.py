"""Benchmark of complaints: the ladder and the board in a store that has many, printed as JSON.

    python benchmarks/complaints.py [--complaints 50000] [--open 10000] [--postgres URL]

Makes a store with 50,000 complaints, 10,000 of them open and with steps of the ladder overdue
(``complaints_data.py``), in a SQLite file and, where ``--postgres`` names a server, in a database
there. Reckons the open ones anew as after a change of the opening hours; climbs the ladder in a
fresh process, limit 5 seconds, and once more, when no step may be taken twice; then serves the
site as ``careloop serve`` does and asks for the board, tab after tab, limit 150 ms.
"""

from __future__ import annotations

import argparse
import json
import statistics
from typing import Any

from databases import Database, databases
from desk import Person, served, session

ESCALATE_SECONDS, BOARD_MS = 5, 150
ROUNDS = 30
TABS = ("", "?tab=overdue", "?tab=due_soon", "?tab=open", "?tab=archived", "?tab=open&severity=1")
RUN = """
import json, resource, time
import django
django.setup()
from benchmarks.desk_data import NOW
import careloop.config.urls  # a worker of the job server has read it long ago
from careloop.complaints.actions import escalation, reckoning
from careloop.complaints.models import Complaint, EscalationStep
from careloop.notifications.models import Notice
from careloop.organisation.models import Store
begun, cpu = time.perf_counter(), time.process_time()
done = {call}
seconds, cpu = time.perf_counter() - begun, time.process_time() - cpu
memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
print(json.dumps({{
    "done": done, "steps": EscalationStep.objects.count(), "notices": Notice.objects.count(),
    "climbed": EscalationStep.objects.values("complaint").distinct().count(),
    "seconds": round(seconds, 2), "cpu_seconds": round(cpu, 2), "memory_mb": memory,
}}))
"""
RECKON = RUN.format(
    call="Complaint.objects.update(reply_due_at=None, escalates_at=None)"
    " and reckoning.reckon_open(store=Store.objects.get(), now=NOW)"
)
ESCALATE = RUN.format(call="escalation.escalate(now=NOW)")


def measure(database: Database, complaints: int, still_open: int) -> None:
    size = ("--complaints", str(complaints), "--open", str(still_open))
    database.run("benchmarks/complaints_data.py", *size)
    note = {"database": database.name, "complaints": complaints, "open": still_open}
    say({"figure": "reckon_anew", **note, **json.loads(database.run("-c", RECKON))})
    first: dict[str, Any] = json.loads(database.run("-c", ESCALATE))
    met = first["seconds"] <= ESCALATE_SECONDS and first["climbed"] == still_open
    say({"figure": "escalate", **note, **first, "limit_seconds": ESCALATE_SECONDS, "met": met})
    again: dict[str, Any] = json.loads(database.run("-c", ESCALATE))
    met = again["done"] == 0 and again["steps"] == first["steps"]
    say({"figure": "escalate_again", **note, **again, "limit_steps": 0, "met": met})
    cookie = session(database)
    with served(database) as port:
        person = Person(port, cookie)
        for tab in TABS:
            say({"figure": "board" + tab, **note, **asked(person, tab)})


def asked(person: Person, tab: str) -> dict[str, Any]:
    address = f"/stores/B1/complaints/{tab}"
    for _ in range(3):
        person.get(address)
    times = sorted(person.get(address) for _ in range(ROUNDS))
    median, p95 = statistics.median(times), times[int(len(times) * 0.95)]
    took = {"median_ms": round(median, 1), "p95_ms": round(p95, 1)}
    return {**took, "limit_ms": BOARD_MS, "met": median <= BOARD_MS}


def say(figure: dict[str, Any]) -> None:
    print(json.dumps(figure), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--complaints", type=int, default=50_000)
    parser.add_argument("--open", type=int, default=10_000)
    parser.add_argument("--postgres", default="")
    given = parser.parse_args()
    for database in databases(given.postgres):
        measure(database, given.complaints, given.open)


if __name__ == "__main__":
    main()
