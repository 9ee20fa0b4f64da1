"""Forms on A4: rows that fill the page, the same bytes each time, long texts on further pages."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import pytest
from pypdf import PdfReader

from careloop.core.documents.sheet_form import Box, Cell, Form, Part, Signature, render

FORM = Form(
    title="处理表",
    subtitle="追踪",
    organisation="测试一店",
    number="TS-1",
    made_on=date(2026, 9, 20),
    parts=(
        Part("一", ((Cell("时间", "09:00", 6), Cell("等级", span=6, boxes=(Box("一类", True),))),)),
    ),
    signatures=(Signature("填写", "专员", "王"), Signature("审核", "总监")),
    signed_on="签字",
    footer="TS-1",
)


def pages(form: Form) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(render(form, "zh"))).pages]


def test_words_boxes_and_signatures_are_printed() -> None:
    (text,) = pages(FORM)
    for words in ("处理表", "TS-1", "09:00", "一类", "专员", "王", "总监", "1 / 1"):
        assert words in text


def test_the_same_form_gives_the_same_bytes() -> None:
    assert render(FORM, "zh") == render(FORM, "zh")


def test_a_row_that_does_not_fill_the_page_is_a_mistake() -> None:
    narrow = replace(FORM, parts=(Part("一", ((Cell("时间", span=6),),)),))
    with pytest.raises(ValueError, match="时间"):
        render(narrow, "zh")


def test_a_long_text_goes_on_overleaf() -> None:
    long = replace(FORM, parts=(Part("一", ((Cell("内容", "很长。" * 2500),),)),))
    assert len(pages(long)) > 1
    assert "".join("".join(pages(long)).split()).count("很长") == 2500
