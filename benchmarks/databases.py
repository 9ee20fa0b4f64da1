"""The databases a benchmark measures on, and processes of CareLoop's own on them."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class Database:
    """One database with a data folder of its own; ``name`` is what figures are printed with."""

    name: str
    home: Path
    url: str

    @property
    def environment(self) -> dict[str, str]:
        return os.environ | {
            "CARELOOP_HOME": str(self.home),
            "CARELOOP_DATABASE_URL": self.url,
            "DJANGO_SETTINGS_MODULE": "careloop.config.settings",
            "PYTHONPATH": str(ROOT),
        }

    def run(self, *arguments: str) -> str:
        """What a fresh Python prints with these arguments; its faults stop the benchmark."""
        command = [sys.executable, *arguments]
        done = subprocess.run(
            command, env=self.environment, check=True, stdout=subprocess.PIPE, text=True, cwd=ROOT
        )
        return done.stdout


def databases(server: str = "", folder: Path | None = None) -> Iterator[Database]:
    """A SQLite file, then, where ``server`` names one, a PostgreSQL database made and dropped.

    ``server`` is postgresql://user@host:port/any. A ``folder`` given is kept.
    """
    with tempfile.TemporaryDirectory(prefix="careloop-benchmark-") as name:
        yield Database("sqlite", (folder or Path(name)) / "sqlite", "")
    if server:
        with (
            tempfile.TemporaryDirectory(prefix="careloop-benchmark-") as name,
            own_database(server) as url,
        ):
            yield Database("postgresql", Path(name), url)


@contextmanager
def own_database(server: str) -> Iterator[str]:
    """The address of a database made on the server for this, and dropped afterwards."""
    name = f"careloop_benchmark_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    try:
        yield f"{server.rpartition('/')[0]}/{name}"
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
