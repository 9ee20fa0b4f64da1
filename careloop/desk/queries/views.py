"""Views of the worklist that people kept."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from careloop.desk.models import SavedView
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.rules import Viewer


def views(viewer: Viewer, store: Store) -> QuerySet[SavedView]:
    """One's own views and those shared in the store, by name."""
    viewer.require(Permission.MAKE_CONTACTS, store.pk)
    mine = Q(is_shared=True) | Q(owner_id=viewer.user_id)
    return SavedView.objects.filter(mine, store=store).select_related("owner").order_by("name")


def view(viewer: Viewer, store: Store, view_id: int) -> SavedView | None:
    """One of them."""
    return views(viewer, store).filter(pk=view_id).first()
