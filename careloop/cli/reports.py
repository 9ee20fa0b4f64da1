"""``careloop report monthly``: the month's report as files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from careloop.cli.speaking import language, new_app, progress, say, tell
from careloop.core.kernel.periods import Period
from careloop.core.kernel.text import Text
from careloop.organisation import queries as organisation
from careloop.organisation.choices import Permission
from careloop.organisation.rules import Viewer
from careloop.reports import actions, queries

app = new_app(no_args_is_help=True)

FORMATS = ("pptx", "pdf", "xlsx", "html")

MAKING = Text(zh="制作月报", en="Making the report")
WROTE = Text(zh="已写入 {path}", en="Wrote {path}")


@app.callback(help=say(Text(zh="月报", en="Reports")))
def _report() -> None:
    """Keeps ``monthly`` a word of its own."""


@app.command(help=say(Text(zh="制作客服月度分析报告", en="Make the monthly customer-care report")))
def monthly(
    store: Annotated[str, typer.Option(help=say(Text(zh="门店代码", en="Code of the store")))],
    month: Annotated[str, typer.Option(help=say(Text(zh="月份，如 2026-10", en="As 2026-10")))],
    out: Annotated[Path, typer.Option(help=say(Text(zh="输出文件夹", en="Folder to write to")))],
    formats: Annotated[str, typer.Option("--format", help=", ".join(FORMATS))] = ",".join(FORMATS),
    freeze: Annotated[
        bool, typer.Option("--freeze", help=say(Text(zh="同时月结", en="Freeze the month, too")))
    ] = False,
) -> None:
    by = Viewer.system(language())
    place = organisation.store_by_code(by, store, Permission.VIEW_REPORT)
    period, wanted = Period.parse(month), _formats(formats)
    out.mkdir(parents=True, exist_ok=True)
    if freeze:
        actions.freeze(by=by, store=place, month=period)
    with progress(MAKING) as report:
        report("", 0, len(wanted) + 1)
        made = queries.monthly(by, place, period)
        for done, name in enumerate(wanted, 1):
            report(name, done, len(wanted) + 1)
            file = queries.as_file(made, place, period, name)
            path = out / file.filename
            path.write_bytes(file.content)
            tell(WROTE, path=path)


def _formats(text: str) -> list[str]:
    """The formats asked for, each of which must exist before anything is made."""
    names = [name.strip().lower() for name in text.split(",") if name.strip()]
    for name in names:
        queries.check_format(name)
    return names or list(FORMATS)
