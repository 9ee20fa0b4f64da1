"""Benchmark of a large customer file: duplicates over the whole base, search keys, search.

    python benchmarks/duplicates_of_customers.py [--customers 200000] [--postgres URL]

Makes a store of 200,000 customers with one number and one car each (``duplicates_job.py``); two in
a hundred stand there twice, with a slip in the name and the same number. Finding them is measured
with how many of those planted are found; then the making of all search keys, and one search of
each kind. Peer for the duplicates: comparing everybody with everybody, timed on a part and
reckoned up.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import psycopg

ROOT = Path(__file__).resolve().parents[1]
JOB = Path(__file__).with_name("duplicates_job.py")


def measure(home: Path, url: str, customers: int) -> list[dict[str, Any]]:
    """The figures of one database, in a process of its own."""
    environment = os.environ | {
        "CARELOOP_HOME": str(home),
        "CARELOOP_DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "careloop.config.settings",
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, str(JOB), str(customers)]
    done = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def on_postgres(home: Path, server: str, customers: int) -> list[dict[str, Any]]:
    """The same in a database made for it and dropped afterwards."""
    name = f"careloop_duplicates_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        try:
            return measure(home, f"{server.rpartition('/')[0]}/{name}", customers)
        finally:
            with suppress(psycopg.Error):
                connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=200_000)
    parser.add_argument("--postgres", default="")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        figures = measure(Path(name) / "sqlite", "", given.customers)
        if given.postgres:
            figures += on_postgres(Path(name) / "postgres", given.postgres, given.customers)
    print(json.dumps(figures, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
