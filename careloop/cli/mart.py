"""``careloop mart refresh | rebuild | verify``."""

from __future__ import annotations

import typer

from careloop.cli.speaking import columns, language, new_app, progress, say, tell
from careloop.core.facts.store import Version
from careloop.core.kernel.text import Text
from careloop.mart import actions
from careloop.organisation.rules import Viewer

app = new_app(no_args_is_help=True)

COPYING = Text(zh="更新分析库", en="Refreshing the mart")
PUBLISHED = Text(
    zh="分析库第 {number} 版，数据截至 {as_of}。", en="Mart version {number}, data as of {as_of}."
)
TRUE = Text(zh="核对一致。", en="The mart agrees with the operational store.")
DIFFERENT = Text(
    zh="有 {count} 处不一致。请运行 careloop mart rebuild。",
    en="{count} sums differ. Run careloop mart rebuild.",
)
HEADINGS = (
    Text(zh="表", en="fact"),
    Text(zh="月份", en="month"),
    Text(zh="列", en="column"),
    Text(zh="业务库", en="store"),
    Text(zh="分析库", en="mart"),
)


@app.command(help=say(Text(zh="复制变化的月份", en="Copy the months that changed")))
def refresh() -> None:
    with progress(COPYING) as report:
        version = actions.refresh(by=Viewer.system(language()), progress=report)
    _published(version)


@app.command(help=say(Text(zh="全部重建", en="Copy everything anew")))
def rebuild() -> None:
    with progress(COPYING) as report:
        version = actions.rebuild(by=Viewer.system(language()), progress=report)
    _published(version)


@app.command(help=say(Text(zh="与业务库核对", en="Hold the mart against the operational store")))
def verify() -> None:
    found = actions.verify(by=Viewer.system(language()))
    if not found:
        tell(TRUE)
        return
    rows = [[d.fact, d.month, d.column, str(d.expected), str(d.found)] for d in found]
    typer.echo(columns([[say(heading) for heading in HEADINGS], *rows]))
    typer.echo(say(DIFFERENT, count=len(found)), err=True)
    raise typer.Exit(1)


def _published(version: Version) -> None:
    tell(PUBLISHED, number=version.number, as_of=version.data_as_of)
