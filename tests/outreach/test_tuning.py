"""A store's own rules: what may be set, what is refused, what it changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from careloop.core.kernel.errors import Refused
from careloop.organisation.rules import Forbidden, Viewer
from careloop.outreach import actions, queries, rules, settings
from careloop.outreach.kinds import dates
from careloop.outreach.kinds.kind import Candidate, Settings
from careloop.outreach.models import ContactLimits, ContactRule, Festival, OutcomeRule
from careloop.outreach.planning import repeated
from careloop.outreach.rules import Limits
from tests.outreach.desk import Desk


def tune(viewer: Viewer, desk: Desk, kind: str, *, is_on: bool = True, **values: Any) -> None:
    model_line = values.pop("model_line", "")
    actions.set_rule(
        by=viewer,
        store=desk.store,
        kind=kind,
        is_on=is_on,
        parameters=values,
        now=desk.now,
        model_line=model_line,
    )


def test_rule_that_is_off_makes_nothing_and_closes_what_it_made(
    desk: Desk, as_director: Viewer
) -> None:
    desk.books.order(desk.car(), desk.ago(3))
    desk.run("after_repair")
    tune(as_director, desk, "after_repair", is_on=False)
    assert desk.run("after_repair").gone == 1
    tune(as_director, desk, "after_repair")
    assert desk.run("after_repair").made == {"after_repair": 1}


def test_rule_is_tuned_for_the_store(desk: Desk, as_director: Viewer) -> None:
    desk.books.order(desk.car(), desk.ago(2))
    tune(as_director, desk, "after_repair", due_day=5)
    desk.run("after_repair")
    assert desk.only("after_repair").due_on == date(2026, 11, 5)
    assert ContactRule.objects.get().parameters == {"due_day": 5}


def test_rule_is_tuned_for_one_model_line(desk: Desk, as_director: Viewer) -> None:
    for line in ("途安", "朗逸"):
        car = desk.car(model_line=line)
        desk.books.order(car, date(2026, 6, 10), job_type="periodic_maintenance")
    tune(as_director, desk, "periodic_maintenance", model_line="途安", months=6)
    desk.run("periodic_maintenance")
    assert desk.only("periodic_maintenance").due_on == date(2026, 11, 10)  # the other one
    desk.run("periodic_maintenance", now=datetime(2026, 11, 26, 9))
    assert [task.due_on for task in desk.open("periodic_maintenance")] == [
        date(2026, 12, 10),
        date(2026, 12, 10),
    ]


def test_rule_is_switched_off_for_one_model_line(desk: Desk, as_director: Viewer) -> None:
    desk.books.order(desk.car(model_line="途安"), desk.ago(3))
    tune(as_director, desk, "after_repair", is_on=False, model_line="途安")
    assert desk.run("after_repair").made == {}


@pytest.mark.parametrize(
    ("kind", "values", "sentence"),
    [
        ("first_maintenance", {"repeat_days": 0}, "from 7 to 180"),
        ("first_maintenance", {"months": 12}, "must be more than"),
        ("first_maintenance", {"until_months": 0}, "from 2 to 36"),
        ("first_maintenance", {"lead_days": 30}, "must be more than"),
        ("after_repair", {"last_day": 3}, "must be more than"),
        ("after_repair", {"due_day": True}, "whole number"),
        ("after_repair", {"wings": 2}, "no parameter “wings”"),
        ("appointment_reminder", {"closes_hours": 24}, "must be more than"),
    ],
)
def test_rule_without_end_or_interval_is_refused_with_the_reason(
    kind: str, values: dict[str, Any], sentence: str, desk: Desk, as_director: Viewer
) -> None:
    with pytest.raises(Refused, match=sentence) as refused:
        tune(as_director, desk, kind, **values)
    assert refused.value.say("zh") != refused.value.say("en")
    assert not ContactRule.objects.exists()


def test_unknown_rule_is_refused(desk: Desk, as_director: Viewer) -> None:
    with pytest.raises(Refused, match="no contact rule “serenade”"):
        tune(as_director, desk, "serenade")


def test_rules_are_tuned_by_those_who_may(desk: Desk, as_agent: Viewer) -> None:
    with pytest.raises(Forbidden):
        tune(as_agent, desk, "after_repair", due_day=5)


def test_preview_tells_what_the_run_then_makes(desk: Desk, as_director: Viewer) -> None:
    for days in (1, 3, 14):
        desk.books.order(desk.car(), desk.ago(days))
    usual = settings.kinds(desk.store.pk)["after_repair"]
    short = Settings(values=dict(usual.values) | {"last_day": 10})

    def preview(asked: Settings) -> int:
        return queries.preview_rule(as_director, desk.store, "after_repair", asked, desk.now)

    assert (preview(usual), preview(short)) == (3, 2)
    assert preview(replace(usual, is_on=False)) == 0
    assert desk.open("after_repair") == []
    desk.run("after_repair")
    assert preview(usual) == 0


def test_preview_is_for_those_who_tune(desk: Desk, as_agent: Viewer) -> None:
    usual = settings.kinds(desk.store.pk)["after_repair"]
    with pytest.raises(Forbidden):
        queries.preview_rule(as_agent, desk.store, "after_repair", usual, desk.now)


def test_rules_are_listed_the_most_urgent_first_with_their_open_tasks(
    desk: Desk, as_director: Viewer
) -> None:
    desk.task(contact_type="complaint_callback")
    first, *rest = queries.rules(as_director, desk.store)
    assert (first.kind.code, first.open_tasks) == ("complaint_callback", 1)
    assert len(rest) == 16


@pytest.mark.parametrize("minutes", [0, -5, 200_000])
def test_delay_that_makes_no_sense_is_refused(
    minutes: int, desk: Desk, as_director: Viewer
) -> None:
    with pytest.raises(Refused, match="No answer"):
        actions.set_outcome(by=as_director, store=desk.store, outcome="no_answer", minutes=minutes)


def test_outcome_tuned_back_to_the_usual_needs_no_row(desk: Desk, as_director: Viewer) -> None:
    for minutes in (None, 120):
        actions.set_outcome(by=as_director, store=desk.store, outcome="no_answer", minutes=minutes)
    assert not OutcomeRule.objects.exists()
    assert settings.outcomes(desk.store.pk) == rules.OUTCOMES


def test_limits_are_the_stores_own(desk: Desk, as_director: Viewer) -> None:
    actions.set_limits(by=as_director, store=desk.store, limits=Limits(from_hour=8))
    assert settings.limits(desk.store.pk) == Limits(from_hour=8)


@pytest.mark.parametrize(
    "wrong", [{"from_hour": 20}, {"until_hour": 25}, {"cap_days": 0}, {"most_attempts": 0}]
)
def test_limits_that_make_no_sense_are_refused(
    wrong: dict[str, int], desk: Desk, as_director: Viewer
) -> None:
    with pytest.raises(Refused):
        actions.set_limits(by=as_director, store=desk.store, limits=Limits(**wrong))
    assert not ContactLimits.objects.exists()


def test_festival_is_added_and_dropped(desk: Desk, as_director: Viewer) -> None:
    day = {"store": desk.store, "celebrated_on": date(2027, 5, 1)}
    with pytest.raises(Refused, match="name"):
        actions.add_festival(by=as_director, name=" ", **day)
    actions.add_festival(by=as_director, name="店庆", **day)
    actions.drop_festival(by=as_director, festival=Festival.objects.get())
    assert not Festival.objects.exists()


# Pure


def test_mileage_is_reached_on_the_day_the_pace_says() -> None:
    read_on = date(2026, 1, 1)
    known: dict[str, Any] = {"reading": 1_000, "read_on": read_on, "daily": 50_000}
    assert dates.by_mileage(**known, target=6_000) == date(2026, 4, 11)  # 100 days
    assert dates.by_mileage(**known, target=6_001) == date(2026, 4, 12)  # begun days count
    assert dates.by_mileage(**known, target=500) == read_on
    assert dates.by_mileage(**(known | {"daily": 0}), target=6_000) is None
    assert dates.by_mileage(**(known | {"reading": None}), target=6_000) is None


def test_own_interval_is_held_within_its_limits() -> None:
    base = date(2026, 1, 31)
    assert dates.own_interval(base, 120, 3, 12) == date(2026, 5, 31)
    assert dates.own_interval(base, 20, 3, 12) == date(2026, 4, 30)
    assert dates.own_interval(base, 900, 3, 12) == date(2027, 1, 31)
    assert dates.own_interval(base, None, 3, 12) is None


def turn(last_due: date | None, now: datetime) -> Candidate | None:
    monthly = Candidate(
        reason="vehicle:1:x",
        due_on=date(2026, 3, 10),
        opens_at=datetime(2026, 3, 1),
        expires_at=datetime(2026, 9, 1),
        repeat_days=30,
    )
    return repeated(monthly, last_due, now)


def test_first_turn_opens_before_its_day() -> None:
    assert turn(None, datetime(2026, 2, 28, 23)) is None
    first = turn(None, datetime(2026, 3, 1))
    assert first is not None
    assert (first.due_on, first.expires_at) == (date(2026, 3, 10), datetime(2026, 3, 31))


def test_turn_nobody_looked_at_in_time_is_due_today() -> None:
    late = turn(None, datetime(2026, 6, 5, 9))
    assert late is not None
    assert late.due_on == date(2026, 6, 5)


def test_next_turn_follows_the_last_by_the_interval() -> None:
    assert turn(date(2026, 3, 10), datetime(2026, 3, 30)) is None
    second = turn(date(2026, 3, 10), datetime(2026, 3, 31))
    assert second is not None
    assert second.due_on == date(2026, 4, 9)


def test_last_turn_ends_with_the_window() -> None:
    last = turn(date(2026, 7, 25), datetime(2026, 8, 20))
    assert last is not None
    assert last.expires_at == datetime(2026, 9, 1)
    assert turn(date(2026, 8, 5), datetime(2026, 8, 31)) is None


def test_claims_older_than_the_limit_hold_no_more() -> None:
    now = datetime(2026, 11, 2, 10)
    assert Limits().claims_since(now) == now - timedelta(minutes=30)
