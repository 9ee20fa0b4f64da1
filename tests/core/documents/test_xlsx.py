from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from io import BytesIO
from zipfile import ZipFile

import openpyxl
import pytest

from careloop.core.documents import xlsx
from careloop.core.documents.look import TONES
from careloop.core.documents.model import Bullets, Cell, Chart, Series, Table, TableColumn
from tests.core.documents.making import chart_of, names_table, report_of, words
from tests.core.documents.sample import HOSTILE, MONTHS, note

FIRST_ROW = 5  # of a table: below kicker, headline, an empty row and its heading


def book_of(report, language="zh"):
    return openpyxl.load_workbook(BytesIO(xlsx.render(report, language)))


def sheet_of(*blocks, **options):
    return book_of(report_of(*blocks, **options)).worksheets[1]


def texts(sheet):
    return [cell.value for row in sheet.iter_rows() for cell in row if cell.value is not None]


def chart_xml(report, number=1):
    with ZipFile(BytesIO(xlsx.render(report, "zh"))) as archive:
        return archive.read(f"xl/charts/chart{number}.xml").decode()


def test_there_is_a_sheet_for_every_section(report, book):
    sections = [section for _, section in report.sections()]
    assert len(book.worksheets) == 1 + len(sections) + 1
    assert book.sheetnames[0] == "目录"
    assert book.sheetnames[1] == "1.1 关键指标一览"
    assert book.sheetnames[-1] == "指标说明"


def test_contents_lead_to_their_sheets(book):
    links = [
        cell.hyperlink.location for (cell,) in book.worksheets[0].iter_rows() if cell.hyperlink
    ]
    assert [link.split("'")[1] for link in links] == book.sheetnames[1:]


def test_numbers_are_numbers_as_printed():
    columns = (
        TableColumn("n", "台次", "right"),
        TableColumn("r", "率", "right", "%", 2),
        TableColumn("s", "得分", "right", "", 1),
        TableColumn("d", "日期"),
    )
    values = (20615, Fraction(276, 1008), Decimal("103.5"), date(2026, 10, 30))
    row = tuple(column.cell(value) for column, value in zip(columns, values, strict=True))
    cells = sheet_of(Table(columns, (row,)))[FIRST_ROW]
    assert [cell.number_format for cell in cells] == ["#,##0", "0.00%", "0.0", "yyyy-mm-dd"]
    assert cells[0].value == 20615
    assert cells[1].value == pytest.approx(276 / 1008)
    assert cells[2].value == 103.5
    assert cells[3].value == datetime(2026, 10, 30)


def test_missing_is_blank_and_zero_is_zero():
    columns = tuple(TableColumn(name, name) for name in "甲乙丙")
    table = Table(columns, ((columns[0].cell(0), Cell(), columns[2].cell(3)),))
    assert [cell.value for cell in sheet_of(table)[FIRST_ROW]] == [0, None, 3]


@pytest.mark.parametrize(
    "text", [HOSTILE, "=1+1", "+86", "-cmd|' /C calc'!A0", "@SUM(A1)", "http://a.b"]
)
def test_text_that_looks_like_a_formula_or_link_stays_text(text):
    sheet = sheet_of(
        Table((TableColumn("a", text),), (words(text),), words(text), text), headline=text
    )
    found = [cell for row in sheet.iter_rows() for cell in row if cell.value == text]
    assert len(found) == 5
    assert all(cell.data_type == "s" and cell.hyperlink is None for cell in found)


def test_no_cell_of_the_sample_is_a_formula(book):
    kinds = {
        cell.data_type for sheet in book.worksheets for row in sheet.iter_rows() for cell in row
    }
    assert "f" not in kinds
    assert "e" not in kinds


def test_heading_stays_in_sight_on_screen_and_paper():
    sheet = sheet_of(names_table(40))
    assert sheet.freeze_panes == f"B{FIRST_ROW}"
    assert sheet.print_title_rows == f"${FIRST_ROW - 1}:${FIRST_ROW - 1}"


def test_sheets_print_on_wide_pages_with_numbers(book):
    for sheet in book.worksheets:
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.oddFooter.right.text == "第 &P 页，共 &N 页"
        assert "数据截至 2026-11-03" in sheet.oddFooter.left.text


def test_every_row_is_printed_and_the_total_is_bold():
    table = names_table(60)
    sheet = sheet_of(Table(table.columns, table.rows, words("", "合计")))
    names = [row[1].value for row in sheet.iter_rows(min_row=FIRST_ROW)]
    assert names == [f"客户{i}" for i in range(60)] + ["合计"]
    assert sheet.cell(FIRST_ROW + 60, 2).font.bold


