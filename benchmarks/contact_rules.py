"""Benchmark of the contact rules: all of them over a store of 100,000 vehicles, printed as JSON.

    python benchmarks/contact_rules.py [--vehicles 100000] [--postgres URL]

Makes a store of 100,000 vehicles, 500,000 orders and 1,000,000 contacts (``desk_data.py``) in a
SQLite file and, where ``--postgres`` names a server, in a database there; then runs the rules in a
fresh process: the first time, when everything is to be made, and again, when nothing is. Limit: 30
seconds for each run.
"""

from __future__ import annotations

import argparse
import json
from typing import Any

from databases import Database, databases

LIMIT_SECONDS = 30
RUN = """
import json, resource, time
import django
django.setup()
from benchmarks.desk_data import NOW
from careloop.organisation.models import Store
from careloop.organisation.rules import Viewer
from careloop.outreach import actions
begun, cpu = time.perf_counter(), time.process_time()
run = actions.run_rules(by=Viewer.system(), store=Store.objects.get(), now=NOW)
seconds, cpu = time.perf_counter() - begun, time.process_time() - cpu
memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
made = {"made": run.made_in_all, "gone": run.gone, "expired": run.expired, "kinds": run.made}
took = {"seconds": round(seconds, 2), "cpu_seconds": round(cpu, 2), "memory_mb": memory}
print(json.dumps(took | made))
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--vehicles", type=int, default=100_000)
    parser.add_argument("--postgres", default="")
    asked = parser.parse_args()
    for database in databases(asked.postgres):
        measure(database, asked.vehicles)


def measure(database: Database, vehicles: int) -> None:
    database.run("benchmarks/desk_data.py", "--customers", str(vehicles))
    for figure in ("contact_rules_first_run", "contact_rules_again"):
        told: dict[str, Any] = json.loads(database.run("-c", RUN))
        print(
            json.dumps(
                {
                    "figure": figure,
                    "database": database.name,
                    "vehicles": vehicles,
                    **told,
                    "limit_seconds": LIMIT_SECONDS,
                    "met": told["seconds"] <= LIMIT_SECONDS,
                }
            ),
            flush=True,
        )


if __name__ == "__main__":
    main()
