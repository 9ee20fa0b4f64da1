"""What people write is checked before it is kept."""

from __future__ import annotations

import pytest

from careloop.core.kernel.errors import Refused
from careloop.reports.texts import DEPARTMENTS, SECTIONS, checked, section_of, top5_code

TOP5 = section_of("top5_front_desk")
REVIEW = section_of("execution_review")


def test_every_section_has_both_languages() -> None:
    texts = [s.title for s in SECTIONS] + [f.label for s in SECTIONS for f in s.fields]
    assert all(text.zh and text.en and text.zh != text.en for text in texts)


def test_there_is_a_top5_for_each_department() -> None:
    assert [section_of(top5_code(d)).chapter for d in DEPARTMENTS] == [7, 7, 7, 7]


def test_top5_has_the_columns_of_the_trade() -> None:
    columns = [field.code for field in TOP5.fields]
    assert columns == ["problem", "measure", "responsible", "due_on", "supervisor", "control_node"]


def test_rows_are_trimmed_and_blank_ones_left_out() -> None:
    rows = [{"problem": "  无预约工位 "}, {"problem": " "}, {}]
    assert checked(TOP5, rows) == [{"problem": "无预约工位"}]


def test_choice_is_printed_by_name() -> None:
    state = next(field for field in REVIEW.fields if field.code == "state")
    assert state.printed("in_progress", "zh") == "进行中"
    assert state.printed("", "zh") == ""


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"problem": "x" * 601}, "第 1 行的“问题（按优先级）”超过 600 个字"),
        ({"due_on": "30日"}, "应为日期，如 2026-11-30，现为“30日”"),
        ({"due_on": "2026-02-30"}, "应为日期"),
        ({"colour": "red"}, "没有栏目“colour”"),
    ],
)
def test_bad_row_is_refused_with_row_and_column(row: dict[str, str], said: str) -> None:
    with pytest.raises(Refused) as refusal:
        checked(TOP5, [row])
    assert said in refusal.value.say("zh")


def test_unknown_state_is_refused() -> None:
    with pytest.raises(Refused) as refusal:
        checked(REVIEW, [{"problem": "a"}, {"state": "maybe"}])
    assert "row 2: “State” has no choice “maybe”" in refusal.value.say("en")


def test_sheet_of_one_row_takes_one_row() -> None:
    with pytest.raises(Refused):
        checked(section_of("first_time_fix_summary"), [{"trend": "a"}, {"trend": "b"}])


def test_section_that_is_not_there_is_refused() -> None:
    with pytest.raises(Refused, match="no written section"):
        section_of("../x")
