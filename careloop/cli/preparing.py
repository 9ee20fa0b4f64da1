"""Before a command touches data: Django is set up, the database exists and is migrated."""

from __future__ import annotations

import os
from pathlib import Path

import django
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection

from careloop.mart.lock import exclusive

DatabaseFailed = DatabaseError


def set_up() -> None:
    """Make Django ready to import models; opens no database."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "careloop.config.settings")
    django.setup()


def migrate_if_needed() -> None:
    """Apply migrations that the database does not have yet.

    Comparing names costs a directory listing and one query; only where something is missing is
    Django's own, slower machinery started. Two commands started together take turns.
    """
    if _on_disk() <= _applied():
        return
    with exclusive(Path(settings.CARELOOP_HOME) / "migrate.lock"):
        call_command("migrate", verbosity=0, interactive=False)


def _on_disk() -> set[tuple[str, str]]:
    return {
        (config.label, path.stem)
        for config in apps.get_app_configs()
        for path in Path(config.path, "migrations").glob("[0-9]*.py")
    }


def _applied() -> set[tuple[str, str]]:
    if "django_migrations" not in connection.introspection.table_names():
        return set()
    with connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations")
        return {(app, name) for app, name in cursor.fetchall()}
