"""The columns people's sections are printed under."""

from __future__ import annotations

from careloop.core.kernel.codes import OUTCOME
from careloop.improvement.choices import DEPARTMENTS, Topic
from careloop.reports.texts import SECTIONS, section_of, top5_code

TOP5 = section_of("top5_front_desk")
REVIEW = section_of("execution_review")


def test_every_section_has_both_languages() -> None:
    texts = [s.title for s in SECTIONS] + [f.label for s in SECTIONS for f in s.fields]
    assert all(text.zh and text.en and text.zh != text.en for text in texts)


def test_there_is_a_top5_for_each_department() -> None:
    sections = [section_of(top5_code(department)) for department in DEPARTMENTS]
    assert [(s.chapter, s.department) for s in sections] == [(7, d) for d in DEPARTMENTS]


def test_top5_has_the_columns_of_the_trade() -> None:
    columns = [field.code for field in TOP5.fields]
    assert columns == ["problem", "measure", "responsible", "due_on", "supervisor", "control_node"]


def test_every_topic_of_improvement_is_printed_somewhere() -> None:
    assert {section.topic for section in SECTIONS} == set(Topic)


def test_only_chapter_one_looks_back() -> None:
    assert {s.chapter for s in SECTIONS if s.looks_back} == {1}
    assert {s.chapter for s in SECTIONS if not s.looks_back} == {5, 6, 7}


def test_choice_is_printed_by_name() -> None:
    state = next(field for field in REVIEW.fields if field.code == "state")
    assert state.printed("in_progress", "zh") == "进行中"
    assert state.printed("", "zh") == ""


def test_reason_of_loss_is_printed_by_name_or_as_written() -> None:
    reason = section_of("loss_measures").fields[0]
    assert reason.printed("too_far", "en") == OUTCOME.text("too_far").en
    assert reason.printed("搬家", "en") == "搬家"
