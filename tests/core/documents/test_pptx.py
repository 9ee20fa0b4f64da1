from datetime import datetime
from io import BytesIO

import openpyxl
import pytest
from lxml import etree
from pptx.util import Pt

from careloop.core.documents.look import TONES
from careloop.core.documents.model import (
    Cell,
    Chart,
    KeyFigure,
    KeyFigures,
    Series,
    Table,
    TableColumn,
)
from careloop.core.documents.pages import chapter_pages
from tests.core.documents.making import (
    chart_of,
    deck_of,
    exhibits,
    names_table,
    report_of,
    shapes_text,
    words,
)
from tests.core.documents.sample import HOSTILE, MARKUP, MONTHS, note

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"


def charts_of(deck):
    return [shape.chart for slide in deck.slides for shape in slide.shapes if shape.has_chart]


def tables_of(deck):
    return [shape.table for slide in deck.slides for shape in slide.shapes if shape.has_table]


def sheet_of(chart):
    blob = chart.part.chart_workbook.xlsx_part.blob
    return openpyxl.load_workbook(BytesIO(blob)).active


def cells(table):
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_deck_is_wide_and_has_a_slide_for_every_page(report, deck):
    pages = sum(len(chapter_pages(chapter, "zh")) for chapter in report.chapters)
    assert len(deck.slides) == 2 + len(report.chapters) + pages
    assert deck.slide_width / deck.slide_height == pytest.approx(16 / 9)


def test_every_slide_has_a_title(deck):
    assert all(slide.shapes.title.text_frame.text for slide in deck.slides)


def test_every_slide_but_the_cover_has_number_and_footer(deck):
    for slide in list(deck.slides)[1:]:
        kinds = {shape.placeholder_format.type.name for shape in slide.placeholders}
        assert {"SLIDE_NUMBER", "FOOTER"} <= kinds
        assert "示例城西汽车销售服务有限公司 · 2026年10月 · 数据截至 2026-11-03" in shapes_text(
            slide
        )


def test_layouts_are_our_own(deck):
    assert [layout.name for layout in deck.slide_layouts] == ["Cover", "Chapter", "Content"]


def test_shape_numbers_are_unique_on_each_slide(deck):
    for slide in deck.slides:
        numbers = [shape.shape_id for shape in slide.shapes]
        assert len(numbers) == len(set(numbers))


def test_contents_lead_to_their_chapters(report, deck):
    contents = deck.slides[1]
    assert all(chapter.title in shapes_text(contents) for chapter in report.chapters)
    targets = [shape.click_action.target_slide for shape in contents.shapes if shape.has_text_frame]
    titles = [slide.shapes.title.text_frame.text for slide in targets if slide is not None]
    assert titles == [chapter.title for chapter in report.chapters for _ in range(3)]


def test_every_run_names_both_typefaces(deck):
    for slide in deck.slides:
        for run in slide.element.iter(f"{A}rPr"):
            assert run.find(f"{A}latin").get("typeface") == "Arial"
            assert run.find(f"{A}ea").get("typeface") == "Microsoft YaHei"


def test_chart_text_and_theme_name_the_chinese_typeface(deck):
    for chart in charts_of(deck):
        faces = {face.get("typeface") for face in chart._chartSpace.iter(f"{A}ea")}
        assert faces == {"Microsoft YaHei"}
    theme = next(
        relation.target_part
        for relation in deck.slide_master.part.rels.values()
        if relation.reltype.endswith("/theme")
    )
    assert theme.blob.count(b'<a:ea typeface="Microsoft YaHei"/>') == 2
    assert b'script="Hans" typeface="Microsoft YaHei"' in theme.blob


def test_every_chart_of_the_sample_is_native(report, deck):
    wanted = [
        block
        for _, section in report.sections()
        for block in section.blocks
        if isinstance(block, Chart) and block.has_data
    ]
    assert len(charts_of(deck)) == len(wanted)


def test_chart_can_be_edited_in_its_data_sheet(deck):
    for chart in charts_of(deck):
        sheet = sheet_of(chart)
        plotted = [series for plot in chart.plots for series in plot.series]
        heading = [cell.value for cell in sheet[1]][1:]
        assert [series.name for series in plotted] == heading[: len(plotted)]
        for column, series in enumerate(plotted, 2):
            in_sheet = [row[column - 1].value for row in sheet.iter_rows(min_row=2)]
            assert in_sheet == pytest.approx(list(series.values))


def test_missing_value_is_missing_in_chart_and_sheet():
    (chart,) = charts_of(deck_of(report_of(chart_of("line", 1, None, 0))))
    assert tuple(chart.plots[0].series[0].values) == (1.0, None, 0.0)
    assert [row[1].value for row in sheet_of(chart).iter_rows(min_row=2)] == [1, None, 0]


