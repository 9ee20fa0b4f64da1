"""Imports that meet: one of them waits until the other has ended."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from careloop.dms.models import ImportRun
from careloop.organisation.models import Group

PATIENCE_MS = 3_600_000
"""As long as a job may take (settings.Q_CLUSTER)."""


@contextmanager
def patient() -> Iterator[None]:
    """Have SQLite, which takes one writer at a time, wait for a whole import before it gives up.

    A page gives up after the seconds of the settings; a job has time.
    """
    if connection.vendor != "sqlite":
        yield
        return
    before = _waiting(PATIENCE_MS)
    try:
        yield
    finally:
        _waiting(before)


def _waiting(milliseconds: int) -> int:
    """Set how long SQLite waits for another's write; gives back how long it waited before."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        before = int(cursor.fetchone()[0])
        cursor.execute(f"PRAGMA busy_timeout = {milliseconds}")
    return before


def lock_group(run: ImportRun) -> None:
    """One import into a group at a time: its stores share vehicles. SQLite locks by itself."""
    Group.objects.select_for_update(no_key=True).get(pk=run.store.group_id)
