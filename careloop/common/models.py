"""What every room's tables share: the audit row, and the marks an import leaves."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class AuditRow(models.Model):
    """What was done, by whom, to what and why; written in the transaction of the deed.

    ``detail`` names fields and codes, never a personal value.
    """

    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)
    store_id = models.BigIntegerField(null=True)
    action = models.CharField(max_length=64)
    subject_kind = models.CharField(max_length=64)
    subject_id = models.CharField(max_length=64)
    detail = models.JSONField(default=dict)

    personal_fields: ClassVar[frozenset[str]] = frozenset()
    plain_fields: ClassVar[frozenset[str]] = frozenset(
        {"at", "actor_id", "store_id", "action", "subject_kind", "subject_id", "detail"}
    )

    class Meta:
        indexes = [
            models.Index(fields=["subject_kind", "subject_id"]),
            models.Index(fields=["store_id", "at"]),
        ]


IMPORT_MARKS: frozenset[str] = frozenset({"digest", "created_run", "changed_run", "changed_at"})


class Imported(models.Model):
    """A row that an import may make or change.

    ``digest`` is that of the last row the importer wrote here: the same row again changes
    nothing. ``created_run`` and ``changed_run`` let a whole run be reverted. ``changed_at`` moves
    with every write and tells the mart which months to refresh.

    A foreign key that leads a unique constraint or an index carries no index of its own: each
    one slows every import.
    """

    digest = models.BinaryField(max_length=16, null=True, editable=False)
    created_run = models.BigIntegerField(null=True, editable=False, db_index=True)
    changed_run = models.BigIntegerField(null=True, editable=False)
    changed_at = models.DateTimeField(editable=False)

    class Meta:
        abstract = True


class KeptFile(models.Model):
    """A photo or document somebody handed in; its bytes lie in the data folder (``files``)."""

    store_id = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    name = models.CharField(max_length=160)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    kept_at = models.DateTimeField()
    kept_by_id = models.BigIntegerField(null=True)

    personal_fields: ClassVar[frozenset[str]] = frozenset({"name"})
    plain_fields: ClassVar[frozenset[str]] = frozenset(
        {"store_id", "sha256", "content_type", "size", "kept_at", "kept_by_id"}
    )

    @property
    def is_photo(self) -> bool:
        return self.content_type == "image/jpeg"
