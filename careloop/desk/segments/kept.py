"""Segments saved under a name: a person's own, and those shared in the store."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from careloop.common import audit
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text
from careloop.core.segments.criteria import Criteria
from careloop.customers.models import Segment
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.rules import Viewer

LONGEST_NAME = 64
NO_NAME = Text(
    zh="请给客户群取一个 1 至 {longest} 个字的名称。",
    en="Give the segment a name of 1 to {longest} characters.",
)
NO_CRITERIA = Text(
    zh="请至少选择一个条件；没有条件就是全部客户，无需保存。",
    en="Choose one criterion at least; without any it is everybody, which needs no name.",
)
NO_SUCH_SEGMENT = Text(
    zh="没有第 {id} 个客户群，或它没有与您共享。",
    en="There is no segment {id}, or it is not shared with you.",
)
NOT_YOURS = Text(
    zh="“{name}”是别人的客户群，不能删除。可另存为自己的。",
    en="“{name}” is another's segment and cannot be dropped. Save one of your own.",
)


def segments(viewer: Viewer, store: Store) -> list[Segment]:
    """The viewer's own segments of a store and the shared ones, by name."""
    viewer.require(Permission.VIEW_CUSTOMERS, store.pk)
    rows = Segment.objects.filter(store=store).select_related("owner")
    if not viewer.is_system:
        rows = rows.filter(Q(owner=viewer.user_id) | Q(is_shared=True))
    return list(rows.order_by("name", "pk"))


def segment(viewer: Viewer, store: Store, segment_id: int) -> Segment:
    """One of :func:`segments`; raises ``Refused`` where it is none."""
    for one in segments(viewer, store):
        if one.pk == segment_id:
            return one
    raise Refused(NO_SUCH_SEGMENT, id=segment_id)


@transaction.atomic
def save_segment(
    *, by: Viewer, store: Store, name: str, criteria: Criteria, is_shared: bool, now: datetime
) -> Segment:
    """Keep criteria under a name; a segment of one's own with that name is replaced.

    Raises:
        Refused: no permission, no name, no criteria.
    """
    by.require(Permission.VIEW_CUSTOMERS, store.pk)
    word = " ".join(name.split())
    if not 0 < len(word) <= LONGEST_NAME:
        raise Refused(NO_NAME, longest=LONGEST_NAME)
    if criteria.is_empty:
        raise Refused(NO_CRITERIA)
    kept, _ = Segment.objects.update_or_create(
        store=store,
        owner_id=by.user_id,
        name=word,
        defaults={"criteria": criteria.written(), "is_shared": is_shared, "saved_at": now},
    )
    _record(by, "segment.save", kept)
    return kept


@transaction.atomic
def drop_segment(*, by: Viewer, segment: Segment) -> None:
    """Drop a segment of one's own."""
    by.require(Permission.VIEW_CUSTOMERS, segment.store_id)
    if segment.owner_id != by.user_id:
        raise Refused(NOT_YOURS, name=segment.name)
    _record(by, "segment.drop", segment)
    segment.delete()


def _record(by: Viewer, action: str, segment: Segment) -> None:
    audit.record(
        actor_id=by.user_id,
        action=action,
        subject=segment,
        store_id=segment.store_id,
        detail={"shared": segment.is_shared},
    )
