"""What was done about a complaint: pauses, steps of the ladder, call-backs, causes, papers."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from careloop.common.models import KeptFile
from careloop.complaints.models.complaint import Complaint
from careloop.organisation.models import User


class Pause(models.Model):
    """A time in which the clocks waited; ``ended_at`` is ``None`` while they still do."""

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="pauses")
    reason = models.CharField(max_length=16)
    note = models.CharField(max_length=255, blank=True)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL)

    personal_fields: ClassVar[frozenset[str]] = frozenset({"note"})
    plain_fields: ClassVar[frozenset[str]] = frozenset(
        {"complaint", "reason", "began_at", "ended_at", "by"}
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["complaint"],
                condition=models.Q(ended_at__isnull=True),
                name="complaint_paused_once",
            )
        ]


class EscalationStep(models.Model):
    """A step of the ladder that was taken, and whom it told (roles with commas between)."""

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="steps")
    step = models.PositiveSmallIntegerField()
    roles = models.CharField(max_length=200)
    due_at = models.DateTimeField()
    taken_at = models.DateTimeField()

    personal_fields: ClassVar[frozenset[str]] = frozenset()
    plain_fields: ClassVar[frozenset[str]] = frozenset(
        {"complaint", "step", "roles", "due_at", "taken_at"}
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["complaint", "step"], name="step_of_the_ladder_once")
        ]


class CallBack(models.Model):
    """The customer was asked whether the solution holds (CMP-04, CMP-17).

    ``reached`` is false where nobody answered; ``satisfied`` is then ``None``. ``attempt_id`` is
    the contact attempt it was made by, where it was.
    """

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="call_backs")
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL)
    reached = models.BooleanField()
    satisfied = models.BooleanField(null=True)
    note = models.TextField(blank=True)
    attempt_id = models.BigIntegerField(null=True)

    personal_fields: ClassVar[frozenset[str]] = frozenset({"note"})
    plain_fields: ClassVar[frozenset[str]] = frozenset(
        {"complaint", "at", "by", "reached", "satisfied", "attempt_id"}
    )


class RootCause(models.Model):
    """Why it happened: up to five answers to "why?", and the department it lies with."""

    complaint = models.OneToOneField(Complaint, on_delete=models.CASCADE, related_name="root_cause")
    whys = models.JSONField(default=list)
    category = models.CharField(max_length=32)
    action = models.TextField(blank=True)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL)
    at = models.DateTimeField()

    personal_fields: ClassVar[frozenset[str]] = frozenset({"whys", "action"})
    plain_fields: ClassVar[frozenset[str]] = frozenset({"complaint", "category", "by", "at"})


class Attachment(models.Model):
    """A photo, paper or recording about the complaint."""

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="attachments")
    file = models.ForeignKey(KeptFile, on_delete=models.PROTECT)

    personal_fields: ClassVar[frozenset[str]] = frozenset()
    plain_fields: ClassVar[frozenset[str]] = frozenset({"complaint", "file"})


class Event(models.Model):
    """One line of what happened to a complaint, as its page tells it; only ever added.

    ``code`` is what the deed was about where that is a code or a number: a level, the reason of a
    pause, another complaint (``rules.about``).
    """

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL)
    deed = models.CharField(max_length=32)
    state = models.CharField(max_length=16)
    code = models.CharField(max_length=64, blank=True)
    note = models.TextField(blank=True)

    personal_fields: ClassVar[frozenset[str]] = frozenset({"note"})
    plain_fields: ClassVar[frozenset[str]] = frozenset(
        {"complaint", "at", "by", "deed", "state", "code"}
    )

    class Meta:
        ordering = ("at", "id")
