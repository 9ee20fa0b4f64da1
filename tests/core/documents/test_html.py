import re
from html.parser import HTMLParser

import pytest

from careloop.core.documents import html
from careloop.core.documents.model import Cell, Paragraph, Table, TableColumn
from tests.core.documents.making import chart_of, names_table, report_of, words
from tests.core.documents.sample import HOSTILE, MARKUP, note

VOID = {"meta", "rect", "line", "polyline", "circle", "path", "br", "col"}


class Balance(HTMLParser):
    """Fails on an element closed in the wrong order, collects rows and ids."""

    def __init__(self):
        super().__init__()
        self.open, self.rows, self.ids = [], [], []

    def handle_starttag(self, tag, attributes):
        self.ids += [value for name, value in attributes if name == "id"]
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        pass

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] in ("td", "th"):
            self.rows[-1][-1] += data


def parsed(text):
    parser = Balance()
    parser.feed(text)
    parser.close()
    assert parser.open == []
    return parser


def fragment(*blocks, language="zh", **options):
    return html.fragment(report_of(*blocks, **options), language)


def test_page_is_balanced_and_its_ids_are_unique(page):
    ids = parsed(page).ids
    assert ids
    assert len(ids) == len(set(ids))


def test_page_stands_alone(page):
    assert page.startswith("<!DOCTYPE html>")
    assert not re.search(r'(src|href)="(?!#)', page)
    assert "@import" not in page
    assert "url(" not in page


def test_fragment_obeys_a_strict_content_policy(report):
    text = html.fragment(report, "zh")
    assert "<script" not in text
    assert "<style" not in text
    assert not re.search(r"<[^>]+\s(style|on\w+)=", text)


def test_contents_lead_to_chapters(page):
    targets = set(re.findall(r'href="#([^"]+)"', page))
    assert targets
    assert targets <= set(parsed(page).ids)


def test_markup_stays_text():
    text = fragment(Paragraph(MARKUP), headline=MARKUP)
    assert "<b>" not in text
    assert text.count("&lt;b&gt;") == 2


def test_table_keeps_rows_columns_and_blanks():
    columns = tuple(TableColumn(name, name, "right") for name in "甲乙丙")
    rows = parsed(fragment(Table(columns, ((Cell(1, "1"), Cell(), Cell(0, "0")),)))).rows
    assert rows == [["甲", "乙", "丙"], ["1", "", "0"]]


def test_table_without_data_says_so_below_its_columns():
    rows = parsed(fragment(names_table(0), language="en")).rows
    assert rows == [["序号", "姓名"], ["no data"]]


def test_cells_are_marked_by_class():
    columns = (TableColumn("a", "得分", "right"),)
    text = fragment(
        Table(columns, ((Cell(1, "1", "bad", external=True, note_ref=2),),), words("合"))
    )
    assert 'class="rp-right rp-bad rp-external rp-nowrap">1<sup>2</sup>' in text
    assert 'class="rp-total"' in text
    assert "黄底为外访结果" in text


def test_wide_things_scroll_in_their_own_box():
    text = fragment(names_table(3), chart_of("bar", 1, 2))
    assert text.count('<div class="rp-scroll" tabindex="0"') == 2


def test_chart_is_inline_and_named():
    text = fragment(chart_of("bar", 1, 2, title="接车台次"))
    assert 'role="img" aria-label="接车台次"' in text
    assert "<figcaption>接车台次</figcaption>" in text


def test_chart_without_data_says_so():
    assert "预约率 · 暂无数据" in fragment(chart_of("line", None, title="预约率"))


def test_notes_close_the_page():
    text = fragment(chart_of("bar", 1), notes=(note("欣喜率"),))
    assert text.index("指标说明</h2>") > text.index("<svg")
    assert "1.1 [1]" in text


@pytest.mark.parametrize(("language", "code"), [("zh", "zh-Hans"), ("en", "en")])
def test_page_names_its_language(language, code):
    assert f'<html lang="{code}">'.encode() in html.render(report_of(), language)


def test_formula_text_is_only_text():
    assert parsed(fragment(Table((TableColumn("a", "甲"),), (words(HOSTILE),)))).rows[1] == [
        HOSTILE
    ]


def test_every_class_of_the_fragment_is_dressed(report):
    css = html.STYLESHEET.read_text("utf-8")
    used = set(
        re.findall(
            r"rp-[a-z]+", " ".join(re.findall(r'class="([^"]+)"', html.fragment(report, "zh")))
        )
    )
    undressed = {name for name in used if f".{name}" not in css}
    assert undressed <= {"rp-chapter"}
