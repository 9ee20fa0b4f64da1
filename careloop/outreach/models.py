"""Contact tasks and the attempts made on them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from careloop.common.models import IMPORT_MARKS, Imported
from careloop.customers.models import Customer, Vehicle
from careloop.organisation.models import Employee, Store, User
from careloop.outreach.choices import Pool, TaskState
from careloop.outreach.message_models import CustomerMessage, MessageTemplate
from careloop.service.models import RepairOrder

__all__ = [
    "ContactAttempt",
    "ContactLimits",
    "ContactRule",
    "ContactTask",
    "CustomerMessage",
    "Festival",
    "MessageTemplate",
    "OutcomeRule",
]


class ContactTask(Imported):
    """One contact that is due: type, subject and day (回访任务).

    ``subject`` is what the contact is about, the first of order number, VIN, blind index of the
    phone and call number that is known: with type and due day it tells one task from another.
    ``occasion`` names, without personal data, why a rule made the task: no rule makes two tasks
    for one occasion, however its forecast of the day moves.

    An open task may be worked on from ``opens_at``, ought to be by ``due_on`` and closes itself
    at ``expires_at``; ``next_at`` is when it should be called next. The member of staff with the
    number ``barred_no`` may not make the contact: nobody asks about their own complaint.
    ``revision`` rises with each change a person makes, so that two who save at once are told
    apart.
    """

    store = models.ForeignKey(Store, on_delete=models.PROTECT, db_index=False)
    contact_type = models.CharField(max_length=32)
    subject = models.CharField(max_length=80)
    due_on = models.DateField()
    vehicle = models.ForeignKey(Vehicle, null=True, on_delete=models.SET_NULL)
    order = models.ForeignKey(RepairOrder, null=True, on_delete=models.SET_NULL)
    ro_no = models.CharField(max_length=64, blank=True)
    vin = models.CharField(max_length=32, blank=True)
    phone_index = models.CharField(max_length=32, blank=True)

    state = models.CharField(max_length=16, default=TaskState.RECORDED.value)
    occasion = models.CharField(max_length=80, blank=True)
    customer = models.ForeignKey(Customer, null=True, on_delete=models.SET_NULL)
    advisor = models.ForeignKey(
        Employee, null=True, related_name="+", on_delete=models.SET_NULL, db_index=False
    )
    opens_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)
    priority = models.SmallIntegerField(default=0)
    pool = models.CharField(max_length=24, default=Pool.CALL_AGENTS.value)
    owner = models.ForeignKey(
        User, null=True, related_name="+", on_delete=models.SET_NULL, db_index=False
    )
    claimed_by = models.ForeignKey(
        User, null=True, related_name="+", on_delete=models.SET_NULL, db_index=False
    )
    claimed_at = models.DateTimeField(null=True)
    attempts_made = models.SmallIntegerField(default=0)
    last_attempt_at = models.DateTimeField(null=True)
    last_outcome = models.CharField(max_length=32, blank=True)
    last_agent_no = models.CharField(max_length=64, blank=True)
    closed_at = models.DateTimeField(null=True)
    closed_reason = models.CharField(max_length=32, blank=True)
    barred_no = models.CharField(max_length=64, blank=True)
    note = models.TextField(blank=True)
    revision = models.IntegerField(default=0)

    personal_fields: ClassVar[frozenset[str]] = frozenset({"subject", "vin", "phone_index", "note"})
    plain_fields: ClassVar[frozenset[str]] = IMPORT_MARKS | {
        "store",
        "contact_type",
        "due_on",
        "vehicle",
        "order",
        "ro_no",
        "state",
        "occasion",
        "customer",
        "advisor",
        "opens_at",
        "expires_at",
        "next_at",
        "priority",
        "pool",
        "owner",
        "claimed_by",
        "claimed_at",
        "attempts_made",
        "last_attempt_at",
        "last_outcome",
        "last_agent_no",
        "closed_at",
        "closed_reason",
        "barred_no",
        "revision",
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["store", "contact_type", "subject", "due_on"], name="task_once"
            ),
            models.UniqueConstraint(
                fields=["store", "contact_type", "occasion"],
                condition=~models.Q(occasion=""),
                name="task_once_an_occasion",
            ),
        ]
        indexes = [
            models.Index(fields=["store", "due_on"]),
            models.Index(
                fields=["store", "contact_type", "-priority", "due_on", "id"],
                condition=models.Q(state="open"),
                name="open_tasks",
            ),
            models.Index(
                fields=["store", "-priority", "due_on", "id"],
                condition=models.Q(state="open"),
                name="open_tasks_by_priority",
            ),
            models.Index(
                fields=["store", "closed_at"],
                condition=models.Q(closed_at__isnull=False),
                name="closed_tasks",
            ),
        ]


class ContactAttempt(Imported):
    """One call made on a task, its outcome and what the customer said (拨打记录).

    ``answers_key`` is the same for the same answers; ``outcome_before`` is what the outcome was
    before it was first corrected, so that both show to the supervisor (FCB).
    """

    task = models.ForeignKey(ContactTask, related_name="attempts", on_delete=models.CASCADE)
    store = models.ForeignKey(Store, on_delete=models.PROTECT, db_index=False)
    call_no = models.CharField(max_length=64)
    attempted_at = models.DateTimeField(null=True)
    agent_no = models.CharField(max_length=64, blank=True)
    outcome = models.CharField(max_length=32, blank=True)
    satisfied = models.BooleanField(null=True)
    level = models.CharField(max_length=16, blank=True)
    problem_raised = models.BooleanField(null=True)
    problem_solved = models.BooleanField(null=True)
    remark = models.TextField(blank=True)
    agent = models.ForeignKey(
        User, null=True, related_name="+", on_delete=models.SET_NULL, db_index=False
    )
    seconds = models.IntegerField(null=True)
    next_at = models.DateTimeField(null=True)
    answers_key = models.CharField(max_length=32, blank=True)
    outcome_before = models.CharField(max_length=32, blank=True)

    personal_fields: ClassVar[frozenset[str]] = frozenset({"remark"})
    plain_fields: ClassVar[frozenset[str]] = IMPORT_MARKS | {
        "task",
        "store",
        "call_no",
        "attempted_at",
        "agent_no",
        "outcome",
        "satisfied",
        "level",
        "problem_raised",
        "problem_solved",
        "agent",
        "seconds",
        "next_at",
        "answers_key",
        "outcome_before",
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["store", "call_no"], name="call_no_once_a_store")
        ]
        indexes = [models.Index(fields=["store", "attempted_at"])]


class ContactRule(models.Model):
    """A store's own settings of one kind of contact, for all its cars or for one model line.

    ``parameters`` holds only what differs from the kind's own (``outreach.kinds``), by code.
    """

    store = models.ForeignKey(Store, on_delete=models.CASCADE, db_index=False)
    kind = models.CharField(max_length=32)
    model_line = models.CharField(max_length=64, blank=True)
    is_on = models.BooleanField(default=True)
    parameters = models.JSONField(default=dict)
    changed_at = models.DateTimeField()

    personal_fields: ClassVar[frozenset[str]] = frozenset()
    plain_fields: ClassVar[frozenset[str]] = frozenset(
        {"store", "kind", "model_line", "is_on", "parameters", "changed_at"}
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["store", "kind", "model_line"], name="contact_rule_once"
            )
        ]


class OutcomeRule(models.Model):
    """A store's own delay until the next call after an outcome; null: the task ends with it."""

    store = models.ForeignKey(Store, on_delete=models.CASCADE, db_index=False)
    outcome = models.CharField(max_length=32)
    minutes = models.IntegerField(null=True)

    personal_fields: ClassVar[frozenset[str]] = frozenset()
    plain_fields: ClassVar[frozenset[str]] = frozenset({"store", "outcome", "minutes"})

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["store", "outcome"], name="outcome_rule_once")
        ]


