"""The printed figures of the golden tables, read back out of the files of the report.

A table's inputs go in as feed files through the importer; the month's report is made of them and
written as PowerPoint, Excel and PDF; what those files hold is read with other people's libraries.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from io import BytesIO
from typing import Any

import openpyxl
import pptx
import pypdf
import pytest

from careloop.core.kernel.codes import COMPLAINT_CAUSE, OUTCOME
from careloop.core.kernel.periods import Period
from careloop.organisation.models import Store
from careloop.organisation.rules import Viewer
from careloop.reports import queries
from careloop.reports.chapters.lost_groups import AGES
from tests.golden.cases import CASES, Case, Printed, Table
from tests.golden.conftest import feeds, golden, home, loaded

__all__ = ["feeds", "golden", "home", "loaded"]  # fixtures of the golden tables

Row = list[str]


@dataclass(frozen=True, slots=True)
class ReadBack:
    """For which month the report is made, and the rows it must print (blank cells left out)."""

    rows: Callable[[Case, Table], list[Row]]
    months_later: int = 0


def _texts(case: Case, table: Table) -> dict[tuple[str, ...], Printed]:
    """The printed figures by code and keys."""
    return {(p.code, *p.keys.values(), p.of): p for p in case.printed(table, case.month)}


def _appointments(case: Case, table: Table) -> list[Row]:
    printed = table["printed"]
    return [[cell["label_zh"], printed[key]] for key, cell in table["inputs"].items()]


def _calls(case: Case, table: Table) -> list[Row]:
    amounts = {key: str(cell["value"]) for key, cell in table["inputs"].items()}
    rates = {key: cell["value"] for key, cell in table["printed"].items()}
    return [
        [
            "2025年4月",
            amounts["total_calls"],
            amounts["valid_calls"],
            rates["valid_rate"],
            amounts["very_satisfied"],
            rates["delight_rate"],
            amounts["average_or_below"],
            rates["disappointment_rate"],
            amounts["unreachable"],
        ]
    ]


def _causes(case: Case, table: Table) -> list[Row]:
    return [
        [
            COMPLAINT_CAUSE.text(cause["key"]).zh,
            *map(str, cause["weekly"]),
            str(table["printed"][cause["key"]]["month_total"]),
        ]
        for cause in table["inputs"]["causes"]
    ]


def _samples(case: Case, table: Table) -> list[Row]:
    people = [[a["label_zh"], str(a["value"])] for a in table["inputs"]["external_sample"]]
    return [*people, ["合计", str(table["printed"]["period_sample_n"]["value"])]]


def _trend(case: Case, table: Table) -> list[Row]:
    values = table["printed"]["values"]
    months = [case.month.shifted(step - len(values) + 1) for step in range(len(values))]
    return [
        [f"{month.start.year}年{month.start.month}月", text]
        for month, text in zip(months, values, strict=True)
    ]


def _technicians(case: Case, table: Table) -> list[Row]:
    return [
        [
            person["label_zh"],
            str(person["vehicles"]["value"]),
            str(person["not_fixed"]["value"]),
            *map(str, person["cause_counts_nonempty_in_order"]),
            table["printed"][person["key"]]["ffv"],
        ]
        for person in table["inputs"]["technicians"]
    ]


def _lost_calls(case: Case, table: Table) -> list[Row]:
    printed = table["printed"]
    totals = [
        ["流失客户", str(table["inputs"]["lost"])],
        ["其中公车客户", str(table["inputs"]["company_cars"]["value"])],
        ["应回访", str(printed["due"]["value"])],
        ["实际回访", str(table["inputs"]["done"]["value"])],
        ["未接受回访数", str(printed["not_reached"]["value"])],
    ]
    outcomes = [[OUTCOME.text(o["key"]).zh, str(o["value"])] for o in table["inputs"]["outcomes"]]
    return totals + outcomes


def _cohort(case: Case, table: Table) -> list[Row]:
    return [["2010年5月来站，其后 6 个月未再来站", "276", "1,008", table["printed"]["loss_rate"]]]


def _reasons(case: Case, table: Table) -> list[Row]:
    reasons = [[OUTCOME.text(r["key"]).zh, str(r["value"])] for r in table["inputs"]["reasons"]]
    return [*reasons, ["合计", str(table["printed"]["total"]["value"])]]


def _mot(case: Case, table: Table) -> list[Row]:
    names = {"previous_period": "上期", "this_period": "本期"}
    return [
        [
            names[row["key"]],
            str(row["sample_n"]),
            *row["scores"].values(),
            table["printed"][row["key"]]["mot"],
            row["css"],
        ]
        for row in table["inputs"]["rows"]
    ]


def _weights(case: Case, table: Table) -> list[Row]:
    last, this = case.printed(table, case.month)
    return [["上期", last.text], ["本期", this.text]]


def _with_sales(case: Case, table: Table) -> list[Row]:
    name = "8 个月未来站 ÷（8 个月前来站 + 当月售车）"
    return [[name, "300", "1,500", table["printed"]["loss_rate"]]]


def _models(case: Case, table: Table) -> list[Row]:
    return [
        [
            model["label_zh"],
            f"{model['held']['value']:,}",
            str(model["lost"]["value"]),
            table["printed"][model["key"]],
        ]
        for model in table["inputs"]["models"]
    ]


def _ages(case: Case, table: Table) -> list[Row]:
    return [
        [
            AGES[band["key"]].zh,
            str(band["lost"]),
            table["printed"][band["key"]]["share"],
            table["printed"][band["key"]]["cumulative"],
        ]
        for band in table["inputs"]["bands"]
    ]


READ_BACK: dict[str, ReadBack] = {
    "000_appointment_distribution": ReadBack(_appointments),
    "000_callback_stats": ReadBack(_calls),
    "000_dissatisfaction_weekly_totals": ReadBack(_causes),
    "000_external_sample_total": ReadBack(_samples),
    "000_ffv_trend": ReadBack(_trend),
    "000_loss_call_outcomes": ReadBack(_lost_calls),
    "000_loss_rate": ReadBack(_cohort, months_later=6),
    "000_loss_reason_counts": ReadBack(_reasons),
    "000_mot_svw": ReadBack(_mot),
    "000_technician_ffv": ReadBack(_technicians),
    "002_000_same_item_weights": ReadBack(_weights),
    "003_loss_rate_example": ReadBack(_with_sales),
    "003_lost_by_model": ReadBack(_models),
    "003_lost_by_vehicle_age": ReadBack(_ages),
}


def in_slides(content: bytes) -> list[Row]:
    """The rows of every native table."""
    deck = pptx.Presentation(BytesIO(content))
    return [
        _filled(cell.text for cell in row.cells)
        for slide in deck.slides
        for shape in slide.shapes
        if shape.has_table
        for row in shape.table.rows
    ]


def in_workbook(content: bytes) -> list[Row]:
    """The rows of every sheet, numbers as their format shows them."""
    book = openpyxl.load_workbook(BytesIO(content))
    return [
        _filled(shown(cell.value, cell.number_format) for cell in row)
        for sheet in book.worksheets
        for row in sheet.iter_rows()
    ]


def shown(value: Any, number_format: str) -> str:
    """A value as its plain number format shows it."""
    match value:
        case None:
            return ""
        case int() | float():
            percent = number_format.endswith("%")
            decimals = len(number_format.rstrip("%").partition(".")[2])
            exact = Decimal(repr(value)) * (100 if percent else 1)
            step = Decimal(1).scaleb(-decimals)
            marks = "," if "," in number_format else ""
            rounded = exact.quantize(step, rounding=ROUND_HALF_UP)
            return f"{rounded:{marks}f}" + ("%" if percent else "")
        case _:
            return str(value)


def in_pdf(content: bytes) -> str:
    """The text of all pages without blanks, since columns part by blanks and lines."""
    reader = pypdf.PdfReader(BytesIO(content))
    return "".join(_tight(page.extract_text()) for page in reader.pages)


def _filled(texts: Iterator[str]) -> Row:
    return [tight for text in texts if (tight := _tight(text))]


def _tight(text: str) -> str:
    return re.sub(r"\s", "", text)


def _holds(row: Row, wanted: Row) -> bool:
    """Whether ``row`` starts with the name and has the figures after it in their order."""
    name, *figures = wanted
    if not row or not row[0].startswith(name):
        return False
    rest = iter(row[1:])
    return all(figure in rest for figure in figures)


def _row_with(rows: list[Row], wanted: Row) -> Row | None:
    return next((row for row in rows if _holds(row, wanted)), None)


def test_every_golden_table_is_read_back() -> None:
    assert READ_BACK.keys() == CASES.keys()


@pytest.mark.slow
@pytest.mark.parametrize("name", READ_BACK)
def test_printed_figures_are_read_back_from_slides_workbook_and_pdf(
    name: str, loaded: Callable[[str], tuple[Case, Table]], store: Store
) -> None:
    case, table = loaded(name)
    month: Period = case.month.shifted(READ_BACK[name].months_later)
    report = queries.monthly(Viewer.system(), store, month, "zh", made_on=date(2026, 11, 6))
    files = {f: queries.as_file(report, store, month, f).content for f in ("pptx", "xlsx", "pdf")}
    slides, workbook, pdf = (
        in_slides(files["pptx"]),
        in_workbook(files["xlsx"]),
        in_pdf(files["pdf"]),
    )
    for wanted in [[_tight(text) for text in row] for row in READ_BACK[name].rows(case, table)]:
        row = _row_with(slides, wanted)
        assert row is not None, f"no slide prints {wanted}"
        assert _row_with(workbook, wanted) is not None, f"no sheet holds {wanted}"
        assert "".join(row) in pdf, f"no page prints {row}"
