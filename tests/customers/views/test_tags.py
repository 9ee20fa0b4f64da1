"""Tags on the page of a customer, and the page of the store's words."""

from __future__ import annotations

import pytest
from django.test import Client

from careloop.common.models import AuditRow
from careloop.customers.models import Customer, CustomerTag, Segment, Tag
from careloop.organisation.models import Store, User
from tests.customers.conftest import NOW
from tests.customers.views.conftest import SignIn

pytestmark = pytest.mark.django_db
PAGE = "/stores/S1/customers/tags/"
PART = {"HX-Request": "true"}


@pytest.fixture
def client(agent: User, signed_in: SignIn) -> Client:
    return signed_in(agent)


@pytest.fixture
def leading(director: User, signed_in: SignIn) -> Client:
    return signed_in(director)


@pytest.fixture
def tea(wang: Customer) -> Tag:
    """A word of the store's, on Wang."""
    tag = Tag.objects.create(store=wang.store, name="爱喝茶")
    CustomerTag.objects.create(customer=wang, tag=tag, tagged_at=NOW)
    return tag


def address(customer: Customer) -> str:
    return f"/stores/S1/customers/{customer.pk}/tags/"


def test_tag_is_put_on_and_the_line_of_tags_comes_back(client: Client, wang: Customer) -> None:
    line = client.post(address(wang), {"name": "busy"}, headers=PART).content.decode()
    assert line.lstrip().startswith('<div class="tag-line"')
    assert '<span class="tag-mark">工作繁忙' in line
    assert 'value="busy"' not in line  # worn already, so no longer offered
    assert 'value="with_children"' in line
    assert CustomerTag.objects.get().customer == wang


def test_tag_is_put_on_without_script(client: Client, wang: Customer) -> None:
    answer = client.post(address(wang), {"name": "爱喝茶"})
    assert answer["Location"] == f"/stores/S1/customers/{wang.pk}/"
    assert '<span class="tag-mark">爱喝茶' in client.get(answer["Location"]).content.decode()


def test_tag_is_taken_off(client: Client, wang: Customer, tea: Tag) -> None:
    line = client.post(f"{address(wang)}{tea.pk}/remove/", headers=PART).content.decode()
    assert "tag-mark" not in line
    assert not CustomerTag.objects.exists()
    assert client.post(f"{address(wang)}999/remove/").status_code == 404


@pytest.mark.parametrize("headers", [PART, {}])
def test_word_that_cannot_be_a_tag_is_said(
    headers: dict[str, str], client: Client, wang: Customer
) -> None:
    page = client.post(address(wang), {"name": "长" * 33}, headers=headers, follow=True)
    assert "标签须为 1 至 32 个字" in page.content.decode()


def test_supervisor_sees_tags_and_changes_none(
    wang: Customer, tea: Tag, supervisor: User, signed_in: SignIn
) -> None:
    client = signed_in(supervisor)
    page = client.get(f"/stores/S1/customers/{wang.pk}/").content.decode()
    assert "爱喝茶" in page
    assert "tagging" not in page
    assert client.post(address(wang), {"name": "busy"}).status_code == 403
    assert client.post(f"{address(wang)}{tea.pk}/remove/").status_code == 403


def test_page_lists_the_words_with_their_customers(leading: Client, tea: Tag) -> None:
    uses = {use.tag.name: use.customers for use in leading.get(PAGE).context["uses"]}
    assert uses == {"with_children": 0, "often_travelling": 0, "busy": 0, "爱喝茶": 1}


def test_tag_is_made_renamed_and_removed(leading: Client, store: Store) -> None:
    leading.post(PAGE, {"name": " 老客户 "})
    made = Tag.objects.get(name="老客户")
    leading.post(f"{PAGE}{made.pk}/rename/", {"name": "常客"})
    assert Tag.objects.get().name == "常客"
    leading.post(f"{PAGE}{made.pk}/drop/")
    assert not Tag.objects.exists()
    deeds = list(
        AuditRow.objects.filter(action__startswith="tag.").values_list("action", flat=True)
    )
    assert sorted(deeds) == ["tag.drop", "tag.make", "tag.rename"]


def test_segments_follow_a_renamed_tag_and_keep_it_from_being_removed(
    leading: Client, tea: Tag, director: User
) -> None:
    segment = Segment.objects.create(
        store=tea.store, owner=director, name="茶客", criteria={"tags": ["busy", "爱喝茶"]},
        saved_at=NOW,
    )  # fmt: skip
    leading.post(f"{PAGE}{tea.pk}/rename/", {"name": "茶友"})
    segment.refresh_from_db()
    assert segment.criteria == {"tags": ["busy", "茶友"]}
    page = leading.post(f"{PAGE}{tea.pk}/drop/", follow=True).content.decode()
    assert "客户群 茶客 以标签“茶友”为条件" in page
    assert CustomerTag.objects.filter(tag=tea).exists()


@pytest.mark.parametrize("name", ["爱喝茶", "busy", "  "])
def test_word_that_is_taken_or_empty_is_refused(name: str, leading: Client, tea: Tag) -> None:
    other = Tag.objects.create(store=tea.store, name="常客")
    for sent_to in (PAGE, f"{PAGE}{other.pk}/rename/"):
        page = leading.post(sent_to, {"name": name}, follow=True).content.decode()
        assert "alert-danger" in page
    assert sorted(Tag.objects.values_list("name", flat=True)) == ["常客", "爱喝茶"]


def test_ready_tag_stays_as_it_is(leading: Client, store: Store) -> None:
    ready = Tag.objects.create(store=store, name="busy", trait="busy")
    leading.post(f"{PAGE}{ready.pk}/rename/", {"name": "忙"})
    leading.post(f"{PAGE}{ready.pk}/drop/")
    assert Tag.objects.get().name == "busy"


def test_words_are_kept_by_who_leads_the_file(
    client: Client, tea: Tag, outsider: User, signed_in: SignIn, wang: Customer
) -> None:
    changes = (PAGE, f"{PAGE}{tea.pk}/rename/", f"{PAGE}{tea.pk}/drop/")
    for page in changes:
        assert client.post(page, {"name": "别的"}).status_code == 403
        assert signed_in(outsider).post(page, {"name": "别的"}).status_code == 404
    assert signed_in(outsider).post(address(wang), {"name": "busy"}).status_code == 404
    assert Tag.objects.get().name == "爱喝茶"