class ContactLimits(models.Model):
    """A store's own limits: hours, cap, attempts. What they mean: ``outreach.rules.Limits``."""

    store = models.OneToOneField(Store, on_delete=models.CASCADE)
    from_hour = models.SmallIntegerField(default=9)
    until_hour = models.SmallIntegerField(default=20)
    cap_contacts = models.SmallIntegerField(default=2)
    cap_days = models.SmallIntegerField(default=7)
    claim_minutes = models.SmallIntegerField(default=30)
    most_attempts = models.SmallIntegerField(default=6)
    short_seconds = models.SmallIntegerField(default=20)
    same_answers = models.SmallIntegerField(default=5)
    daily_target = models.SmallIntegerField(default=60)

    personal_fields: ClassVar[frozenset[str]] = frozenset()
    plain_fields: ClassVar[frozenset[str]] = frozenset(
        {
            "store",
            "from_hour",
            "until_hour",
            "cap_contacts",
            "cap_days",
            "claim_minutes",
            "most_attempts",
            "short_seconds",
            "same_answers",
            "daily_target",
        }
    )


class Festival(models.Model):
    """A day a store sends greetings on, beside those of the legal calendar (节日)."""

    store = models.ForeignKey(Store, on_delete=models.CASCADE, db_index=False)
    name = models.CharField(max_length=64)
    celebrated_on = models.DateField()

    personal_fields: ClassVar[frozenset[str]] = frozenset()
    plain_fields: ClassVar[frozenset[str]] = frozenset({"store", "name", "celebrated_on"})

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["store", "celebrated_on"], name="festival_once_a_day")
        ]
