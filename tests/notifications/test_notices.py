"""Telling people, and their having read it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from careloop.core.kernel.text import Text
from careloop.notifications import actions, queries
from careloop.notifications.models import Notice
from careloop.organisation.choices import Role
from careloop.organisation.models import Store, User
from careloop.organisation.rules import Viewer

NOW = datetime(2026, 3, 10, 12)
TEXT = Text(zh="新投诉 TS1", en="New complaint TS1")


def tell(store: Store, *users: User, **more: Any) -> list[Notice]:
    return actions.notify(
        store=store, kind="test", text=TEXT, link="/notices/", now=NOW, users=users, **more
    )


def test_notify_tells_each_person_once(store: Store, director: User, agent: User) -> None:
    made = tell(store, director, agent, roles=[Role.CARE_DIRECTOR])
    assert [notice.recipient for notice in made] == [director, agent]


def test_several_events_are_told_with_two_questions_and_one_write(
    store: Store, director: User, agent: User, django_assert_num_queries: Any
) -> None:
    to_director = [
        actions.Telling(TEXT, f"/{n}/", roles=(Role.CARE_DIRECTOR,), is_urgent=n == 1)
        for n in range(3)
    ]
    to_nobody = actions.Telling(TEXT, "/9/", roles=(Role.HEAD_OFFICE,))
    to_both = actions.Telling(TEXT, "/3/", roles=(Role.CARE_DIRECTOR,), users=(agent, director))
    tellings = [*to_director, to_nobody, to_both]
    with django_assert_num_queries(6):  # two posts, the channels, the notices in a savepoint
        made = actions.notify_many(store=store, kind="test", tellings=tellings, now=NOW)
    told = [(notice.link, notice.recipient, notice.is_urgent) for notice in made]
    assert told == [
        ("/0/", director, False),
        ("/1/", director, True),
        ("/2/", director, False),
        ("/3/", agent, False),
        ("/3/", director, False),
    ]


def test_notices_are_ones_own(store: Store, as_director: Viewer, as_agent: Viewer) -> None:
    tell(store, User.objects.get(username="wang"))
    assert queries.unread(as_director) == 0
    assert queries.notices(as_director).notices == ()
    assert queries.unread(as_agent) == 1


def test_notices_come_a_page_at_a_time(store: Store, agent: User, as_agent: Viewer) -> None:
    made = [notice for _ in range(5) for notice in tell(store, agent)]
    first = queries.notices(as_agent, limit=3)
    second = queries.notices(as_agent, limit=3, after=first.after)
    assert [n.pk for n in (*first.notices, *second.notices)] == [n.pk for n in reversed(made)]
    assert second.after is None


def test_mark_read_keeps_the_first_moment(store: Store, agent: User, as_agent: Viewer) -> None:
    (notice,) = tell(store, agent)
    actions.mark_read(by=as_agent, notice_id=notice.pk, now=NOW)
    actions.mark_read(by=as_agent, notice_id=notice.pk, now=NOW.replace(hour=13))
    notice.refresh_from_db()
    assert notice.read_at == NOW
    assert queries.notices(as_agent, only_unread=True).notices == ()


def test_page_shows_bell_and_notice(store: Store, agent: User, at_wang: Client) -> None:
    tell(store, agent, is_urgent=True)
    page = at_wang.get("/notices/").content.decode()
    assert "新投诉 TS1" in page
    assert '<span class="bell-count" aria-hidden="true">1</span>' in page


def test_opening_marks_read_and_leads_on(store: Store, agent: User, at_wang: Client) -> None:
    (notice,) = tell(store, agent)
    answer = at_wang.get(f"/notices/{notice.pk}/")
    assert answer["Location"] == "/notices/"
    assert "bell-count" not in at_wang.get("/notices/bell/").content.decode()


def test_opening_leads_to_no_other_site(store: Store, agent: User, at_wang: Client) -> None:
    (notice,) = tell(store, agent)
    Notice.objects.update(link="//evil.example/")
    assert at_wang.get(f"/notices/{notice.pk}/")["Location"] == "/notices/"


def test_opening_a_colleagues_notice_is_not_found(
    store: Store, director: User, at_wang: Client
) -> None:
    (notice,) = tell(store, director)
    assert at_wang.get(f"/notices/{notice.pk}/").status_code == 404
    notice.refresh_from_db()
    assert notice.read_at is None


def test_mark_all_read_empties_the_bell(
    store: Store, agent: User, as_agent: Viewer, at_wang: Client
) -> None:
    tell(store, agent)
    tell(store, agent)
    at_wang.post("/notices/read/")
    assert queries.unread(as_agent) == 0


@pytest.mark.django_db
def test_notices_ask_a_visitor_to_sign_in() -> None:
    assert Client().get("/notices/").status_code == 302
