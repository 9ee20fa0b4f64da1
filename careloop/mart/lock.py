"""One at a time: a lock on a file, given back by the system when its holder dies."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text

if sys.platform == "win32":
    import msvcrt

    def _try(file: IO[bytes]) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _try(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


BUSY = Text(
    zh="另一个进程正在更新（{path}），等了 {seconds} 秒仍未结束。请稍后再试。",
    en="Another process is still refreshing ({path}) after {seconds} seconds. Try again later.",
)


@contextmanager
def exclusive(path: Path, *, seconds: float = 600) -> Iterator[None]:
    """Hold ``path`` alone.

    Raises:
        Refused: somebody else has held it for ``seconds``.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    deadline = time.monotonic() + seconds
    with path.open("wb") as file:
        while not _taken(file):
            if time.monotonic() >= deadline:
                raise Refused(BUSY, path=path, seconds=round(seconds))
            time.sleep(0.1)
        yield


def _taken(file: IO[bytes]) -> bool:
    try:
        _try(file)
    except OSError:  # held by another
        return False
    return True
