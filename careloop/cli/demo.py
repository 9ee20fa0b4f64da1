"""``careloop demo``: the demonstration group, imported like anyone's data, reported and served."""

from __future__ import annotations

import importlib
import os
from pathlib import Path
from typing import Annotated

import typer

from careloop.cli import preparing
from careloop.cli.speaking import new_app, say
from careloop.core.kernel.text import Text

app = new_app()


@app.command(
    help=say(Text(zh="生成示范集团并启动网站", en="Build the demonstration group and serve it"))
)
def demo(
    no_serve: Annotated[
        bool, typer.Option("--no-serve", help=say(Text(zh="只生成，不启动", en="Do not serve")))
    ] = False,
    host: Annotated[str, typer.Option(help=say(Text(zh="监听地址", en="Address")))] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535)] = 8000,
    home: Annotated[
        Path | None, typer.Option(help=say(Text(zh="数据文件夹", en="Data folder")))
    ] = None,
) -> None:
    if home is not None:
        os.environ["CARELOOP_HOME"] = str(home.expanduser().resolve())
    preparing.set_up()
    preparing.migrate_if_needed()
    demonstration = importlib.import_module("careloop.cli.demonstration")  # knows the models
    demonstration.build()
    if not no_serve:
        importlib.import_module("careloop.cli.serve").run(host, port)
