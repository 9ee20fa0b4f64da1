from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from careloop.core.documents.model import Cell, Chart, Section, Series, Table, TableColumn
from tests.core.documents.making import chart_of, words


def test_table_refuses_a_row_that_would_shift_its_columns():
    with pytest.raises(ValueError, match="1 cells in 2 columns"):
        Table((TableColumn("a", "甲"), TableColumn("b", "乙")), (words("一"),))


def test_table_refuses_a_total_row_that_would_shift_its_columns():
    with pytest.raises(ValueError, match="2 cells in 1 columns"):
        Table((TableColumn("a", "甲"),), total_row=words("一", "二"))


def test_table_gives_the_total_row_last():
    table = Table((TableColumn("a", "甲"),), (words("一"), words("二")), words("合计"))
    assert [row[0].text for row in table.all_rows()] == ["一", "二", "合计"]


def test_chart_refuses_values_that_do_not_match_its_categories():
    with pytest.raises(ValueError, match="得分 has 1 values for 2 categories"):
        Chart("bar", ("一", "二"), (Series("得分", (1,)),))


@pytest.mark.parametrize(
    ("column", "value", "text"),
    [
        (TableColumn("n", "台次"), 1008, "1,008"),
        (TableColumn("n", "台次"), 0, "0"),
        (TableColumn("n", "台次"), None, ""),
        (TableColumn("r", "率", unit="%", decimals=2), Fraction(276, 1008), "27.38%"),
        (TableColumn("r", "率", unit="%"), Fraction(69, 552), "13%"),
        (TableColumn("s", "得分", decimals=1), Decimal("103.5"), "103.5"),
        (TableColumn("d", "日期"), date(2026, 10, 30), "2026-10-30"),
        (TableColumn("t", "文字"), "无", "无"),
    ],
)
def test_column_writes_its_cells_rounded_half_up(column, value, text):
    cell = column.cell(value)
    assert (cell.value, cell.text) == (value, text)


def test_heading_names_the_unit_unless_each_figure_does():
    assert TableColumn("h", "工时", unit="小时").heading == "工时 (小时)"
    assert TableColumn("r", "合格率", unit="%").heading == "合格率"


def test_cell_without_data_prints_blank():
    assert Cell().text == ""


def test_headline_is_the_first_conclusion_or_the_title():
    assert Section("标题", (), ("结论", "说明")).headline == "结论"
    assert Section("标题", ()).headline == "标题"


def test_chart_has_no_data_when_every_value_is_missing():
    assert not chart_of("bar", None, None).has_data
    assert chart_of("bar", None, 0).has_data


def test_bar_line_chart_draws_only_its_line_series_as_lines():
    bars, line = Series("数量", (1,)), Series("率", (1,), kind="line")
    both = Chart("bar_line", ("一",), (bars, line))
    assert [both.is_line(series) for series in both.series] == [False, True]
    assert Chart("line", ("一",), (bars,)).is_line(bars)
