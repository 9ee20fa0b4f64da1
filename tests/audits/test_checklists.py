from __future__ import annotations

from datetime import timedelta

import pytest

from careloop.audits import actions, queries
from careloop.audits.models import Checklist
from careloop.audits.rules import Stale
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text
from careloop.core.scoring.inspections import ChecklistContent, content_from
from careloop.core.scoring.ready_inspections import READY
from careloop.organisation.models import Store
from careloop.organisation.rules import Forbidden, Viewer
from tests.audits.conftest import (
    MONDAY,
    NOW,
    SHORT,
    on,
    planned,
)

LATER = NOW + timedelta(minutes=5)


# Checklists


def test_adopt_puts_a_ready_list_to_use_as_the_stores_first_version(
    store: Store, as_director: Viewer
) -> None:
    made = actions.adopt(by=as_director, store=store, code="lounge", now=NOW)
    assert (made.version, made.published_at, made.name_zh) == (1, NOW, "顾客休息室检查表")
    assert content_from(made.content) == READY["lounge"].content
    assert queries.in_use(store, "lounge") == made


def test_adopt_twice_keeps_what_is_in_use(store: Store, as_director: Viewer) -> None:
    first = actions.adopt(by=as_director, store=store, code="lounge", now=NOW)
    assert actions.adopt(by=as_director, store=store, code="lounge", now=LATER) == first
    assert Checklist.objects.count() == 1


def test_adopt_names_what_there_is(store: Store, as_director: Viewer) -> None:
    with pytest.raises(Refused, match="No checklist “kitchen” comes ready"):
        actions.adopt(by=as_director, store=store, code="kitchen", now=NOW)


def test_checklists_are_for_those_who_manage_them(store: Store, as_checker: Viewer) -> None:
    name = Text(zh="短表", en="Short")
    with pytest.raises(Forbidden):
        actions.adopt(by=as_checker, store=store, code="lounge", now=NOW)
    with pytest.raises(Forbidden):
        actions.save_checklist(
            by=as_checker, store=store, code="short", name=name, content=SHORT, based_on=0
        )


def saved(by: Viewer, store: Store, based_on: int, content: ChecklistContent = SHORT) -> Checklist:
    name = Text(zh="休息室", en="Lounge")
    return actions.save_checklist(
        by=by, store=store, code="lounge", name=name, content=content, based_on=based_on
    )


def test_a_change_makes_the_next_version_and_the_old_one_stays(
    store: Store, lounge: Checklist, as_director: Viewer
) -> None:
    changed = saved(as_director, store, based_on=1)
    assert (changed.version, changed.published_at) == (2, None)
    assert queries.in_use(store, "lounge") == lounge
    actions.publish(by=as_director, checklist=changed, now=LATER)
    assert queries.in_use(store, "lounge") == changed
    lounge.refresh_from_db()
    assert content_from(lounge.content) == READY["lounge"].content


def test_a_change_of_an_old_version_is_refused_with_the_new_one(
    store: Store, lounge: Checklist, as_director: Viewer
) -> None:
    second = saved(as_director, store, based_on=1)
    with pytest.raises(Stale, match="This checklist was changed by somebody else") as refusal:
        saved(as_director, store, based_on=1)
    assert refusal.value.current == second


@pytest.mark.parametrize(("zh", "en"), [("", "Lounge"), ("休息室", " "), ("休" * 81, "Lounge")])
def test_a_checklist_needs_both_names(store: Store, as_director: Viewer, zh: str, en: str) -> None:
    with pytest.raises(Refused, match="Name the checklist"):
        actions.save_checklist(
            by=as_director,
            store=store,
            code="own",
            name=Text(zh=zh, en=en),
            content=SHORT,
            based_on=0,
        )


def test_a_checklist_needs_a_code_that_can_be_used(store: Store, as_director: Viewer) -> None:
    name = Text(zh="表", en="List")
    with pytest.raises(Refused, match="Code “休息室” cannot be used"):
        actions.save_checklist(
            by=as_director, store=store, code="休息室", name=name, content=SHORT, based_on=0
        )


def test_a_list_at_fault_is_kept_but_not_published(store: Store, as_director: Viewer) -> None:
    draft = saved(as_director, store, based_on=0, content=ChecklistContent(()))
    with pytest.raises(Refused, match="no items yet"):
        actions.publish(by=as_director, checklist=draft, now=NOW)


def test_an_older_version_is_not_published_over_a_newer_one(
    store: Store, lounge: Checklist, as_director: Viewer
) -> None:
    second, third = (saved(as_director, store, based_on=n) for n in (1, 2))
    actions.publish(by=as_director, checklist=third, now=NOW)
    with pytest.raises(Refused, match="Version 3, a newer one"):
        actions.publish(by=as_director, checklist=second, now=NOW)


def test_a_retired_list_is_not_used_and_its_plans_end(
    store: Store, lounge: Checklist, as_director: Viewer
) -> None:
    plan = planned(store)
    actions.retire(by=as_director, store=store, code="lounge", now=on(MONDAY))
    plan.refresh_from_db()
    assert plan.ends_on == MONDAY - timedelta(days=1)
    assert queries.in_use(store, "lounge") is None
    assert actions.make_due(now=on(MONDAY)).made == 0
    again = actions.adopt(by=as_director, store=store, code="lounge", now=LATER)
    assert again.version == 2


def test_checklists_lists_used_changed_and_ready_ones(
    store: Store, lounge: Checklist, as_director: Viewer
) -> None:
    draft, plan = saved(as_director, store, based_on=1), planned(store)
    lines = {line.code: line for line in queries.checklists(as_director, store, MONDAY)}
    assert next(iter(lines)) == "lounge"
    assert set(lines) == set(READY)
    assert (lines["lounge"].used, lines["lounge"].draft) == (lounge, draft)
    assert lines["lounge"].plans == (plan,)
    assert lines["sales_etiquette"].used is None
    assert lines["sales_etiquette"].name.en == "Sales process and etiquette"
