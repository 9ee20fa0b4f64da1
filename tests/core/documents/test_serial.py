"""A document told as JSON comes back as it was."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from careloop.core.documents.model import (
    Bullets,
    Cell,
    Chapter,
    Chart,
    KeyFigure,
    KeyFigures,
    NoData,
    Note,
    Paragraph,
    Report,
    Section,
    Series,
    Table,
    TableColumn,
)
from careloop.core.documents.serial import CLASSES, from_json, to_json


def through(value: object) -> object:
    return from_json(json.loads(json.dumps(to_json(value))))


def report() -> Report:
    """A report that uses every block."""
    columns = (
        TableColumn("who", "服务顾问", width_weight=1.5),
        TableColumn("rate", "返修率", "right", "%", 2),
    )
    rate = columns[1].cell(Fraction(1, 3), tone="bad", external=True, note_ref=1)
    table = Table(columns, ((Cell.of("关甲"), rate),), (Cell(), Cell()), "技师")
    chart = Chart(
        "bar_line",
        ("1月", "2月"),
        (Series("返修率", (Fraction(1, 7), None), "line", True, "0.0%", Decimal("0.15")),),
        axis_min=0,
        highlight=(1,),
    )
    blocks = (
        table,
        chart,
        KeyFigures((KeyFigure("预约率", "50.0%", spark=(Fraction(1, 2), None)),)),
        Paragraph("说明"),
        Bullets(("一", "二")),
        NoData("没有数据"),
    )
    note = Note("返修率", "返修 ÷ 工单", n=0, data_as_of="2026-11-05")
    section = Section("一次修复", blocks, ("结论。",), (note,), "full")
    return Report(
        "月报",
        "一店",
        "2026年10月",
        date(2026, 11, 6),
        date(2026, 11, 5),
        (Chapter(5, "一次修复", (section,)),),
        is_frozen=True,
        language="en",
    )


def test_report_comes_back_equal() -> None:
    assert through(report()) == report()


def test_every_class_of_the_model_is_told() -> None:
    told = json.dumps(to_json(report()))
    assert all(f'"{name}"' in told for name in CLASSES)


@pytest.mark.parametrize(
    "value",
    [Fraction(1, 3), Decimal("0.10"), date(2026, 2, 28), None, "", 0, 10**20, ("a", ("b",)), 1.6],
)
def test_values_keep_their_kind(value: object) -> None:
    back = through(value)
    assert back == value
    assert type(back) is type(value)


def test_zero_no_data_and_blank_stay_three_things() -> None:
    cells = (Cell(0, "0"), Cell(), Cell("", ""))
    back = through(cells)
    assert isinstance(back, tuple)
    assert [cell.value for cell in back] == [0, None, ""]


def test_field_with_its_default_is_left_out() -> None:
    assert to_json(Cell.of("关甲")) == {"@": "Cell", "value": "关甲", "text": "关甲"}


def test_document_from_before_a_field_existed_still_reads() -> None:
    assert from_json({"@": "Section", "title": "旧", "blocks": []}) == Section("旧", ())


def test_what_is_no_part_of_a_report_is_refused() -> None:
    with pytest.raises(TypeError, match="set is no part"):
        to_json({1, 2})


def test_unknown_class_is_refused() -> None:
    with pytest.raises(ValueError, match="Popen is no part"):
        from_json({"@": "Popen", "args": "x"})