def test_external_and_tone_are_seen():
    table = Table((TableColumn("a", "得分"),), ((Cell(90, "90", "bad", external=True),),))
    sheet = sheet_of(table)
    cell = sheet.cell(FIRST_ROW, 1)
    assert cell.fill.start_color.rgb == "FFFFF3BF"
    assert cell.font.color.rgb == "FF" + TONES["bad"][1:].upper()
    assert "黄底为外访结果" in texts(sheet)


def test_table_without_data_says_so():
    found = texts(book_of(report_of(names_table(0)), "en").worksheets[1])
    assert found[-3:] == ["序号", "姓名", "no data"]


def test_chart_is_native_and_points_at_cells():
    series = Series("台次", (3, None, 5), number_format="#,##0", target=4)
    chart = Chart("bar", ("甲", "乙", "丙"), (series,), axis_min=0, axis_max=120)
    report = report_of(chart)
    xml = chart_xml(report)
    sheet = book_of(report).worksheets[1]
    found = next(row for row in sheet.iter_rows() if row[1].value == "台次")
    first = found[0].row + 1
    assert f"'1.1 图表'!$B${first}:$B${first + 2}" in xml
    assert [sheet.cell(first + i, 2).value for i in range(3)] == [3, None, 5]
    assert [sheet.cell(first + i, 3).value for i in range(3)] == [4, 4, 4]
    assert '<c:max val="120' in xml
    assert 'prstDash val="dash"' in xml


def test_bars_with_line_have_two_axes():
    rate = Series("率", (1,) * 12, "line", True, "0.0%")
    xml = chart_xml(report_of(Chart("bar_line", MONTHS, (Series("数", (7,) * 12), rate))))
    assert "<c:barChart>" in xml
    assert "<c:lineChart>" in xml
    assert xml.count("<c:valAx>") == 2


@pytest.mark.parametrize("kind", ["bar", "stacked_bar", "horizontal_bar", "line", "pie"])
def test_every_kind_of_chart_is_written(kind):
    xml = chart_xml(report_of(chart_of(kind, 4, 6)))
    wanted = {"pie": "pieChart", "line": "lineChart"}.get(kind, "barChart")
    assert f"<c:{wanted}>" in xml


def test_pie_shows_shares_that_add_up_and_the_counts():
    found = texts(sheet_of(chart_of("pie", 39, 31, 18, 9, 4, 1)))
    shares = [value for value in found if isinstance(value, float)]
    assert sum(shares) == pytest.approx(1)
    assert 39 in found


@pytest.mark.parametrize(("points", "runs_on"), [(12, False), (80, True)])
def test_section_is_printed_on_one_page_unless_it_is_long(points, runs_on):
    setup = sheet_of(chart_of("line", *range(points))).page_setup
    assert (setup.fitToHeight == 0) is runs_on


def test_lying_bars_read_downwards_and_grow_to_the_right():
    xml = chart_xml(report_of(chart_of("horizontal_bar", 4, 6)))
    names, values = xml[xml.index("<c:catAx>") :].split("<c:valAx>")
    assert '<c:orientation val="maxMin"/>' in names
    assert "<c:delete" not in names
    assert '<c:orientation val="minMax"/>' in values
    assert '<c:delete val="1"/>' in values


def test_chart_without_data_says_so():
    assert "预约率 · 暂无数据" in texts(sheet_of(chart_of("line", None, title="预约率")))


def test_names_of_sheets_are_what_excel_takes():
    report = report_of(Bullets(("一",)))
    chapter = report.chapters[0]
    long = "客户抱怨[投诉]:处理/追踪*报告?及成因\\背景'分析" * 3
    sections = tuple(replace(chapter.sections[0], title=long) for _ in range(12))
    names = book_of(replace(report, chapters=(replace(chapter, sections=sections),))).sheetnames
    assert len(set(names)) == 13
    assert all(len(name) <= 31 and not set("[]:*?/\\'") & set(name) for name in names)


def test_notes_have_their_sheet():
    book = book_of(report_of(chart_of("bar", 1), notes=(note("欣喜率"),)))
    found = texts(book["指标说明"])
    assert {"1.1 [1]", "欣喜率", 850, "mart-000042"} <= set(found)


def test_document_is_dated_by_the_report(book):
    assert book.properties.created == datetime(2026, 11, 5)


def test_columns_are_wide_enough_for_their_figures(book):
    sheet = book["3.3 服务顾问工作对比"]
    assert sheet.column_dimensions["A"].width > 30
    assert all(sheet.column_dimensions[letter].width >= 9 for letter in "BCD")
