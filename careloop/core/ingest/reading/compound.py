"""The outermost names in a compound file (OLE2), which tell a workbook from a letter or a mail.

Only the directory is walked, with every step checked; nothing in it is trusted.
"""

from __future__ import annotations

import struct
from pathlib import Path

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_NONE = 0xFFFFFFFF
_MAX_ENTRIES = 20_000
_HEADER_SECTORS = 109


def root_names(path: Path) -> set[str]:
    """Names of the streams and storages directly under the root; empty where it is broken."""
    with path.open("rb") as file:
        data = file.read()
    try:
        entries = _entries(data)
        return _children(entries, entries[0][3]) if entries else set()
    except (struct.error, IndexError, ValueError):
        return set()


def _entries(data: bytes) -> list[tuple[str, int, int, int]]:
    """Each directory entry as (name, left, right, child)."""
    size = 1 << struct.unpack_from("<H", data, 30)[0]
    if size not in (512, 4096):
        raise ValueError("sector size")
    first = struct.unpack_from("<I", data, 48)[0]
    found = []
    for sector in _chain(data, size, first):
        for offset in range((sector + 1) * size, (sector + 2) * size, 128):
            found.append(_entry(data, offset))
            if len(found) > _MAX_ENTRIES:
                raise ValueError("directory too long")
    return found


def _entry(data: bytes, offset: int) -> tuple[str, int, int, int]:
    length = min(struct.unpack_from("<H", data, offset + 64)[0], 64)
    name = data[offset : offset + max(length - 2, 0)].decode("utf-16-le", "ignore")
    left, right, child = struct.unpack_from("<III", data, offset + 68)
    return name, left, right, child


def _chain(data: bytes, size: int, sector: int) -> list[int]:
    """The sectors of the directory, by the file allocation table in the header's first part."""
    tables = [s for s in struct.unpack_from(f"<{_HEADER_SECTORS}I", data, 76) if s < _NONE - 5]
    per_table = size // 4
    chain: list[int] = []
    while sector < _NONE - 5:
        if sector in chain or len(chain) > _MAX_ENTRIES:
            raise ValueError("directory loops")
        chain.append(sector)
        table, place = divmod(sector, per_table)
        sector = struct.unpack_from("<I", data, (tables[table] + 1) * size + 4 * place)[0]
    return chain


def _children(entries: list[tuple[str, int, int, int]], first: int) -> set[str]:
    names: set[str] = set()
    waiting, seen = [first], set[int]()
    while waiting:
        index = waiting.pop()
        if index >= len(entries) or index in seen:
            continue
        seen.add(index)
        name, left, right, _ = entries[index]
        names.add(name)
        waiting += [left, right]
    return names
