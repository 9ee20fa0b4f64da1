"""Writing the audit row."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models

from careloop.common.models import AuditRow


def record(
    *,
    actor_id: int | None,
    action: str,
    subject: models.Model,
    store_id: int | None = None,
    detail: dict[str, Any] | None = None,
) -> AuditRow:
    """Write what was done. Call it inside the transaction of the deed."""
    return AuditRow.objects.create(
        at=datetime.now(),
        actor_id=actor_id,
        store_id=store_id,
        action=action,
        subject_kind=subject._meta.label_lower,
        subject_id=str(subject.pk),
        detail=detail or {},
    )


def latest(store_id: int) -> int | None:
    """The last deed in a store: while it is the same, nothing was done there."""
    rows = AuditRow.objects.filter(store_id=store_id).order_by("-at", "-pk")
    return rows.values_list("pk", flat=True).first()
