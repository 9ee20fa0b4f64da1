"""Rows the program makes from others and can make again: they keep no import from being taken back.

They are the summaries of visits, the contacts a rule made that nobody has worked on, and the steps
of the ladder taken for complaints nobody has worked on. With the rows they stand on they go; the
rules, which run after a revert too, make what is then due.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet

from careloop.common.models import Imported
from careloop.complaints.models import EscalationStep, Event
from careloop.outreach.models import ContactAttempt, ContactTask
from careloop.outreach.planning import RULE
from careloop.service.models import VisitSummary

DERIVED: tuple[type[models.Model], ...] = (VisitSummary, ContactTask, EscalationStep, Event)


def derived(model: type[models.Model]) -> QuerySet[models.Model]:
    """The rows of ``model`` that were made from others and that nobody has worked on."""
    if model is VisitSummary:
        return VisitSummary._base_manager.all()
    if model is ContactTask:
        called = ContactAttempt.objects.filter(task=OuterRef("pk"))
        made = ContactTask._base_manager.filter(occasion__startswith=RULE, revision=0)
        return made.filter(~Exists(called), claimed_by=None)
    if model in (EscalationStep, Event):
        return model._base_manager.filter(complaint__revision=0)
    return model._base_manager.none()


def let_go(run_id: int) -> int:
    """Delete the derived rows that stand on rows the run made; how many."""
    gone = 0
    for model in DERIVED:
        standing = Q(pk__in=())
        for column, made in _stands_on(model, run_id):
            standing |= Q(**{f"{column}__in": made})
        ids = derived(model).filter(standing).values("pk")
        gone += model._base_manager.filter(pk__in=ids).delete()[0]
    return gone


def _stands_on(model: type[models.Model], run_id: int) -> Iterator[tuple[str, QuerySet[Any]]]:
    for field in model._meta.concrete_fields:
        other = field.related_model
        if isinstance(other, type) and issubclass(other, Imported):
            yield field.attname, other._base_manager.filter(created_run=run_id).values("pk")
