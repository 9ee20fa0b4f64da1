"""Writes of imports: start a run, do it, take it back; remember how a source's columns map."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import datetime
from pathlib import PurePath
from typing import IO, Literal

from django.db import connection, transaction

from careloop.common import audit
from careloop.core.ingest.feeds.registry import feed as feed_of
from careloop.core.ingest.reading.child import ReadingChild
from careloop.core.ingest.reading.chosen import Chosen
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text
from careloop.dms import after, folder, rules
from careloop.dms.choices import RunState
from careloop.dms.loading import reverting
from careloop.dms.loading.running import Reporting, load, opened
from careloop.dms.models import ImportRun, Source
from careloop.dms.turns import lock_group, patient
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.queries import viewer_for
from careloop.organisation.rules import Viewer

Progress = Callable[[int, int], None]

NO_DRAFT = Text(
    zh="第 {run} 次导入已经确认过（状态：{state}）。请重新上传文件。",
    en="Import {run} was confirmed before (state: {state}). Upload the file again.",
)
NO_TRIAL = Text(
    zh="第 {run} 次导入不是成功的试导入，不能再次导入。请重新上传文件。",
    en="Import {run} is no trial that went well. Upload the file again.",
)
NOT_DONE = Text(
    zh="第 {run} 次导入没有写入数据（状态：{state}），无需撤销。",
    en="Import {run} has written nothing (state: {state}); there is nothing to revert.",
)
DEPENDED_ON = Text(
    zh="第 {run} 次导入不能撤销：之后有 {total} 条记录依赖它：{rows}。请先撤销之后的导入。",
    en="Import {run} cannot be reverted: {total} rows depend on it: {rows}. "
    "Revert the later imports first.",
)
BROKE = Text(
    zh="程序出错（{kind}），数据未改变。请把导入编号 {run} 告知管理员。",
    en="The program failed ({kind}); the data is as it was. Tell your administrator import {run}.",
)
NO_NAME = Text(zh="请填写来源名称。", en="Give the source a name.")


def receive(
    *,
    by: Viewer,
    store: Store,
    feed: str,
    file: IO[bytes],
    file_name: str,
    source: str | None = None,
    now: datetime | None = None,
) -> ImportRun:
    """Keep a file as the draft of a run, to be looked at and then confirmed.

    The run begins with the mapping and the layout saved for ``source``.

    Raises:
        Refused: no such feed, no permission, a file over the size limit.
    """
    by.require(Permission.IMPORT, store.pk)
    feed_of(feed)
    with transaction.atomic():
        saved = _source(store, feed, source)
        run = ImportRun.objects.create(
            store=store,
            feed=feed,
            source=saved,
            file_name=PurePath(file_name.replace("\\", "/")).name[:255] or feed,
            state=RunState.DRAFT,
            mapping=saved.mapping if saved else {},
            layout={"chosen": saved.layout} if saved else {},
            started_by_id=by.user_id,
            created_at=now or datetime.now(),
        )
        path, run.sha256 = folder.keep_upload(run.pk, file, run.file_name)
        run.stored_path = path.name
        run.save(update_fields=["stored_path", "sha256"])
        _audit(by, "import.receive", run)
    return run


@transaction.atomic
def lay_out(*, by: Viewer, run: ImportRun, chosen: Chosen) -> ImportRun:
    """Say which sheet, header row and encoding a draft is to be read with.

    Raises:
        Refused: no permission, or the run is no draft any more.
    """
    run = _draft(by, run)
    run.layout = {"chosen": asdict(chosen)}
    run.save(update_fields=["layout"])
    _audit(by, "import.layout", run)
    return run


def _draft(by: Viewer, run: ImportRun) -> ImportRun:
    by.require(Permission.IMPORT, run.store_id)
    found = ImportRun.objects.select_for_update().get(pk=run.pk)
    if found.state != RunState.DRAFT:
        raise Refused(NO_DRAFT, run=found.pk, state=found.state)
    return found


@transaction.atomic
def confirm(
    *,
    by: Viewer,
    run: ImportRun,
    mapping: Mapping[str, str | None] | None = None,
    chosen: Chosen | None = None,
    dry_run: bool = False,
) -> ImportRun:
    """Let a draft wait to be done, with the mapping (header → column, ``None``: not read) and the
    layout given, else those the draft has.

    Raises:
        Refused: no permission, or the run is no draft any more.
    """
    run = _draft(by, run)
    if mapping is not None:
        run.mapping = dict(mapping)
    if chosen is not None:
        run.layout = {"chosen": asdict(chosen)}
    run.state, run.is_dry_run = RunState.WAITING, dry_run
    run.save(update_fields=["mapping", "layout", "state", "is_dry_run"])
    _audit(by, "import.start", run, dry_run=dry_run)
    return run


def start_import(
    *,
    by: Viewer,
    store: Store,
    feed: str,
    file: IO[bytes],
    file_name: str,
    source: str | None = None,
    dry_run: bool = False,
    mapping: Mapping[str, str | None] | None = None,
    chosen: Chosen | None = None,
    now: datetime | None = None,
) -> ImportRun:
    """Take a file in and make a run that waits to be done by :func:`run_import`.

    Raises:
        Refused: no such feed, no permission, a file over the size limit.
    """
    draft = receive(
        by=by, store=store, feed=feed, file=file, file_name=file_name, source=source, now=now
    )
    return confirm(by=by, run=draft, mapping=mapping, chosen=chosen, dry_run=dry_run)


def again(*, by: Viewer, run: ImportRun) -> ImportRun:
    """Import for good the file of a run that was a trial, with the same mapping.

    Raises:
        Refused: no permission, or the run was no trial that went well.
    """
    by.require(Permission.IMPORT, run.store_id)
    if not run.is_dry_run or run.state != RunState.DONE:
        raise Refused(NO_TRIAL, run=run.pk)
    path = folder.folder_of(run.pk) / run.stored_path
    with path.open("rb") as file:
        return start_import(
            by=by,
            store=run.store,
            feed=run.feed,
            file=file,
            file_name=run.file_name,
            source=run.source.name if run.source else None,
            mapping=run.mapping | dict.fromkeys(run.unknown_columns),
            chosen=run.chosen,
        )


def _source(store: Store, feed: str, name: str | None) -> Source | None:
    if not (name or "").strip():
        return None
    found, _ = Source.objects.get_or_create(store=store, feed=feed, name=str(name).strip()[:64])
    return found


def _audit(by: Viewer, action: str, run: ImportRun, **detail: object) -> None:
    audit.record(
        actor_id=by.user_id,
        action=action,
        subject=run,
        store_id=run.store_id,
        detail={"feed": run.feed, **detail},
    )


@transaction.atomic
def save_mapping(
    *, by: Viewer, store: Store, feed: str, source: str, mapping: Mapping[str, str | None]
) -> Source:
    """Remember how the headers of ``source`` map to the columns of ``feed``.

    Raises:
        Refused: no such feed, no permission, no name.
    """
    by.require(Permission.IMPORT, store.pk)
    feed_of(feed)
    saved = _source(store, feed, source)
    if saved is None:
        raise Refused(NO_NAME)
    saved.mapping = dict(mapping)
    saved.save(update_fields=["mapping"])
    audit.record(
        actor_id=by.user_id, action="import.mapping", subject=saved, store_id=store.pk,
        detail={"feed": feed, "source": saved.name},
    )  # fmt: skip
    return saved


@patient()
def run_import(
    run_id: int,
    *,
    now: datetime | None = None,
    progress: Progress | None = None,
    child: ReadingChild | None = None,
) -> ImportRun:
    """Do a run that waits; one that is done already, or in another's hands, is left alone.

    The file is stored whole or not at all. What a person can mend is told in ``message`` and the
    run is refused; a fault of ours marks it failed and is raised again.

    Two imports into one group take turns. Who may import where is asked anew, of the one who
    started it. Who does many runs passes one
    reading ``child`` for all of them and spares its start.
    """
    run = _claim(run_id, now or datetime.now())
    if run is None:
        return ImportRun.objects.get(pk=run_id)
    try:
        by = viewer_for(run.started_by) if run.started_by else Viewer.system()
        by.require(Permission.IMPORT, run.store_id)
        with opened(run, Reporting(run_id, progress), child) as checked, transaction.atomic():
            lock_group(run)
            _check_references("IMMEDIATE")
            load(run, by=by, checked=checked)
            _audit(by, "import.dry_run" if run.is_dry_run else "import.run", run)
            if not run.is_dry_run:
                after.tell(run)
    except Refused as refusal:
        _close(run_id, RunState.REFUSED, refusal)
    except BaseException as fault:
        broke = Refused(BROKE, kind=type(fault).__name__, run=run_id)
        _close(run_id, RunState.FAILED, broke)
        raise
    return ImportRun.objects.get(pk=run_id)


@transaction.atomic
def _claim(run_id: int, now: datetime) -> ImportRun | None:
    run = ImportRun.objects.select_for_update().get(pk=run_id)
    if not rules.may_start(run.state, run.started_at, now):
        return None
    run.state, run.started_at = RunState.READING, now.replace(microsecond=0)
    run.save(update_fields=["state", "started_at"])
    return run


def _check_references(when: Literal["IMMEDIATE", "DEFERRED"]) -> None:
    """When PostgreSQL looks at foreign keys: an import brings them resolved, so each statement
    may be held to them and none is queued; a revert takes rows away in any order.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SET CONSTRAINTS ALL {when}")


