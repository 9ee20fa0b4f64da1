"""What a file is, by its first bytes; its name is not believed."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from careloop.core.ingest.reading import archives, compound
from careloop.core.ingest.reading.limits import MEGABYTE, Limits
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text

FileKind = Literal["text", "xlsx", "xlsb", "ods", "xls"]

WRONG_TYPE = Text(
    zh="文件“{file}”是{found},不是表格。可导入的类型:CSV、XLSX、XLS、XLSB、ODS。请从原系统导出其中一种。",
    en="“{file}” is {found}, not a table. Allowed are CSV, XLSX, XLS, XLSB and ODS; export one of "
    "these.",
)
EMPTY = Text(
    zh="文件“{file}”是空的。请重新导出。",
    en="“{file}” is empty. Export it again.",
)
TOO_BIG = Text(
    zh="文件“{file}”有 {size} MB,超过 {limit} MB 的上限。请按月份拆分后再导入。",
    en="“{file}” has {size} MB, more than the {limit} MB allowed. Split it, by month for example.",
)

_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_KNOWN: tuple[tuple[bytes, Text], ...] = (
    (b"%PDF", Text(zh="PDF 文件", en="a PDF")),
    (b"MZ", Text(zh="程序文件", en="a program")),
    (b"\x7fELF", Text(zh="程序文件", en="a program")),
    (b"\x1f\x8b", Text(zh="gzip 压缩包", en="a gzip archive")),
    (b"Rar!", Text(zh="RAR 压缩包", en="a RAR archive")),
    (b"7z\xbc\xaf\x27\x1c", Text(zh="7z 压缩包", en="a 7z archive")),
    (b"BZh", Text(zh="bzip2 压缩包", en="a bzip2 archive")),
    (b"\xfd7zXZ", Text(zh="xz 压缩包", en="an xz archive")),
    (b"\x28\xb5\x2f\xfd", Text(zh="zstd 压缩包", en="a zstd archive")),
    (b"\x89PNG", Text(zh="图片", en="a picture")),
    (b"\xff\xd8\xff", Text(zh="图片", en="a picture")),
    (b"GIF8", Text(zh="图片", en="a picture")),
    (b"\x01\x00\x00\x00", Text(zh="图元文件", en="a metafile")),
    (b"PAR1", Text(zh="Parquet 文件", en="a Parquet file")),
    (b"ARROW1", Text(zh="Arrow 文件", en="an Arrow file")),
    (b"SQLite format 3", Text(zh="数据库文件", en="a database")),
    (b"{\\rtf", Text(zh="RTF 文档", en="an RTF document")),
)
_MARKUP = Text(zh="网页或 XML 文件", en="a web page or XML")
_JSON = Text(zh="JSON 文件", en="JSON")
_OTHER_ZIP = Text(zh="压缩包或其他文档", en="an archive or another kind of document")
_OTHER_OFFICE = Text(zh="其他 Office 文档", en="another kind of Office document")
_OLD_EXCEL = Text(zh="过旧的 Excel 格式", en="an Excel format older than Excel 97")
_BINARY = Text(zh="二进制文件", en="a binary file")


def sniff(path: Path, name: str, limits: Limits) -> FileKind:
    """The kind of a file that may hold a table.

    Raises:
        Refused: empty, too big, encrypted, a bomb, or not a table; the sentence lists the types.
    """
    size = path.stat().st_size
    if size == 0:
        raise Refused(EMPTY, file=name)
    if size > limits.file_bytes:
        raise Refused(
            TOO_BIG, file=name, size=size // MEGABYTE, limit=limits.file_bytes // MEGABYTE
        )
    with path.open("rb") as file:
        head = file.read(4096)
    if head.startswith(_ZIP):
        kind = archives.workbook_kind(path, name)
        if kind is None:
            raise Refused(WRONG_TYPE, file=name, found=_OTHER_ZIP)
        return kind
    if head.startswith(compound.SIGNATURE):
        return _compound(path, name)
    _refuse_other(head, name)
    return "text"


def _compound(path: Path, name: str) -> FileKind:
    names = compound.root_names(path)
    if "EncryptedPackage" in names:
        raise Refused(archives.PASSWORD, file=name)
    if names and not names & {"Workbook", "Book", "WORKBOOK", "BOOK"}:
        raise Refused(WRONG_TYPE, file=name, found=_OTHER_OFFICE)
    return "xls"


def _refuse_other(head: bytes, name: str) -> None:
    for signature, found in _KNOWN:
        if head.startswith(signature):
            raise Refused(WRONG_TYPE, file=name, found=found)
    if head[:2] in (b"\x09\x00", b"\x09\x02", b"\x09\x04", b"\x09\x08"):
        raise Refused(WRONG_TYPE, file=name, found=_OLD_EXCEL)
    plain = head.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if plain.startswith((b"<?xml", b"<!", b"<html", b"<HTML", b"<table", b"<head", b"<body")):
        raise Refused(WRONG_TYPE, file=name, found=_MARKUP)
    if plain.startswith((b'{"', b'[{"', b"[\n", b"{\n", b"[[")):
        raise Refused(WRONG_TYPE, file=name, found=_JSON)
    if _looks_binary(head):
        raise Refused(WRONG_TYPE, file=name, found=_BINARY)


def _looks_binary(head: bytes) -> bool:
    """Control characters that no text holds, in a file that is not UTF-16."""
    if head[:2] in (b"\xff\xfe", b"\xfe\xff") or head[:4] == b"\x00\x00\xfe\xff":
        return False
    zeros = head.count(0)
    sides = (head[0::2].count(0), head[1::2].count(0))
    if zeros and min(sides) * 20 < max(sides) and max(sides) * 20 > len(head):
        return False  # zeros on one side only: UTF-16 without a mark
    control = sum(head.count(byte) for byte in range(32) if byte not in b"\t\n\x0b\x0c\r\x1a\x1b")
    return control * 20 > len(head)
