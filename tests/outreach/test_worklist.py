"""The worklist: what is on it, in which order, a page at a time, and how many there are."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from careloop.customers.actions import refresh_search_keys
from careloop.customers.models import CustomerTag, Tag
from careloop.organisation.models import User
from careloop.organisation.rules import Forbidden, Viewer
from careloop.outreach import actions, queries
from careloop.outreach.choices import Pool, Sort, Tab
from careloop.outreach.filters import DAYS_AHEAD, Cursor, Filters
from careloop.outreach.models import ContactTask
from careloop.outreach.queries.ordering import read_cursor
from careloop.service.actions import refresh_summaries
from tests.mart.books import WRITTEN
from tests.outreach.desk import Desk


def shown(viewer: Viewer, desk: Desk, **filters: Any) -> list[ContactTask]:
    page = queries.worklist(viewer, desk.store, Filters(**filters), now=desk.now)
    return page.tasks


def test_worklist_shows_open_tasks_in_their_window_the_most_urgent_first(
    desk: Desk, as_agent: Viewer
) -> None:
    calm, urgent = desk.task(priority=10), desk.task(priority=90)
    desk.task(opens_at=desk.now + timedelta(minutes=1))
    for state in ("done", "gone", "expired", "recorded", "given_up"):
        desk.task(state=state)
    assert shown(as_agent, desk) == [urgent, calm]


def test_worklist_orders_equals_by_due_day(desk: Desk, as_agent: Viewer) -> None:
    later, sooner = desk.task(due_on=desk.ago(1)), desk.task(due_on=desk.ago(2))
    assert shown(as_agent, desk) == [sooner, later]


def test_worklist_looks_days_ahead(desk: Desk, as_agent: Viewer) -> None:
    for days in (0, *DAYS_AHEAD):
        desk.task(opens_at=desk.now + timedelta(days=days))
    found = [len(shown(as_agent, desk, days_ahead=days)) for days in DAYS_AHEAD]
    assert found == [2, 3, 4, 5, 6]


def test_counts_are_kept_until_something_is_done_or_the_minute_is_over(
    desk: Desk, as_agent: Viewer, django_assert_num_queries: Any
) -> None:
    def waiting(now: datetime) -> int:
        return queries.counts(as_agent, desk.store, Filters(), now=now).tabs[Tab.TO_CALL]

    first = desk.task()
    assert waiting(desk.now) == 1
    desk.task()  # told by no audit row, as no deed of the product is
    with django_assert_num_queries(1):
        assert waiting(desk.now + timedelta(seconds=30)) == 1
    assert waiting(desk.now + timedelta(minutes=1)) == 2
    actions.record_attempt(by=as_agent, task=first, revision=0, outcome="answered", now=desk.now)
    assert waiting(desk.now + timedelta(minutes=1)) == 1


def test_tabs_part_what_waits_from_what_may_be_called(desk: Desk, as_agent: Viewer) -> None:
    later = desk.now + timedelta(hours=2)
    calls = {
        Tab.TO_CALL: desk.task(next_at=desk.now, last_outcome="no_answer"),
        Tab.NOT_REACHED: desk.task(next_at=later, last_outcome="no_answer"),
        Tab.AGREED: desk.task(next_at=later, last_outcome="no_time"),
        Tab.DONE: desk.task(state="done", closed_at=desk.now),
        Tab.REFUSED: desk.task(state="given_up", closed_at=desk.now - timedelta(days=29)),
    }
    desk.task(state="done", closed_at=desk.now - timedelta(days=1))
    desk.task(state="given_up", closed_at=desk.now - timedelta(days=31))
    for tab, task in calls.items():
        assert shown(as_agent, desk, tab=tab) == [task]
    counts = queries.counts(as_agent, desk.store, Filters(), now=desk.now)
    assert counts.tabs == dict.fromkeys(Tab, 1)


def test_counts_by_type_and_overdue(desk: Desk, as_agent: Viewer) -> None:
    desk.task(contact_type="after_repair", due_on=desk.ago(1))
    desk.task(contact_type="after_repair")
    desk.task(contact_type="birthday", due_on=desk.ago(3))
    counts = queries.counts(as_agent, desk.store, Filters(), now=desk.now)
    assert (counts.types, counts.overdue) == ({"after_repair": 2, "birthday": 1}, 2)


@pytest.mark.parametrize(
    ("filters", "fields"),
    [
        ({"contact_types": ("birthday",)}, {"contact_type": "birthday"}),
        ({"attempts_from": 2, "attempts_to": 2}, {"attempts_made": 2}),
        ({"last_outcome": "refused"}, {"last_outcome": "refused"}),
        ({"last_agent_no": "C2"}, {"last_agent_no": "C2"}),
        ({"pool": "insurance"}, {"pool": "insurance"}),
        ({"priority_from": 50}, {"priority": 50}),
        ({"is_overdue": True}, {"due_on": date(2026, 11, 1)}),
        ({"due_from": date(2026, 11, 5)}, {"due_on": date(2026, 11, 5)}),
        (
            {"called_from": date(2026, 10, 30), "called_to": date(2026, 10, 30)},
            {"last_attempt_at": "2026-10-30 19:59"},
        ),
    ],
)
def test_filter_on_the_task_keeps_what_it_asks_for(
    filters: dict[str, Any], fields: dict[str, Any], desk: Desk, as_agent: Viewer
) -> None:
    wanted = desk.task(**fields)
    desk.task(due_on=date(2026, 11, 3))
    assert shown(as_agent, desk, **filters) == [wanted]


def test_filter_on_the_owner_tells_nobodys_from_mine(
    desk: Desk, as_agent: Viewer, agent: User
) -> None:
    mine, free = desk.task(owner=agent), desk.task()
    assert shown(as_agent, desk, owner_id=agent.pk) == [mine]
    assert shown(as_agent, desk, owner_id=0) == [free]


def test_filter_on_the_advisor_and_the_model_line(desk: Desk, as_agent: Viewer) -> None:
    advisor = desk.books.employee("A1")
    theirs = desk.task(advisor=advisor)
    touran = desk.task(vehicle=desk.car(model_line="途安"))
    assert shown(as_agent, desk, advisor_id=advisor.pk) == [theirs]
    assert shown(as_agent, desk, model_line="途安") == [touran]


def test_filter_on_visits_so_far(desk: Desk, as_agent: Viewer) -> None:
    near, far = desk.car(), desk.car()
    job = {"job_type": "periodic_maintenance"}
    desk.books.order(near, date(2026, 5, 1), mileage=20_000, **job)
    desk.books.order(far, date(2026, 8, 1), mileage=60_000, **job)
    refresh_summaries(desk.store, desk.now)
    low, high = desk.task(vehicle=near), desk.task(vehicle=far)
    assert shown(as_agent, desk, mileage_to=20_000) == [low]
    assert shown(as_agent, desk, maintained_from=date(2026, 8, 1)) == [high]
    assert shown(as_agent, desk, mileage_from=20_001, maintained_to=date(2026, 7, 31)) == []


def test_filter_on_a_tag(desk: Desk, as_agent: Viewer) -> None:
    tag = Tag.objects.create(store=desk.store, name="常出差")
    tagged = desk.task()
    desk.task()
    CustomerTag.objects.create(customer=tagged.customer, tag=tag, tagged_at=WRITTEN)
    assert shown(as_agent, desk, tag_id=tag.pk) == [tagged]


@pytest.mark.parametrize("text", ["陈静", "chenjing", "cj", "沪A12345", "a12345", "00000777"])
def test_search_finds_name_pinyin_plate_and_vin(text: str, desk: Desk, as_agent: Viewer) -> None:
    customer = desk.customer("陈静")
    car = desk.car(customer, plate="沪A12345")
    car.vin = "LSVAA000000000777"
    car.save()
    wanted = desk.task(customer, vehicle=car)
    desk.task(desk.customer("李强"), vehicle=desk.car(plate="沪B99999"))
    refresh_search_keys(store=desk.store)
    assert shown(as_agent, desk, text=text) == [wanted]


def test_pages_follow_each_other_without_gap_or_repeat(desk: Desk, as_agent: Viewer) -> None:
    for number in range(25):
        called = desk.now - timedelta(days=number % 4) if number % 3 else None
        desk.task(
            priority=number % 2,
            due_on=desk.ago(number % 3),
            attempts_made=number % 4,
            last_attempt_at=called,
        )
    for sort in Sort:
        filters, seen, after = Filters(sort=sort), [], None
        for _ in range(4):
            page = queries.worklist(as_agent, desk.store, filters, after, 7, now=desk.now)
            seen += page.tasks
            after = page.after
        assert after is None
        assert len({task.pk for task in seen}) == len(seen) == 25


def test_closed_tasks_are_paged_the_latest_first(desk: Desk, as_agent: Viewer) -> None:
    tasks = [
        desk.task(state="done", closed_at=desk.now - timedelta(minutes=number // 2))
        for number in range(6)
    ]
    filters = Filters(tab=Tab.DONE)
    first = queries.worklist(as_agent, desk.store, filters, limit=3, now=desk.now)
    rest = queries.worklist(as_agent, desk.store, filters, first.after, 3, now=desk.now)
    assert first.tasks + rest.tasks == tasks


@pytest.mark.parametrize("sort", Sort)
def test_cursor_is_read_back_as_written(sort: Sort, desk: Desk, as_agent: Viewer) -> None:
    for _ in range(2):
        desk.task()
    filters = Filters(sort=sort)
    page = queries.worklist(as_agent, desk.store, filters, limit=1, now=desk.now)
    assert page.after is not None
    assert read_cursor(filters, page.after.text) == page.after


@pytest.mark.parametrize("text", ["", "x", "1_2_3_4", "1_notaday_9", "1_2026-11-02_x"])
def test_cursor_that_was_tampered_with_is_none(text: str) -> None:
    assert read_cursor(Filters(), text) is None


def test_cursor_text_is_fit_for_an_address() -> None:
    assert Cursor((90, date(2026, 11, 2)), 7).text == "90_2026-11-02_7"


def test_line_shows_masked_number_tags_and_visits(desk: Desk, as_agent: Viewer) -> None:
    customer = desk.customer()
    car = desk.car(customer)
    desk.books.order(car, date(2026, 5, 1), mileage=20_000)
    refresh_summaries(desk.store, desk.now)
    for name in ("有孩子", "常出差"):
        tag = Tag.objects.create(store=desk.store, name=name)
        CustomerTag.objects.create(customer=customer, tag=tag, tagged_at=WRITTEN)
    desk.task(customer, vehicle=car)
    (line,) = queries.worklist(as_agent, desk.store, Filters(), now=desk.now).lines
    assert line.visits is not None
    assert (line.phone, line.visits.last_mileage) == ("138****1234", 20_000)
    assert sorted(line.tags) == ["常出差", "有孩子"]


def test_worklist_of_fifty_takes_as_many_queries_as_of_one(
    desk: Desk, as_agent: Viewer, django_assert_max_num_queries: Any
) -> None:
    for _ in range(50):
        customer = desk.customer()
        desk.task(customer, vehicle=desk.car(customer))
    with django_assert_max_num_queries(4):
        queries.worklist(as_agent, desk.store, Filters(), now=desk.now)
    with django_assert_max_num_queries(3):
        queries.counts(as_agent, desk.store, Filters(), now=desk.now)


def test_worklist_keeps_company_cars_from_agents(
    desk: Desk, as_agent: Viewer, as_director: Viewer
) -> None:
    task = desk.task(pool=Pool.SERVICE_MANAGER.value)
    assert shown(as_agent, desk) == []
    assert shown(as_director, desk) == [task]


def test_worklist_is_for_those_who_make_contacts(desk: Desk, as_outsider: Viewer) -> None:
    with pytest.raises(Forbidden):
        shown(as_outsider, desk)


def test_task_of_another_store_is_not_found(desk: Desk, as_agent: Viewer, other_store: Any) -> None:
    task = desk.task()
    assert queries.task(as_agent, desk.store, task.pk) == task
    ContactTask.objects.update(store=other_store)
    assert queries.task(as_agent, desk.store, task.pk) is None


def test_earlier_calls_are_the_cars_newest_first(desk: Desk, as_agent: Viewer) -> None:
    car = desk.car()
    order = desk.books.order(car, desk.ago(300))
    by_order = desk.books.attempt(
        desk.books.task(desk.ago(297), order=order), desk.now - timedelta(days=297), "answered"
    )
    own = desk.books.attempt(desk.task(vehicle=car), desk.now, "no_answer")
    desk.books.attempt(desk.task(vehicle=desk.car()), desk.now, "answered")
    assert queries.earlier_calls(as_agent, desk.store, vehicle=car) == [own, by_order]


def test_earlier_calls_are_not_for_outsiders(desk: Desk, as_outsider: Viewer) -> None:
    with pytest.raises(Forbidden):
        queries.earlier_calls(as_outsider, desk.store, vehicle=desk.car())
