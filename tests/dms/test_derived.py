"""What the program made of imported rows goes with them; what people did keeps them."""

from __future__ import annotations

from datetime import datetime

import pytest

from careloop.core.kernel.errors import Refused
from careloop.dms import actions
from careloop.dms.choices import RunState
from careloop.dms.models import ImportRun
from careloop.organisation.models import Store
from careloop.organisation.rules import Viewer
from careloop.outreach.actions import record_attempt, run_rules
from careloop.outreach.models import ContactTask
from careloop.service.models import RepairOrder, VisitSummary
from tests.dms.files import row, take

MOMENTS = ("promised", "completed", "final_checked", "billed", "settled", "delivered")
LEFT = {f"{name}_at": "2026-11-01 16:00" for name in MOMENTS} | {"opened_at": "2026-11-01 09:00"}
NOW = datetime(2026, 11, 3, 10)


@pytest.fixture
def run(store: Store) -> ImportRun:
    """An order brought in, and what the rules made of it."""
    run = take(store, "repair_orders", row("repair_orders", **LEFT))
    assert run.state == RunState.DONE
    run_rules(by=Viewer.system(), store=store, now=NOW)
    assert ContactTask.objects.filter(state="open").exists()
    assert VisitSummary.objects.exists()
    return run


def test_contacts_nobody_worked_on_go_with_the_import(run: ImportRun) -> None:
    assert actions.revert_import(by=Viewer.system(), run=run).state == RunState.REVERTED
    assert not RepairOrder.objects.exists()
    assert not ContactTask.objects.exists()
    assert not VisitSummary.objects.exists()


def test_contacts_come_again_with_the_import(run: ImportRun, store: Store) -> None:
    actions.revert_import(by=Viewer.system(), run=run)
    take(store, "repair_orders", row("repair_orders", **LEFT))
    assert run_rules(by=Viewer.system(), store=store, now=NOW).made["after_repair"] == 1


def test_contact_somebody_made_keeps_the_import(run: ImportRun) -> None:
    task = ContactTask.objects.filter(state="open").first()
    assert task is not None
    record_attempt(by=Viewer.system(), task=task, revision=0, outcome="no_answer", now=NOW)
    with pytest.raises(Refused, match="depend on it"):
        actions.revert_import(by=Viewer.system(), run=run)
    assert RepairOrder.objects.exists()
