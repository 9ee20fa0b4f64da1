"""A store's own limits of contacts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta


@dataclass(frozen=True, slots=True)
class Limits:
    """A store's own limits (decisions.md, "contact cap"); the defaults hold without any."""

    from_hour: int = 9
    until_hour: int = 20
    cap_contacts: int = 2
    cap_days: int = 7
    claim_minutes: int = 30
    most_attempts: int = 6
    short_seconds: int = 20
    same_answers: int = 5
    daily_target: int = 60

    def allows_hour(self, at: datetime) -> bool:
        return self.from_hour <= at.hour < self.until_hour

    def next_hour(self, at: datetime) -> datetime:
        """``at``, or when calling is allowed again after it."""
        if self.allows_hour(at):
            return at
        day = at.date() if at.hour < self.from_hour else at.date() + timedelta(days=1)
        return datetime.combine(day, time(self.from_hour))

    def claims_since(self, now: datetime) -> datetime:
        """Older claims hold no more."""
        return now - timedelta(minutes=self.claim_minutes)
