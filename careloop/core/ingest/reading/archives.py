"""A look at a zip's directory before anything in it is unpacked: bombs, names, DOCTYPE, kind."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path
from typing import Literal

from careloop.core.ingest.reading.limits import MEGABYTE
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text

MAX_ENTRIES = 10_000
MAX_UNPACKED = 2_000 * MEGABYTE
# A real export of 100,000 rows packs about 15 to 60 times; a bomb hundreds of times.
MAX_RATIO = 200
RATIO_COUNTS_FROM = 8 * MEGABYTE
PROLOGUE = 64 * 1024

BroughtBy = Literal["xlsx", "xlsb", "ods"]

DAMAGED = Text(
    zh="文件“{file}”已损坏,无法打开({cause})。请重新导出,或用 Excel 打开后另存为 .xlsx。",
    en="“{file}” is damaged and cannot be opened ({cause}). Export it again, or open it in Excel "
    "and save it as .xlsx.",
)
BOMB = Text(
    zh="文件“{file}”解压后过大({cause}),已拒绝。请拆分后再导入,或另存为 CSV。",
    en="“{file}” unpacks to far more than it should ({cause}) and was refused. Split it, or save "
    "it as CSV.",
)
BAD_NAME = Text(
    zh="文件“{file}”内含不安全的路径“{entry}”,已拒绝。请从原系统重新导出。",
    en="“{file}” holds the unsafe path “{entry}” and was refused. Export it again.",
)
DOCTYPE = Text(
    zh="文件“{file}”的“{entry}”含有 DOCTYPE 声明,已拒绝。请用 Excel 打开后另存为 .xlsx。",
    en="“{file}” declares a DOCTYPE in “{entry}” and was refused. Open it in Excel and save it "
    "as .xlsx.",
)
PASSWORD = Text(
    zh="文件“{file}”有密码保护。请去掉密码后再导入。",
    en="“{file}” is password protected. Remove the password and import it again.",
)

_WORKBOOK_TYPES: dict[bytes, BroughtBy] = {
    b"spreadsheetml.sheet.main+xml": "xlsx",
    b"ms-excel.sheet.macroEnabled.main+xml": "xlsx",
    b"ms-excel.sheet.binary.macroEnabled.main": "xlsb",
}
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"


def workbook_kind(path: Path, name: str) -> BroughtBy | None:
    """Which workbook a zip is, after the checks; ``None`` for any other zip.

    Raises:
        Refused: damaged, a bomb, an unsafe path, a DOCTYPE, or encrypted.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            kind = _kind(archive)
            if kind:
                _check(archive, name)
            return kind
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as damage:
        raise Refused(DAMAGED, file=name, cause=str(damage)) from damage
    except RuntimeError as locked:  # zipfile's word for an entry that needs a password
        raise Refused(PASSWORD, file=name) from locked


def _kind(archive: zipfile.ZipFile) -> BroughtBy | None:
    names = {entry.lower().lstrip("/"): entry for entry in archive.namelist()}
    if "mimetype" in names and _head(archive, names["mimetype"], 100).strip().startswith(_ODS):
        return "ods"
    if "[content_types].xml" in names:
        declared = _head(archive, names["[content_types].xml"], MEGABYTE)
        for content_type, kind in _WORKBOOK_TYPES.items():
            if content_type in declared:
                return kind
    return None


def _check(archive: zipfile.ZipFile, name: str) -> None:
    entries = archive.infolist()
    if len(entries) > MAX_ENTRIES:
        raise Refused(BOMB, file=name, cause=f"{len(entries)} > {MAX_ENTRIES}")
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > MAX_UNPACKED:
        raise Refused(BOMB, file=name, cause=f"{unpacked // MEGABYTE} MB")
    for entry in entries:
        _check_entry(archive, entry, name)


def _check_entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str) -> None:
    inner = entry.filename
    if ".." in inner.replace("\\", "/").split("/") or inner.startswith(("/", "\\")) or ":" in inner:
        raise Refused(BAD_NAME, file=name, entry=inner)
    ratio = entry.file_size // max(entry.compress_size, 1)
    if entry.file_size > RATIO_COUNTS_FROM and ratio > MAX_RATIO:
        cause = f"{inner}: {entry.file_size // MEGABYTE} MB, 1:{ratio}"
        raise Refused(BOMB, file=name, cause=cause)
    if inner.lower().endswith((".xml", ".rels")) and _declares_doctype(archive, inner):
        raise Refused(DOCTYPE, file=name, entry=inner)


def _declares_doctype(archive: zipfile.ZipFile, entry: str) -> bool:
    prologue = _head(archive, entry, PROLOGUE).replace(b"\x00", b"").upper()
    return b"<!DOCTYPE" in prologue or b"<!ENTITY" in prologue


def _head(archive: zipfile.ZipFile, entry: str, size: int) -> bytes:
    with archive.open(entry) as stream:
        return stream.read(size)
