"""``careloop contacts run --store CODE|all``."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Annotated

import typer

from careloop.cli.speaking import columns, language, new_app, say
from careloop.core.kernel.codes import CONTACT_TYPE
from careloop.core.kernel.text import Text
from careloop.organisation import queries
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.rules import Viewer
from careloop.outreach import actions
from careloop.outreach.actions import RulesRun

app = new_app(no_args_is_help=True)

ALL = "all"
HEADINGS = (Text(zh="门店", en="store"), Text(zh="类型", en="type"), Text(zh="新建", en="made"))
CLOSED = Text(
    zh="{store}：不再需要 {gone}，过期 {expired}，由导入了结 {settled}。",
    en="{store}: {gone} no longer needed, {expired} expired, {settled} settled by imports.",
)


@app.callback(help=say(Text(zh="回访任务", en="Contacts")))
def _contacts() -> None:
    """Keeps ``run`` a word of its own: a Typer with one command would swallow it."""


@app.command(
    help=say(Text(zh="按规则生成和关闭回访任务", en="Make and close contacts by the rules"))
)
def run(
    store: Annotated[
        str, typer.Option(help=say(Text(zh="门店代码，或 all", en="Code of a store, or all")))
    ],
    as_json: Annotated[
        bool, typer.Option("--json", help=say(Text(zh="输出 JSON", en="Print JSON")))
    ] = False,
) -> None:
    viewer, now = Viewer.system(language()), datetime.now()
    runs = {
        one.code: actions.run_rules(by=viewer, store=one, now=now) for one in _stores(viewer, store)
    }
    typer.echo(_as_json(runs) if as_json else _as_table(runs))


def _stores(viewer: Viewer, code: str) -> list[Store]:
    if code == ALL:
        return list(queries.stores(viewer, Permission.TUNE_CONTACT_RULES))
    return [queries.store_by_code(viewer, code, Permission.TUNE_CONTACT_RULES)]


def _as_json(runs: dict[str, RulesRun]) -> str:
    told = {
        code: {
            "made": run.made,
            "gone": run.gone,
            "expired": run.expired,
            "settled": run.settled,
        }
        for code, run in runs.items()
    }
    return json.dumps(told, ensure_ascii=False, indent=2)


def _as_table(runs: dict[str, RulesRun]) -> str:
    rows = [
        [code, say(CONTACT_TYPE.text(kind)), str(made)]
        for code, run in runs.items()
        for kind, made in run.made.items()
    ]
    lines = [columns([[say(heading) for heading in HEADINGS], *rows])] if rows else []
    lines += [
        say(CLOSED, store=code, gone=run.gone, expired=run.expired, settled=run.settled)
        for code, run in runs.items()
    ]
    return "\n".join(lines)
