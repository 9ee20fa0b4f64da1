"""Photos taken while inspecting."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet

from careloop.audits.actions.inspecting import OVER, STATES, locked, note
from careloop.audits.choices import InspectionState
from careloop.audits.models import Inspection, Photo
from careloop.common import files
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text
from careloop.core.scoring.inspections import UNKNOWN_ITEM, content_from
from careloop.organisation.rules import Viewer

MOST_PHOTOS = 10
ENOUGH = Text(
    zh="“{item}”已有 {most} 张照片。请先删除一张再上传。",
    en="“{item}” has {most} photos already. Remove one before you add another.",
)


@transaction.atomic
def add_photo(
    *, by: Viewer, inspection: Inspection, item: str, upload: UploadedFile[Any], now: datetime
) -> Photo:
    """Keep a photo at an item; the revision stays, so that drafts and photos may cross.

    Raises:
        Refused: not begun or over, an unknown item, too many, too large, or no photo.
    """
    found = _open(by, inspection)
    known = content_from(found.checklist.content).item(item)
    if known is None:
        raise Refused(UNKNOWN_ITEM, item=item[:48])
    if Photo.objects.filter(inspection=found, item=item).count() >= MOST_PHOTOS:
        raise Refused(ENOUGH, item=known.text, most=MOST_PHOTOS)
    kept = files.keep_photo(upload, store_id=found.store_id, by_id=by.user_id, now=now)
    photo = Photo.objects.create(inspection=found, item=item, file=kept)
    note(by, "inspection.add_photo", found, item=item)
    return photo


@transaction.atomic
def remove_photo(*, by: Viewer, photo: Photo) -> None:
    """Take a photo away again, as long as the inspection is not finished.

    Raises:
        Refused: it is over.
    """
    found = _open(by, photo.inspection)
    forget_photos(Photo.objects.filter(pk=photo.pk, inspection=found))
    note(by, "inspection.remove_photo", found, item=photo.item)


def forget_photos(photos: QuerySet[Photo]) -> None:
    """Delete photos with their files."""
    kept = [photo.file for photo in photos.select_related("file")]
    photos.delete()
    for file in kept:
        files.forget(file)


def _open(by: Viewer, inspection: Inspection) -> Inspection:
    found = locked(by, inspection)
    if found.state != InspectionState.BEGUN:
        raise Refused(OVER, state=STATES[InspectionState(found.state)])
    return found
