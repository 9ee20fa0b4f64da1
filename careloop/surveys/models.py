"""Answers to questionnaires, and the scores of the external survey house."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from careloop.common.models import IMPORT_MARKS, Imported
from careloop.organisation.models import Store


class Response(Imported):
    """One questionnaire answered (答卷); ``is_external`` when the survey house asked (外访)."""

    store = models.ForeignKey(Store, on_delete=models.PROTECT, db_index=False)
    response_no = models.CharField(max_length=64)
    questionnaire = models.CharField(max_length=64)
    answered_at = models.DateTimeField()
    ro_no = models.CharField(max_length=64, blank=True)
    advisor_no = models.CharField(max_length=64, blank=True)
    is_external = models.BooleanField(null=True)

    personal_fields: ClassVar[frozenset[str]] = frozenset()
    plain_fields: ClassVar[frozenset[str]] = IMPORT_MARKS | {
        "store",
        "response_no",
        "questionnaire",
        "answered_at",
        "ro_no",
        "advisor_no",
        "is_external",
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["store", "response_no"], name="response_once_a_store")
        ]
        indexes = [models.Index(fields=["store", "answered_at"])]


class Answer(Imported):
    """The answer to one question: a score in ten-thousandths, or text."""

    response = models.ForeignKey(
        Response, related_name="answers", on_delete=models.CASCADE, db_index=False
    )
    question = models.CharField(max_length=64)
    score_e4 = models.BigIntegerField(null=True)
    text = models.TextField(blank=True)

    personal_fields: ClassVar[frozenset[str]] = frozenset({"text"})
    plain_fields: ClassVar[frozenset[str]] = IMPORT_MARKS | {"response", "question", "score_e4"}

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
