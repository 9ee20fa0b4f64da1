"""The forms are the catalogue of texts, and their rows are what the action takes."""

from __future__ import annotations

import pytest

from careloop.core.kernel.text import Language
from careloop.reports.forms import SPARE_ROWS, form_set
from careloop.reports.texts import SECTIONS, TextSection, checked, section_of

TOP5 = section_of("top5_front_desk")


def posted(section: TextSection, *rows: dict[str, str], initial: int = 0) -> dict[str, str]:
    data = {
        f"{section.code}-TOTAL_FORMS": str(len(rows)),
        f"{section.code}-INITIAL_FORMS": str(initial),
    }
    for i, row in enumerate(rows):
        data |= {f"{section.code}-{i}-{name}": value for name, value in row.items()}
    return data


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.code)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_form_has_the_columns_of_the_table(section: TextSection, language: Language) -> None:
    form = form_set(section, language).forms[0]
    labels = [field.label for name, field in form.fields.items() if name != "DELETE"]
    assert labels == [field.label.say(language) for field in section.fields]


def test_written_rows_are_shown_with_spare_ones() -> None:
    forms = form_set(TOP5, "zh", rows=[{"problem": "无预约工位"}])
    assert len(forms.forms) == 1 + SPARE_ROWS
    assert 'name="top5_front_desk-0-problem"' in forms.forms[0].as_p()
    assert "无预约工位" in forms.forms[0].as_p()


def test_posted_rows_are_what_the_action_takes() -> None:
    row = {"problem": "无预约工位", "due_on": "2026-11-30"}
    forms = form_set(TOP5, "zh", data=posted(TOP5, row, {"problem": ""}))
    assert forms.is_valid()
    assert checked(TOP5, forms.rows())[0]["due_on"] == "2026-11-30"
    assert len(forms.rows()) == 1


def test_removed_row_is_left_out() -> None:
    row = {"problem": "a", "DELETE": "on"}
    forms = form_set(TOP5, "zh", data=posted(TOP5, row, {"problem": "b"}, initial=2))
    assert forms.is_valid()
    assert [row["problem"] for row in forms.rows()] == ["b"]


def test_day_that_does_not_exist_is_a_fault_of_its_field() -> None:
    forms = form_set(TOP5, "zh", data=posted(TOP5, {"due_on": "2026-02-30"}))
    assert not forms.is_valid()
    assert "due_on" in forms.forms[0].errors


def test_choice_outside_the_list_is_a_fault() -> None:
    review = section_of("execution_review")
    forms = form_set(review, "zh", data=posted(review, {"state": "maybe"}))
    assert not forms.is_valid()


def test_sheet_has_one_row() -> None:
    sheet = section_of("first_time_fix_summary")
    assert len(form_set(sheet, "zh").forms) == 1
    assert len(form_set(sheet, "zh", rows=[{"trend": "a"}]).forms) == 1
    data = posted(sheet, {"trend": "a"}, {"trend": "b"})
    assert not form_set(sheet, "zh", data=data).is_valid()
