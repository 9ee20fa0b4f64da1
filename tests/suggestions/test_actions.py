"""Noting a suggestion."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from careloop.core.kernel.errors import Refused
from careloop.organisation.models import Store
from careloop.organisation.rules import Forbidden, Viewer
from careloop.suggestions.actions import make_suggestion
from careloop.suggestions.models import Suggestion

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 10, 30)


def test_suggestion_waits_for_the_weekly_review(as_agent: Viewer, store: Store) -> None:
    made = make_suggestion(by=as_agent, store=store, text=" 休息区加插座 ", now=NOW)
    assert (made.suggestion_no, made.text) == ("JY20261122-001", "休息区加插座")
    assert (made.made_on, made.department) == (date(2026, 11, 22), "customer_care")
    assert (made.accepted_on, made.executed_on) == (None, None)


@pytest.mark.parametrize(
    ("text", "department", "named"), [(" ", "workshop", "says nothing"), ("好", "moon", "moon")]
)
def test_incomplete_suggestion_is_refused(
    as_agent: Viewer, store: Store, text: str, department: str, named: str
) -> None:
    with pytest.raises(Refused, match=named):
        make_suggestion(by=as_agent, store=store, text=text, department=department, now=NOW)
    assert not Suggestion.objects.exists()


def test_outsider_notes_nothing(as_outsider: Viewer, store: Store) -> None:
    with pytest.raises(Forbidden):
        make_suggestion(by=as_outsider, store=store, text="好", now=NOW)
