"""Frozen months."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from careloop.organisation.models import Store, User


class MonthlyReport(models.Model):
    """One frozen version of a store's month (月结). Rows are only ever added.

    ``document`` maps a language to the whole assembled report (``core.documents.serial``);
    ``figures`` are the figures it prints with their integers, ``texts`` what people had written;
    ``changes`` lists, in each language, what is different from the version before. A month
    without a row is a draft and is assembled when looked at.
    """

    store = models.ForeignKey(Store, on_delete=models.PROTECT, db_index=False)
    month_on = models.DateField()
    version = models.PositiveIntegerField()
    figures = models.JSONField()
    texts = models.JSONField(default=dict)
    document = models.JSONField()
    changes = models.JSONField(default=dict)
    mart_version = models.PositiveIntegerField(null=True)
    data_as_of = models.DateField()
    made_on = models.DateField()
    frozen_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL)
    frozen_at = models.DateTimeField()

    # The document prints the names of staff.
    personal_fields: ClassVar[frozenset[str]] = frozenset({"document", "changes", "texts"})
    plain_fields: ClassVar[frozenset[str]] = frozenset(
        {
            "store",
            "month_on",
            "version",
            "figures",
            "mart_version",
            "data_as_of",
            "made_on",
            "frozen_by",
            "frozen_at",
        }
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["store", "month_on", "version"], name="report_version_once_a_month"
            )
        ]
