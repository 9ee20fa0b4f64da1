"""The tags of a store and of a customer."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count

from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text
from careloop.customers.choices import Trait
from careloop.customers.models import Customer, CustomerTag, Tag
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.rules import Viewer

NO_SUCH_TAG = Text(
    zh="没有第 {id} 个标签，可能已被删除。请刷新页面。",
    en="There is no tag {id}; it may have been removed. Reload the page.",
)


@dataclass(frozen=True, slots=True)
class TagUse:
    """A tag and how many customers have it."""

    tag: Tag
    customers: int


def tags(viewer: Viewer, store: Store) -> list[Tag]:
    """What may be put on a customer: the ready tags, used yet or not, then the store's words."""
    viewer.require(Permission.VIEW_CUSTOMERS, store.pk)
    own = list(Tag.objects.filter(store=store).order_by("name"))
    used = {tag.trait: tag for tag in own if tag.trait}
    ready = [
        used.get(trait) or Tag(store=store, name=trait.value, trait=trait.value) for trait in Trait
    ]
    return ready + [tag for tag in own if not tag.trait]


def tags_of(viewer: Viewer, customer: Customer) -> list[Tag]:
    """The tags a customer has."""
    viewer.require(Permission.VIEW_CUSTOMERS, customer.store_id)
    rows = CustomerTag.objects.filter(customer=customer).select_related("tag")
    return [row.tag for row in rows.order_by("tag__name")]


def store_tag(viewer: Viewer, store: Store, tag_id: int) -> Tag:
    """One tag of the store.

    Raises:
        Refused: no permission, or the store has no such tag.
    """
    viewer.require(Permission.VIEW_CUSTOMERS, store.pk)
    found = Tag.objects.filter(store=store, pk=tag_id).first()
    if found is None:
        raise Refused(NO_SUCH_TAG, id=tag_id)
    return found


def tag_uses(viewer: Viewer, store: Store) -> list[TagUse]:
    """All of :func:`tags`, each with how many customers have it; two queries."""
    having = Tag.objects.filter(store=store).annotate(having=Count("customertag"))
    counts = dict(having.values_list("pk", "having"))
    return [TagUse(one, counts.get(one.pk, 0)) for one in tags(viewer, store)]
