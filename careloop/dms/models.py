"""Where imports come from, what each run did, and what it set aside or replaced."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from careloop.core.ingest.reading.chosen import Chosen
from careloop.organisation.models import Store


class Source(models.Model):
    """A system that exports; remembered per feed: how its headers map to our columns, and which
    header row and encoding a person chose (``layout``).
    """

    store = models.ForeignKey(Store, on_delete=models.CASCADE, db_index=False)
    feed = models.CharField(max_length=32)
    name = models.CharField(max_length=64)
    mapping = models.JSONField(default=dict)
    layout = models.JSONField(default=dict)

    personal_fields: ClassVar[frozenset[str]] = frozenset()
    plain_fields: ClassVar[frozenset[str]] = frozenset(
        {"store", "feed", "name", "mapping", "layout"}
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["store", "feed", "name"], name="source_once")
        ]


class ImportRun(models.Model):
    """One file taken in: what it was, how far it is, what came of it.

    The counts add up: accepted + unchanged + quarantined + blank = rows in the file.
    ``layout`` holds how the file came and, as ``chosen``, what a person said of it beforehand.
    ``message`` is the sentence shown when the file was refused, in both languages.
    """

    store = models.ForeignKey(Store, on_delete=models.PROTECT, db_index=False)
    feed = models.CharField(max_length=32)
    source = models.ForeignKey(Source, null=True, on_delete=models.SET_NULL)
    file_name = models.CharField(max_length=255)
    stored_path = models.CharField(max_length=255, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=16)
    is_dry_run = models.BooleanField(default=False)
    mapping = models.JSONField(default=dict)
    layout = models.JSONField(default=dict)
    rows_in_file = models.IntegerField(default=0)
    created = models.IntegerField(default=0)
    updated = models.IntegerField(default=0)
    unchanged = models.IntegerField(default=0)
    quarantined = models.IntegerField(default=0)
    blank = models.IntegerField(default=0)
    stubs = models.JSONField(default=dict)
    warnings = models.JSONField(default=list)
    unknown_columns = models.JSONField(default=list)
    progress = models.SmallIntegerField(default=0)
    message = models.JSONField(default=dict)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    reverted_at = models.DateTimeField(null=True)

    personal_fields: ClassVar[frozenset[str]] = frozenset({"file_name", "warnings", "message"})
    plain_fields: ClassVar[frozenset[str]] = frozenset(
        {
            "store",
            "feed",
            "source",
            "stored_path",
            "sha256",
            "state",
            "is_dry_run",
            "mapping",
            "layout",
            "rows_in_file",
            "created",
            "updated",
            "unchanged",
            "quarantined",
            "blank",
            "stubs",
            "unknown_columns",
            "progress",
            "started_by",
            "created_at",
            "started_at",
            "finished_at",
            "reverted_at",
        }
    )

    class Meta:
        indexes = [models.Index(fields=["store", "created_at"])]

    @property
    def chosen(self) -> Chosen:
        """What a person said of the file's layout."""
        return Chosen(**self.layout.get("chosen", {}))


class QuarantinedRow(models.Model):
    """A row set aside: its cells as they came, and one reason per fault."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="quarantine")
    row_number = models.IntegerField()
    cells = models.JSONField()
    reasons = models.JSONField()

    personal_fields: ClassVar[frozenset[str]] = frozenset({"cells", "reasons"})
    plain_fields: ClassVar[frozenset[str]] = frozenset({"run", "row_number"})


class ReplacedRow(models.Model):
    """What a row held before a run changed it, so that the run can be reverted.

    ``before`` maps column names to values as the database keeps them, all but ``digest``: JSON
    has no bytes.
    """

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="replaced")
    table = models.CharField(max_length=64)
    row_id = models.BigIntegerField()
    digest = models.BinaryField(max_length=16, null=True, editable=False)
    before = models.JSONField()

    personal_fields: ClassVar[frozenset[str]] = frozenset({"before"})
    plain_fields: ClassVar[frozenset[str]] = frozenset({"run", "table", "row_id", "digest"})

    class Meta:
        indexes = [models.Index(fields=["table", "row_id"])]
