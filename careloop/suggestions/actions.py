"""Writes of suggestions, as people make them."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from careloop.common import audit
from careloop.core.kernel.codes import DEPARTMENT
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.numbering import next_number
from careloop.organisation.rules import Viewer
from careloop.suggestions.models import Suggestion

SAYS_NOTHING = Text(
    zh="建议内容是空的。请写下建议。", en="The suggestion says nothing. Write it down."
)
NO_SUCH_DEPARTMENT = Text(
    zh="没有部门“{value}”。请选择：{known}。",
    en="There is no department “{value}”. Choose one of: {known}.",
)


@transaction.atomic
def make_suggestion(
    *, by: Viewer, store: Store, text: str, now: datetime, department: str = "customer_care"
) -> Suggestion:
    """Note a suggestion (合理化建议, FCB-09) for the weekly review, which accepts it or not.

    Raises:
        Forbidden: the viewer makes no contacts in the store.
        Refused: it is blank, or the department is none we know.
    """
    by.require(Permission.MAKE_CONTACTS, store.pk)
    if not text.strip():
        raise Refused(SAYS_NOTHING)
    if department not in DEPARTMENT.codes:
        raise Refused(NO_SUCH_DEPARTMENT, value=department[:40], known=", ".join(DEPARTMENT.codes))
    suggestion = Suggestion.objects.create(
        store=store,
        suggestion_no=next_number(
            Suggestion, "suggestion_no", store=store, letters="JY", on=now.date()
        ),
        made_on=now.date(),
        department=department,
        text=text.strip(),
        changed_at=now,
    )
    audit.record(
        actor_id=by.user_id, action="suggestion.make", subject=suggestion, store_id=store.pk
    )
    return suggestion
