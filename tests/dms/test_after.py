"""What other rooms do when an import has ended."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.conf import settings
from django.db import OperationalError
from django.utils.module_loading import import_string

from careloop.dms import actions, after
from careloop.dms.choices import RunState
from careloop.dms.models import ImportRun
from careloop.organisation.models import Store
from careloop.organisation.rules import Viewer
from tests.dms.files import ROWS, row, take

Committing = Callable[..., AbstractContextManager[list[Any]]]


@pytest.fixture
def queued(monkeypatch: pytest.MonkeyPatch, settings: Any) -> list[tuple[str, int]]:
    """The tasks that were queued, with the run each was told of."""
    found: list[tuple[str, int]] = []
    settings.CARELOOP_AFTER_IMPORT = ("room.tasks.one", "room.tasks.two")
    monkeypatch.setattr(after, "async_task", lambda task, run, **_: found.append((task, run)))
    return found


def test_every_task_named_in_the_settings_is_there_and_takes_a_run() -> None:
    assert "careloop.mart.tasks.after_import" in settings.CARELOOP_AFTER_IMPORT
    assert all(callable(import_string(task)) for task in settings.CARELOOP_AFTER_IMPORT)


def test_tasks_are_queued_when_the_run_is_committed(
    store: Store, queued: list[Any], django_capture_on_commit_callbacks: Committing
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        run = take(store, "repair_orders", ROWS["repair_orders"])
        assert queued == []
    assert queued == [("room.tasks.one", run.pk), ("room.tasks.two", run.pk)]


def test_reverting_tells_as_importing_does(
    store: Store, queued: list[Any], django_capture_on_commit_callbacks: Committing
) -> None:
    run = take(store, "repair_orders", ROWS["repair_orders"])
    with django_capture_on_commit_callbacks(execute=True):
        actions.revert_import(by=Viewer.system(), run=run)
    assert [told for _, told in queued] == [run.pk, run.pk]


@pytest.mark.parametrize(
    ("cells", "options"),
    [({}, {"dry_run": True}), ({"settled_at": "x"}, {"mapping": {"ro_no": "vin"}})],
)
def test_a_trial_or_a_refused_file_tells_nobody(
    store: Store,
    queued: list[Any],
    django_capture_on_commit_callbacks: Committing,
    cells: dict[str, str],
    options: dict[str, Any],
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        take(store, "repair_orders", row("repair_orders", **cells), **options)
    assert queued == []


@pytest.mark.django_db(transaction=True)
def test_a_queue_out_of_order_leaves_the_import_done(
    store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise OperationalError("no queue")

    monkeypatch.setattr(after, "async_task", broken)
    run = take(store, "repair_orders", ROWS["repair_orders"])
    assert ImportRun.objects.get(pk=run.pk).state == RunState.DONE
    assert "no queue" in caplog.text
