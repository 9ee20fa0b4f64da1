"""Words a store puts on its customers."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from careloop.common import audit
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text
from careloop.customers.choices import Trait
from careloop.customers.models import Customer, CustomerTag, Segment, Tag
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.rules import Viewer

LONGEST = 32
NOT_A_TAG = Text(
    zh="标签须为 1 至 {longest} 个字。请修改“{name}”。",
    en="A tag has 1 to {longest} characters. Change “{name}”.",
)
TAKEN = Text(
    zh="已有标签“{name}”。请换一个名称，或使用已有的标签。",
    en="There is a tag “{name}” already. Choose another name, or use that one.",
)
READY = Text(
    zh="“{name}”是系统自带的标签，不能改名或删除。",
    en="“{name}” is a ready tag; it can be neither renamed nor removed.",
)
ASKED_FOR = Text(
    zh="客户群 {segments} 以标签“{name}”为条件。请先修改这些客户群，再删除标签。",
    en="The tag “{name}” is a criterion of {segments}. Change these segments, then remove it.",
)


@transaction.atomic
def add_tag(*, by: Viewer, customer: Customer, name: str, now: datetime) -> CustomerTag:
    """Put a tag on a customer: the code of a ready one (``Trait``) or the store's own word.

    Raises:
        Refused: no permission, an empty or too long word.
    """
    by.require(Permission.EDIT_CUSTOMER, customer.store_id)
    word = _word(name)
    trait = word if word in set(Trait) else ""
    tag, _ = Tag.objects.get_or_create(
        store_id=customer.store_id, name=word, defaults={"trait": trait}
    )
    row, made = CustomerTag.objects.get_or_create(
        customer=customer, tag=tag, defaults={"tagged_at": now, "tagged_by_id": by.user_id}
    )
    if made:
        _record(by, "customer.tag", customer, tag)
    return row


@transaction.atomic
def remove_tag(*, by: Viewer, customer: Customer, tag: Tag) -> None:
    """Take a tag off; one the customer does not have is no fault."""
    by.require(Permission.EDIT_CUSTOMER, customer.store_id)
    if CustomerTag.objects.filter(customer=customer, tag=tag).delete()[0]:
        _record(by, "customer.untag", customer, tag)


@transaction.atomic
def make_tag(*, by: Viewer, store: Store, name: str) -> Tag:
    """A word of the store's own, to be put on customers.

    Raises:
        Refused: no permission, an empty or too long word, a word that is there already.
    """
    by.require(Permission.MERGE_CUSTOMERS, store.pk)
    word = _free_word(store.pk, name)
    tag = Tag.objects.create(store=store, name=word)
    _record(by, "tag.make", tag, tag)
    return tag


@transaction.atomic
def rename_tag(*, by: Viewer, tag: Tag, name: str) -> Tag:
    """Call a tag otherwise, on all customers and in the segments that ask for it.

    Raises:
        Refused: no permission, a ready tag, a word that cannot be one or is there already.
    """
    by.require(Permission.MERGE_CUSTOMERS, tag.store_id)
    _require_own(tag)
    before, word = tag.name, _word(name)
    if word == before:
        return tag
    tag.name = _free_word(tag.store_id, word)
    tag.save(update_fields=["name"])
    for segment in _asking_for(tag.store_id, before):
        asked = [word if one == before else one for one in segment.criteria["tags"]]
        segment.criteria = segment.criteria | {"tags": asked}
        segment.save(update_fields=["criteria"])
    _record(by, "tag.rename", tag, tag)
    return tag


@transaction.atomic
def drop_tag(*, by: Viewer, tag: Tag) -> None:
    """Take a word of the store's own off all customers, and away.

    Raises:
        Refused: no permission, a ready tag, one that saved segments ask for.
    """
    by.require(Permission.MERGE_CUSTOMERS, tag.store_id)
    _require_own(tag)
    segments = [segment.name for segment in _asking_for(tag.store_id, tag.name)]
    if segments:
        raise Refused(ASKED_FOR, name=tag.name, segments="、".join(segments))
    _record(by, "tag.drop", tag, tag)
    tag.delete()


def _word(name: str) -> str:
    word = " ".join(name.split())
    if not 0 < len(word) <= LONGEST:
        raise Refused(NOT_A_TAG, longest=LONGEST, name=name)
    return word


def _free_word(store_id: int, name: str) -> str:
    word = _word(name)
    if word in set(Trait) or Tag.objects.filter(store_id=store_id, name=word).exists():
        raise Refused(TAKEN, name=word)
    return word


def _require_own(tag: Tag) -> None:
    if tag.trait:
        raise Refused(READY, name=tag.label)


def _asking_for(store_id: int, word: str) -> list[Segment]:
    """The saved segments that have the tag among their criteria."""
    rows = Segment.objects.filter(store_id=store_id).order_by("name")
    return [segment for segment in rows if word in segment.criteria.get("tags", ())]


def _record(by: Viewer, action: str, subject: Customer | Tag, tag: Tag) -> None:
    audit.record(
        actor_id=by.user_id,
        action=action,
        subject=subject,
        store_id=subject.store_id,
        detail={"tag": tag.pk},
    )
