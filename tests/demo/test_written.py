"""What the invented people wrote fits the report's own columns and is marked as an example."""

from __future__ import annotations

from datetime import date

from careloop.core.scoring.mot import MOT_WEIGHTS
from careloop.demo.written import EXAMPLE, written
from careloop.reports.texts import checked, section_of

OCTOBER = date(2026, 10, 1)


def test_every_section_takes_its_rows() -> None:
    for code, rows in written(OCTOBER).items():
        assert checked(section_of(code), rows) == rows


def test_every_row_is_marked_as_an_example() -> None:
    rows = [row for rows in written(OCTOBER).values() for row in rows]
    assert all(any(value.startswith(EXAMPLE) for value in row.values()) for row in rows)


def test_measures_are_due_in_the_month() -> None:
    assert {row["due_on"] for row in written(OCTOBER)["execution_review"]} == {"2026-10-25"}


def test_plans_are_for_items_of_the_survey() -> None:
    assert {row["item"] for row in written(OCTOBER)["mot_review"]} <= set(MOT_WEIGHTS)
