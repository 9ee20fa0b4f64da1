"""Cells of an XLSX that hold an error (#REF!, #VALUE! …), which calamine hands over as empty.

An amount that failed to compute must not come in as “no amount”, so they are looked up in the
sheets' own XML and put back.
"""

from __future__ import annotations

import re
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from defusedxml import ElementTree  # type: ignore[import-untyped]

ErrorCells = dict[int, dict[int, str]]
"""Row number (from 1) → column (from 0) → the error."""

_BLOCK = 4 << 20
_OVERLAP = 4096
_CELL = re.compile(
    rb'<(?:\w+:)?c\s(?=[^>]*\bt="e")[^>]*\br="([A-Z]{1,3})(\d{1,7})"[^>]*>\s*'
    rb"(?:<(?:\w+:)?f[^>]*/>|<(?:\w+:)?f\b[^>]*>[^<]*</(?:\w+:)?f>)?\s*<(?:\w+:)?v>([^<]{1,40})<"
)


def error_cells(path: Path) -> dict[str, ErrorCells]:
    """The error cells of each sheet that has any; nothing for a workbook laid out unusually."""
    found = {}
    with zipfile.ZipFile(path) as archive:
        for name, part in _sheet_parts(archive).items():
            cells = _errors_in(archive, part)
            if cells:
                found[name] = cells
    return found


def _sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Sheet name → the part that holds it, by the workbook and its relationships."""
    entries = set(archive.namelist())
    book = next((e for e in sorted(entries) if re.fullmatch(r"xl/workbook\d*\.xml", e)), None)
    links = f"xl/_rels/{PurePosixPath(book or '').name}.rels"
    if book is None or links not in entries:
        return {}
    targets = {
        e.get("Id"): e.get("Target", "") for e in ElementTree.fromstring(archive.read(links))
    }
    parts = {}
    for element in ElementTree.fromstring(archive.read(book)).iter():
        if element.tag.rpartition("}")[2] == "sheet":
            link = next((v for k, v in element.attrib.items() if k.endswith("}id")), None)
            target = targets.get(link, "")
            part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            if part in entries:
                parts[element.get("name", "")] = part
    return parts


def _errors_in(archive: zipfile.ZipFile, part: str) -> ErrorCells:
    cells: defaultdict[int, dict[int, str]] = defaultdict(dict)
    for block in _blocks(archive, part):
        if b't="e"' in block:
            for letters, row, error in _CELL.findall(block):
                cells[int(row)][_column(letters)] = error.decode("utf-8", "replace")
    return dict(cells)


def _blocks(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """The part in blocks that overlap, so that no cell falls between two."""
    tail = b""
    with archive.open(part) as stream:
        while block := stream.read(_BLOCK):
            yield tail + block
            tail = block[-_OVERLAP:]


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
