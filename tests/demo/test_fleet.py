from __future__ import annotations

from datetime import date

import pytest

from careloop.demo.fleet import MODELS, anniversary, check_digit, vin_of
from careloop.demo.people import Registry


@pytest.mark.parametrize(
    ("vin", "digit"),
    [
        ("1M8GDM9AXKP042788", "X"),  # the worked example of the standard's texts
        ("11111111111111111", "1"),
        ("5GZCZ43D13S812715", "1"),
    ],
)
def test_check_digit_is_that_of_the_standard(vin: str, digit: str) -> None:
    assert check_digit(vin) == digit == vin[8]


@pytest.mark.parametrize("code", [code for _, _, code, _ in MODELS])
def test_vin_has_seventeen_signs_and_its_own_check_digit(code: str) -> None:
    vin = vin_of(code, 2024, 123_456)
    assert len(vin) == 17
    assert not set(vin) & set("IOQ")
    assert check_digit(vin) == vin[8]


def test_vin_tells_years_and_serials_apart() -> None:
    vins = {vin_of("C3A", year, serial) for year in (2023, 2024) for serial in (1, 2)}
    assert len(vins) == 4


def test_shares_of_the_models_make_a_whole() -> None:
    assert sum(share for *_, share in MODELS) == pytest.approx(1)


def test_anniversary_of_the_leap_day_is_the_28th() -> None:
    assert anniversary(date(2024, 2, 29), 1) == date(2025, 2, 28)
    assert anniversary(date(2024, 6, 30), 3) == date(2027, 6, 30)


def test_registry_gives_each_phone_once_and_in_mobile_form() -> None:
    registry = Registry()
    phones = [registry.phone() for _ in range(50_000)]
    assert len(set(phones)) == len(phones)
    assert all(phone.startswith("19900") and len(phone) == 11 for phone in phones)


def test_registry_gives_a_plate_once() -> None:
    registry = Registry()
    assert registry.is_free("浙A12345")
    assert not registry.is_free("浙A12345")
