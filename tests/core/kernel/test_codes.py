"""The closed lists: stable codes, both languages, every spelling the trade uses."""

from __future__ import annotations

import pytest

from careloop.core.kernel.codes import CODE_LISTS, JOB_TYPE, OUTCOME, Code, CodeList
from careloop.core.kernel.folding import fold
from careloop.core.kernel.text import Text


@pytest.mark.parametrize(
    "spelling",
    ["VIN码", "vin码", "ＶＩＮ码", " V I N 码 ", "VIN_码", "(VIN)码", "VIN\u200b码", "vin-码:"],
)
def test_fold_makes_one_word_of_its_spellings(spelling: str) -> None:
    assert fold(spelling) == "vin码"


def test_fold_keeps_comparison_signs_apart() -> None:
    assert len({fold(sign) for sign in (">", ">=", "=", "<", "<=")}) == 5


@pytest.mark.parametrize("codes", CODE_LISTS.values(), ids=list(CODE_LISTS))
def test_every_code_is_found_by_each_of_its_spellings(codes: CodeList) -> None:
    for entry in codes.entries:
        assert {codes.find(spelling) for spelling in entry.spellings} == {entry.code}


@pytest.mark.parametrize("codes", CODE_LISTS.values(), ids=list(CODE_LISTS))
def test_every_code_is_named_in_both_languages(codes: CodeList) -> None:
    assert all(entry.text.zh and entry.text.en for entry in codes.entries)
    assert len(set(codes.codes)) == len(codes.codes)


def test_a_spelling_may_not_name_two_codes() -> None:
    one, two = (Code(c, Text(zh=c, en=c), ("同一",)) for c in ("a", "b"))
    with pytest.raises(ValueError, match="同一"):
        CodeList("doubtful", (one, two))


@pytest.mark.parametrize(
    ("name", "spelling", "code"),
    [
        ("job_type", "一般保养", "periodic_maintenance"),
        ("job_type", "保险", "insurance"),
        ("job_type", "普通维修", "repair"),
        ("contact_type", "定保招揽", "periodic_maintenance"),
        ("contact_type", "流失客户回访", "lost_customer"),
        ("outcome", "空号/错号", "wrong_number"),
        ("outcome", "经查询只来过本站1次", "visited_only_once"),
        ("outcome", "保养里程未到", "mileage_not_reached"),
        ("level", "特别满意", "delighted"),
        ("level", "一般以下", "disappointed"),
        ("severity", "二类", "2"),
        ("post", "业务接待", "service_advisor"),
        ("department", "客户关爱部", "customer_care"),
        ("survey_item", "正确,彻底地完成维修保养", "correct_complete"),
        ("survey_item", "总分", "total"),
        ("rework_cause", "车辆抖动", "vibration"),
        ("comparator", "≥", ">="),
        ("comparator", "＜", "<"),
    ],
)
def test_trade_spellings_lead_to_their_code(name: str, spelling: str, code: str) -> None:
    assert CODE_LISTS[name].find(spelling) == code


def test_unknown_spelling_finds_nothing_and_unknown_code_shows_itself() -> None:
    assert JOB_TYPE.find("洗澡") is None
    assert OUTCOME.text("no_answer").zh == "无人接听"
    assert OUTCOME.text("gone").en == "gone"
