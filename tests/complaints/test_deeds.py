"""What may be done where a complaint stands: the table, told in full."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import pytest

from careloop.complaints.choices import STATE_LABELS, Level, State
from careloop.complaints.rules import (
    CALL_BACK_LABELS,
    DEED_LABELS,
    RULES,
    Deed,
    Facts,
    about,
    deeds,
    neighbours,
    refusal,
)
from careloop.complaints.rules.deeds import NEXT
from careloop.core.kernel.text import Text

AT = datetime(2026, 9, 8, 9)


@dataclass
class One:
    """A complaint as the table sees it."""

    state: str
    level: str = Level.STORE
    is_valid: bool | None = True
    first_reply_at: datetime | None = AT
    owner_id: int | None = 1
    region_plan: str = ""
    complaint_no: str = "TS1"


ALWAYS = {"correct", "attach"}
AT_WORK = ALWAYS | {"give", "reply", "investigate", "raise_level", "pause", "merge", "split"}
TABLE = {
    State.RECORDED: ALWAYS | {"take_over", "give", "reply", "merge", "split"},
    State.TAKEN_OVER: AT_WORK,
    State.INVESTIGATED: AT_WORK | {"solve", "root_cause"},
    State.SOLVED: ALWAYS | {"reply", "call_back", "root_cause"},
    State.CONFIRMED: ALWAYS | {"root_cause"},
    State.ARCHIVED: set(),
    State.MERGED: set(),
}


@pytest.mark.parametrize("state", State)
def test_table_of_states_and_deeds(state: State) -> None:
    assert deeds(One(state), Facts()) == TABLE[state]


def test_who_only_looks_may_do_nothing() -> None:
    nobody = Facts(may_handle=False, may_supervise=False)
    assert [deeds(One(state), nobody) for state in State] == [frozenset()] * len(State)


def test_giving_splitting_merging_and_archiving_are_for_supervisors() -> None:
    agent, one = Facts(may_supervise=False, has_root_cause=True), One(State.TAKEN_OVER)
    assert TABLE[State.TAKEN_OVER] - deeds(one, agent) == {"give", "merge", "split"}
    assert "archive" not in deeds(One(State.CONFIRMED), agent)


def test_own_complaint_is_called_back_by_others() -> None:
    assert "call_back" not in deeds(One(State.SOLVED), Facts(is_own=True))


@pytest.mark.parametrize("paused", [True, False])
def test_clocks_are_paused_or_go_on(paused: bool) -> None:
    found = deeds(One(State.TAKEN_OVER), Facts(is_paused=paused))
    assert ("resume" in found, "pause" in found) == (paused, not paused)


def test_region_solves_with_a_plan() -> None:
    one = One(State.INVESTIGATED, level=Level.REGION)
    assert "plan_of_region" in deeds(one, Facts())
    assert "solve" not in deeds(one, Facts())
    one.region_plan = "更换总成"
    assert "solve" in deeds(one, Facts())


def test_archive_needs_satisfaction_and_root_cause() -> None:
    assert "archive" not in deeds(One(State.SOLVED), Facts(has_root_cause=True))
    assert "archive" not in deeds(One(State.CONFIRMED), Facts())
    assert "archive" in deeds(One(State.CONFIRMED), Facts(has_root_cause=True))


def test_what_is_not_valid_is_archived_once_the_customer_was_told() -> None:
    invalid, facts = One(State.INVESTIGATED, is_valid=False), Facts(has_root_cause=True)
    assert "archive" in deeds(invalid, facts)
    invalid.first_reply_at = None
    assert "archive" not in deeds(invalid, facts)


def test_refusal_says_where_it_stands_and_what_comes_next() -> None:
    refused = refusal(Deed.SOLVE, One(State.RECORDED), Facts())
    assert refused is not None
    assert refused.say("en") == (
        "Complaint TS1 stands at “Recorded”: “Solve” is not possible now. It has to be taken over "
        "first."
    )
    assert refused.say("zh") == "投诉 TS1 目前是“已登记”，不能进行“解决”。请先由负责人接手。"


def test_every_state_and_deed_has_its_words() -> None:
    assert set(NEXT) == set(STATE_LABELS) == set(State)
    assert set(DEED_LABELS) == set(Deed)
    assert set(Deed) - set(RULES) == {Deed.OPEN, Deed.REOPEN, Deed.ABSORB, Deed.ESCALATE}


def test_levels_are_taken_one_at_a_time() -> None:
    assert neighbours(Level.STORE) == {Level.MANAGEMENT}
    assert neighbours(Level.MANAGEMENT) == {Level.STORE, Level.REGION}
    assert neighbours(Level.REGION) == {Level.MANAGEMENT}


@pytest.mark.parametrize(
    ("deed", "code", "said"),
    [
        (Deed.RAISE_LEVEL, "region", Text(zh="厂家区域", en="Manufacturer's region")),
        (Deed.PAUSE, "part", Text(zh="等待零件", en="Waiting for a part")),
        (Deed.CALL_BACK, "satisfied", CALL_BACK_LABELS["satisfied"]),
        (Deed.ROOT_CAUSE, "workshop", Text(zh="车间", en="Workshop")),
        (Deed.ESCALATE, "2", Text(zh="第 2 级", en="step 2")),
        (Deed.MERGE, "TS2", "TS2"),
        (Deed.REPLY, "", ""),
    ],
)
def test_history_says_its_codes_in_words(deed: str, code: str, said: Text | str) -> None:
    assert about(deed, code) == said
