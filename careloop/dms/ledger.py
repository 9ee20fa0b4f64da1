"""What rows held before a run changed them."""

from __future__ import annotations

from django.db import connection, models
from django.db.backends.utils import CursorWrapper

from careloop.common.bulk.scope import KeepBefore
from careloop.dms.models import ReplacedRow


def keeping_before(run_id: int) -> KeepBefore:
    """How a run keeps the rows it is about to change (see ``common.bulk.scope``).

    Of a row changed twice the first image counts; a row the run itself made needs none.
    """

    def keep(
        cursor: CursorWrapper, model: type[models.Model], staged_as: str, changed: str
    ) -> None:
        if not any(field.column == "created_run" for field in model._meta.concrete_fields):
            return
        kept = ReplacedRow._meta.db_table
        table = model._meta.db_table
        cursor.execute(
            f'INSERT INTO {kept} (run_id, "table", row_id, digest, before) '  # noqa: S608
            f"SELECT %s, %s, t.id, t.digest, {_image(model)} FROM {staged_as} s "
            f"CROSS JOIN {table} t WHERE t.id = s.row_id AND {changed} "
            "AND t.created_run IS DISTINCT FROM %s "
            f"AND NOT EXISTS (SELECT 1 FROM {kept} r WHERE r.run_id = %s "
            'AND r."table" = %s AND r.row_id = t.id)',
            [run_id, table, run_id, run_id, table],
        )

    return keep


def _image(model: type[models.Model]) -> str:
    """The stored row ``t`` as JSON, without its digest: JSON has no bytes."""
    if connection.vendor == "postgresql":
        return "to_jsonb(t) - 'digest'"
    pairs = ", ".join(f"'{name}', t.\"{name}\"" for name in image_columns(model))
    return f"json_object({pairs})"


def image_columns(model: type[models.Model]) -> list[str]:
    """The columns an image holds."""
    return [str(f.column) for f in model._meta.concrete_fields if f.column != "digest"]
