"""Names as people type them."""

from __future__ import annotations

import pytest

from careloop.customers.spelling import LONGEST_KEY, name_keys, pinyin, vehicle_keys


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("王小明", "wangxiaoming"),
        ("单田芳", "shantianfang"),
        ("曾小贤", "zengxiaoxian"),
        ("尉迟恭", "yuchigong"),
        ("欧阳娜娜", "ouyangnana"),
        ("吕布", "lvbu"),
        ("王 小 明", "wangxiaoming"),
        ("重庆长安汽车", "chongqingchanganqiche"),
        ("Tom", "tom"),
        ("", ""),
    ],
)
def test_pinyin_reads_surnames_as_surnames(name: str, typed: str) -> None:
    assert pinyin(name) == typed


@pytest.mark.parametrize(
    "typed", ["王小明", "小明", "明", "wangxiaoming", "xiaoming", "ming", "wxm", "xm"]
)
def test_name_keys_hold_every_end(typed: str) -> None:
    assert typed in name_keys("王小明")


def test_name_keys_of_a_company_with_letters_read_character_by_character() -> None:
    keys = name_keys("上海ABC汽车租赁有限公司")
    assert "abc汽车租赁有限公司" in keys
    assert any(key.startswith("abcqiche") for key in keys)


def test_name_keys_are_never_longer_than_the_column() -> None:
    keys = name_keys("上海浦东新区张江高科技园区汽车租赁服务有限责任公司" * 3)
    assert max(map(len, keys)) == LONGEST_KEY


def test_name_of_signs_only_has_no_keys() -> None:
    assert name_keys("***") == frozenset()


def test_vehicle_keys_know_the_plate_without_its_province() -> None:
    assert vehicle_keys("沪A·12345", "LSVAB") == {"沪a12345", "a12345", "<bavsl"}


def test_vehicle_without_plate_is_known_by_its_vin() -> None:
    assert vehicle_keys("", "LSVAB") == {"<bavsl"}
