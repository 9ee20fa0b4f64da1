"""Tags: the ready ones and the store's own."""

from __future__ import annotations

import pytest

from careloop.core.kernel.errors import Refused
from careloop.customers.actions import add_tag, remove_tag
from careloop.customers.models import Customer, Tag
from careloop.customers.queries import tags, tags_of
from careloop.organisation.models import Store
from careloop.organisation.rules import Forbidden, Viewer
from tests.customers.conftest import NOW

pytestmark = pytest.mark.django_db


def test_ready_tags_are_offered_before_they_are_used(store: Store, as_agent: Viewer) -> None:
    assert [tag.name for tag in tags(as_agent, store)] == [
        "with_children", "often_travelling", "busy",
    ]  # fmt: skip
    assert not Tag.objects.exists()


def test_tag_is_put_on_once_and_taken_off(wang: Customer, as_agent: Viewer) -> None:
    for _ in range(2):
        add_tag(by=as_agent, customer=wang, name="busy", now=NOW)
    add_tag(by=as_agent, customer=wang, name="  老 客户 ", now=NOW)
    assert [tag.name for tag in tags_of(as_agent, wang)] == ["busy", "老 客户"]
    remove_tag(by=as_agent, customer=wang, tag=Tag.objects.get(name="busy"))
    assert [tag.name for tag in tags_of(as_agent, wang)] == ["老 客户"]
    assert [tag.name for tag in tags(as_agent, wang.store)][-1] == "老 客户"


def test_ready_tag_is_called_in_the_readers_language(wang: Customer, as_agent: Viewer) -> None:
    made = add_tag(by=as_agent, customer=wang, name="with_children", now=NOW)
    assert made.tag.label == "有孩子"


@pytest.mark.parametrize("name", ["", "  ", "长" * 33])
def test_empty_or_long_tag_is_refused(name: str, wang: Customer, as_agent: Viewer) -> None:
    with pytest.raises(Refused):
        add_tag(by=as_agent, customer=wang, name=name, now=NOW)


def test_outsider_may_not_tag(wang: Customer, as_outsider: Viewer) -> None:
    with pytest.raises(Forbidden):
        add_tag(by=as_outsider, customer=wang, name="busy", now=NOW)
    with pytest.raises(Forbidden):
        tags_of(as_outsider, wang)
