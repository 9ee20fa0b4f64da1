"""Serving and the demonstration: processes that start, answer and end together."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from careloop.organisation.models import Store
from tests.cli.conftest import Command

PATIENCE = 90  # seconds a busy machine may take


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=10) as page:
            return bool(page.status == 200)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def test_port_that_is_taken_is_refused(careloop: Command) -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        outcome = careloop("serve", "--port", str(holder.getsockname()[1]))
    assert outcome.status == 1
    assert "--port" in outcome.err
    assert outcome.err.count("\n") == 1


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="signals are told otherwise there")
def test_site_answers_and_ends_with_its_children(tmp_path: Path) -> None:
    port = free_port()
    settings = {"CARELOOP_HOME": str(tmp_path / "home"), "CARELOOP_DATABASE_URL": ""}
    site = subprocess.Popen(
        [sys.executable, "-m", "careloop.cli.main", "serve", "--port", str(port)],
        env=os.environ | settings,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        address = f"http://127.0.0.1:{port}/accounts/login/"
        deadline = time.monotonic() + PATIENCE
        while not answers(address):
            assert site.poll() is None, site.stdout and site.stdout.read()
            assert time.monotonic() < deadline
            time.sleep(0.5)
    finally:
        site.send_signal(signal.SIGTERM)
        site.wait(PATIENCE)
    assert site.returncode == 0
    assert not answers(address)


def test_demonstration_does_not_mix_with_a_dealers_own_data(
    careloop: Command, store: Store
) -> None:
    outcome = careloop("demo", "--no-serve")
    assert outcome.status == 1
    assert "--home" in outcome.err
    assert outcome.err.count("\n") == 1


def test_demonstration_that_is_there_is_used_again(careloop: Command, home: Path) -> None:
    note = {"username": "director", "password": "care-1"}
    (home / "demo.json").write_text(json.dumps(note), encoding="utf-8")
    outcome = careloop("demo", "--no-serve")
    assert outcome.status == 0
    assert "director" in outcome.out
    assert "care-1" in outcome.out
    assert not Store.objects.exists()
