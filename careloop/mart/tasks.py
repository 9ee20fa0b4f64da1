"""The job that brings the mart up after an import; doing it twice does no harm."""

from __future__ import annotations

from django_q.tasks import async_task

from careloop.mart import actions


def refresh() -> int:
    """Bring the mart up to the operational store; the number of the version."""
    return actions.refresh_if_stale().number


def after_import(run_id: int) -> int:
    """Bring the mart up after the import ``run_id`` (settings.CARELOOP_AFTER_IMPORT)."""
    return refresh()


def refresh_later() -> str:
    """Ask the job server to refresh; the name of the job."""
    return str(async_task("careloop.mart.tasks.refresh", task_name="mart.refresh"))
