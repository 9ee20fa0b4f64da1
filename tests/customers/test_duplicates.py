"""Who is taken for one and the same, and who is not."""

from __future__ import annotations

from datetime import date

import pytest

from careloop.customers.duplicates import MOST_IN_A_BLOCK, Person, groups, pairs, weight

NUMBER = {"numbers": ("n1",), "last_fours": ("d1",)}


def reasons(*people: Person) -> set[str]:
    """Why the first two are thought one."""
    return set(pairs(people).get((people[0].id, people[1].id), frozenset()))


def test_same_number_is_a_reason_whatever_the_names() -> None:
    assert "same_number" in reasons(Person(1, "王伟", **NUMBER), Person(2, "李娜", **NUMBER))


@pytest.mark.parametrize(
    ("first", "second"),
    [("刘春宁", "刘睿宁"), ("王小明", "王晓明"), ("刘宁", "柳宁"), ("张 三", "张三")],
)
def test_similar_names_with_the_same_last_digits_are_paired(first: str, second: str) -> None:
    one, other = (Person(n, name, last_fours=("d1",)) for n, name in ((1, first), (2, second)))
    assert reasons(one, other) == {"similar_name_same_digits"}


@pytest.mark.parametrize(("first", "second"), [("王伟", "王刚"), ("王小明", "李大明"), ("", "")])
def test_other_names_with_the_same_last_digits_are_not(first: str, second: str) -> None:
    one, other = (Person(n, name, last_fours=("d1",)) for n, name in ((1, first), (2, second)))
    assert not reasons(one, other)


def test_same_name_and_plate_birthday_or_address_are_reasons() -> None:
    told = {"plates": ("沪a1",), "birthday": date(1980, 1, 2), "address": "石狮市 1 号"}
    assert reasons(Person(1, "王伟", **told), Person(2, "王伟", **told)) == {
        "same_name_and_plate", "same_name_and_birthday", "same_name_and_address",
    }  # fmt: skip
    assert not reasons(Person(1, "王伟", **told), Person(2, "李娜", **told))


def test_same_name_alone_is_no_reason() -> None:
    assert not reasons(Person(1, "王伟"), Person(2, "王伟"))


def test_number_of_a_fleet_pairs_nobody() -> None:
    people = [Person(n, f"司机{n}", numbers=("n1",)) for n in range(MOST_IN_A_BLOCK + 1)]
    assert not pairs(people)
    assert pairs(people[:-1])


def test_one_customer_with_two_numbers_is_not_paired_with_themselves() -> None:
    assert not pairs([Person(1, "王伟", numbers=("n1", "n1"), last_fours=("d1", "d1"))])


def test_pairs_that_hang_together_make_a_group() -> None:
    assert groups([(1, 2), (5, 6), (2, 3), (6, 4)]) == [[1, 2, 3], [4, 5, 6]]


def test_more_reasons_weigh_more() -> None:
    assert weight(["same_number", "same_name_and_address"]) > weight(["same_number"])
    assert weight(["of another version"]) == 0
