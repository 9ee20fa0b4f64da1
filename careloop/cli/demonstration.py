"""Building the demonstration: simulate, import, refresh the mart, freeze last month's reports."""

from __future__ import annotations

import json
import secrets
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django_q.models import OrmQ

from careloop.cli.demo_people import story
from careloop.cli.speaking import language, progress, tell
from careloop.core.ingest.reading.child import ReadingChild
from careloop.core.ingest.reading.limits import Limits
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.periods import Period
from careloop.core.kernel.text import Text
from careloop.customers import actions as customers
from careloop.demo import stores as group
from careloop.demo.simulator import ExportFile, simulate
from careloop.dms import actions as imports
from careloop.dms.choices import RunState
from careloop.dms.models import ImportRun
from careloop.mart import actions as mart
from careloop.organisation import actions as organisation
from careloop.organisation.choices import Role
from careloop.organisation.models import Group, Store, User
from careloop.organisation.rules import Viewer
from careloop.outreach import actions as outreach
from careloop.reports import actions as reports
from careloop.service import actions as service

USERNAME = "director"
AGENT = "agent"
SOURCE = "示范DMS"

SIMULATING = Text(zh="生成示范集团三年的导出文件", en="Writing three years of exports")
IMPORTING = Text(zh="导入", en="Importing")
COPYING = Text(zh="更新分析库", en="Refreshing the mart")
DUE = Text(zh="按规则生成回访任务", en="Making the contacts that are due")
WORKING = Text(zh="点检、投诉和建议", en="Checks, complaints and suggestions")
FREEZING = Text(zh="改善措施与月结", en="Agreeing measures and freezing last month's reports")
READY = Text(
    zh="示范集团已就绪。登录用户名：{username}　密码：{password}；"
    "回访员用户名：{agent}　密码：{agent_password}",
    en="The demonstration is ready. Sign in as {username}, password {password}; "
    "as a call agent {agent}, password {agent_password}",
)
IMPORTED = Text(
    zh="已导入 {files} 个文件，{rows} 行；隔离 {quarantined} 行。",
    en="Imported {files} files, {rows} rows; {quarantined} rows were set aside.",
)
NOT_DEMO = Text(
    zh="数据文件夹 {home} 里已有自己的门店。请用 --home 为示范另选一个文件夹。",
    en="The data folder {home} already holds stores of your own. Give the demonstration another "
    "one with --home.",
)
BAD_EXPORT = Text(zh="示范文件 {file} 未能导入：{why}", en="{file} was not imported: {why}")


def build() -> None:
    """Make the demonstration where it is not there yet, and say how to sign in.

    One that was broken off is finished: importing the same file again changes nothing.
    """
    note = Path(settings.CARELOOP_HOME) / "demo.json"
    if not note.exists():
        ours = [profile.code for profile in group.STORES]
        if Store.objects.exclude(code__in=ours).exists():
            raise Refused(NOT_DEMO, home=settings.CARELOOP_HOME)
        _build(date.today(), note)
    nobody = {"agent": "–", "agent_password": "–"}  # a note of an earlier version
    tell(READY, **(nobody | json.loads(note.read_text(encoding="utf-8"))))


def _build(today: date, note: Path) -> None:
    by = Viewer.system(language())
    stores = _stores(by)
    people = {
        "username": USERNAME,
        "password": _person(by, USERNAME, "周岚", Role.CARE_DIRECTOR),
        "agent": AGENT,
        "agent_password": _person(by, AGENT, "李敏", Role.CALL_AGENT),
    }
    with progress(SIMULATING) as report:
        report("", 0, 0)
        files = simulate(Path(settings.CARELOOP_HOME) / "exports", today=today)
    _import_all(by, stores, files)
    _make_due(by, list(stores.values()))
    month, now = Period.month_of(today).previous, _now()
    with progress(WORKING) as report:
        report("", 0, 0)
        story.work(by=by, stores=list(stores.values()), month=month, now=now)
    with progress(COPYING) as report:
        mart.refresh(by=by, progress=report)
    _report(by, list(stores.values()), month, now)
    note.touch(mode=0o600)
    note.write_text(json.dumps(people), encoding="utf-8")


def _stores(by: Viewer) -> dict[str, Store]:
    held = {store.code: store for store in Store.objects.all()}
    return {
        profile.code: held.get(profile.code)
        or organisation.add_store(by=by, code=profile.code, name=profile.name, group=group.GROUP)
        for profile in group.STORES
    }


def _import_all(by: Viewer, stores: dict[str, Store], files: list[ExportFile]) -> None:
    runs = []
    with progress(IMPORTING) as report, ReadingChild(Limits()) as child:
        for done, export in enumerate(files):
            report(export.path.name, done, len(files))
            runs.append(_import(by, stores[export.store_code], export, child))
    rows = sum(run.created + run.updated for run in runs)
    tell(IMPORTED, files=len(runs), rows=rows, quarantined=sum(run.quarantined for run in runs))


def _import(by: Viewer, store: Store, export: ExportFile, child: ReadingChild) -> ImportRun:
    with export.path.open("rb") as file:
        waiting = imports.start_import(
            by=by,
            store=store,
            feed=export.feed,
            file=file,
            file_name=export.path.name,
            source=SOURCE,
        )
    run = imports.run_import(waiting.pk, child=child)
    if run.state != RunState.DONE:
        raise Refused(
            BAD_EXPORT, file=export.path.name, why=run.message.get(by.language, run.state)
        )
    return run


def _report(by: Viewer, stores: list[Store], month: Period, now: datetime) -> None:
    """What was agreed with the last reports, then last month frozen."""
    with progress(FREEZING) as report:
        for done, store in enumerate(stores):
            report(store.name, done, len(stores))
            story.talk(by=by, store=store, month=month, now=now)
            reports.freeze(by=by, store=store, month=month)


def _now() -> datetime:
    return datetime.now().replace(microsecond=0)


def _make_due(by: Viewer, stores: list[Store]) -> None:
    """What each import asks its worker to do, done once for all: keys to search by, appointments
    linked to their orders, and the contacts that are due."""
    now = _now()
    OrmQ.objects.all().delete()
    with progress(DUE) as report:
        for done, store in enumerate(stores):
            report(store.name, done, len(stores))
            customers.refresh_search_keys(store=store)
            service.link_orders(by=by, store=store, now=now)
            outreach.run_rules(by=by, store=store, now=now)


def _person(by: Viewer, username: str, name: str, role: Role) -> str:
    """An invented person of the whole group, and a password of this installation's own."""
    password = f"care-{secrets.token_urlsafe(6)}"
    if (there := User.objects.filter(username=username).first()) is not None:
        there.set_password(password)  # of a demonstration that was broken off
        there.save(update_fields=["password"])
        return password
    organisation.add_user(
        by=by,
        username=username,
        password=password,
        role=role.value,
        group=Group.objects.get(name=group.GROUP),
        display_name=name,
    )
    return password
