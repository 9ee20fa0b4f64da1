"""Headers find their columns by any spelling; doubt is refused, never resolved silently."""

from __future__ import annotations

import pytest

from careloop.core.ingest.feeds.registry import feed
from careloop.core.ingest.mapping import map_headers, missing_columns, require_columns
from careloop.core.kernel.errors import Refused

TIMES = feed("time_records")
HEADERS = ["门店", "工号", "日期", "可用工时", "打卡工时"]


def test_headers_map_by_canonical_chinese_and_alias_in_any_order() -> None:
    mapping = map_headers(TIMES, ["clocked_hours", "考勤日期", " 工 号 ", "出勤工时", "STORE"])
    assert mapping.positions == {
        "clocked_hours": 0, "on": 1, "employee_no": 2, "available_hours": 3, "store": 4,
    }  # fmt: skip
    assert mapping.columns["考勤日期"] == "on"


def test_unknown_headers_are_listed_and_blank_ones_are_not() -> None:
    mapping = map_headers(TIMES, [*HEADERS, "备注", "", "  "])
    assert mapping.unknown == ("备注",)


def test_saved_mapping_is_asked_first() -> None:
    mapping = map_headers(TIMES, ["甲", *HEADERS[1:]], {"甲": "store", "打卡工时": None})
    assert mapping.columns["甲"] == "store"
    assert mapping.unknown == ("打卡工时",)


def test_saved_mapping_to_no_column_is_refused() -> None:
    with pytest.raises(Refused, match="“甲” to “shop”"):
        map_headers(TIMES, HEADERS, {"甲": "shop"})


def test_two_headers_for_one_column_are_refused_by_name() -> None:
    with pytest.raises(Refused) as refused:
        map_headers(TIMES, [*HEADERS, "员工编号"])
    assert "“工号”和“员工编号”" in refused.value.say("zh")


def test_missing_column_is_refused_with_the_headers_found() -> None:
    headers = ["工号", "日期", "可用工时"]
    with pytest.raises(Refused) as refused:
        require_columns(TIMES, map_headers(TIMES, headers), headers, store_given=True)
    assert "打卡工时(clocked_hours)" in refused.value.say("zh")
    assert "工号、日期、可用工时" in refused.value.say("en")


@pytest.mark.parametrize(("store_given", "missing"), [(True, []), (False, ["store"])])
def test_store_of_the_run_stands_in_for_its_column(store_given: bool, missing: list[str]) -> None:
    mapping = map_headers(TIMES, HEADERS[1:])
    found = missing_columns(TIMES, mapping, store_given=store_given)
    assert [column.name for column in found] == missing