def test_bars_with_line_are_one_native_chart_on_two_axes():
    bars = Series("回访总数", tuple(range(700, 712)))
    line = Series("率", (None,) * 12, "line", True, "0%", target=1)
    rate = Series("欣喜率", tuple(range(12)), "line", True, "0.0%")
    (chart,) = charts_of(deck_of(report_of(Chart("bar_line", MONTHS, (bars, line, rate)))))
    assert [type(plot).__name__ for plot in chart.plots] == ["BarPlot", "LinePlot"]
    assert len(chart._chartSpace.findall(f".//{C}valAx")) == 2
    assert [series.name for series in chart.plots[1].series] == ["率", "欣喜率", "目标 100%"]


def test_target_is_a_dashed_native_line():
    series = Series("率", (1, 2, 3), number_format="0", target=2)
    (chart,) = charts_of(deck_of(report_of(Chart("bar", ("一", "二", "三"), (series,)))))
    assert tuple(chart.plots[1].series[0].values) == (2.0, 2.0, 2.0)
    assert chart._chartSpace.find(f".//{A}prstDash").get("val") == "dash"


def test_flat_bars_say_their_target_in_words():
    series = Series("率", (1, 2), target=2)
    deck = deck_of(report_of(Chart("horizontal_bar", ("一", "二"), (series,), "得分")))
    assert "得分 · 目标 2" in shapes_text(exhibits(deck)[0])
    assert len(charts_of(deck)[0].plots) == 1


def test_pie_shares_add_to_one_hundred_and_the_sheet_keeps_the_counts():
    (chart,) = charts_of(deck_of(report_of(chart_of("pie", 39, 31, 18, 9, 4, 1))))
    assert sum(chart.plots[0].series[0].values) == pytest.approx(1)
    assert [row[2].value for row in sheet_of(chart).iter_rows(min_row=2)] == [39, 31, 18, 9, 4, 1]


def test_given_axis_range_is_kept():
    chart = charts_of(deck_of(report_of(chart_of("bar", 86, 103, axis_min=0, axis_max=120))))[0]
    assert (chart.value_axis.minimum_scale, chart.value_axis.maximum_scale) == (0, 120)


def test_chart_parts_are_in_the_order_of_the_schema(deck):
    """The order in which PowerPoint insists on the children of a series, an axis, a label."""
    orders = {
        "ser": "idx order tx spPr invertIfNegative marker dPt dLbls cat val smooth",
        "catAx": "axId scaling delete axPos majorGridlines numFmt majorTickMark minorTickMark "
        "tickLblPos spPr txPr crossAx crosses auto lblAlgn lblOffset noMultiLvlLbl",
        "valAx": "axId scaling delete axPos majorGridlines numFmt majorTickMark minorTickMark "
        "tickLblPos spPr txPr crossAx crosses crossBetween majorUnit",
        "dLbl": "idx delete layout numFmt spPr txPr dLblPos showLegendKey showVal showCatName "
        "showSerName showPercent showBubbleSize separator",
        "chartSpace": "date1904 roundedCorners chart spPr txPr externalData",
    }
    for chart in charts_of(deck):
        for name, order in orders.items():
            ranks = {f"{C}{child}": rank for rank, child in enumerate(order.split())}
            for element in chart._chartSpace.iter(f"{C}{name}"):
                places = [ranks[child.tag] for child in element]
                assert places == sorted(places), (name, [child.tag for child in element])


def test_labels_of_single_points_stand_in_order(deck):
    for chart in charts_of(deck):
        for labels in chart._chartSpace.iter(f"{C}dLbls"):
            numbers = [int(one.find(f"{C}idx").get("val")) for one in labels.findall(f"{C}dLbl")]
            assert numbers == sorted(set(numbers))


def test_table_keeps_every_row_and_column(report, deck):
    tables = [
        block
        for _, section in report.sections()
        for block in section.blocks
        if isinstance(block, Table) and block.rows
    ]
    printed = [row for table in tables_of(deck) for row in cells(table)[1:]]
    for table in tables:
        for row in table.all_rows():
            marks = [str(cell.note_ref) if cell.note_ref and cell.text else "" for cell in row]
            assert [cell.text + mark for cell, mark in zip(row, marks, strict=True)] in printed


def test_long_table_repeats_its_heading_on_every_slide():
    tables = tables_of(deck_of(report_of(names_table(60))))
    assert len(tables) > 2
    assert all(cells(table)[0] == ["序号", "姓名"] for table in tables)
    assert sum(len(table.rows) - 1 for table in tables) == 60


