"""The command in this process (exit status, output) and, where it must be, as a process."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from careloop.cli import preparing
from careloop.cli.main import run


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a command left behind."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Command = Callable[..., Outcome]


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data folder of one test; messages in English."""
    settings.CARELOOP_HOME = tmp_path
    monkeypatch.setenv("CARELOOP_LANGUAGE", "en")
    return tmp_path


@pytest.fixture
def careloop(
    db: None, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Command:
    """Run one command as ``main`` does; the test database needs no migration."""
    monkeypatch.setattr(preparing, "set_up", lambda: None)
    monkeypatch.setattr(preparing, "migrate_if_needed", lambda: None)

    def command(*words: str | Path) -> Outcome:
        status = run([str(word) for word in words])
        said = capsys.readouterr()
        return Outcome(status, said.out, said.err)

    return command
