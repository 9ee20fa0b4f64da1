"""What people keep at the desk: views of the worklist, scripts, a call not saved yet."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from careloop.common.crypto import EncryptedTextField
from careloop.organisation.models import Store, User
from careloop.outreach.models import ContactTask


class SavedView(models.Model):
    """Filters and sorting of the worklist under a name, a person's own or shared in the store."""

    store = models.ForeignKey(Store, on_delete=models.CASCADE, db_index=False)
    owner = models.ForeignKey(User, on_delete=models.CASCADE, db_index=False, related_name="+")
    name = models.CharField(max_length=64)
    query = models.CharField(max_length=1000)
    is_shared = models.BooleanField(default=False)

    personal_fields: ClassVar[frozenset[str]] = frozenset({"query"})
    plain_fields: ClassVar[frozenset[str]] = frozenset({"store", "owner", "name", "is_shared"})

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["store", "owner", "name"], name="view_name_once")
        ]


class CallDraft(models.Model):
    """What an agent has typed in a call and not saved yet; encrypted, gone once it is saved."""

    task = models.ForeignKey(ContactTask, on_delete=models.CASCADE, db_index=False)
    author = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    body = EncryptedTextField()
    kept_at = models.DateTimeField()

    personal_fields: ClassVar[frozenset[str]] = frozenset({"body"})
    plain_fields: ClassVar[frozenset[str]] = frozenset({"task", "author", "kept_at"})

    class Meta:
        constraints = [models.UniqueConstraint(fields=["task", "author"], name="one_draft_a_task")]


class Script(models.Model):
    """What an agent says on a contact of one type, as a store words it (话术).

    A type without a row is said as :mod:`careloop.desk.scripts` words it. ``{fields}`` are filled
    with the customer's and the car's.
    """

    store = models.ForeignKey(Store, on_delete=models.CASCADE, db_index=False)
    contact_type = models.CharField(max_length=32)
    text_zh = models.TextField()
    text_en = models.TextField(blank=True)

    personal_fields: ClassVar[frozenset[str]] = frozenset()
    plain_fields: ClassVar[frozenset[str]] = frozenset(
        {"store", "contact_type", "text_zh", "text_en"}
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["store", "contact_type"], name="one_script_a_type")
        ]


class OpenedHistory(models.Model):
    """That a person opened the car's history for this task: only then may a lost customer be rung.

    The numbers of a lost customer stay closed to one who has not seen the last visit and all
    earlier lines.
    """

    task = models.ForeignKey(ContactTask, on_delete=models.CASCADE, db_index=False)
    reader = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    opened_at = models.DateTimeField()

    personal_fields: ClassVar[frozenset[str]] = frozenset()
    plain_fields: ClassVar[frozenset[str]] = frozenset({"task", "reader", "opened_at"})

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["task", "reader"], name="history_opened_once")
        ]
