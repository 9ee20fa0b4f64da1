"""One golden table all the way from outside: files and the command as processes of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from careloop.core.kernel.rounding import half_up
from careloop.organisation.models import Store
from tests.golden.cases import CASES
from tests.golden.feeds import Feeds, Row


class Written(Feeds):
    """Keeps the files instead of importing them."""

    def __init__(self, folder: Path) -> None:
        super().__init__(Store(code="S1"))
        self.folder = folder
        self.files: list[tuple[str, Path]] = []

    def load(self, feed: str, rows: list[Row]) -> None:
        path = self.folder / f"{len(self.files)}-{feed}.csv"
        path.write_bytes(self.as_csv(rows))
        self.files.append((feed, path))


@pytest.mark.slow
def test_command_prints_the_loss_rate_of_the_source(
    golden: Callable[[str], dict[str, Any]], tmp_path: Path
) -> None:
    home = tmp_path / "home"
    settings = {"CARELOOP_HOME": str(home), "CARELOOP_LANGUAGE": "en", "CARELOOP_DATABASE_URL": ""}

    def careloop(*words: str | Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "careloop.cli.main", *map(str, words)],
            env=os.environ | settings,
            capture_output=True,
            text=True,
            check=False,
        )

    case, table = CASES["000_loss_rate"], golden("000_loss_rate")
    feeds = Written(tmp_path)
    case.load(feeds, table["inputs"], case.month)
    assert careloop("store", "add", "--code", "S1", "--name", "一店").returncode == 0
    for feed, path in feeds.files:
        imported = careloop("import", feed, path, "--store", "S1")
        assert imported.returncode == 0, imported.stderr
    asked = careloop(
        "kpi", "compute", "loss_rate_cohort", "--store", "S1", "--period", "2010-05",
        "--option", "window=6", "--json",
    )  # fmt: skip
    assert asked.returncode == 0, asked.stderr
    (row,) = json.loads(asked.stdout)
    assert (row["numerator"], row["denominator"], row["n"]) == (276, 1008, 1008)
    assert f"{half_up(Decimal(str(row['value'])), 2)}%" == table["printed"]["loss_rate"]
    refused = careloop("kpi", "compute", "nope", "--store", "S1", "--period", "2010-05")
    assert (refused.returncode, refused.stderr.count("\n")) == (1, 1)
