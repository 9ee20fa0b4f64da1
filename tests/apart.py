"""Processes of their own over a test's database.

SQLite's test database lives in the memory of the test, so the others are given a copy of it in a
file; PostgreSQL's they share.
"""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parents[1]
ENTRANCE = "import django; django.setup(); from {0} import {1}; {1}()"
UNTIL_ALL_ARE_UP = 6  # seconds a process has to load the program


@dataclass(frozen=True)
class Apart:
    """A copy of what the test has stored, or the server itself, and processes that work on it."""

    folder: Path

    @classmethod
    def of_this_test(cls, folder: Path) -> Apart:
        if connection.vendor == "sqlite":
            with sqlite3.connect(folder / "careloop.sqlite3") as copy:
                connection.connection.backup(copy)
        return cls(folder)

    def at_once(self, module: str, function: str, *each: Sequence[object]) -> list[str]:
        """Call ``module.function`` in a process for each list of arguments; what each wrote.

        The first argument every process gets is the second at which all of them begin.
        """
        starts_at = str(time.time() + UNTIL_ALL_ARE_UP)
        code = ENTRANCE.format(module, function)
        running = [
            subprocess.Popen(
                [sys.executable, "-c", code, starts_at, *map(str, arguments)],
                cwd=ROOT,
                env=os.environ | self._environment(),
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
            for arguments in each
        ]
        said = [process.communicate(timeout=120) for process in running]
        assert [process.returncode for process in running] == [0] * len(running), said
        return [out for out, _ in said]

    def _environment(self) -> dict[str, str]:
        name = str(settings.DATABASES["default"]["NAME"])
        url = os.environ.get("CARELOOP_DATABASE_URL", "").rpartition("/")[0] + f"/{name}"
        return {
            "DJANGO_SETTINGS_MODULE": "careloop.config.settings",
            "CARELOOP_HOME": str(self.folder),
            "CARELOOP_DATABASE_URL": "" if connection.vendor == "sqlite" else url,
        }

    def rows(self, question: str) -> list[tuple[Any, ...]]:
        """What the processes have stored."""
        if connection.vendor == "sqlite":
            with sqlite3.connect(self.folder / "careloop.sqlite3") as copy:
                return copy.execute(question).fetchall()
        with connection.cursor() as cursor:
            cursor.execute(question)
            return list(cursor.fetchall())


def wait_until(starts_at: str) -> None:
    """All begin at one second."""
    time.sleep(max(0.0, float(starts_at) - time.time()))
