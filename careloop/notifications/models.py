"""Notices to staff, and the channels they leave the house by."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from careloop.common.crypto import EncryptedTextField
from careloop.core.kernel.text import Text
from careloop.notifications.choices import DeliveryState
from careloop.notifications.rules import shown_address
from careloop.organisation.models import Store, User


class Notice(models.Model):
    """Something a member of staff should know now, in both languages, with where to look.

    The texts name numbers and codes (a complaint's number, a plate), never a phone.
    """

    store = models.ForeignKey(Store, on_delete=models.CASCADE, db_index=False)
    recipient = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="notices", db_index=False
    )
    kind = models.CharField(max_length=32)
    text_zh = models.CharField(max_length=255)
    text_en = models.CharField(max_length=255)
    link = models.CharField(max_length=255, blank=True)
    is_urgent = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    personal_fields: ClassVar[frozenset[str]] = frozenset({"text_zh", "text_en"})
    plain_fields: ClassVar[frozenset[str]] = frozenset(
        {"store", "recipient", "kind", "link", "is_urgent", "made_at", "read_at"}
    )

    class Meta:
        indexes = [
            models.Index(fields=["recipient", "read_at", "-made_at"]),
            models.Index(fields=["recipient", "-id"]),
        ]

    @property
    def text(self) -> Text:
        return Text(zh=self.text_zh, en=self.text_en)


class NoticeChannel(models.Model):
    """Where notices go beside the page: of a store (a group's robot, a shared mailbox), which gets
    each notice once, or of one person, who gets their own.

    ``address`` opens the channel to whoever holds it, so it is kept encrypted and shown in part.
    """

    store = models.ForeignKey(Store, null=True, on_delete=models.CASCADE)
    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="channels")
    kind = models.CharField(max_length=16)
    name = models.CharField(max_length=64)
    address = EncryptedTextField()
    language = models.CharField(max_length=2, default="zh")
    urgent_only = models.BooleanField(default=False)
    is_on = models.BooleanField(default=True)

    personal_fields: ClassVar[frozenset[str]] = frozenset({"address", "name"})
    plain_fields: ClassVar[frozenset[str]] = frozenset(
        {"store", "user", "kind", "language", "urgent_only", "is_on"}
    )

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(store__isnull=True) ^ models.Q(user__isnull=True),
                name="channel_of_store_or_user",
            )
        ]

    @property
    def shown(self) -> str:
        return shown_address(self.kind, self.address)


class Delivery(models.Model):
    """One notice on its way by one channel: tried again until it is sent or has failed."""

    channel = models.ForeignKey(NoticeChannel, on_delete=models.CASCADE)
    notice = models.ForeignKey(Notice, on_delete=models.CASCADE)
    state = models.CharField(max_length=16, default=DeliveryState.WAITING.value)
    tries = models.SmallIntegerField(default=0)
    due_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    fault = models.CharField(max_length=255, blank=True)

    personal_fields: ClassVar[frozenset[str]] = frozenset()
    plain_fields: ClassVar[frozenset[str]] = frozenset(
        {"channel", "notice", "state", "tries", "due_at", "sent_at", "fault"}
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["channel", "notice"], name="delivered_once_a_channel")
        ]
