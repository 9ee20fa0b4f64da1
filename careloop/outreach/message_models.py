"""Templates of messages, and the messages written to customers."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from careloop.common.crypto import EncryptedTextField
from careloop.core.kernel.text import Language
from careloop.customers.models import Customer, Vehicle
from careloop.organisation.models import Store, User
from careloop.outreach.message_choices import MessageState
from careloop.service.models import Appointment


class MessageTemplate(models.Model):
    """A message a store sends again and again; its texts hold ``{fields}``.

    ``provider_code`` names the template as the SMS provider approved it: providers send their own
    text with our fields, so both must say the same. ``signature`` is what stands in 【】 before an
    SMS, the store's name where it is blank.
    """

    store = models.ForeignKey(Store, on_delete=models.CASCADE, db_index=False)
    code = models.SlugField(max_length=32)
    name = models.CharField(max_length=64)
    channel = models.CharField(max_length=8)  # sms, email
    purpose = models.CharField(max_length=16)
    subject_zh = models.CharField(max_length=128, blank=True)
    subject_en = models.CharField(max_length=128, blank=True)
    text_zh = models.TextField(blank=True)
    text_en = models.TextField(blank=True)
    signature = models.CharField(max_length=32, blank=True)
    provider_code = models.CharField(max_length=64, blank=True)
    is_active = models.BooleanField(default=True)

    personal_fields: ClassVar[frozenset[str]] = frozenset()
    plain_fields: ClassVar[frozenset[str]] = frozenset(
        {
            "store",
            "code",
            "name",
            "channel",
            "purpose",
            "subject_zh",
            "subject_en",
            "text_zh",
            "text_en",
            "signature",
            "provider_code",
            "is_active",
        }
    )

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["store", "code"], name="template_once_a_store")
        ]

    def __str__(self) -> str:
        return self.name

    def text(self, language: Language) -> str:
        """The text in a language, in the other one where there is none."""
        return (self.text_zh or self.text_en) if language == "zh" else self.text_en or self.text_zh

    def subject(self, language: Language) -> str:
        both = (self.subject_zh, self.subject_en)
        return (both[0] or both[1]) if language == "zh" else both[1] or both[0]


class CustomerMessage(models.Model):
    """One message to one customer, as it was sent.

    ``values`` are the fields it was filled with, in the order of the text: an SMS provider is
    given these, not the text.
    """

    store = models.ForeignKey(Store, on_delete=models.PROTECT, db_index=False)
    template = models.ForeignKey(MessageTemplate, null=True, on_delete=models.SET_NULL)
    customer = models.ForeignKey(Customer, null=True, on_delete=models.SET_NULL)
    vehicle = models.ForeignKey(Vehicle, null=True, on_delete=models.SET_NULL)
    task = models.ForeignKey("outreach.ContactTask", null=True, on_delete=models.SET_NULL)
    appointment = models.ForeignKey(Appointment, null=True, on_delete=models.SET_NULL)
    channel = models.CharField(max_length=8)
    purpose = models.CharField(max_length=16)
    address = EncryptedTextField()
    subject = models.CharField(max_length=128, blank=True)
    text = models.TextField()
    values = models.JSONField(default=dict)
    parts = models.SmallIntegerField(default=1)
    state = models.CharField(max_length=16)
    provider_id = models.CharField(max_length=128, blank=True)
    fault = models.CharField(max_length=255, blank=True)
    made_by = models.ForeignKey(
        User, null=True, related_name="+", on_delete=models.SET_NULL, db_index=False
    )
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    personal_fields: ClassVar[frozenset[str]] = frozenset({"address", "subject", "text", "values"})
    plain_fields: ClassVar[frozenset[str]] = frozenset(
        {
            "store",
            "template",
            "customer",
            "vehicle",
            "task",
            "appointment",
            "channel",
            "purpose",
            "parts",
            "state",
            "provider_id",
            "fault",
            "made_by",
            "made_at",
            "sent_at",
        }
    )

    class Meta:
        indexes = [
            models.Index(fields=["store", "-id"], name="messages_of_store"),
            models.Index(
                fields=["store", "-id"],
                condition=~models.Q(state=MessageState.SENT.value),
                name="messages_not_sent",
            ),
        ]
