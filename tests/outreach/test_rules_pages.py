"""The rules pages: who may open them, what they show and store."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from careloop.core.kernel.periods import Period
from careloop.organisation.models import User
from careloop.organisation.rules import Viewer
from careloop.outreach import actions, queries, settings, tasks, views
from careloop.outreach.models import ContactAttempt, ContactRule, ContactTask, Festival
from careloop.outreach.queries.flags import Call, flagged
from careloop.outreach.rules import Limits
from tests.outreach.conftest import NOW
from tests.outreach.desk import Desk

RULES = "/stores/S1/rules/"
ADDRESSES = ("", "outcomes/", "flags/", "after_repair/", "festival/", "special_topic/")


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "now", lambda: NOW)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def page(director: User, desk: Desk) -> Client:
    return signed_in(director)


@pytest.mark.parametrize("address", ADDRESSES)
def test_rules_pages_open_for_the_director_in_few_queries(
    address: str, page: Client, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(15):
        assert page.get(RULES + address).status_code == 200


@pytest.mark.parametrize("address", ADDRESSES)
def test_rules_pages_are_forbidden_to_agents(address: str, agent: User, desk: Desk) -> None:
    assert signed_in(agent).get(RULES + address).status_code == 403


@pytest.mark.parametrize("address", ["run/", "after_repair/preview/", "festivals/"])
def test_deeds_are_forbidden_to_agents_and_hidden_from_outsiders(
    address: str, agent: User, outsider: User, desk: Desk
) -> None:
    assert signed_in(agent).post(RULES + address).status_code == 403
    assert signed_in(outsider).post(RULES + address).status_code == 404


def test_unknown_rule_is_not_found(page: Client) -> None:
    assert page.get(RULES + "serenade/").status_code == 404


def test_rule_is_stored(page: Client, desk: Desk) -> None:
    numbers = {"is_on": "on", "first_day": 1, "due_day": 5, "last_day": 20}
    assert page.post(RULES + "after_repair/", numbers).status_code == 302
    assert ContactRule.objects.get().parameters == {"due_day": 5, "last_day": 20}


def test_rule_of_a_model_line_is_stored_for_it_alone(page: Client, desk: Desk) -> None:
    desk.car(model_line="途安")
    assert "途安" in page.get(RULES + "after_repair/").content.decode()
    numbers = {"is_on": "on", "first_day": 1, "due_day": 5, "last_day": 20}
    page.post(RULES + "after_repair/?model=途安", numbers)
    assert settings.kinds(desk.store.pk)["after_repair"].of("途安")["due_day"] == 5
    assert settings.kinds(desk.store.pk)["after_repair"].of("朗逸")["due_day"] == 3


def test_rule_that_does_not_end_is_shown_again_with_the_reason(page: Client) -> None:
    answer = page.post(RULES + "after_repair/", {"first_day": 1, "due_day": 9, "last_day": 9})
    assert answer.status_code == 200
    assert "必须大于" in answer.content.decode()
    assert not ContactRule.objects.exists()


@pytest.mark.parametrize("headers", [{}, {"HTTP_HX_REQUEST": "true"}])
def test_preview_says_how_many_it_would_make(
    headers: dict[str, str], page: Client, desk: Desk
) -> None:
    desk.books.order(desk.car(), desk.ago(3))
    numbers = {"is_on": "on", "first_day": 1, "due_day": 3, "last_day": 15}
    answer = page.post(RULES + "after_repair/preview/", numbers, **headers)
    assert "<form" in answer.content.decode() or headers
    assert "1" in answer.content.decode()
    assert answer.context["made"] == 1
    assert not ContactTask.objects.exists()


def test_preview_of_what_does_not_hold_says_why(page: Client) -> None:
    numbers = {"first_day": 1, "due_day": 3, "last_day": 0}
    answer = page.post(RULES + "after_repair/preview/", numbers, HTTP_HX_REQUEST="true")
    assert answer.context["made"] is None
    assert "alert-danger" in answer.content.decode()


def test_run_now_is_given_to_the_job_server(
    page: Client, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Any] = []
    monkeypatch.setattr(tasks, "async_task", lambda *task, **_: asked.append(task))
    page.post(RULES + "run/")
    assert asked == [("careloop.outreach.tasks.run_store", desk.store.pk)]


def outcomes_form(**changed: Any) -> dict[str, Any]:
    delays = {
        code: "" if one.minutes is None else one.minutes
        for code, one in settings.outcomes(0).items()
    }
    limits = {f"limit-{name}": value for name, value in asdict(Limits()).items()}
    return delays | limits | changed


def test_outcomes_and_limits_are_stored(page: Client, desk: Desk) -> None:
    data = outcomes_form(no_answer=45, interested="") | {"limit-until_hour": 21}
    assert page.post(RULES + "outcomes/", data).status_code == 302
    tuned = settings.outcomes(desk.store.pk)
    assert (tuned["no_answer"].minutes, tuned["interested"].minutes) == (45, None)
    assert settings.limits(desk.store.pk).until_hour == 21


def test_hours_that_end_before_they_begin_are_shown_again(page: Client, desk: Desk) -> None:
    answer = page.post(RULES + "outcomes/", outcomes_form() | {"limit-from_hour": 22})
    assert "联系时间不能" in answer.content.decode()
    assert settings.limits(desk.store.pk) == Limits()


def test_festival_is_added_and_dropped_on_its_page(page: Client, desk: Desk) -> None:
    page.post(RULES + "festivals/", {"name": "店庆", "celebrated_on": "2027-03-03"})
    assert "店庆" in page.get(RULES + "festival/").content.decode()
    page.post(f"{RULES}festivals/{Festival.objects.get().pk}/drop/")
    assert not Festival.objects.exists()


def test_festival_without_a_day_is_not_stored(page: Client) -> None:
    page.post(RULES + "festivals/", {"name": "店庆"})
    assert not Festival.objects.exists()


# Calls to look at


def a_call(desk: Desk, viewer: Viewer, **said: Any) -> ContactAttempt:
    usual: dict[str, Any] = {"seconds": 120, "answers_key": "", "outcome": "answered"}
    return actions.record_attempt(
        by=viewer, task=desk.task(), revision=0, now=desk.now, **(usual | said)
    )


def test_flags_name_short_same_and_changed_calls(
    desk: Desk, as_agent: Viewer, as_director: Viewer
) -> None:
    short = a_call(desk, as_agent, seconds=5, answers_key="a")
    changed = a_call(desk, as_agent, outcome="no_answer")
    actions.correct_outcome(by=as_agent, attempt=changed, outcome="booked", now=desk.now)
    a_call(desk, as_agent)
    same = [a_call(desk, as_agent, answers_key="b") for _ in range(5)]
    month = Period.month_of(desk.today)
    found = {flag.attempt.pk: flag.why for flag in queries.flags(as_director, desk.store, month)}
    assert found == {short.pk: ("short",), changed.pk: ("changed",)} | {
        call.pk: ("same",) for call in same
    }
    assert queries.flags(as_director, desk.store, month.previous) == []


def test_same_answers_are_of_one_agent_and_in_a_row() -> None:
    def call(pk: int, agent_id: int, key: str) -> Call:
        return Call(pk, agent_id, 100, key, "")

    limits = Limits(same_answers=3)
    alternating = [call(pk, pk % 2, "a") for pk in range(4)]
    broken = [call(10, 1, "a"), call(11, 1, "b"), call(12, 1, "a"), call(13, 1, "a")]
    assert flagged(alternating, limits) == {}
    assert flagged(broken, limits) == {}
    assert set(flagged([*broken, call(14, 1, "a")], limits)) == {12, 13, 14}


def test_flags_page_shows_names_as_text(page: Client, desk: Desk, as_agent: Viewer) -> None:
    call = a_call(desk, as_agent, seconds=5, answers_key="a")
    call.task.customer.name = "<script>x</script>"  # type: ignore[union-attr]
    call.task.customer.save()  # type: ignore[union-attr]
    shown = page.get(RULES + "flags/").content.decode()
    assert "&lt;script&gt;x" in shown
    assert "<script>x" not in shown


def test_flags_are_for_supervisors(desk: Desk, as_agent: Viewer) -> None:
    with pytest.raises(Exception, match="supervise_contacts"):
        queries.flags(as_agent, desk.store, Period.month_of(date(2026, 11, 1)))


# Jobs


def test_after_import_runs_the_rules_of_its_store(desk: Desk) -> None:
    from_audit: dict[str, Any] = {
        "at": NOW,
        "action": "import.run",
        "subject_kind": "dms.importrun",
        "detail": {},
    }
    tasks.AuditRow.objects.create(subject_id="7", store_id=desk.store.pk, **from_audit)
    desk.car(inspection_due_on=date.today() + timedelta(days=5))
    assert tasks.after_import(8) == 0
    assert tasks.after_import(7) == 1
    assert tasks.nightly() == 0


def test_hourly_run_makes_what_cannot_wait(desk: Desk) -> None:
    desk.car(inspection_due_on=date.today() + timedelta(days=5))
    assert tasks.hourly() == 0
    assert tasks.run_store(desk.store.pk) == 1
