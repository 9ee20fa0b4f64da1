"""Pure decisions about customers and their vehicles."""

from __future__ import annotations

import pytest

from careloop.customers import rules


@pytest.mark.parametrize(
    "phone",
    ["13912345678", "+8613912345678", "021-61234567", "0755 23456789", "61234567", "400-820-1234"],
)
def test_chinese_numbers_can_be_rung(phone: str) -> None:
    assert rules.is_chinese_number(phone)


@pytest.mark.parametrize("phone", ["", "12345", "+44 20 7946 0958", "23912345678", "没有"])
def test_other_numbers_are_flagged(phone: str) -> None:
    assert not rules.is_chinese_number(phone)


@pytest.mark.parametrize(
    ("plate", "words"),
    [
        ("沪A12345", ("强生出租汽车公司",)),
        ("沪A12345", (None, "网约车司机")),
        ("沪A12345", ("City TAXI Ltd",)),
        ("京B12345", ()),
    ],
)
def test_taxis_and_cars_for_hire_are_fleet(plate: str, words: tuple[str | None, ...]) -> None:
    assert rules.is_fleet(plate, *words)


@pytest.mark.parametrize("plate", ["京A12345", "沪B12345", "", None])
def test_other_cars_are_not_fleet(plate: str | None) -> None:
    assert not rules.is_fleet(plate, "王芳", "教师", None)


def test_customer_is_known_by_number_else_by_phone_and_name() -> None:
    assert rules.identity("C1", "abc", "def") == "no:C1"
    assert rules.identity(None, "abc", "def") == "ph:abc:def"
    assert rules.identity("", "", "def") is None
