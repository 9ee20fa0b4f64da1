"""What the job server does by itself, and when: made known to it when the site starts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django_q.models import Schedule


@dataclass(frozen=True, slots=True)
class Job:
    """A task by its dotted name: every day at ``at``, every few ``minutes``, else every hour."""

    name: str
    task: str
    at: time | None = None
    minutes: int | None = None

    @property
    def schedule_type(self) -> str:
        if self.at is not None:
            return str(Schedule.DAILY)
        return str(Schedule.HOURLY if self.minutes is None else Schedule.MINUTES)


# Contacts before the mart: what the night makes and closes is in the figures of the morning.
JOBS = (
    Job("contacts.nightly", "careloop.outreach.tasks.nightly", time(4)),
    Job("contacts.hourly", "careloop.outreach.tasks.hourly"),
    Job("inspections.hourly", "careloop.audits.tasks.make_due"),
    Job("complaints.escalate", "careloop.complaints.tasks.escalate", minutes=10),
    Job("mart.nightly", "careloop.mart.tasks.refresh", time(5)),
    Job("improvement.remind", "careloop.improvement.tasks.remind", time(7, 30)),
)


def ensure_schedule(now: datetime) -> None:
    """Enter the jobs that are not entered yet; those that are keep their next moment."""
    for job in JOBS:
        Schedule.objects.get_or_create(
            name=job.name,
            defaults={
                "func": job.task,
                "schedule_type": job.schedule_type,
                "minutes": job.minutes,
                "next_run": _first(job, now),
                "repeats": -1,
            },
        )


def _first(job: Job, now: datetime) -> datetime:
    if job.at is None:
        return now
    today = datetime.combine(now.date(), job.at)
    return today if today > now else today + timedelta(days=1)
