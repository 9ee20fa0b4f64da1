"""What is done outside the web request: after an import, and when duplicates are looked for."""

from __future__ import annotations

from datetime import datetime

from django_q.tasks import async_task

from careloop.customers import actions
from careloop.customers.actions.search_keys import catch_up
from careloop.organisation.models import Store, User
from careloop.organisation.queries import viewer_for
from careloop.organisation.rules import Viewer


def after_import(run_id: int) -> int:
    """Turn what the import ``run_id`` put under merged customers, and make its search keys.

    Returns how many keys were made (settings.CARELOOP_AFTER_IMPORT); twice does no harm.
    """
    now, made = datetime.now(), 0
    for store in Store.objects.order_by("pk"):
        actions.follow_merges(store=store, now=now)
        made += catch_up(store=store, run_id=run_id, now=now)
    return made


def find_duplicates_later(viewer: Viewer, store: Store) -> str:
    """Ask the job server to compare all customers of a store; the name of the job."""
    return str(
        async_task(find_duplicates, viewer.user_id, store.pk, task_name=f"duplicates-{store.pk}")
    )


def find_duplicates(user_id: int | None, store_id: int) -> int:
    """What the job server calls; who may is asked anew. Returns how many pairs there are."""
    by = Viewer.system() if user_id is None else viewer_for(User.objects.get(pk=user_id))
    store = Store.objects.get(pk=store_id)
    return actions.find_duplicates(by=by, store=store, now=datetime.now())
