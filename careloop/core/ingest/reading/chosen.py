"""What a person says of a file's layout; the reader finds out the rest itself."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Chosen:
    """How a file is to be read where the reader would err; ``None``: it finds that out.

    ``header_row`` is the last row of the header as a spreadsheet or editor counts, from 1;
    ``encoding`` the name of a codec (``encoding.OFFERED``) and of no account for workbooks.
    """

    sheet: str | None = None
    header_row: int | None = None
    encoding: str | None = None


AS_FOUND = Chosen()
