"""Numbers of papers, counted per store and day: TS20261122-001."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models.functions import Length

from careloop.organisation.models import Store


def next_number(
    rows: type[models.Model], field: str, *, store: Store, letters: str, on: date
) -> str:
    """The next free number of the day.

    Call it in the transaction that stores the row: until its end the store's row is locked, and
    whoever asks at the same time waits and gets the number after.
    """
    Store.objects.select_for_update(no_key=True).get(pk=store.pk)
    prefix = f"{letters}{on:%Y%m%d}-"
    taken = rows._default_manager.filter(
        **{"store": store, f"{field}__startswith": prefix, f"{field}__regex": r"-[0-9]+$"}
    )
    last = taken.order_by(Length(field).desc(), f"-{field}").values_list(field, flat=True).first()
    count = int(last.removeprefix(prefix)) if last else 0
    return f"{prefix}{count + 1:03d}"
