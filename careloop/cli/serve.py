"""``careloop serve``: the site and its job server as child processes, ended together."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

from careloop import __version__
from careloop.cli.schedule import ensure_schedule
from careloop.cli.speaking import new_app, say, tell
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text

app = new_app()

WORKERS, THREADS = 2, 4
PATIENCE = 8  # seconds a child has to end by itself

SERVING = Text(
    zh="网站已启动：{address}　按 Ctrl+C 结束。", en="Serving {address}  (Ctrl+C ends it)"
)
PORT_TAKEN = Text(
    zh="地址 {host}:{port} 不能用（{why}）。请用 --port 换一个端口。",
    en="The address {host}:{port} cannot be used ({why}). Choose another --port.",
)
CHILD_ENDED = Text(
    zh="进程“{name}”意外结束（状态 {status}），网站已停止。",
    en="The process “{name}” ended unexpectedly (status {status}); the site was stopped.",
)


@app.command(help=say(Text(zh="启动网站和后台任务", en="Serve the site and do its jobs")))
def serve(
    host: Annotated[str, typer.Option(help=say(Text(zh="监听地址", en="Address")))] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535)] = 8000,
) -> None:
    run(host, port)


def run(host: str, port: int) -> None:
    """Serve until interrupted.

    Raises:
        Refused: the address is taken, or a child process died.
    """
    _require_free(host, port)
    _collect_static()
    ensure_schedule(datetime.now())
    children = {name: _start(command) for name, command in _commands(host, port).items()}
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        tell(SERVING, address=f"http://{'localhost' if host == '127.0.0.1' else host}:{port}/")
        _watch(children)
    except KeyboardInterrupt:
        return
    finally:
        _end(list(children.values()))


def _require_free(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as fault:
            why = fault.strerror or str(fault)
            raise Refused(PORT_TAKEN, host=host, port=port, why=why) from fault


def _collect_static() -> None:
    """Gather the static files once for each state of them."""
    stamp = Path(settings.STATIC_ROOT) / ".collected"
    state = _static_state()
    if stamp.exists() and stamp.read_text(encoding="utf-8") == state:
        return
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    stamp.write_text(state, encoding="utf-8")


def _static_state() -> str:
    """The version, and how many static files there are and when the last was changed."""
    files = [
        storage.path(path)
        for finder in get_finders()
        for path, storage in finder.list(ignore_patterns=[])
    ]
    newest = max((os.stat(file).st_mtime_ns for file in files), default=0)
    return f"{__version__} {len(files)} {newest}"


def _commands(host: str, port: int) -> dict[str, list[str]]:
    address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    wsgi = "careloop.config.wsgi:application"
    gunicorn = ["-m", "gunicorn", wsgi, "--bind", address, "--worker-class", "gthread", "--preload"]
    sized = [*gunicorn, "--workers", str(WORKERS), "--threads", str(THREADS), "--timeout", "120"]
    windows = ["-m", "waitress", f"--listen={address}", f"--threads={WORKERS * THREADS}", wsgi]
    site = windows if sys.platform == "win32" else [*sized, "--log-level", "warning"]
    return {
        "site": [sys.executable, *site],
        "jobs": [sys.executable, "-m", "careloop.cli.main", "django", "qcluster"],
    }


def _start(command: list[str]) -> subprocess.Popen[bytes]:
    """Start a child that leads a group of its own, so that its children can be ended with it."""
    return subprocess.Popen(
        command,
        env=os.environ | {"CARELOOP_HOME": str(settings.CARELOOP_HOME)},
        start_new_session=True,
    )


def _watch(children: dict[str, subprocess.Popen[bytes]]) -> None:
    while True:
        for name, child in children.items():
            status = child.poll()
            if status is not None:
                raise Refused(CHILD_ENDED, name=name, status=status)
        time.sleep(0.5)


def _interrupt(number: int, frame: FrameType | None) -> None:
    """A request to end is taken like Ctrl+C, so that the children are ended, too."""
    raise KeyboardInterrupt


def _end(children: list[subprocess.Popen[bytes]]) -> None:
    for child in children:
        if child.poll() is None:
            child.terminate()
    deadline = time.monotonic() + PATIENCE
    for child in children:
        try:
            child.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
        _end_group(child.pid)


def _end_group(leader: int) -> None:
    """A child ended while it was still starting may leave its own children behind."""
    if sys.platform != "win32":
        with contextlib.suppress(ProcessLookupError):
            os.killpg(leader, signal.SIGKILL)
