from datetime import date
from io import BytesIO

import pypdf
import pytest

from careloop.core.documents import pdf as renderer
from careloop.core.documents.model import Paragraph, Table, TableColumn
from careloop.core.documents.notes import notes_chapter
from careloop.core.documents.pages import chapter_pages
from tests.core.documents.making import chart_of, names_table, report_of, words
from tests.core.documents.sample import MARKUP, note


def read(report, language="zh"):
    return pypdf.PdfReader(BytesIO(renderer.render(report, language)))


def text_of(reader):
    return "".join(page.extract_text() for page in reader.pages)


def fonts_of(reader):
    """Every font the pages name, with whether its file travels with the document."""
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():
            descendant = font.get_object()["/DescendantFonts"][0].get_object()
            descriptor = descendant["/FontDescriptor"].get_object()
            yield descendant["/BaseFont"], any(key.startswith("/FontFile") for key in descriptor)


def test_there_is_a_page_for_every_slide_and_for_the_notes(report, pdf):
    chapters = [*report.chapters, notes_chapter(report, "zh")]
    pages = sum(len(chapter_pages(chapter, "zh")) for chapter in chapters)
    assert len(pdf.pages) == 2 + len(report.chapters) + pages


def test_pages_are_wide(pdf):
    assert {(page.mediabox.width, page.mediabox.height) for page in pdf.pages} == {(960, 540)}


def test_every_font_is_noto_and_embedded(pdf):
    fonts = list(fonts_of(pdf))
    assert fonts
    assert all("NotoSansSC" in name and embedded for name, embedded in fonts)


def test_pages_are_numbered(pdf_texts):
    assert all(text.rstrip().endswith(str(i)) for i, text in enumerate(pdf_texts, 1) if i > 1)


def test_contents_name_the_page_of_each_chapter(report, pdf_texts):
    for chapter in report.chapters:
        label = f"第 {chapter.number} 章"
        (page,) = [i for i, text in enumerate(pdf_texts, 1) if label in text]
        assert str(page) in pdf_texts[1].split()


def test_bookmarks_follow_chapters_and_sections(report, pdf):
    def titles(entries):
        for entry in entries:
            if isinstance(entry, list):
                yield from titles(entry)
            else:
                yield entry.title

    found = ["".join(title.split()) for title in titles(pdf.outline)]
    for chapter in report.chapters:
        assert f"{chapter.number}{chapter.title}".replace(" ", "") in found


def test_rare_names_of_gbk_are_printed():
    assert "赵喆 镕 堃 囍" in text_of(read(report_of(Paragraph("赵喆 镕 堃 囍"))))


def test_characters_outside_the_font_do_not_stop_the_report():
    assert "前" in text_of(read(report_of(Paragraph("前𠮷🚗ع후"))))


def test_markup_is_printed_as_written():
    found = text_of(
        read(report_of(Table((TableColumn("a", "甲"),), (words(MARKUP),)), headline=MARKUP))
    )
    assert found.replace("\n", "").count("#[丁] $戊$ *己* _庚_ `辛` \\壬") == 2


def test_long_table_repeats_its_heading():
    reader = read(report_of(names_table(60)))
    pages = [page.extract_text() for page in reader.pages if "客户" in page.extract_text()]
    assert len(pages) > 2
    assert all("序号" in page for page in pages)
    assert all(f"客户{i}\n" in "".join(pages) + "\n" for i in range(60))


def test_table_without_data_keeps_its_columns():
    found = text_of(read(report_of(names_table(0)), "en"))
    assert "序号" in found
    assert "no data" in found


def test_notes_stand_at_the_end():
    reader = read(report_of(chart_of("bar", 1), notes=(note("欣喜率"),)))
    last = reader.pages[-1].extract_text()
    for part in ("指标说明", "1.1 [1]", "欣喜率", "850", "2026-11-03", "mart-000042"):
        assert part in last


def test_report_without_notes_has_no_page_for_them():
    assert len(read(report_of(chart_of("bar", 1))).pages) == 4


def test_document_is_dated_by_the_report(pdf):
    assert pdf.metadata.creation_date.date() == date(2026, 11, 5)
    assert pdf.metadata.title == "客户服务月度分析报告"


@pytest.mark.parametrize(("language", "words"), [("zh", "数据截至"), ("en", "Data as of")])
def test_fixed_words_follow_the_language(language, words):
    assert words in text_of(read(report_of(Paragraph("x")), language))
