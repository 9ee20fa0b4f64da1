"""How much of a file is read before it is refused (``feeds.md``), and what the child may use."""

from __future__ import annotations

from dataclasses import dataclass

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Rows, columns and bytes of a file; memory and time of the process that reads it.

    The verdict on a file of up to a megabyte comes within ``seconds``; a bigger one is given a
    second more for each ``bytes_per_second`` (a workbook of 20 MB holds 200 MB of sheets, and a
    store's server is not always idle).
    """

    rows: int = 1_000_000
    columns: int = 512
    file_bytes: int = 200 * MEGABYTE
    memory_bytes: int = 512 * MEGABYTE
    seconds: float = 10.0
    bytes_per_second: int = MEGABYTE // 4

    def seconds_for(self, size: int) -> float:
        """The time a file of ``size`` bytes may take."""
        return self.seconds + max(size - MEGABYTE, 0) / self.bytes_per_second
