"""What is done for appointments outside the web request."""

from __future__ import annotations

from datetime import datetime

from careloop.organisation.models import Store
from careloop.organisation.rules import Viewer
from careloop.service import actions


def after_import(run_id: int) -> int:
    """Link appointments to the orders that an import brought (settings.CARELOOP_AFTER_IMPORT).

    Looks at every store, whatever the run ``run_id`` was; how many were linked. Twice does no harm.
    """
    now, by = datetime.now(), Viewer.system()
    return sum(actions.link_orders(by=by, store=store, now=now) for store in Store.objects.all())
