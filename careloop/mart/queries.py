"""Reads of the mart: where it lies, which version readers use, whether it is behind."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db.models import Count, Max

from careloop.common.models import AuditRow
from careloop.core import facts
from careloop.core.facts.store import MartStore, Version
from careloop.core.metrics import catalogue
from careloop.dms.models import ImportRun
from careloop.mart import extracts as extract_files
from careloop.mart.extracts.registry import extracts
from careloop.mart.reading import dialect, rows_of
from careloop.organisation.rules import Viewer

MADE_FROM = "made-from"  # the file that keeps the mark of the last refresh
# Rooms no extract reads: a deed on their rows changes no figure.
NOT_COPIED = ("audits", "improvement", "notifications", "reports")
# The last deed on another row, walked to from the newest on.
LAST_DEED = f"""
SELECT id FROM (
    SELECT id FROM {AuditRow._meta.db_table}
    WHERE {" AND ".join(f"subject_kind NOT LIKE '{room}.%%'" for room in NOT_COPIED)}
    ORDER BY id DESC LIMIT 1
) last_deed
"""  # noqa: S608


def store() -> MartStore:
    """The mart of this installation."""
    return MartStore(folder())


def folder() -> Path:
    """Where the mart lies: it can be thrown away and is then made again."""
    return Path(settings.CARELOOP_HOME) / "mart"


def current_version(viewer: Viewer) -> Version | None:
    """The version readers use. It holds all stores; who asks for figures is held to their own
    stores by ``kpis.queries``."""
    return store().current()


def imported_at() -> datetime | None:
    """The moment the last import ended or was reverted."""
    ends = ImportRun.objects.filter(is_dry_run=False).aggregate(
        finished=Max("finished_at"), reverted=Max("reverted_at")
    )
    return max((at for at in ends.values() if at is not None), default=None)


def operational_mark() -> str:
    """A cheap sign of the operational store's state: it moves with every import and revert, with
    every row added to a table that is copied, and with every deed that may change one: each leaves
    an audit row.

    It reads the ends of primary keys and the few import runs, no matter how large the tables.
    """
    runs = ImportRun.objects.filter(is_dry_run=False).aggregate(
        count=Count("finished_at"),
        finished=Max("finished_at"),
        reverted=Max("reverted_at"),
    )
    watched = {watch.source.split()[0] for e in extracts(dialect()).values() for watch in e.watches}
    ends = [f"SELECT MAX(id) FROM {table}" for table in sorted(watched)]  # noqa: S608
    moved = [row[0] for row in rows_of(" UNION ALL ".join([*ends, LAST_DEED]))]
    return json.dumps([*map(str, runs.values()), *moved])


@cache
def definitions_mark() -> str:
    """Moves when the program defines its facts anew: a mart made by another version of it may
    lack a column, or hold one that was counted otherwise."""
    digest = hashlib.sha256()
    for module in (facts, catalogue, extract_files):
        for path in sorted(Path(module.__file__ or "").parent.glob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:24]


def mark() -> str:
    """What the mart is made from: the state of the operational store, and the definitions."""
    return f"{definitions_mark()} {operational_mark()}"


def is_stale() -> bool:
    """Whether what the mart is made from has moved on since the last refresh."""
    made_from = folder() / MADE_FROM
    if store().current() is None or not made_from.exists():
        return True
    return made_from.read_text(encoding="utf-8") != mark()
