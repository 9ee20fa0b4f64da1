"""Who may be one and the same customer, and why: pure, over all of a store at once.

Nobody is compared with everybody. Those who agree on one of a few keys (a number, a name and a
plate, similar names and the same last digits) fall into one block, and only within a block are
pairs made; pairs that hang together make a group.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from careloop.core.kernel.folding import fold
from careloop.core.kernel.text import Text
from careloop.customers.spelling import pinyin


@dataclass(frozen=True, slots=True)
class Likeness:
    """A reason to think two customers one. The heavier, the surer."""

    code: str
    text: Text
    weight: int


SAME_NUMBER = Likeness("same_number", Text(zh="电话相同", en="Same number"), 3)
SAME_PLATE = Likeness("same_name_and_plate", Text(zh="姓名和车牌相同", en="Same name and plate"), 3)
SIMILAR = Likeness(
    "similar_name_same_digits",
    Text(zh="姓名相近，电话后四位相同", en="Similar names, same last four digits"),
    2,
)
SAME_BIRTHDAY = Likeness(
    "same_name_and_birthday", Text(zh="姓名和生日相同", en="Same name and birthday"), 2
)
SAME_ADDRESS = Likeness(
    "same_name_and_address", Text(zh="姓名和地址相同", en="Same name and address"), 1
)
LIKENESSES: dict[str, Likeness] = {
    one.code: one for one in (SAME_NUMBER, SAME_PLATE, SIMILAR, SAME_BIRTHDAY, SAME_ADDRESS)
}

# A number, plate or address that more than this many share is a fleet's or a dealer's own and
# says nothing of persons.
MOST_IN_A_BLOCK = 8
_ONE_MAY_DIFFER = 3  # characters a name must have for one of them to be another

Key = tuple[str, ...]
Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Person:
    """What is compared of a customer; numbers by their blind indexes."""

    id: int
    name: str = ""
    birthday: date | None = None
    address: str = ""
    numbers: tuple[str, ...] = ()
    last_fours: tuple[str, ...] = ()
    plates: tuple[str, ...] = ()


def keys(person: Person) -> Iterator[tuple[Key, Likeness]]:
    """The blocks a customer falls into."""
    name = fold(person.name)
    for number in person.numbers:
        yield ("number", number), SAME_NUMBER
    if not name:
        return
    for plate in person.plates:
        yield ("plate", plate, name), SAME_PLATE
    for digits in person.last_fours:
        for spelling in spellings(name):
            yield ("digits", digits, spelling), SIMILAR
    if person.birthday:
        yield ("birthday", person.birthday.isoformat(), name), SAME_BIRTHDAY
    if address := fold(person.address):
        yield ("address", address, name), SAME_ADDRESS


def spellings(name: str) -> set[str]:
    """What similar names share: the sound, and the name with any one character left open."""
    found = {f"~{pinyin(name)}"}
    if len(name) >= _ONE_MAY_DIFFER:
        found |= {f"{name[:at]}?{name[at + 1 :]}" for at in range(len(name))}
    return found


def pairs(people: Iterable[Person]) -> dict[Pair, frozenset[str]]:
    """Every two who may be one, the lower id first, with the codes of the reasons."""
    blocks: dict[Key, list[int]] = defaultdict(list)
    likeness: dict[str, str] = {}
    for person in people:
        for key, why in keys(person):
            blocks[key].append(person.id)
            likeness[key[0]] = why.code
    found: dict[Pair, set[str]] = defaultdict(set)
    for key, members in blocks.items():
        if 1 < len(members) <= MOST_IN_A_BLOCK:
            for first, second in combinations(sorted(set(members)), 2):
                found[first, second].add(likeness[key[0]])
    return {pair: frozenset(why) for pair, why in found.items()}


def weight(codes: Iterable[str]) -> int:
    """How sure the reasons make it, together."""
    return sum(LIKENESSES[code].weight for code in codes if code in LIKENESSES)


def groups(found: Iterable[Pair]) -> list[list[int]]:
    """The customers that hang together by pairs: each group sorted, in the order first seen."""
    parent: dict[int, int] = {}
    for first, second in found:
        one, other = _root(parent, first), _root(parent, second)
        parent[max(one, other)] = min(one, other)
    members: Mapping[int, list[int]] = defaultdict(list)
    for customer_id in parent:
        members[_root(parent, customer_id)].append(customer_id)
    return [sorted(group) for group in members.values()]


def _root(parent: dict[int, int], customer_id: int) -> int:
    at = parent.setdefault(customer_id, customer_id)
    while at != parent[at]:
        parent[at] = parent[parent[at]]
        at = parent[at]
    return at