def test_missing_cell_is_blank_and_keeps_its_column():
    columns = tuple(TableColumn(name, name, "right") for name in "甲乙丙")
    table = Table(columns, ((Cell(1, "1"), Cell(), Cell(3, "3")),))
    assert cells(tables_of(deck_of(report_of(table)))[0])[1] == ["1", "", "3"]


def test_table_without_data_keeps_its_columns():
    (table,) = tables_of(deck_of(report_of(names_table(0))))
    assert cells(table) == [["序号", "姓名"], ["暂无数据", ""]]


def test_external_result_has_a_yellow_ground_and_a_legend():
    columns = (TableColumn("a", "得分"),)
    table = Table(columns, ((Cell(90, "90", external=True),), (Cell(91, "91"),)))
    deck = deck_of(report_of(table))
    fills = [
        cell._tc.tcPr.findall(f"{A}solidFill/{A}srgbClr")[-1].get("val")
        for row in list(tables_of(deck)[0].rows)[1:]
        for cell in row.cells
    ]
    assert fills == ["FFF3BF", "FFFFFF"]
    assert "黄底为外访结果" in shapes_text(exhibits(deck)[0])


def test_tone_colours_the_figure():
    table = Table((TableColumn("a", "得分"),), ((Cell(1, "1", "bad"),),))
    cell = tables_of(deck_of(report_of(table)))[0].cell(1, 0)
    assert str(cell.text_frame.paragraphs[0].runs[0].font.color.rgb) == TONES["bad"][1:].upper()


def test_notes_carry_definition_sample_and_cut_off():
    deck = deck_of(report_of(chart_of("bar", 1), notes=(note("欣喜率"), note("失望率", None))))
    said = exhibits(deck)[0].notes_slide.notes_text_frame.text
    for part in (
        "[1] 欣喜率",
        "样本量：850",
        "数据截至：2026-11-03",
        "数据版本：mart-000042",
        "[2] 失望率",
    ):
        assert part in said
    assert said.count("样本量") == 1


def test_notes_stand_on_the_first_slide_of_a_long_table_only():
    deck = deck_of(report_of(names_table(60), notes=(note("数量"),)))
    assert [slide.has_notes_slide for slide in exhibits(deck)] == [True] + [False] * (
        len(exhibits(deck)) - 1
    )


def test_markup_and_formulas_stay_text():
    deck = deck_of(
        report_of(Table((TableColumn("a", MARKUP),), (words(HOSTILE),)), headline=MARKUP)
    )
    assert cells(tables_of(deck)[0]) == [[MARKUP], [HOSTILE]]
    assert exhibits(deck)[0].shapes.title.text_frame.text == MARKUP


def test_formula_as_category_stays_text_in_the_data_sheet():
    (chart,) = charts_of(deck_of(report_of(Chart("bar", (HOSTILE,), (Series("=1+1", (1,)),)))))
    sheet = sheet_of(chart)
    assert (sheet["A2"].data_type, sheet["A2"].value) == ("s", HOSTILE)
    assert (sheet["B1"].data_type, sheet["B1"].value) == ("s", "=1+1")


def test_key_figures_print_value_target_and_change():
    figure = KeyFigure("一次修复率", "91.3%", "目标 93.0%", "▼ 0.8", "bad", (92, 91))
    text = shapes_text(exhibits(deck_of(report_of(KeyFigures((figure,)))))[0])
    assert all(part in text for part in ("一次修复率", "91.3%", "目标 93.0%", "▼ 0.8"))


def test_shapes_stay_on_their_slides(deck):
    for slide in deck.slides:
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.left + shape.width <= deck.slide_width
            assert shape.top + shape.height <= deck.slide_height


def test_document_is_dated_by_the_report(deck):
    assert deck.core_properties.created == datetime(2026, 11, 5)
    assert deck.core_properties.modified == datetime(2026, 11, 5)


def test_continuation_headline_is_the_same(report, deck):
    title = "四十件投诉中三十件已结案"
    slides = [slide for slide in deck.slides if slide.shapes.title.text_frame.text == title]
    assert len(slides) > 2
    assert "4.2  投诉登记（续 2/" in shapes_text(slides[1])


def test_empty_cell_does_not_raise_its_row(deck):
    for table in tables_of(deck):
        for row in table.rows:
            for cell in row.cells:
                if not cell.text and not cell.is_spanned:
                    end = cell._tc.find(f".//{A}endParaRPr")
                    assert int(end.get("sz")) <= 1400


def test_slides_are_well_formed(deck):
    for slide in deck.slides:
        etree.fromstring(etree.tostring(slide.element))
        assert slide.shapes.title.height > Pt(10)
