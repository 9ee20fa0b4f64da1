"""Pure decisions about repair orders."""

from __future__ import annotations

INTERNAL_JOB = "internal"


def is_internal(job_type: str, said: bool | None) -> bool:
    """Whether an order is the store's own: as the export says, else by its job type (内部)."""
    return job_type == INTERNAL_JOB if said is None else said
