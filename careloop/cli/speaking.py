"""What the command line says, and how: language, one clear line, progress, JSON."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import typer
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from careloop.core.kernel.text import Language, Text, language_of

Report = Callable[[str, int, int], None]


def new_app(**settings: Any) -> typer.Typer:
    """An application whose bugs show as Python shows them."""
    return typer.Typer(add_completion=False, pretty_exceptions_enable=False, **settings)


def language() -> Language:
    """``CARELOOP_LANGUAGE``, else the locale."""
    for name in ("CARELOOP_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return language_of(value)
    return "en"


def say(text: Text, **parameters: object) -> str:
    """``text`` in the language of the command line."""
    return text.say(language(), **parameters)


def tell(text: Text, **parameters: object) -> None:
    """One line on the output."""
    typer.echo(say(text, **parameters))


def complain(text: Text, **parameters: object) -> None:
    """One line on the error output."""
    typer.echo(say(text, **parameters), err=True)


def tell_json(value: Any) -> None:
    """``value`` as JSON on the output, Chinese left readable."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=1))


@contextmanager
def progress(title: Text) -> Iterator[Report]:
    """A bar on a terminal, silence elsewhere. The caller reports ``(what, done, total)``."""
    if not sys.stderr.isatty():
        yield lambda what, done, total: None
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, transient=True) as bar:
        task = bar.add_task(say(title), total=None)
        yield lambda what, done, total: bar.update(
            task, description=f"{say(title)} {what}".strip(), completed=done, total=total
        )


def columns(rows: list[list[str]]) -> str:
    """Rows as aligned columns; a Chinese character is two columns wide."""
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(
            cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)
        ).rstrip()
        for row in rows
    )


def _width(text: str) -> int:
    return sum(2 if ord(character) > 0x2E7F else 1 for character in text)
