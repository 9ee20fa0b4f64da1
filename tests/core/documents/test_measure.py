from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from careloop.core.documents.measure import (
    NOT_AT_LINE_START,
    clipped,
    column_widths,
    is_short,
    row_lines,
    text_width,
    wrapped,
)
from careloop.core.documents.model import Table, TableColumn
from tests.core.documents.making import words

CHINESE = st.text("客户满意度维修接车，。、；（）“”abc 12.5%", min_size=1, max_size=60)


def test_chinese_character_is_one_em_wide():
    assert text_width("客户满意") == 4


def test_latin_letters_are_narrower_than_chinese():
    assert 0.3 < text_width("i") < text_width("a") < text_width("W") < 1


def test_combining_marks_take_no_width():
    assert text_width("e\N{COMBINING ACUTE ACCENT}") == text_width("e")


def test_wrapped_breaks_chinese_anywhere():
    assert wrapped("接车过程迅速", 3) == ("接车过", "程迅速")


def test_wrapped_keeps_latin_words_whole():
    assert wrapped("CSS report today", 6) == ("CSS report", "today")


def test_wrapped_keeps_marks_off_the_start_of_a_line():
    assert wrapped("质量问题，返修", 4) == ("质量问", "题，返修")


def test_wrapped_keeps_opening_brackets_off_the_end_of_a_line():
    assert wrapped("结案（本月）", 3) == ("结案", "（本", "月）")


def test_wrapped_keeps_breaks_people_wrote():
    assert wrapped("一\n二", 10) == ("一", "二")


def test_wrapped_cuts_a_word_wider_than_the_line():
    assert "".join(wrapped("x" * 40, 5)) == "x" * 40


@settings(deadline=None)
@given(CHINESE, st.floats(4, 20))
def test_wrapped_loses_no_character(text, width):
    assert "".join(wrapped(text, width)).replace(" ", "") == text.replace(" ", "")


@settings(deadline=None)
@given(st.text("客户满意度，。、", min_size=2, max_size=40))
def test_wrapped_never_starts_a_line_with_a_closing_mark_between_words(text):
    lines = wrapped(text, 8)
    starts = [line[0] for line in lines[1:] if line]
    in_a_row = any({a, b} <= NOT_AT_LINE_START for a, b in pairwise(text))
    assert in_a_row or not set(starts) & NOT_AT_LINE_START


def test_clipped_marks_what_it_leaves_out():
    assert clipped("欧阳娜仁托娅", 4) == "欧阳娜…"
    assert clipped("赵喆", 4) == "赵喆"


def test_short_texts_are_figures_and_names():
    assert is_short("100.0%")
    assert is_short("客户关爱总监")
    assert not is_short("客户关爱总监兼内训师")


def table_of(*rows):
    columns = tuple(TableColumn(str(i), f"列{i}") for i in range(len(rows[0])))
    return Table(columns, tuple(words(*row) for row in rows))


@pytest.mark.parametrize("width", [20.0, 40.0, 90.0])
def test_column_widths_fill_the_width(width):
    table = table_of(("赵喆", "定位之后车抖、跑偏，行驶中有异响" * 4, "12.5%"))
    assert sum(column_widths(table, width, 1)) == pytest.approx(width)


def test_column_widths_take_from_long_text_not_from_figures():
    table = table_of(("客户关爱总监", "定位之后车抖、跑偏，行驶中有异响" * 4, "2026-10-30"))
    name, _, day = column_widths(table, 40, 1)
    assert name - 1 >= text_width("客户关爱总监")
    assert day - 1 >= text_width("2026-10-30")


def test_column_weight_widens_its_column():
    plain = table_of(("一二三", "一二三"))
    heavy = Table((TableColumn("a", "列0", width_weight=2), plain.columns[1]), plain.rows)
    left, right = column_widths(heavy, 40, 1)
    assert left > 1.5 * right


def test_row_lines_counts_the_tallest_cell():
    assert row_lines(words("一", "一二三四五六七八"), (5.0, 5.0), 1) == 2
    assert row_lines(words("一二三四"), (5.0,), 1, 1.3) == 2
