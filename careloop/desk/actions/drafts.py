"""What an agent typed and has not saved: kept encrypted, gone with the saving."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text
from careloop.desk.models import CallDraft
from careloop.organisation.choices import Permission
from careloop.organisation.rules import Viewer
from careloop.outreach.models import ContactTask

LONGEST = 100_000
TOO_LONG = Text(
    zh="草稿过长（{length} 个字符，最多 {most}）。请先保存或精简。",
    en="The draft is too long ({length} characters, at most {most}). Save it or shorten it.",
)


@transaction.atomic
def keep_draft(*, by: Viewer, task: ContactTask, body: str, now: datetime) -> CallDraft:
    """Keep what was typed so far; one draft a person and task, the last one stands.

    No audit row: nothing of the store's has changed.

    Raises:
        Refused: no permission, or more than any call holds.
    """
    by.require(Permission.MAKE_CONTACTS, task.store_id)
    if len(body) > LONGEST:
        raise Refused(TOO_LONG, length=len(body), most=LONGEST)
    draft, _ = CallDraft.objects.update_or_create(
        task=task, author_id=by.user_id, defaults={"body": body, "kept_at": now}
    )
    return draft


def forget_draft(*, by: Viewer, task: ContactTask) -> None:
    """Let the person's draft of this task go."""
    by.require(Permission.MAKE_CONTACTS, task.store_id)
    CallDraft.objects.filter(task=task, author_id=by.user_id).delete()
