"""Questionnaires and their versions, the answers to them, and the scores of the survey house."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from careloop.common.models import IMPORT_MARKS, Imported
from careloop.core.scoring.sheet_data import from_data
from careloop.core.scoring.sheets import Sheet
from careloop.customers.models import Customer, Vehicle
from careloop.organisation.models import Store, User
from careloop.outreach.models import ContactTask
from careloop.service.models import RepairOrder


class Questionnaire(models.Model):
    """A questionnaire of a store (问卷), by a code that never changes."""

    store = models.ForeignKey(Store, on_delete=models.CASCADE, db_index=False)
    code = models.CharField(max_length=48)

    personal_fields: ClassVar[frozenset[str]] = frozenset()
    plain_fields: ClassVar[frozenset[str]] = frozenset({"store", "code"})

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["store", "code"], name="questionnaire_once_a_store")
        ]


class QuestionnaireVersion(models.Model):
    """One version: a draft until ``published_at``, from then on unchanged.

    ``definition`` is a sheet as ``core.scoring.sheet_data`` writes it. The published version with
    the highest number is asked; a response keeps the one it answered.
    """

    questionnaire = models.ForeignKey(
        Questionnaire, on_delete=models.PROTECT, related_name="versions", db_index=False
    )
    number = models.PositiveSmallIntegerField()
    definition = models.JSONField()
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(
        User, null=True, related_name="+", on_delete=models.SET_NULL, db_index=False
    )

    personal_fields: ClassVar[frozenset[str]] = frozenset()
    plain_fields: ClassVar[frozenset[str]] = frozenset(
        {"questionnaire", "number", "definition", "published_at", "published_by"}
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["questionnaire", "number"], name="version_once"),
            models.UniqueConstraint(
                fields=["questionnaire"],
                condition=models.Q(published_at=None),
                name="one_draft_a_questionnaire",
            ),
        ]

    @property
    def sheet(self) -> Sheet:
        return from_data(self.questionnaire.code, self.number, self.definition)


class SheetUse(models.Model):
    """Which questionnaire a kind of contact is made with; blank: none."""

    store = models.ForeignKey(Store, on_delete=models.CASCADE, db_index=False)
    contact_type = models.CharField(max_length=32)
    questionnaire_code = models.CharField(max_length=48, blank=True)

    personal_fields: ClassVar[frozenset[str]] = frozenset()
    plain_fields: ClassVar[frozenset[str]] = frozenset(
        {"store", "contact_type", "questionnaire_code"}
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["store", "contact_type"], name="one_sheet_a_contact")
        ]


class SurveySettings(models.Model):
    """How many interviews an advisor's customers give a month, and how long a link lives."""

    store = models.OneToOneField(Store, on_delete=models.CASCADE)
    advisor_quota = models.PositiveSmallIntegerField(default=20)
    link_days = models.PositiveSmallIntegerField(default=7)

    personal_fields: ClassVar[frozenset[str]] = frozenset()
    plain_fields: ClassVar[frozenset[str]] = frozenset({"store", "advisor_quota", "link_days"})


class Response(Imported):
    """One questionnaire answered (答卷); ``is_external`` when the survey house asked (外访).

    ``questionnaire`` is the code (an import's own name), ``version`` what was answered here;
    imported responses have none. ``score_e4`` is the sheet's score in ten-thousandths of a point.
    """

    store = models.ForeignKey(Store, on_delete=models.PROTECT, db_index=False)
    response_no = models.CharField(max_length=64)
    questionnaire = models.CharField(max_length=64)
    answered_at = models.DateTimeField()
    ro_no = models.CharField(max_length=64, blank=True)
    advisor_no = models.CharField(max_length=64, blank=True)
    is_external = models.BooleanField(null=True)
    version = models.ForeignKey(
        QuestionnaireVersion, null=True, on_delete=models.PROTECT, db_index=False
    )
    mode = models.CharField(max_length=16, blank=True)
    score_e4 = models.BigIntegerField(null=True)
    is_alerting = models.BooleanField(default=False)
    task = models.ForeignKey(ContactTask, null=True, on_delete=models.SET_NULL)
    order = models.ForeignKey(RepairOrder, null=True, on_delete=models.SET_NULL)
    vehicle = models.ForeignKey(Vehicle, null=True, on_delete=models.SET_NULL)
    customer = models.ForeignKey(Customer, null=True, on_delete=models.SET_NULL)
    taken_by = models.ForeignKey(
        User, null=True, related_name="+", on_delete=models.SET_NULL, db_index=False
    )

    personal_fields: ClassVar[frozenset[str]] = frozenset()
    plain_fields: ClassVar[frozenset[str]] = IMPORT_MARKS | {
        "store",
        "response_no",
        "questionnaire",
        "answered_at",
        "ro_no",
        "advisor_no",
        "is_external",
        "version",
        "mode",
        "score_e4",
        "is_alerting",
        "task",
        "order",
        "vehicle",
        "customer",
        "taken_by",
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["store", "response_no"], name="response_once_a_store")
        ]
        indexes = [
            models.Index(fields=["store", "answered_at"]),
            models.Index(
                fields=["store", "ro_no"], condition=~models.Q(ro_no=""), name="responses_by_order"
            ),
        ]


