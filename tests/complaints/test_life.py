"""A complaint's whole life with everything that may come in its way, and its line in the mart."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from careloop.complaints import actions
from careloop.complaints.actions.escalation import escalate
from careloop.complaints.choices import Clock, State
from careloop.complaints.clocks import StoreTime, sentence
from careloop.complaints.models import Complaint
from careloop.complaints.queries.one import events, facts, pauses
from careloop.complaints.rules import deeds
from careloop.core.kernel.errors import Refused
from careloop.mart.extracts.registry import extracts
from careloop.mart.reading import dialect, read
from careloop.notifications.models import Notice
from careloop.organisation import actions as organisation
from careloop.organisation.choices import Role
from careloop.organisation.models import Store
from careloop.organisation.rules import Viewer
from tests.complaints.life import Life

pytestmark = pytest.mark.django_db


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}")


@pytest.fixture
def manager(store: Store) -> None:
    organisation.add_user(
        by=Viewer.system(),
        username="sunny",
        password="Right-horse-7",
        role=Role.SERVICE_MANAGER.value,
        store=store,
    )


def step_notices() -> int:
    """How many notices of the ladder there are."""
    return Notice.objects.filter(text_zh__contains="升级").count()


def test_whole_life_over_the_october_holiday(life: Life, manager: None) -> None:
    """Two steps of the ladder, a pause over the holiday, a failed call-back and a reopening."""
    Complaint.objects.all().delete()
    life.complaint = actions.open_complaint(
        by=life.wang, store=life.store, cause="quality", description="空调不制冷",
        severity="2", faults=("空调不制冷", "没有解释"), now=at("09-28 09:00"),
    )  # fmt: skip
    life.do("take_over", at("09-28 09:30"))
    life.do("reply", at("09-28 10:00"), note="已告知正在调查")
    assert life.now.reply_due_at is None
    assert life.now.duty_due_at is None

    assert escalate(now=at("09-28 11:00")) == 1  # after two working hours: the service manager
    assert escalate(now=at("09-29 09:00")) == 1  # after a working day: the care director
    assert escalate(now=at("09-29 09:00")) == 0
    assert step_notices() == 2

    life.do("raise_level", at("09-29 10:00"), level="management")
    life.do("pause", at("09-29 17:00"), reason="part", note="压缩机十月八日到货")
    assert (life.now.solution_due_at, life.now.escalates_at) == (None, None)
    assert escalate(now=at("10-07 12:00")) == 0
    resumed = life.do("resume", at("10-08 09:00"))
    assert resumed.escalates_at is not None
    assert resumed.escalates_at > at("10-08 09:00")
    time = StoreTime.of(life.store, date(2026, 9, 28))
    said = sentence(resumed, Clock.SOLUTION, time, pauses(resumed)).en
    assert "paused" in said
    assert "Waiting for a part" in said

    life.do(
        "investigate", at("10-08 10:00"), note="压缩机漏", is_valid=True, is_complete=True
    )  # fmt: skip
    life.solve(at("10-08 15:00"), solution="更换压缩机")
    assert life.now.call_back_due_at is not None
    with pytest.raises(Refused, match="no call-back has confirmed"):
        life.archive(at("10-08 16:00"))
    with pytest.raises(Refused, match="Somebody else has to call"):
        life.do("call_back", at("10-08 16:00"), reached=True, satisfied=True)
    life.call_back(at("10-09 10:00"), satisfied=False, note="还是不冷")
    assert (life.now.state, life.now.reopened, life.now.solution_due_at is not None) == (
        State.TAKEN_OVER, 1, True,
    )  # fmt: skip

    life.do("raise_level", at("10-09 10:30"), life.li, level="region")
    life.do("plan_of_region", at("10-09 11:00"), text="区域批准更换膨胀阀")
    life.investigate(at("10-09 14:00"), note="膨胀阀堵塞")
    life.solve(at("10-10 10:00"), solution="更换膨胀阀", goodwill_fen=20_000)
    life.call_back(at("10-10 15:00"), satisfied=True)
    life.root_cause(at("10-11 09:00"))
    closed = life.archive(at("10-11 10:00"))

    assert (closed.state, closed.level, closed.reopened) == (State.ARCHIVED, "region", 1)
    assert (closed.goodwill_fen, closed.satisfied) == (20_000, True)
    assert deeds(closed, facts(life.li, closed)) == frozenset()
    assert [event.deed for event in events(life.wang, closed)] == [
        "open", "take_over", "reply", "escalate", "escalate", "raise_level", "pause", "resume",
        "investigate", "solve", "reopen", "raise_level", "plan_of_region", "investigate", "solve",
        "call_back", "root_cause", "archive",
    ]  # fmt: skip
    assert _line(closed) == (date(2026, 9, 28), date(2026, 10, 10), date(2026, 10, 11), 1, 1)


def _line(complaint: Complaint) -> tuple[object, ...]:
    """What the report counts of it."""
    lines = read(extracts(dialect())["complaint"]).to_pylist()
    line = next(line for line in lines if line["complaint_id"] == complaint.pk)
    names = ("received_on", "solved_on", "closed_on", "is_valid", "satisfied")
    return tuple(line[name] for name in names)


def test_pages_offer_what_the_actions_take(life: Life) -> None:
    """At each station the buttons of the owner, of a colleague and of the supervisor."""
    offered = {life.now.state: deeds(life.now, facts(life.wang, life.now))}
    assert "take_over" in offered["recorded"]
    life.solved()
    solved = life.now
    assert "call_back" not in deeds(solved, facts(life.wang, solved))
    assert "call_back" in deeds(solved, facts(life.sun, solved))
    life.call_back()
    life.root_cause()
    confirmed = life.now
    assert "archive" not in deeds(confirmed, facts(life.wang, confirmed))
    assert "archive" in deeds(confirmed, facts(life.li, confirmed))
