"""An inspection begun by mistake, dropped with its photos."""

from __future__ import annotations

from django.db import transaction

from careloop.audits.actions.inspecting import being_filled_in, note
from careloop.audits.actions.photos import forget_photos
from careloop.audits.models import Inspection
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text
from careloop.organisation.rules import Viewer

PLANNED = Text(
    zh="计划内的点检不能删除；没有做的会记为漏检。",
    en="A planned inspection cannot be dropped; one that is not done counts as missed.",
)


@transaction.atomic
def discard(*, by: Viewer, inspection: Inspection, revision: int) -> None:
    """Drop an unplanned inspection that was begun by mistake.

    Raises:
        Stale: somebody changed it meanwhile.
        Refused: it is planned, or finished.
    """
    found = being_filled_in(by, inspection, revision)
    if found.plan_id is not None:
        raise Refused(PLANNED)
    note(by, "inspection.discard", found)
    forget_photos(found.photos.all())
    found.delete()
