"""A suggestion accepted or declined, carried out; the weekly review; KPI 24."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from careloop.common.models import AuditRow
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.periods import Period
from careloop.kpis import queries as kpis
from careloop.organisation.models import Employee, Store
from careloop.organisation.rules import Forbidden, Viewer
from careloop.suggestions import actions, queries
from careloop.suggestions.models import Suggestion
from careloop.suggestions.rules import BEFORE, STATE_LABELS, Stale, State, state_of
from tests.dms.files import row, take
from tests.mart.books import Books

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 3, 10, 0)
TODAY = NOW.date()
DEEDS = {
    State.ACCEPTED: lambda by, it, n: actions.accept(by=by, suggestion=it, revision=n, now=NOW),
    State.DECLINED: lambda by, it, n: actions.decline(
        by=by, suggestion=it, revision=n, reason="没有预算", now=NOW
    ),
    State.EXECUTED: lambda by, it, n: actions.execute(by=by, suggestion=it, revision=n, now=NOW),
    State.WAITING: lambda by, it, n: actions.take_back(by=by, suggestion=it, revision=n, now=NOW),
}
DAYS: dict[State, dict[str, date]] = {
    State.WAITING: {},
    State.ACCEPTED: {"accepted_on": date(2026, 10, 20)},
    State.EXECUTED: {"accepted_on": date(2026, 10, 20), "executed_on": date(2026, 10, 25)},
    State.DECLINED: {"declined_on": date(2026, 10, 20)},
}


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> Path:
    settings.CARELOOP_HOME = tmp_path
    return tmp_path


@pytest.fixture
def books(store: Store) -> Books:
    return Books(store)


@pytest.fixture
def sun(books: Books) -> Employee:
    return books.employee("A1")


def test_suggestion_goes_its_way(as_director: Viewer, books: Books, sun: Employee) -> None:
    made = books.suggestion(date(2026, 10, 28))
    taken = actions.accept(
        by=as_director, suggestion=made, revision=0, owner=sun, note="先试一个月", now=NOW
    )
    assert (taken.accepted_on, taken.owner, taken.revision) == (TODAY, sun, 1)
    done = actions.execute(by=as_director, suggestion=taken, revision=1, now=NOW)
    assert (done.executed_on, done.decision_note, done.revision) == (TODAY, "先试一个月", 2)
    assert state_of(done) is State.EXECUTED
    deeds = AuditRow.objects.filter(action__startswith="suggestion.").order_by("pk")
    assert [row.action for row in deeds] == ["suggestion.accept", "suggestion.execute"]


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("wanted", list(State))
def test_order_of_decisions_is_kept(
    as_director: Viewer, books: Books, state: State, wanted: State
) -> None:
    made = books.suggestion(date(2026, 10, 1), **DAYS[state])
    if state in BEFORE[wanted]:
        decided = DEEDS[wanted](as_director, made, 0)
        back = {State.EXECUTED: State.ACCEPTED}.get(state, State.WAITING)
        assert state_of(decided) is (back if wanted is State.WAITING else wanted)
        return
    with pytest.raises(Refused, match=STATE_LABELS[state].en):
        DEEDS[wanted](as_director, made, 0)
    made.refresh_from_db()
    assert (made.revision, state_of(made)) == (0, state)


def test_declined_needs_a_reason(as_director: Viewer, books: Books) -> None:
    made = books.suggestion(date(2026, 10, 28))
    with pytest.raises(Refused, match="why it is declined"):
        actions.decline(by=as_director, suggestion=made, revision=0, reason=" ", now=NOW)
    with pytest.raises(Refused, match="256"):
        actions.decline(by=as_director, suggestion=made, revision=0, reason="长" * 256, now=NOW)
    said = actions.decline(by=as_director, suggestion=made, revision=0, reason="太贵", now=NOW)
    assert (said.declined_on, said.decision_note, said.accepted_on) == (TODAY, "太贵", None)


def test_owner_who_left_or_is_of_another_store_is_refused(
    as_director: Viewer, books: Books, sun: Employee, other_store: Store
) -> None:
    made = books.suggestion(date(2026, 10, 28))
    sun.left_on = date(2026, 11, 2)
    for person in (sun, Books(other_store).employee("B1")):
        with pytest.raises(Refused, match="not employed in this store"):
            actions.accept(by=as_director, suggestion=made, revision=0, owner=person, now=NOW)


def test_second_decision_on_an_old_version_shows_the_first(
    as_director: Viewer, books: Books
) -> None:
    made = books.suggestion(date(2026, 10, 28))
    actions.accept(by=as_director, suggestion=made, revision=0, now=NOW)
    with pytest.raises(Stale) as refusal:
        actions.decline(by=as_director, suggestion=made, revision=0, reason="不", now=NOW)
    assert state_of(refusal.value.current) is State.ACCEPTED
    made.refresh_from_db()
    assert made.declined_on is None


def test_only_leaders_decide(as_agent: Viewer, as_outsider: Viewer, books: Books) -> None:
    made = books.suggestion(date(2026, 10, 28), **DAYS[State.ACCEPTED])
    for viewer in (as_agent, as_outsider):
        for deed in DEEDS.values():
            with pytest.raises(Forbidden):
                deed(viewer, made, 0)


def test_list_is_by_state_department_and_month(as_agent: Viewer, books: Books) -> None:
    for days in DAYS.values():
        books.suggestion(date(2026, 10, 1), **days)
    late = books.suggestion(date(2026, 11, 2))
    store = books.store
    assert queries.counts(as_agent, store) == {
        State.WAITING: 2, State.ACCEPTED: 1, State.EXECUTED: 1, State.DECLINED: 1,
    }  # fmt: skip
    waiting = queries.suggestions(as_agent, store, state=State.WAITING)
    assert next(iter(waiting)) == late
    november = queries.suggestions(as_agent, store, period=Period.month(2026, 11))
    assert list(november) == [late]
    assert not queries.suggestions(as_agent, store, department="parts")


def test_suggestions_of_another_store_are_not_there(
    as_outsider: Viewer, books: Books, other_store: Store
) -> None:
    made = books.suggestion(date(2026, 10, 1))
    with pytest.raises(Forbidden):
        queries.suggestions(as_outsider, books.store)
    with pytest.raises(Refused, match="no suggestion"):
        queries.suggestion(as_outsider, other_store, made.pk)


def test_weekly_review_goes_through_what_is_open_and_what_was_settled(
    as_director: Viewer, books: Books
) -> None:
    old = books.suggestion(date(2026, 9, 1))
    new = books.suggestion(date(2026, 11, 1))
    taken = books.suggestion(date(2026, 9, 2), **DAYS[State.ACCEPTED])
    books.suggestion(date(2026, 9, 3), **DAYS[State.DECLINED])
    lately = books.suggestion(date(2026, 9, 4), declined_on=date(2026, 10, 30))
    found = queries.weekly_review(as_director, books.store, TODAY)
    assert found.since == date(2026, 10, 27)
    assert (found.to_decide, found.to_execute) == ((old, new), (taken,))
    assert found.settled == (lately,)
    since = queries.weekly_review(as_director, books.store, TODAY, since=date(2026, 10, 1))
    assert len(since.settled) == 3


def test_rate_is_the_kpi_of_the_handbook(as_director: Viewer, books: Books) -> None:
    store, october = books.store, Period.month(2026, 10)
    waiting = books.suggestion(date(2026, 10, 1))
    first = books.suggestion(date(2026, 10, 2), **DAYS[State.ACCEPTED])
    books.suggestion(date(2026, 10, 3), **DAYS[State.ACCEPTED])
    books.suggestion(date(2026, 9, 3), accepted_on=date(2026, 9, 30))
    actions.decline(by=as_director, suggestion=waiting, revision=0, reason="不", now=NOW)
    actions.execute(by=as_director, suggestion=first, revision=0, now=NOW)
    rate = queries.rate(as_director, store, october)
    assert (rate.executed, rate.accepted, rate.share) == (1, 2, 50)
    assert queries.rate(as_director, store, Period.month(2026, 8)).share is None
    (figure,) = kpis.figures(
        as_director, ["suggestion_effect_rate"], period=october, store_ids=[store.pk]
    )
    assert (figure.numerator, figure.denominator) == (1, 2)


def test_file_does_not_undo_what_people_decided(as_director: Viewer, store: Store) -> None:
    take(store, "suggestions", row("suggestions", accepted_on="", executed_on=""))
    made = Suggestion.objects.get()
    actions.decline(by=as_director, suggestion=made, revision=0, reason="太贵", now=NOW)
    take(store, "suggestions", row("suggestions", text="增加两台充气泵"))
    made.refresh_from_db()
    assert (state_of(made), made.text) == (State.DECLINED, "增加充气泵")


def test_file_tells_how_a_suggestion_stands_until_people_decide(store: Store) -> None:
    take(store, "suggestions", row("suggestions", accepted_on="", executed_on=""))
    take(store, "suggestions", row("suggestions"))
    assert state_of(Suggestion.objects.get()) is State.EXECUTED
