import pytest

from careloop.core.documents.model import (
    Bullets,
    Chapter,
    Chart,
    KeyFigure,
    KeyFigures,
    NoData,
    Paragraph,
    Section,
    Table,
)
from careloop.core.documents.pages import (
    BODY_BOTTOM,
    MARGIN,
    PAGE_WIDTH,
    NoDataPart,
    TextPart,
    bands,
    chapter_pages,
    figure_rows,
    headline_fit,
    section_pages,
)
from careloop.core.documents.tables import TablePart
from tests.core.documents.making import chart_of, names_table, words
from tests.core.documents.sample import note

CHART = chart_of("bar", 1, 2)
OTHER = chart_of("line", 3, 4)


def pages_of(*blocks, layout="auto", conclusion=("结论",), notes=()):
    section = Section("图表", blocks, conclusion, notes, layout)
    return section_pages(Chapter(3, "章", (section,)), 2, section, "zh")


def kinds(page):
    return [type(placed.part) for placed in page.placed]


def test_every_part_of_the_sample_stays_inside_its_page(report):
    for chapter in report.chapters:
        for page in chapter_pages(chapter, "zh"):
            for placed in page.placed:
                box = placed.box
                assert box.x >= MARGIN - 0.01
                assert box.x + box.width <= PAGE_WIDTH - MARGIN + 0.01
                assert box.y + box.height <= BODY_BOTTOM + 0.01


def test_parts_of_the_sample_do_not_overlap(report):
    for chapter in report.chapters:
        for page in chapter_pages(chapter, "zh"):
            boxes = [placed.box for placed in page.placed]
            for i, a in enumerate(boxes):
                for b in boxes[i + 1 :]:
                    beside = a.x + a.width <= b.x or b.x + b.width <= a.x
                    below = a.y + a.height <= b.y + 0.01 or b.y + b.height <= a.y + 0.01
                    assert beside or below


def test_kicker_carries_number_and_title():
    assert pages_of(CHART)[0].kicker == "3.2  图表"


def test_long_table_continues_on_further_pages():
    pages = pages_of(names_table(60), notes=(note("数量"),))
    assert len(pages) > 2
    assert pages[1].kicker.endswith(f"（续 2/{len(pages)}）")
    assert [page.is_first for page in pages] == [True] + [False] * (len(pages) - 1)
    assert [len(page.notes) for page in pages] == [1] + [0] * (len(pages) - 1)
    assert sum(len(placed.part.rows) for page in pages for placed in page.placed) == 60


def test_chart_and_narrow_table_stand_side_by_side():
    (page,) = pages_of(names_table(5), CHART)
    table, chart = (placed.box for placed in page.placed)
    assert table.y == chart.y
    assert table.x < chart.x


def test_layout_puts_the_chart_left():
    (page,) = pages_of(names_table(5), CHART, layout="chart_left_table_right")
    assert kinds(page) == [Chart, TablePart]


def test_long_table_beside_a_chart_goes_on_overleaf():
    table = names_table(40)
    whole = Table(table.columns, table.rows, words("", "合计"))
    pages = pages_of(whole, CHART, layout="table_left_chart_right")
    assert kinds(pages[0]) == [TablePart, Chart]
    tables = [p.part for page in pages for p in page.placed if isinstance(p.part, TablePart)]
    rows = [row for part in tables for row in part.rows]
    assert rows == list(whole.all_rows())


@pytest.mark.parametrize("count", range(10, 30))
def test_total_never_goes_overleaf_alone(count):
    table = names_table(count)
    whole = Table(table.columns, table.rows, words("", "合计"))
    pages = pages_of(whole, CHART, layout="table_left_chart_right")
    parts = [p.part for page in pages for p in page.placed if isinstance(p.part, TablePart)]
    assert [row for part in parts for row in part.rows] == list(whole.all_rows())
    assert len(parts[-1].rows) > 1


def test_two_charts_stand_side_by_side():
    (page,) = pages_of(CHART, OTHER)
    left, right = (placed.box for placed in page.placed)
    assert left.y == right.y
    assert left.width == pytest.approx(right.width)


def test_full_layout_stacks():
    (page,) = pages_of(CHART, names_table(4), layout="full")
    chart, table = (placed.box for placed in page.placed)
    assert chart.y + chart.height <= table.y


def test_chart_takes_the_room_that_is_left():
    (page,) = pages_of(CHART)
    assert page.placed[0].box.y + page.placed[0].box.height == pytest.approx(BODY_BOTTOM)


def test_third_band_without_room_moves_to_a_further_page():
    pages = pages_of(CHART, OTHER, names_table(15), layout="two_charts")
    assert len(pages) == 2
    assert kinds(pages[1]) == [TablePart]


def test_chart_without_data_says_so():
    (page,) = pages_of(chart_of("line", None, title="预约率"))
    assert page.placed[0].part == NoDataPart("预约率")


def test_section_without_blocks_says_so():
    (page,) = pages_of()
    assert kinds(page) == [NoDataPart]


def test_words_are_set_large_and_very_many_words_smaller():
    (page,) = pages_of(Paragraph("短"), Bullets(("一", "二")), NoData("没有"))
    assert kinds(page) == [TextPart, TextPart, NoDataPart]
    (small,) = pages_of(Paragraph("长" * 1500))
    assert small.placed[0].part.size < page.placed[0].part.size


def test_further_conclusions_stand_below_the_headline():
    (page,) = pages_of(CHART, conclusion=("结论", "补充"))
    assert page.headline == "结论"
    assert page.points.items == ("补充",)
    assert page.placed[0].box.y >= page.points_box.y + page.points_box.height


def test_headline_shrinks_before_it_breaks():
    assert headline_fit("短句") == (24.0, 1)
    size, lines = headline_fit(
        "六项关键指标中三项达标，一次修复率连续两个月下降，需要车间在十一月优先整改"
    )
    assert (size < 24, lines) == (True, 1)
    assert headline_fit("很长的结论" * 30)[1] > 1


@pytest.mark.parametrize(("count", "rows"), [(1, (1, 1)), (6, (1, 6)), (8, (2, 4)), (10, (2, 5))])
def test_key_figures_stand_in_even_rows(count, rows):
    figures = KeyFigures(tuple(KeyFigure(str(i), "1") for i in range(count)))
    assert figure_rows(figures) == rows


def test_pair_stands_where_its_first_block_stood():
    text = Paragraph("文字")
    section = Section("图", (CHART, text, OTHER), layout="two_charts")
    assert bands(section) == [(CHART, OTHER), (text,)]


def test_external_results_ask_for_their_legend(report):
    pages = [page for chapter in report.chapters for page in chapter_pages(chapter, "zh")]
    assert {page.kicker[:3] for page in pages if page.has_external} == {"3.3"}
