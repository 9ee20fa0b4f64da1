"""Fields, length and what the law asks of a text."""

from __future__ import annotations

import pytest

from careloop.core.kernel.errors import Refused
from careloop.outreach.messages import texts

KNOWN = ("customer", "plate")


def test_places_stand_in_the_order_of_the_text() -> None:
    assert texts.places("{plate} {customer} {plate}") == ("plate", "customer")


def test_check_names_the_unknown_field_and_the_known_ones() -> None:
    with pytest.raises(Refused) as refusal:
        texts.check("{colour}", KNOWN)
    assert "{colour}" in refusal.value.say("zh")
    assert "{customer}、{plate}" in refusal.value.say("en")


@pytest.mark.parametrize("text", ["{plate", "plate}", "{{plate}}", "{}"])
def test_check_refuses_stray_braces(text: str) -> None:
    with pytest.raises(Refused):
        texts.check(text, KNOWN)


def test_check_refuses_too_long_a_text() -> None:
    texts.check("字" * 500, KNOWN)
    with pytest.raises(Refused, match="501"):
        texts.check("字" * 501, KNOWN)


def test_filled_puts_values_once_and_only_there() -> None:
    values = {"customer": "{plate}", "plate": "京A12345"}
    assert texts.filled("{customer}：{plate}", values) == "{plate}：京A12345"


@pytest.mark.parametrize(
    ("length", "parts"), [(1, 1), (70, 1), (71, 2), (134, 2), (135, 3), (201, 3), (202, 4)]
)
def test_parts_are_counted_as_they_are_paid(length: int, parts: int) -> None:
    assert texts.sms_parts("字" * length) == parts
