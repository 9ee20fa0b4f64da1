"""A store with many complaints, for the benchmark of board and ladder.

    python benchmarks/complaints_data.py --complaints 50000 --open 10000

Fills the operational store that ``CARELOOP_HOME`` and ``CARELOOP_DATABASE_URL`` name with a fixed
seed: complaints of three years about as many cars, every fifth of the open ones paused once, each
post of the ladder held by two people. The open ones came in the last two weeks; the clocks are
then set by the room itself.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from desk_data import ADVISORS, AGENT, NOW, fill, named, people
from django.core.management import call_command
from django.db import connection

from careloop.complaints.actions import reckoning
from careloop.complaints.choices import PauseReason, State
from careloop.complaints.models import Complaint, Pause
from careloop.core.kernel.codes import COMPLAINT_CAUSE, SEVERITY
from careloop.organisation import actions as organisation
from careloop.organisation.choices import Role
from careloop.organisation.models import Store
from careloop.organisation.rules import Viewer

TOLD = (
    Role.WORKSHOP_SUPERVISOR,
    Role.SERVICE_MANAGER,
    Role.SERVICE_DIRECTOR,
    Role.CARE_DIRECTOR,
    Role.HEAD_OFFICE,
)
DESCRIPTION = "更换刹车片之后低速行驶仍有异响，已经第二次返厂，客户要求当天给出答复。"


def staff(store: Store) -> list[int]:
    """Two holders of each post; the first care director is the one who looks at the board."""
    by, made = Viewer.system(), []
    for role in TOLD:
        for n in (1, 2):
            name = AGENT if role is Role.CARE_DIRECTOR and n == 1 else f"{role.value}_{n}"
            user = organisation.add_user(
                by=by, username=name, password="Right-horse-7", role=role.value, store=store
            )
            made.append(user.pk)
    return made


def complaints(store: Store, count: int, still_open: int, owners: list[int]) -> None:
    columns = (
        "id", "complaint_no", "received_at", "vehicle_id", "customer_id", "cause", "severity",
        "state", "owner_id", "responsible_no", "first_reply_at", "solved_at", "closed_at",
    )  # fmt: skip
    fill(
        Complaint,
        named(*columns, store_id=store.pk, description=DESCRIPTION, channel="phone"),
        _complaints(count, still_open, owners),
    )
    fill(
        Pause,
        named("id", "complaint_id", "began_at", "ended_at", reason=PauseReason.PART.value),
        (
            (n, number, NOW - timedelta(days=20), NOW - timedelta(days=10))
            for n, number in enumerate(range(count - still_open + 1, count + 1, 5), 1)
        ),
    )


def _complaints(count: int, still_open: int, owners: list[int]) -> Iterator[tuple[Any, ...]]:
    chance = random.Random(5)
    for number in range(1, count + 1):
        is_open = number > count - still_open
        days = chance.randrange(1, 14) if is_open else chance.randrange(30, 1000)
        at = NOW - timedelta(days=days, minutes=chance.randrange(600))
        done = (None, None, None) if is_open else _ends(at)
        yield (
            number, f"TS{number:06d}", at, number, number, chance.choice(COMPLAINT_CAUSE.codes),
            chance.choice(SEVERITY.codes),
            (State.TAKEN_OVER if is_open else State.ARCHIVED).value, chance.choice(owners),
            f"E{chance.randrange(1, ADVISORS + 1):03d}", *done,
        )  # fmt: skip


def _ends(at: datetime) -> tuple[datetime, datetime, datetime]:
    return at + timedelta(hours=5), at + timedelta(days=1), at + timedelta(days=4)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--complaints", type=int, default=50_000)
    parser.add_argument("--open", type=int, default=10_000)
    asked = parser.parse_args()
    call_command("migrate", verbosity=0)
    store = organisation.add_store(by=Viewer.system(), code="B1", name="测量店", group="测量集团")
    owners = staff(store)
    people(store, asked.complaints)
    complaints(store, asked.complaints, asked.open, owners)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    reckoning.reckon_open(store=store, now=NOW)


if __name__ == "__main__":
    main()
