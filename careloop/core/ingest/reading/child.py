"""The parent's side of the reading process: start it, ask it, bury it when a file was too much."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Collection
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from careloop.core.ingest.reading.chosen import AS_FOUND, Chosen
from careloop.core.ingest.reading.limits import MEGABYTE, Limits
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text

TOO_SLOW = Text(
    zh="文件“{file}”在 {seconds} 秒内没有读完,已停止。请拆分,或另存为 CSV 后再导入。",
    en="“{file}” could not be read within {seconds} seconds and was given up. Split it, or save "
    "it as CSV.",
)
KILLED = Text(
    zh="文件“{file}”让读取程序中止了(可能已损坏,或超过 {memory} MB 内存上限)。"
    "请用 Excel 打开后另存为 .xlsx 或 CSV。",
    en="“{file}” brought the reading process down (it may be damaged, or need more than the "
    "{memory} MB of memory allowed). Open it in Excel and save it as .xlsx or CSV.",
)
CANNOT_START = Text(
    zh="读取程序无法启动。请检查安装,或联系管理员。",
    en="The reading process could not be started. Check the installation, or tell the "
    "administrator.",
)

_START_SECONDS = 60.0
# Where the system counts computing time, the child is ended by that, so that a busy machine does
# not refuse good files; the clock then only guards against a child that waits for ever.
_COUNTS_CPU = hasattr(signal, "SIGXCPU")
_WALL_FACTOR = 6.0 if _COUNTS_CPU else 1.0
_PACKAGE_ROOT = Path(__file__).resolve().parents[4]
_ENVIRONMENT = {
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    "MALLOC_ARENA_MAX": "1",
    "PYTHONIOENCODING": "utf-8",
    "PYTHONUTF8": "1",
    "RUST_BACKTRACE": "0",
}


@dataclass(frozen=True, slots=True)
class ReadFile:
    """What the child found: the layout, and how many rows lie in the spool and elsewhere.

    ``rows_in_file`` is the second count; ``blank + rows + broken`` must equal it.
    """

    kind: str
    encoding: str | None
    delimiter: str | None
    sheets: list[str]
    sheet: str | None
    header_row: int
    headers: list[str]
    rows_in_file: int
    blank: int
    rows: int
    broken: int


class ReadingChild:
    """A reading process, started when first needed and again after it died. A context manager."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._process: subprocess.Popen[str] | None = None
        self._answers: queue.Queue[str | None] = queue.Queue()

    def __enter__(self) -> ReadingChild:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def read(
        self,
        path: Path,
        name: str,
        spool: Path,
        *,
        known: Collection[str] = (),
        chosen: Chosen = AS_FOUND,
        sample: int | None = None,
        header: bool = True,
        progress: Callable[[int], None] | None = None,
    ) -> ReadFile:
        """Have ``path`` read into the folder ``spool``.

        ``known`` are the folded headers to look for; ``sample`` stops after so many rows (and
        takes the first of several sheets that fit); without ``header`` every row is a row of data.

        Raises:
            Refused: the file cannot be taken, or the process died of it or took too long.
        """
        process = self._started()
        seconds = self.limits.seconds_for(path.stat().st_size)
        request = {
            "path": str(path),
            "name": name,
            "spool": str(spool),
            "known": sorted(known),
            "chosen": asdict(chosen),
            "sample": sample,
            "header": header,
            "seconds": seconds,
            "limits": asdict(self.limits),
        }
        self._ask(process, request)
        answer = self._awaited(name, seconds, progress)
        if answer.get("die"):
            self.stop()
        if "refused" in answer:
            raise _unpacked(answer["refused"])
        return ReadFile(**answer["read"])

    def stop(self) -> None:
        """End the process; the next request starts another."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()

    def _started(self) -> subprocess.Popen[str]:
        if self._process is not None and self._process.poll() is None:
            return self._process
        self.stop()
        command = [sys.executable, "-m", "careloop.core.ingest.reading.serve"]
        search = os.pathsep.join(filter(None, [str(_PACKAGE_ROOT), os.environ.get("PYTHONPATH")]))
        process = subprocess.Popen(
            [*command, str(self.limits.memory_bytes)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
            env=os.environ | _ENVIRONMENT | {"PYTHONPATH": search},
        )
        self._process, self._answers = process, queue.Queue()
        threading.Thread(target=_pump, args=(process, self._answers), daemon=True).start()
        if self._next(_START_SECONDS) is None:
            self.stop()
            raise Refused(CANNOT_START)
        return process

    def _ask(self, process: subprocess.Popen[str], request: dict[str, Any]) -> None:
        if process.stdin is None:
            raise RuntimeError("the child was started without a pipe")
        with contextlib.suppress(BrokenPipeError):  # it died meanwhile; the answer will say so
            process.stdin.write(json.dumps(request) + "\n")
            process.stdin.flush()

    def _awaited(
        self, name: str, seconds: float, progress: Callable[[int], None] | None
    ) -> dict[str, Any]:
        until = time.monotonic() + seconds * _WALL_FACTOR
        while True:
            try:
                answer = self._next(until - time.monotonic())
            except queue.Empty:
                self.stop()
                raise Refused(TOO_SLOW, file=name, seconds=round(seconds)) from None
            if answer is None:
                if self._ran_out_of_time():
                    raise Refused(TOO_SLOW, file=name, seconds=round(seconds))
                memory = self.limits.memory_bytes // MEGABYTE
                raise Refused(KILLED, file=name, memory=memory)
            if "rows" not in answer:
                return answer
            if progress:
                progress(answer["rows"])

    def _ran_out_of_time(self) -> bool:
        """Bury the process; whether the system ended it for computing too long."""
        process = self._process
        if process is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=1)
        self.stop()
        return _COUNTS_CPU and process is not None and process.returncode == -signal.SIGXCPU

    def _next(self, seconds: float) -> dict[str, Any] | None:
        """The next message; ``None`` when the process has ended."""
        line = self._answers.get(timeout=max(seconds, 0.001))
        return None if line is None else json.loads(line)


def _pump(process: subprocess.Popen[str], answers: queue.Queue[str | None]) -> None:
    if process.stdout is not None:
        with contextlib.suppress(ValueError, OSError):  # closed by stop()
            for line in process.stdout:
                answers.put(line)
    answers.put(None)


def _unpacked(refused: dict[str, Any]) -> Refused:
    params = {
        key: Text(**value) if isinstance(value, dict) else value
        for key, value in refused["params"].items()
    }
    return Refused(Text(zh=refused["zh"], en=refused["en"]), **params)
