"""The entrance of the ``careloop`` command.

The first word names a command and with it a module, and only that module is loaded: a command
starts as quickly as what it needs. Exit status 0 done, 1 refused or failed with one line on the
error output, 2 wrong usage.
"""

from __future__ import annotations

import importlib
import sys
from dataclasses import dataclass

import typer

from careloop import __version__
from careloop.cli import preparing
from careloop.cli.speaking import complain, language, say
from careloop.config.environment import BadSetting
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text


@dataclass(frozen=True, slots=True)
class Entry:
    """Where a command lives: the module and the Typer application in it. ``on_data`` commands
    find the data folder made and the database migrated, ``sets_up`` ones prepare it themselves."""

    module: str
    app: str
    text: Text
    on_data: bool = True
    sets_up: bool = False


COMMANDS: dict[str, Entry] = {
    "demo": Entry(
        "careloop.cli.demo",
        "app",
        Text(zh="生成示范集团并启动网站", en="Build the demonstration group and serve it"),
        on_data=False,
        sets_up=True,
    ),
    "serve": Entry("careloop.cli.serve", "app", Text(zh="启动网站", en="Serve the site")),
    "import": Entry(
        "careloop.cli.imports", "import_app", Text(zh="导入一个文件", en="Import a file")
    ),
    "imports": Entry(
        "careloop.cli.imports",
        "imports_app",
        Text(
            zh="查看、撤销导入，下载被隔离的行", en="List, show, revert imports; get rejected rows"
        ),
    ),
    "feeds": Entry(
        "careloop.cli.imports",
        "feeds_app",
        Text(zh="可导入的表及其列、模板", en="What can be imported: columns, templates"),
        on_data=False,
    ),
    "mart": Entry(
        "careloop.cli.mart",
        "app",
        Text(zh="更新、重建、核对分析库", en="Refresh, rebuild, verify the mart"),
    ),
    "kpi": Entry(
        "careloop.cli.kpi", "app", Text(zh="计算和解释指标", en="Compute and explain figures")
    ),
    "report": Entry(
        "careloop.cli.reports", "app", Text(zh="制作月报", en="Make the monthly report")
    ),
    "contacts": Entry(
        "careloop.cli.outreach",
        "app",
        Text(zh="按规则生成回访任务", en="Make the contacts that are due"),
    ),
    "store": Entry("careloop.cli.stores", "store_app", Text(zh="添加门店", en="Add a store")),
    "user": Entry("careloop.cli.stores", "user_app", Text(zh="添加用户", en="Add a user")),
    "token": Entry(
        "careloop.cli.tokens", "app", Text(zh="生成 API 令牌", en="Make a token of the API")
    ),
    "django": Entry(
        "careloop.cli.django",
        "app",
        Text(zh="运行 Django 管理命令", en="Run a management command of Django"),
        on_data=False,
    ),
}

USAGE = Text(
    zh="用法：careloop 命令 [参数…]　　careloop 命令 --help 查看说明",
    en="Usage: careloop COMMAND [ARGUMENTS…]    careloop COMMAND --help says more",
)
NO_SUCH_COMMAND = Text(
    zh="没有命令“{word}”。可用命令：{known}。",
    en="There is no command “{word}”. Commands: {known}.",
)
NO_DATABASE = Text(
    zh="无法使用数据库：{why}。请检查 CARELOOP_DATABASE_URL 和数据库服务。",
    en="The database cannot be used: {why}. Check CARELOOP_DATABASE_URL and the server.",
)
NO_FILE = Text(zh="无法读写文件：{why}", en="A file cannot be read or written: {why}")


def main() -> None:
    """Run the command of ``sys.argv`` and exit with its status."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run one command; its exit status."""
    word = arguments[0] if arguments else "--help"
    if word in ("--help", "-h", "help"):
        typer.echo(_overview())
        return 0
    if word == "--version":
        typer.echo(__version__)
        return 0
    if word not in COMMANDS:
        complain(NO_SUCH_COMMAND, word=word, known="、".join(COMMANDS))
        return 2
    return _guarded(word, arguments[1:])


def _guarded(word: str, arguments: list[str]) -> int:
    """The process edge: what a person can mend is one line, a bug keeps its traceback."""
    try:
        return _command(word, arguments)
    except Refused as refused:
        typer.echo(refused.say(language()), err=True)
    except BadSetting as fault:
        typer.echo(str(fault), err=True)
    except preparing.DatabaseFailed as fault:
        complain(NO_DATABASE, why=str(fault).strip().partition("\n")[0])
    except OSError as fault:
        complain(NO_FILE, why=fault)
    return 1


def _command(word: str, arguments: list[str]) -> int:
    entry = COMMANDS[word]
    if not entry.sets_up:
        preparing.set_up()
    app: typer.Typer = getattr(importlib.import_module(entry.module), entry.app)
    if entry.on_data and "--help" not in arguments:
        preparing.migrate_if_needed()
    try:
        app(args=arguments, prog_name=f"careloop {word}")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    return 0


def _overview() -> str:
    width = max(map(len, COMMANDS)) + 2
    lines = [f"  {word:<{width}}{say(entry.text)}" for word, entry in COMMANDS.items()]
    return "\n".join([say(USAGE), "", *lines])


if __name__ == "__main__":
    main()
