"""A call as the agent typed it: everything that is saved in one act. Pure values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from careloop.core.scoring.sheets import Sheet


@dataclass(frozen=True, slots=True)
class Raised:
    """A complaint the customer made in the call; each line of it is a fault."""

    cause: str
    description: str
    severity: str = ""

    @property
    def faults(self) -> list[str]:
        """The things complained of, where there are several."""
        lines = [line.strip() for line in self.description.splitlines() if line.strip()]
        return lines if len(lines) > 1 else []


@dataclass(frozen=True, slots=True)
class Wanted:
    """The visit agreed on in the call."""

    at: datetime
    minutes: int
    job_type: str = ""


@dataclass(frozen=True, slots=True)
class PutOff:
    """Work the customer does not want done now, and what it would cost (fen)."""

    work: str
    estimate_fen: int | None = None


@dataclass(frozen=True, slots=True)
class Wish:
    """A channel and a purpose the customer no longer wants, and why."""

    channel: str
    purpose: str
    reason: str


@dataclass(frozen=True, slots=True)
class Interview:
    """The questionnaire that was asked, in the version shown, and the answers by question."""

    sheet: Sheet
    answers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Call:
    """One call, whole.

    ``corrections`` are values by field, as ``customers.actions.correct`` names them. ``next_at``
    is a moment agreed with the customer.
    """

    outcome: str
    remark: str = ""
    started_at: datetime | None = None
    seconds: int | None = None
    next_at: datetime | None = None
    interview: Interview | None = None
    complaint: Raised | None = None
    appointment: Wanted | None = None
    put_off: PutOff | None = None
    suggestion: str = ""
    corrections: Mapping[str, str] = field(default_factory=dict)
    wish: Wish | None = None
