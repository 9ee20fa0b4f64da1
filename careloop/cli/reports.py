"""``careloop report monthly``: the month's report as files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from careloop.cli.speaking import language, progress, say, tell
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.periods import Period
from careloop.core.kernel.text import Text
from careloop.organisation import queries as organisation
from careloop.organisation.choices import Permission
from careloop.organisation.rules import Viewer
from careloop.reports import actions, queries

app = typer.Typer(add_completion=False, no_args_is_help=True)

FORMATS = ("pptx", "pdf", "xlsx", "html")

MAKING = Text(zh="制作月报", en="Making the report")
WROTE = Text(zh="已写入 {path}", en="Wrote {path}")
NO_SUCH_FORMAT = Text(
    zh="没有格式“{name}”。可用格式：{known}。", en="There is no format “{name}”. Formats: {known}."
)
NOT_A_MONTH = Text(
    zh="“{text}”不是月份，请写成 2026-10。", en="“{text}” is not a month; write 2026-10."
)


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
    period, wanted = _month(month), _formats(formats)
    out.mkdir(parents=True, exist_ok=True)
    if freeze:
        actions.freeze(by=by, store=place, month=period)
    with progress(MAKING) as report:
        document = queries.monthly(by, place, period)
        for done, name in enumerate(wanted):
            report(name, done, len(wanted))
            made = queries.as_file(document, place, period, name)
            path = out / made.filename
            path.write_bytes(made.content)
            tell(WROTE, path=path)


def _month(text: str) -> Period:
    period = Period.parse(text)
    if period.kind != "month":
        raise Refused(NOT_A_MONTH, text=text)
    return period


def _formats(text: str) -> list[str]:
    names = [name.strip().lower() for name in text.split(",") if name.strip()]
    for name in names:
        if name not in FORMATS:
            raise Refused(NO_SUCH_FORMAT, name=name, known="、".join(FORMATS))
    return names or list(FORMATS)
