"""``careloop django …``: Django's own management commands, for those who develop or operate."""

from __future__ import annotations

import typer
from django.core.management import execute_from_command_line

from careloop.cli.speaking import new_app, say
from careloop.core.kernel.text import Text

app = new_app()


@app.command(
    help=say(Text(zh="运行 Django 管理命令", en="Run a management command of Django")),
    context_settings={
        "allow_extra_args": True,
        "ignore_unknown_options": True,
        "help_option_names": [],
    },
)
def django(context: typer.Context) -> None:
    execute_from_command_line(["careloop django", *context.args])
