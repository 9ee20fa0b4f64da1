"""What one of several does while others do the same: an agent at the desk, a run of the rules."""

from __future__ import annotations

import sys
from datetime import datetime

from careloop.organisation.models import Store, User
from careloop.organisation.queries import viewer_for
from careloop.organisation.rules import Viewer
from careloop.outreach import actions
from careloop.outreach.choices import Sort
from careloop.outreach.filters import Filters
from tests.apart import wait_until

NOW = datetime(2026, 11, 2, 10, 0)
BETWEEN_ROUNDS = 0.4  # seconds


def take_tasks() -> None:
    """``starts_at username sort kind…``: the next task of each kind; all agents ask at once."""
    starts_at, username, sort, *kinds = sys.argv[1:]
    store = Store.objects.get(code="S1")
    agent = viewer_for(User.objects.get(username=username))
    for turn, kind in enumerate(kinds):
        wait_until(str(float(starts_at) + turn * BETWEEN_ROUNDS))
        view = Filters(contact_types=(kind,), sort=Sort(sort))
        task = actions.next_task(by=agent, store=store, view=view, now=NOW)
        if task is not None:
            sys.stdout.write(f"{kind} {task.customer_id}\n")


def run_the_rules() -> None:
    """``starts_at``: how many tasks this run has made."""
    wait_until(sys.argv[1])
    store = Store.objects.get(code="S1")
    sys.stdout.write(str(actions.run_rules(by=Viewer.system(), store=store, now=NOW).made_in_all))