class Answer(Imported):
    """The answer to one question: a score in ten-thousandths of a point, or text.

    ``value`` is the code answered (imports have none), ``item`` the survey item of the question.
    """

    response = models.ForeignKey(
        Response, related_name="answers", on_delete=models.CASCADE, db_index=False
    )
    question = models.CharField(max_length=64)
    score_e4 = models.BigIntegerField(null=True)
    text = models.TextField(blank=True)
    value = models.CharField(max_length=255, blank=True)
    item = models.CharField(max_length=64, blank=True)

    personal_fields: ClassVar[frozenset[str]] = frozenset({"text"})
    plain_fields: ClassVar[frozenset[str]] = IMPORT_MARKS | {
        "response",
        "question",
        "score_e4",
        "value",
        "item",
    }

    class Meta:
        constraints = [models.UniqueConstraint(fields=["response", "question"], name="answer_once")]


class SurveyScore(Imported):
    """A score of the survey house: CSS, a MOT item or a PT section; own store or comparison."""

    store = models.ForeignKey(Store, on_delete=models.PROTECT, db_index=False)
    month_on = models.DateField()
    kind = models.CharField(max_length=8)
    row = models.CharField(max_length=16)
    item = models.CharField(max_length=64)
    score_e4 = models.BigIntegerField()
    sample = models.IntegerField(null=True)
    weight_e4 = models.BigIntegerField(null=True)

    personal_fields: ClassVar[frozenset[str]] = frozenset()
    plain_fields: ClassVar[frozenset[str]] = IMPORT_MARKS | {
        "store",
        "month_on",
        "kind",
        "row",
        "item",
        "score_e4",
        "sample",
        "weight_e4",
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["store", "month_on", "kind", "row", "item"], name="survey_score_once"
            )
        ]


class SheetLink(models.Model):
    """An address on which one customer answers one sheet once (答卷链接).

    Only the digest of its token is kept: whoever reads the table cannot answer for a customer.
    """

    store = models.ForeignKey(Store, on_delete=models.CASCADE, db_index=False)
    token_digest = models.CharField(max_length=64, unique=True)
    version = models.ForeignKey(QuestionnaireVersion, on_delete=models.PROTECT, db_index=False)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        User, null=True, related_name="+", on_delete=models.SET_NULL, db_index=False
    )
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    response = models.OneToOneField(Response, null=True, on_delete=models.SET_NULL)
    task = models.ForeignKey(ContactTask, null=True, on_delete=models.SET_NULL)
    order = models.ForeignKey(RepairOrder, null=True, on_delete=models.SET_NULL)
    vehicle = models.ForeignKey(Vehicle, null=True, on_delete=models.SET_NULL)
    customer = models.ForeignKey(Customer, null=True, on_delete=models.CASCADE)

    personal_fields: ClassVar[frozenset[str]] = frozenset()
    plain_fields: ClassVar[frozenset[str]] = frozenset(
        {
            "store",
            "token_digest",
            "version",
            "made_at",
            "made_by",
            "expires_at",
            "used_at",
            "response",
            "task",
            "order",
            "vehicle",
            "customer",
        }
    )
