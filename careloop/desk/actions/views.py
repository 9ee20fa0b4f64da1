"""Views of the worklist: filters and order under a name."""

from __future__ import annotations

from django.db import transaction

from careloop.common import audit
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text
from careloop.desk.models import SavedView
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.rules import Viewer

NO_NAME = Text(zh="请给视图起个名字。", en="Give the view a name.")
LONGEST = 1000
TOO_LONG = Text(
    zh="筛选条件过长，无法保存为视图。请减少条件。",
    en="These filters are too long to be kept as a view. Use fewer.",
)
NOT_YOURS = Text(
    zh="只能删除自己的视图，或由主管删除共享视图。",
    en="You may delete your own views only; a supervisor deletes shared ones.",
)


@transaction.atomic
def save_view(
    *, by: Viewer, store: Store, name: str, query: str, is_shared: bool = False
) -> SavedView:
    """Keep a view, or put another query under its name. Sharing asks for the leading of the desk.

    Raises:
        Refused: no permission, no name, or more filters than a view holds.
    """
    by.require(Permission.ASSIGN_CONTACTS if is_shared else Permission.MAKE_CONTACTS, store.pk)
    if not name.strip():
        raise Refused(NO_NAME)
    if len(query) > LONGEST:
        raise Refused(TOO_LONG)
    view, _ = SavedView.objects.update_or_create(
        store=store,
        owner_id=by.user_id,
        name=name.strip()[:64],
        defaults={"query": query, "is_shared": is_shared},
    )
    _record(by, "view.save", view)
    return view


@transaction.atomic
def delete_view(*, by: Viewer, view: SavedView) -> None:
    """Let a view go: one's own, or a shared one for who leads the desk.

    Raises:
        Refused: it is somebody else's.
    """
    by.require(Permission.MAKE_CONTACTS, view.store_id)
    leads = view.is_shared and by.may(Permission.ASSIGN_CONTACTS, view.store_id)
    if view.owner_id != by.user_id and not leads:
        raise Refused(NOT_YOURS)
    _record(by, "view.delete", view)
    view.delete()


def _record(by: Viewer, action: str, view: SavedView) -> None:
    audit.record(
        actor_id=by.user_id,
        action=action,
        subject=view,
        store_id=view.store_id,
        detail={"is_shared": view.is_shared},
    )
