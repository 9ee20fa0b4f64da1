"""What the job server does by itself."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.utils.module_loading import import_string
from django_q.models import Schedule

from careloop.cli.schedule import JOBS, ensure_schedule

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 2, 12)


def test_jobs_are_entered_once_and_keep_their_next_moment() -> None:
    ensure_schedule(NOON)
    Schedule.objects.filter(name="contacts.nightly").update(next_run=datetime(2026, 11, 9, 4))
    ensure_schedule(NOON)
    assert Schedule.objects.count() == len(JOBS)
    assert Schedule.objects.get(name="contacts.nightly").next_run == datetime(2026, 11, 9, 4)


def test_nightly_jobs_wait_for_the_night_contacts_before_figures() -> None:
    ensure_schedule(NOON)
    due = dict(Schedule.objects.values_list("name", "next_run"))
    assert due["contacts.nightly"] == datetime(2026, 11, 3, 4)
    assert due["contacts.nightly"] < due["mart.nightly"]
    assert due["contacts.hourly"] == NOON


def test_ladder_is_climbed_every_ten_minutes() -> None:
    ensure_schedule(NOON)
    job = Schedule.objects.get(name="complaints.escalate")
    assert (job.schedule_type, job.minutes, job.next_run) == (Schedule.MINUTES, 10, NOON)
    assert Schedule.objects.get(name="contacts.hourly").minutes is None


@pytest.mark.parametrize("job", JOBS, ids=lambda job: job.name)
def test_every_job_names_a_function(job: object) -> None:
    assert callable(import_string(job.task))  # type: ignore[attr-defined]
