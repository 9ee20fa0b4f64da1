"""``careloop import``, ``careloop imports`` and ``careloop feeds``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from careloop.cli.speaking import columns, language, progress, say, tell, tell_json
from careloop.core.ingest.feeds.feed import Column
from careloop.core.ingest.reading.chosen import Chosen
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text
from careloop.dms import actions, queries
from careloop.dms.choices import RunState
from careloop.dms.models import ImportRun
from careloop.dms.turns import patient
from careloop.organisation.choices import Permission
from careloop.organisation.queries import store_by_code
from careloop.organisation.rules import Viewer

import_app = typer.Typer(add_completion=False, no_args_is_help=True)
imports_app = typer.Typer(add_completion=False, no_args_is_help=True)
feeds_app = typer.Typer(add_completion=False)

RUNS_LISTED = 50
REASONS_TOLD = 20

NO_FILE = Text(
    zh="没有文件“{file}”，或无法读取。请核对路径。",
    en="There is no file “{file}”, or it cannot be read. Check the path.",
)
NOT_TAKEN = Text(zh="未导入：{why}", en="Not imported: {why}")
COUNTS = Text(
    zh="导入 {run}{trial}：{rows} 行，新增 {created}，更新 {updated}，未变 {unchanged}，"
    "隔离 {quarantined}，空行 {blank}。",
    en="Import {run}{trial}: {rows} rows, {created} created, {updated} updated, "
    "{unchanged} unchanged, {quarantined} quarantined, {blank} blank.",
)
TRIAL = Text(zh="（试导入，未写入）", en=" (dry run, nothing stored)")
SET_ASIDE = Text(
    zh="隔离的行：careloop imports rejects {run} --out 文件.csv",
    en="Quarantined rows: careloop imports rejects {run} --out FILE.csv",
)
REVERTED = Text(zh="已撤销第 {run} 次导入。", en="Import {run} was reverted.")
WRITTEN = Text(zh="已写入 {file}（{rows} 行）。", en="{file} was written ({rows} rows).")
IMPORTING = Text(zh="导入", en="Importing")
HEADINGS = Text(
    zh="编号|门店|数据|文件|状态|新增|更新|未变|隔离",
    en="run|store|feed|file|state|created|updated|unchanged|quarantined",
)

Json = Annotated[bool, typer.Option("--json", help=say(Text(zh="输出 JSON", en="Print JSON")))]
Run = Annotated[int, typer.Argument(help=say(Text(zh="导入编号", en="Number of the import")))]


@import_app.command(help=say(Text(zh="导入一个文件", en="Import a file")))
def import_file(  # noqa: PLR0917 (the options of a command)
    feed: Annotated[str, typer.Argument(help=say(Text(zh="数据类型，见 feeds", en="A feed")))],
    file: Annotated[Path, typer.Argument(help=say(Text(zh="文件", en="The file")))],
    store: Annotated[str, typer.Option(help=say(Text(zh="门店代码", en="Code of the store")))],
    source: Annotated[str, typer.Option(help=say(Text(zh="来源名称", en="Its source")))] = "",
    sheet: Annotated[str, typer.Option(help=say(Text(zh="工作表", en="Sheet to read")))] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=say(Text(zh="只检查，不写入", en="Store nothing")))
    ] = False,
    as_json: Json = False,
) -> None:
    by = Viewer.system(language())
    place = store_by_code(by, store, Permission.IMPORT)
    chosen = Chosen(sheet=sheet) if sheet else None
    with patient():
        run = _start(by, place, feed, file, source=source, chosen=chosen, dry_run=dry_run)
    with progress(IMPORTING) as report:
        run = actions.run_import(
            run.pk, progress=lambda done, total: report(file.name, done, total or done)
        )
    if as_json:
        tell_json(_as_json(run))
    elif run.state == RunState.DONE:
        _tell_counts(run)
    if run.state != RunState.DONE:
        raise Refused(NOT_TAKEN, why=Text(**run.message))


def _start(by: Viewer, store: Any, feed: str, file: Path, **options: Any) -> ImportRun:
    try:
        with file.open("rb") as opened:
            return actions.start_import(
                by=by, store=store, feed=feed, file=opened, file_name=file.name, **options
            )
    except (FileNotFoundError, IsADirectoryError, PermissionError) as fault:
        raise Refused(NO_FILE, file=file) from fault


def _tell_counts(run: ImportRun) -> None:
    tell(COUNTS, trial=TRIAL if run.is_dry_run else "", **_counts(run))
    for warning in run.warnings:
        typer.echo(f"· {warning[language()]}")
    if run.quarantined:
        tell(SET_ASIDE, run=run.pk)


def _counts(run: ImportRun) -> dict[str, int]:
    return {
        "run": run.pk,
        "rows": run.rows_in_file,
        "created": run.created,
        "updated": run.updated,
        "unchanged": run.unchanged,
        "quarantined": run.quarantined,
        "blank": run.blank,
    }


def _as_json(run: ImportRun) -> dict[str, Any]:
    """What a program reads of a run; ``reasons`` holds the first rows set aside, or the refusal."""
    aside = queries.quarantined(Viewer.system(language()), run)[:REASONS_TOLD]
    reasons: list[dict[str, Any]] = [
        {"row": row.row_number, **{key: reason[key] for key in ("code", "column", "value")},
         "text": reason[language()]}
        for row in aside
        for reason in row.reasons
    ]  # fmt: skip
    if run.message:
        reasons = [{"row": None, "code": run.state, "text": run.message[language()]}]
    return {
        **_counts(run),
        "feed": run.feed,
        "store": run.store.code,
        "file": run.file_name,
        "state": run.state,
        "dry_run": run.is_dry_run,
        "stubs": run.stubs,
        "unknown_columns": run.unknown_columns,
        "warnings": [warning[language()] for warning in run.warnings],
        "reasons": reasons,
    }


@imports_app.command("list", help=say(Text(zh="最近的导入", en="The last imports")))
def list_runs(
    store: Annotated[str, typer.Option(help=say(Text(zh="门店代码", en="Code of a store")))] = "",
    as_json: Json = False,
) -> None:
    by = Viewer.system(language())
    place = store_by_code(by, store, Permission.IMPORT) if store else None
    found = list(queries.runs(by, place)[:RUNS_LISTED])
    if as_json:
        tell_json([_as_json(run) for run in found])
        return
    lines = [
        [str(run.pk), run.store.code, run.feed, run.file_name, run.state]
        + [str(n) for n in (run.created, run.updated, run.unchanged, run.quarantined)]
        for run in found
    ]
    typer.echo(columns([say(HEADINGS).split("|"), *lines]))


@imports_app.command("show", help=say(Text(zh="一次导入的结果", en="What came of an import")))
def show_run(run: Run, as_json: Json = False) -> None:
    found = queries.run(Viewer.system(language()), run)
    if as_json:
        tell_json(_as_json(found))
        return
    typer.echo(f"{found.store.code} {found.feed} {found.file_name} {found.state}")
    if found.message:
        typer.echo(found.message[language()])
    _tell_counts(found)
    for reason in _as_json(found)["reasons"] if found.quarantined else []:
        typer.echo(f"  {reason['row']}: {reason['text']}")


@imports_app.command("revert", help=say(Text(zh="撤销一次导入", en="Take an import back")))
def revert_run(run: Run) -> None:
    by = Viewer.system(language())
    actions.revert_import(by=by, run=queries.run(by, run))
    tell(REVERTED, run=run)


@imports_app.command("rejects", help=say(Text(zh="取回被隔离的行", en="Get quarantined rows")))
def rejected_rows(
    run: Run,
    out: Annotated[
        Path | None, typer.Option(help=say(Text(zh="写入的文件", en="File to write")))
    ] = None,
) -> None:
    by = Viewer.system(language())
    found = queries.run(by, run)
    file = queries.rejects(by, found, language())
    if out is None:
        sys.stdout.buffer.write(file.content)
        return
    out.write_bytes(file.content)
    tell(WRITTEN, file=out, rows=found.quarantined)


@feeds_app.command(help=say(Text(zh="可导入的数据及其列", en="What can be imported")))
def list_feeds(
    feed: Annotated[str, typer.Argument(help=say(Text(zh="数据类型", en="A feed")))] = "",
    template: Annotated[
        bool, typer.Option("--template", help=say(Text(zh="输出空模板", en="An empty file")))
    ] = False,
    as_json: Json = False,
) -> None:
    if feed and template:
        sys.stdout.buffer.write(queries.template(feed, language()).content)
    elif feed:
        _tell_feed(feed, as_json)
    elif as_json:
        tell_json([{"feed": f.code, "name": say(f.name)} for f in queries.feeds()])
    else:
        typer.echo(columns([[f.code, say(f.name)] for f in queries.feeds()]))


def _tell_feed(code: str, as_json: bool) -> None:
    found = queries.feed(code).columns
    if as_json:
        tell_json([_column_as_json(column) for column in found])
        return
    lines = [[c.name + "*" * c.required, c.label.zh, c.kind, " ".join(c.aliases)] for c in found]
    typer.echo(columns(lines))


def _column_as_json(column: Column) -> dict[str, Any]:
    return {
        "column": column.name,
        "header": column.label.zh,
        "kind": column.kind,
        "required": column.required,
        "aliases": list(column.aliases),
    }
