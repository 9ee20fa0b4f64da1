"""Photos, papers and recordings about a complaint."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from careloop.common import files
from careloop.complaints.actions.changing import done, locked
from careloop.complaints.models import Attachment, Complaint
from careloop.complaints.rules import Deed
from careloop.organisation.rules import Viewer


@transaction.atomic
def attach(
    *, by: Viewer, complaint: Complaint, revision: int, now: datetime, upload: UploadedFile[Any]
) -> Complaint:
    """Keep a photo, paper or recording with the complaint.

    Raises:
        Refused: too large, empty, or nothing that is taken (``common.files``).
    """
    found = locked(by, complaint, revision, Deed.ATTACH, now)
    kept = files.keep_file(upload, store_id=found.store_id, by_id=by.user_id, now=now)
    Attachment.objects.create(complaint=found, file=kept)
    return done(by, found, Deed.ATTACH, now, note=kept.name, file=kept.pk)
