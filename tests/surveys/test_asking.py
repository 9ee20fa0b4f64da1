"""A sheet as a form: names, what is sent back, values written in the builder."""

from __future__ import annotations

import pytest
from django.http import QueryDict
from django.template import Context, Template
from django.utils import translation

from careloop.core.kernel.text import Text
from careloop.core.scoring.questions import Kind, Option, Question
from careloop.core.scoring.ready_sheets import MYSTERY_SHOPPER, NINE_QUESTIONS, READY_SHEETS
from careloop.core.scoring.sheets import Incomplete, Sheet, check
from careloop.surveys.asking import fields, posted
from careloop.surveys.forms import QuestionForm, values_in

WORDS = Text(zh="颜色", en="Colours")
SEVERAL = Sheet(
    "s",
    1,
    WORDS,
    (Question("C", Kind.CHOICES, WORDS, options=(Option("red", WORDS), Option("blue", WORDS))),),
)


def drawn(sheet: Sheet, **context: object) -> str:
    template = Template("{% load surveys %}{% sheet sheet answers faults %}")
    return template.render(Context({"sheet": sheet, **context}))


def test_posted_joins_several_and_leaves_blank_and_foreign_fields_out() -> None:
    sent = QueryDict("q-C=red&q-C=blue&q-C=&remark=x&q-Z=1")
    assert posted(SEVERAL, sent) == {"C": "red,blue"}
    assert posted(SEVERAL, QueryDict("q-C=")) == {}


def test_sheet_draws_every_question_with_its_name_and_skip_logic() -> None:
    page = drawn(NINE_QUESTIONS)
    for question in NINE_QUESTIONS.questions:
        assert f'name="q-{question.code}"' in page
    assert 'data-if="P1" data-values="yes"' in page
    assert page.count('name="q-Q8"') == 11


def test_sheet_keeps_answers_and_shows_faults_escaped() -> None:
    answers = {"Q1": "satisfied", "Q9": "<b>"}
    with pytest.raises(Incomplete) as refusal:
        check(NINE_QUESTIONS, answers)
    page = drawn(NINE_QUESTIONS, answers=answers, faults=refusal.value.faults)
    assert 'value="satisfied" checked' in page
    assert "&lt;b&gt;" in page
    assert 'id="q-Q2-fault"' in page


def test_sheet_speaks_the_language_of_the_page() -> None:
    with translation.override("en"):
        assert "Met" in drawn(MYSTERY_SHOPPER)
    with translation.override("zh-hans"):
        assert "未达到" in drawn(MYSTERY_SHOPPER)


def test_sections_have_one_heading_each() -> None:
    headings = [field.heading for field in fields(MYSTERY_SHOPPER, {}, {}) if field.heading]
    assert [heading.zh for heading in headings] == [
        "接收车辆", "确定任务委托书", "维修等待", "交车结算", "硬件设施",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("no", {"no"}),
        ("0-3, 9", {"0", "1", "2", "3", "9"}),
        ("yes，no 、 x", {"yes", "no", "x"}),
        (" ", set()),
    ],
)
def test_values_are_read_with_ranges_and_any_comma(text: str, values: set[str]) -> None:
    assert values_in(text) == values


@pytest.mark.parametrize(
    "question",
    [question for sheet in READY_SHEETS.values() for question in sheet.questions],
    ids=lambda question: question.code,
)
def test_question_comes_back_from_its_form_unchanged(question: Question) -> None:
    filled = QuestionForm.of(question)
    form = QuestionForm(filled.initial)
    assert form.is_valid(), form.errors
    assert form.question(section=question.section) == question


@pytest.mark.parametrize("options", ["a|甲", "a|甲|A|many", "|甲|A", "a|甲|A|1|2"])
def test_option_that_is_no_option_is_named(options: str) -> None:
    form = QuestionForm({"options": options})
    assert options.rsplit("|", maxsplit=1)[-1] in str(form.errors["options"])
