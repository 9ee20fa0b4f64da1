"""Writes of the mart: refresh, rebuild; and ``verify``, which holds it against its source."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import datetime
from importlib import import_module
from typing import Any

from careloop.core.facts.store import Version
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text
from careloop.mart import queries
from careloop.mart.lock import exclusive
from careloop.mart.verifying import Difference, differences
from careloop.organisation.choices import Permission
from careloop.organisation.rules import NOT_ALLOWED, Forbidden, Viewer

Report = Callable[[str, int, int], None]

NO_MART = Text(
    zh="分析库还没有建立。请先运行 careloop mart refresh。",
    en="There is no mart yet. Run careloop mart refresh first.",
)


def _silent(what: str, done: int, total: int) -> None:
    """Progress for nobody."""


def refresh(*, by: Viewer, progress: Report = _silent) -> Version:
    """Copy what has changed since the last version and publish a new one.

    Gives back the current version when nothing has changed. Two refreshes take turns.

    Raises:
        Forbidden: the viewer may refresh in no store.
    """
    _require(by)
    with exclusive(queries.folder() / "lock"):
        return _refresh(progress)


def rebuild(*, by: Viewer, progress: Report = _silent) -> Version:
    """Throw the mart away and copy everything; readers keep the old version until then."""
    _require(by)
    with exclusive(queries.folder() / "lock"):
        return _publish(None, progress)


def refresh_if_stale() -> Version:
    """The current version, brought up first where the operational store has moved on.

    Every figure is read through this, so that none is older than the last import. Costs a few
    milliseconds when nothing has changed.
    """
    if queries.is_stale():
        with exclusive(queries.folder() / "lock"):
            if queries.is_stale():  # another process may have done it while we waited
                return _refresh(_silent)
    version = queries.store().current()
    if version is None:
        raise Refused(NO_MART)
    return version


def verify(*, by: Viewer) -> list[Difference]:
    """Where the mart and the operational store, or the rollup and the facts, do not agree.

    Raises:
        Refused: there is no mart yet.
        Forbidden: the viewer may refresh in no store.
    """
    _require(by)
    version = queries.store().current()
    if version is None:
        raise Refused(NO_MART)
    return differences(version)


def _refresh(progress: Report) -> Version:
    return _publish(queries.store().current(), progress)


def _publish(base: Version | None, progress: Report) -> Version:
    mark = queries.mark()  # before reading: what comes in meanwhile is not missed
    built = _building().build(
        queries.store(), base, as_of=queries.imported_at(), now=datetime.now(), progress=progress
    )
    (queries.folder() / queries.MADE_FROM).write_text(mark, encoding="utf-8")
    version = built or base
    if version is None:
        raise Refused(NO_MART)
    return version


def _building() -> Any:
    """The part that needs Ibis. It is loaded when there is something to copy: everybody who only
    reads figures starts a second sooner."""
    return import_module("careloop.mart.building")


def forget() -> None:
    """Remove the mart altogether (tests, and a data folder being given up)."""
    shutil.rmtree(queries.folder(), ignore_errors=True)


def _require(by: Viewer) -> None:
    if not (by.is_system or by.store_ids(Permission.REFRESH_MART)):
        raise Forbidden(NOT_ALLOWED, permission=Permission.REFRESH_MART.value)
