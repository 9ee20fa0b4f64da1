"""How much of a file is read before it is refused (``feeds.md``), and what the child may use."""

from __future__ import annotations

from dataclasses import dataclass

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Rows, columns and bytes of a file; memory and time of the process that reads it.

    The verdict on a small file comes within ``seconds``; a big one is given a second more for
    each ``bytes_per_second`` of its size.
    """

    rows: int = 1_000_000
    columns: int = 512
    file_bytes: int = 200 * MEGABYTE
    memory_bytes: int = 512 * MEGABYTE
    seconds: float = 10.0
    bytes_per_second: int = 1 * MEGABYTE

    def seconds_for(self, size: int) -> float:
        """The time a file of ``size`` bytes may take."""
        return self.seconds + size / self.bytes_per_second