def _close(run_id: int, state: RunState, refusal: Refused) -> None:
    """Say what became of a run that wrote nothing."""
    ImportRun.objects.filter(pk=run_id).update(
        state=state,
        message={"zh": refusal.say("zh"), "en": refusal.say("en")},
        finished_at=datetime.now(),
    )


@transaction.atomic
def revert_import(*, by: Viewer, run: ImportRun, now: datetime | None = None) -> ImportRun:
    """Take a whole run back: rows it made go, rows it changed become what they were.

    Raises:
        Refused: no permission; the run wrote nothing; later work depends on its rows (the first
            twenty are named).
    """
    by.require(Permission.REVERT_IMPORT, run.store_id)
    lock_group(run)
    _check_references("DEFERRED")
    run = ImportRun.objects.select_for_update().get(pk=run.pk)
    if run.state != RunState.DONE or run.is_dry_run:
        raise Refused(NOT_DONE, run=run.pk, state=run.state)
    dependents = reverting.dependents(run.pk)
    if dependents:
        raise Refused(DEPENDED_ON, run=run.pk, total=len(dependents), rows=rules.listed(dependents))
    moment = (now or datetime.now()).replace(microsecond=0)
    restored, deleted = reverting.take_back(run.pk, moment)
    run.state, run.reverted_at = RunState.REVERTED, moment
    run.save(update_fields=["state", "reverted_at"])
    _audit(by, "import.revert", run, restored=restored, deleted=deleted)
    after.tell(run)
    return run
