"""What a run keeps on disk: the file as it came, and how far the run is.

Progress lives in a file beside the upload, not in the database: while an import holds SQLite's
one write lock, nobody else may write there.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path
from typing import IO

from django.conf import settings

from careloop.core.ingest.reading.limits import MEGABYTE, Limits
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text

TOO_BIG = Text(
    zh="文件“{file}”超过 {limit} MB 的上限。请按月份拆分后再导入。",
    en="“{file}” is larger than the {limit} MB allowed. Split it, by month for example.",
)
_CHUNK = 1 * MEGABYTE


def folder_of(run_id: int) -> Path:
    """The folder of a run; made when it is not there."""
    folder = Path(settings.CARELOOP_HOME) / "imports" / str(run_id)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def keep_upload(run_id: int, file: IO[bytes], file_name: str) -> tuple[Path, str]:
    """Copy the upload into the run's folder; returns its path and SHA-256.

    The name it came with is only told to people: on disk it is ``upload`` with its suffix.

    Raises:
        Refused: the file is larger than an import may be.
    """
    path = folder_of(run_id) / f"upload{_suffix(file_name)}"
    digest, size = hashlib.sha256(), 0
    limit = Limits().file_bytes
    with path.open("wb") as kept:
        while chunk := file.read(_CHUNK):
            size += len(chunk)
            if size > limit:
                raise Refused(TOO_BIG, file=file_name, limit=limit // MEGABYTE)
            digest.update(chunk)
            kept.write(chunk)
    return path, digest.hexdigest()


def _suffix(file_name: str) -> str:
    suffix = Path(file_name).suffix.lower()
    return suffix if suffix[1:].isalnum() and suffix.isascii() and len(suffix) <= 6 else ""


def forget(run_id: int) -> None:
    """Remove what a run kept on disk."""
    shutil.rmtree(folder_of(run_id), ignore_errors=True)


def write_progress(run_id: int, percent: int, rows: int) -> None:
    """Note how far a run is; a reader sees the old note or the new one, never half of one."""
    folder = folder_of(run_id)
    draft = folder / "progress.draft"
    draft.write_text(json.dumps({"percent": percent, "rows": rows}), encoding="utf-8")
    draft.replace(folder / "progress.json")


def read_progress(run_id: int) -> dict[str, int]:
    """How far a run is: ``percent`` and ``rows`` read; nothing where it has not begun."""
    path = Path(settings.CARELOOP_HOME) / "imports" / str(run_id) / "progress.json"
    try:
        found: dict[str, int] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {"percent": 0, "rows": 0}
    return found
