"""Checklists and their versions: taken over, changed, put to use, retired."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from careloop.audits import rules
from careloop.audits.models import Checklist, Plan
from careloop.audits.queries.checklists import in_use, newest
from careloop.common import audit
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text
from careloop.core.scoring import inspection_drafts
from careloop.core.scoring.inspections import ChecklistContent, as_data, content_from
from careloop.core.scoring.ready_inspections import READY
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.rules import Viewer

NOT_READY = Text(
    zh="没有现成的检查表“{code}”。可用：{known}。",
    en="No checklist “{code}” comes ready. There are: {known}.",
)
NO_NAME = Text(
    zh="请填写检查表的中文和英文名称（最多 {zh} 和 {en} 个字）。",
    en="Name the checklist in Chinese and in English (at most {zh} and {en} characters).",
)
OLDER = Text(
    zh="已有更新的版本 {version} 在用。请从它修改。",
    en="Version {version}, a newer one, is in use. Change that one.",
)
LONGEST_ZH, LONGEST_EN = 80, 120


@transaction.atomic
def adopt(*, by: Viewer, store: Store, code: str, now: datetime) -> Checklist:
    """Take over a checklist that comes ready, published; one in use already stays as it is.

    Raises:
        Refused: none of that code comes ready.
    """
    by.require(Permission.MANAGE_CHECKLISTS, store.pk)
    ready = READY.get(code)
    if ready is None:
        raise Refused(NOT_READY, code=code[:48], known="、".join(READY))
    _lock(store)
    if used := in_use(store, code):
        return used
    made = _next(by, store, code, ready.name, ready.content)
    made.published_at = now
    made.save()
    _note(by, "checklist.adopt", made)
    return made


@transaction.atomic
def save_checklist(
    *, by: Viewer, store: Store, code: str, name: Text, content: ChecklistContent, based_on: int
) -> Checklist:
    """Keep a changed checklist as its next version, unpublished; ``based_on`` is the number of the
    newest version the person saw, 0 for a new checklist.

    Raises:
        Stale: somebody saved a version in between.
        Refused: the code or the name cannot be used. What keeps the content from being used is
            told when it is published.
    """
    by.require(Permission.MANAGE_CHECKLISTS, store.pk)
    if not inspection_drafts.CODE.fullmatch(code):
        raise Refused(inspection_drafts.BAD_CODE, code=code[:48])
    _require_name(name)
    _lock(store)
    last = newest(store, code)
    if last is not None and last.version != based_on:
        raise rules.Stale(rules.CHECKLIST, last)
    made = _next(by, store, code, name, content)
    made.save()
    _note(by, "checklist.save", made)
    return made


@transaction.atomic
def publish(*, by: Viewer, checklist: Checklist, now: datetime) -> Checklist:
    """Put a version to use; inspections already made keep theirs.

    Raises:
        Refused: the first of its faults, or a newer version is in use.
    """
    by.require(Permission.MANAGE_CHECKLISTS, checklist.store_id)
    _lock(checklist.store)
    found = Checklist.objects.select_related("store").get(pk=checklist.pk)
    if found.published_at is not None and found.retired_at is None:
        return found
    used = in_use(found.store, found.code)
    if used is not None and used.version > found.version:
        raise Refused(OLDER, version=used.version)
    if faults := inspection_drafts.faults(content_from(found.content)):
        raise faults[0]
    found.published_at, found.retired_at = now, None
    found.save(update_fields=["published_at", "retired_at"])
    _note(by, "checklist.publish", found)
    return found


@transaction.atomic
def retire(*, by: Viewer, store: Store, code: str, now: datetime) -> None:
    """Use a checklist no more; its plans end with the day before, its inspections stay."""
    by.require(Permission.MANAGE_CHECKLISTS, store.pk)
    _lock(store)
    used = in_use(store, code)
    if used is None:
        return
    published = Checklist.objects.filter(store=store, code=code, retired_at=None)
    published.exclude(published_at=None).update(retired_at=now)
    today = now.date()
    running = Plan.objects.filter(Q(ends_on=None) | Q(ends_on__gte=today), store=store)
    running.filter(checklist_code=code).update(ends_on=today - timedelta(days=1))
    _note(by, "checklist.retire", used)


def _require_name(name: Text) -> None:
    lengths = (len(name.zh.strip()), LONGEST_ZH), (len(name.en.strip()), LONGEST_EN)
    if not all(0 < length <= most for length, most in lengths):
        raise Refused(NO_NAME, zh=LONGEST_ZH, en=LONGEST_EN)


def _lock(store: Store) -> None:
    """Versions of a store are made one after another."""
    Store.objects.select_for_update(no_key=True).get(pk=store.pk)


def _next(by: Viewer, store: Store, code: str, name: Text, content: ChecklistContent) -> Checklist:
    last = newest(store, code)
    return Checklist(
        store=store,
        code=code,
        version=last.version + 1 if last else 1,
        name_zh=name.zh.strip(),
        name_en=name.en.strip(),
        content=as_data(content),
        made_by_id=by.user_id,
    )


def _note(by: Viewer, action: str, checklist: Checklist) -> None:
    audit.record(
        actor_id=by.user_id,
        action=action,
        subject=checklist,
        store_id=checklist.store_id,
        detail={"code": checklist.code, "version": checklist.version},
    )
