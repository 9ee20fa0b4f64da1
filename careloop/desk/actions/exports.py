"""Taking a list away: what left the house is on record."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from careloop.common import audit
from careloop.organisation.models import Store
from careloop.organisation.rules import Viewer
from careloop.outreach.filters import Filters
from careloop.outreach.queries import Line, worklist

MOST_ROWS = 5000


@transaction.atomic
def take_worklist(*, by: Viewer, store: Store, filters: Filters, now: datetime) -> tuple[Line, ...]:
    """The rows of a view for a file, at most :data:`MOST_ROWS`; numbers stay masked.

    Raises:
        Refused: no permission to make contacts.
    """
    lines = worklist(by, store, filters, limit=MOST_ROWS, now=now).lines
    audit.record(
        actor_id=by.user_id,
        action="worklist.export",
        subject=store,
        store_id=store.pk,
        detail={"rows": len(lines)},
    )
    return lines
