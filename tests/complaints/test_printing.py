"""The printed complaint form: what stands in it, in both languages, on one page."""

from __future__ import annotations

import io
from datetime import date

import pytest
from pypdf import PdfReader

from careloop.complaints.models import Complaint
from careloop.complaints.printing import form_of, printed_form
from careloop.complaints.queries.one import complaint as found
from careloop.core.documents.sheet_form import Cell, Form
from careloop.organisation.models import Store
from careloop.organisation.rules import Forbidden, Viewer
from tests.complaints.life import ON, Life
from tests.mart.books import Books

pytestmark = pytest.mark.django_db
TODAY = date(2026, 9, 20)


def read(pdf: bytes) -> tuple[int, str]:
    """Number of pages and the text without spaces or line ends."""
    reader = PdfReader(io.BytesIO(pdf))
    return len(reader.pages), "".join("".join(p.extract_text().split()) for p in reader.pages)


def whole(life: Life) -> Complaint:
    """A complaint with all a form can say: reopened once, root cause found."""
    life.take_over()
    life.do("reply", ON[0], note="已告知客户")
    life.investigate()
    life.solve(goodwill_fen=38_000)
    life.call_back(satisfied=False, note="仍有异响")
    life.investigate(ON[4])
    life.solve(ON[5])
    life.call_back(ON[6], note="已好")
    life.root_cause(ON[7])
    life.archive(ON[8])
    return found(life.li, life.store, life.complaint.pk)


def cells(form: Form) -> dict[str, Cell]:
    """The last cell of each label."""
    return {cell.label: cell for part in form.parts for row in part.rows for cell in row}


def ticked(cell: Cell) -> list[str]:
    return [box.label for box in cell.boxes if box.is_ticked]


def test_the_form_holds_the_whole_life(life: Life) -> None:
    form = form_of(whole(life), TODAY, "zh")
    held = cells(form)
    assert held["受理时间"].value == "2026-09-08 09:00"
    assert held["问题项"].value == "1. 刹车异响 (已解决)\n2. 等待太久 (已解决)"
    assert ticked(held["责任等级"]) == ["二类"]
    assert ticked(held["投诉原因"]) == ["质量"]
    assert [box.label for box in held["投诉原因"].boxes][:3] == ["质量", "时间", "费用"]
    assert ticked(held["处理层级"]) == ["门店"]
    assert ticked(held["投诉认定"]) == ["有效"]
    assert held["善意费用"].value == "¥380"
    assert ticked(held["处理结束"]) == ["是"]
    assert ticked(held["回访结果"]) == ["满意"]
    assert held["为什么 3"].value == "作业单没有这一项"
    assert held["责任部门"].value == "车间"
    calls = [row for row in form.parts[2].rows if row[0].label == "回访结果"]
    assert [ticked(row[0]) for row in calls] == [["不满意"], ["满意"]]
    assert [signature.post for signature in form.signatures] == [
        "客户关爱专员", "客户关爱总监", "服务经理", "服务总监",
    ]  # fmt: skip


def test_the_pdf_is_one_page_with_the_same_words(life: Life) -> None:
    complaint = whole(life)
    pages, text = read(printed_form(life.li, complaint, TODAY, "zh"))
    assert pages == 1
    for words in (
        "客户投诉处理表", complaint.complaint_no, "刹车异响没有修好", "卡钳导向销缺油",
        "更换导向销，免费洗车", "仍有异响", "作业单增加检查项", "服务总监",
    ):  # fmt: skip
        assert words in text


def test_the_english_form_speaks_english(life: Life) -> None:
    pages, text = read(printed_form(life.li, whole(life), TODAY, "en"))
    assert pages == 1
    for words in (
        "Complaintrecordandsolutionreport",
        "Firstreply",
        "notsatisfied",
        "Servicedirector",
    ):
        assert words in text


def test_an_empty_form_is_filled_in_by_hand(
    as_director: Viewer, store: Store, books: Books
) -> None:
    bare = found(as_director, store, books.complaint(ON[0]).pk)
    held = cells(form_of(bare, TODAY, "zh"))
    assert ticked(held["投诉认定"]) == []
    assert ticked(held["回访结果"]) == []
    assert [held[f"为什么 {number}"].value for number in (1, 2, 3)] == ["", "", ""]
    assert read(printed_form(as_director, bare, TODAY, "zh"))[0] == 1


def test_invalid_and_raised_ones_say_why(life: Life) -> None:
    life.take_over()
    life.do("raise_level", ON[0], level="management", note="金额较大")
    life.do("raise_level", ON[0], life.li, level="region", note="批次问题")
    life.do("plan_of_region", ON[1], text="区域派员检测")
    life.investigate(is_valid=False, invalid_reason="非本店维修项目")
    held = cells(form_of(found(life.li, life.store, life.complaint.pk), TODAY, "zh"))
    assert ticked(held["处理层级"]) == ["厂家区域"]
    assert held["区域处理方案"].value == "区域派员检测"
    assert held["无效理由"].value == "非本店维修项目"


def test_what_people_wrote_is_never_markup(life: Life) -> None:
    life.do("correct", ON[0], changes={"description": '#panic("x") *bold* $x$ <a> \\ "'})
    pages, text = read(
        printed_form(life.li, found(life.li, life.store, life.complaint.pk), TODAY, "zh")
    )
    assert pages == 1
    assert '#panic("x")*bold*$x$<a>\\"' in text


def test_another_stores_form_is_refused(as_outsider: Viewer, life: Life) -> None:
    with pytest.raises(Forbidden):
        printed_form(as_outsider, life.complaint, TODAY, "zh")
