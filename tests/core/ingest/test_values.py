"""What each spelling means, and what is not guessed."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pyarrow as pa
import pytest

from careloop.core.ingest.columns import check_column
from careloop.core.ingest.feeds.feed import Column, Kind
from careloop.core.ingest.values import parse, vin_check_digit
from careloop.core.kernel.codes import JOB_TYPE, SURVEY_ITEM
from careloop.core.kernel.text import Text


def column(kind: Kind, **more: object) -> Column:
    return Column("x", Text(zh="甲", en="X"), kind, **more)  # type: ignore[arg-type]


KEPT: list[tuple[Kind, str, object]] = [
    ("moment", "2026-10-03 14:05", datetime(2026, 10, 3, 14, 5)),
    ("moment", "2026/10/3 14:05", datetime(2026, 10, 3, 14, 5)),
    ("moment", "2026/10/3 9:05:07", datetime(2026, 10, 3, 9, 5, 7)),
    ("moment", "20261003", datetime(2026, 10, 3)),
    ("moment", "20261003140507", datetime(2026, 10, 3, 14, 5, 7)),
    ("moment", "2026年10月3日", datetime(2026, 10, 3)),
    ("moment", "2026年10月3日 14时05分", datetime(2026, 10, 3, 14, 5)),
    ("moment", "二〇二四年十二月二十九日", datetime(2024, 12, 29)),
    ("moment", "2026/10/3 下午 2:05", datetime(2026, 10, 3, 14, 5)),
    ("moment", "2026-10-03 12:05 AM", datetime(2026, 10, 3, 0, 5)),
    ("moment", "45351.5", datetime(2024, 2, 29, 12)),
    ("moment", "2024-02-09T08:00:00+08:00", datetime(2024, 2, 9, 8)),
    ("moment", "２０２４-０２-０９", datetime(2024, 2, 9)),
    ("moment", "2024–02–09", datetime(2024, 2, 9)),
    ("moment", "25/9/2024", datetime(2024, 9, 25)),
    ("moment", "9/25/2024", datetime(2024, 9, 25)),
    ("date", "2026-10-03 14:05", date(2026, 10, 3)),
    ("date", "2024-02-29", date(2024, 2, 29)),
    ("money", "1,234.50", 123450),
    ("money", "￥1,234.50", 123450),
    ("money", "¥ 1234.5", 123450),
    ("money", "1234.50元", 123450),
    ("money", "(1,234.50)", -123450),
    ("money", "1234.5-", -123450),
    ("money", "-0.01", -1),
    ("money", ".5", 50),
    ("money", "１２３４", 123400),
    ("money", "1234.5000", 123450),
    ("hours", "1.5", 90),
    ("hours", "0.125", 8),
    ("hours", "-0.125", -8),
    ("hours", "2小时", 120),
    ("integer", "00123", 123),
    ("integer", "12,345公里", 12345),
    ("integer", "12345.0", 12345),
    ("quantity", "4.5", 4500),
    ("quantity", "4.5升", 4500),
    ("score", "103.2", 1_032_000),
    ("score", "99.6分", 996_000),
    ("number", "85%", Decimal(85)),
    ("number", "0.333333", Decimal("0.333333")),
    ("period", "2026-10", "2026-10"),
    ("period", "202610", "2026-10"),
    ("period", "2026年3月", "2026-03"),
    ("period", "2026/3/1", "2026-03"),
    ("period", "2026年", "2026"),
    ("yes_no", "是", True),
    ("yes_no", "Ｙ", True),
    ("yes_no", "√", True),
    ("yes_no", "1.0", True),
    ("yes_no", "无", False),
    ("yes_no", "×", False),
    ("phone", "138 0013 8000", "13800138000"),
    ("phone", "+86-138-0013-8000", "13800138000"),
    ("phone", "13800138000.0", "13800138000"),
    ("phone", "1.3800138000E+10", "13800138000"),
    ("phone", "'13800138000", "13800138000"),
    ("phone", "\u202a13800138000\u202c", "13800138000"),
    ("phone", "010-12345678转801", "010-12345678-801"),
    ("phone", "(0571) 87654321", "0571-87654321"),
    ("phone", "87654321", "87654321"),
    ("vin", " 1m8gdm9axkp042788 ", "1M8GDM9AXKP042788"),
    ("plate", "京A·12345", "京A12345"),
    ("plate", "沪ad12345", "沪AD12345"),
    ("text", " 张\u200b三\n", "张三"),
    ("text", "Ｒ０１", "R01"),
    ("note", "=1+1\t第二列 ", "=1+1\t第二列 "),
    ("note", "'=1+1", "=1+1"),
]
BLANK: list[tuple[Kind, str]] = [
    ("text", ""), ("text", "  "), ("money", "-"), ("money", "—"), ("date", "N/A"), ("text", "无"),
    ("phone", "不详"), ("plate", "无牌"), ("moment", "#N/A"), ("vin", "NULL"), ("note", " \n"),
    ("yes_no", ""),
]  # fmt: skip
FAULTY: list[tuple[Kind, str, str]] = [
    ("moment", "2023-02-29", "not_a_moment"),
    ("moment", "2024-06-31", "not_a_moment"),
    ("moment", "2024-02-09 24:00:00", "not_a_moment"),
    ("moment", "2024-02-09 23:59:60", "not_a_moment"),
    ("moment", "1900-02-29", "not_a_moment"),
    ("moment", "60", "not_a_moment"),
    ("moment", "2024", "not_a_moment"),
    ("moment", "2958466", "not_a_moment"),
    ("moment", "2024-W06-5", "not_a_moment"),
    ("moment", "昨天", "not_a_moment"),
    ("moment", "2月9日", "not_a_moment"),
    ("moment", "13:00 AM", "not_a_moment"),
    ("date", "9/2/2024", "ambiguous_date"),
    ("date", "24-2-9", "ambiguous_date"),
    ("money", "1.234,50", "not_a_number"),
    ("money", "1,23,456", "not_a_number"),
    ("money", "12 345", "not_a_number"),
    ("money", "1.2万", "not_a_number"),
    ("money", "50%", "not_a_number"),
    ("money", "=1+1", "not_a_number"),
    ("money", "NaN", "not_a_number"),
    ("money", "٣٤", "not_a_number"),
    ("money", "1.38001E+10", "digits_lost"),
    ("money", "9" * 40, "out_of_range"),
    ("money", "#DIV/0!", "excel_error"),
    ("integer", "12.5", "not_whole"),
    ("yes_no", "也许", "not_yes_no"),
    ("period", "2026-13", "not_a_period"),
    ("vin", "LSVAU2180N218329", "not_a_vin"),
    ("vin", "LSVAU2180N218329O", "not_a_vin"),
    ("text", "1.38E+10", "digits_lost"),
    ("text", "坏�字", "damaged_text"),
    ("text", "长" * 201, "too_long"),
    ("note", "锟斤拷", "damaged_text"),
]
FLAGGED: list[tuple[Kind, str, object, str]] = [
    ("money", "1.005", 101, "rounded"),
    ("phone", "1.38001E+10", "1.38001E+10", "unusual_phone"),
    ("phone", "12800138000", "12800138000", "unusual_phone"),
    ("phone", "13800138000/13900139000", "13800138000/13900139000", "unusual_phone"),
    ("phone", "400-800-8820", "400-800-8820", "unusual_phone"),
    ("plate", "京AO1234", "京AO1234", "unusual_plate"),
    ("vin", "LSVAU2181N2183294", "LSVAU2181N2183294", "vin_check_digit"),
]


@pytest.mark.parametrize(("kind", "text", "value"), KEPT)
def test_spelling_is_read_as_its_value(kind: Kind, text: str, value: object) -> None:
    parsed = parse(column(kind), text)
    assert (parsed.value, parsed.reason) == (value, None)


@pytest.mark.parametrize(("kind", "text"), BLANK)
def test_words_for_nothing_are_nothing(kind: Kind, text: str) -> None:
    parsed = parse(column(kind), text)
    assert (parsed.value, parsed.reason) == (None, None)


@pytest.mark.parametrize(("kind", "text", "code"), FAULTY)
def test_what_cannot_be_read_is_a_fault_with_its_reason(kind: Kind, text: str, code: str) -> None:
    parsed = parse(column(kind), text)
    assert parsed.value is None
    assert parsed.reason is not None
    assert (parsed.reason.code, parsed.reason.warning) == (code, False)


@pytest.mark.parametrize(("kind", "text", "value", "code"), FLAGGED)
def test_doubtful_values_are_kept_and_flagged(
    kind: Kind, text: str, value: object, code: str
) -> None:
    parsed = parse(column(kind), text)
    assert parsed.value == value
    assert parsed.reason is not None
    assert (parsed.reason.code, parsed.reason.warning) == (code, True)


def test_code_is_found_by_alias_and_refused_with_the_list() -> None:
    jobs = column("code", codes=JOB_TYPE)
    assert parse(jobs, "一般保养").value == "periodic_maintenance"
    refused = parse(jobs, "洗车")
    assert refused.reason is not None
    assert "首保" in str(refused.params["known"])


def test_open_list_keeps_what_it_does_not_know() -> None:
    items = column("code", codes=SURVEY_ITEM, open_list=True)
    assert parse(items, "总分").value == "total"
    assert parse(items, "洗手间整洁").value == "洗手间整洁"


def test_vin_check_digit_follows_the_standard() -> None:
    assert vin_check_digit("1M8GDM9AXKP042788") == "X"
    assert vin_check_digit("5GZCZ43D13S812715") == "1"


KINDS: tuple[Kind, ...] = (
    "text", "note", "moment", "date", "money", "hours", "integer", "score", "quantity", "number",
    "phone", "plate", "vin", "yes_no", "period",
)  # fmt: skip
SPELLINGS = sorted(
    {text for _, text, *_ in (*KEPT, *BLANK, *FAULTY, *FLAGGED)}
    | {
        "2026-01-03 23:59:59",
        "1899-12-31",
        "2026-1-3",
        "2026/1/13 4:05",
        "NA",
        "na",
        "0.7",
        "99.99",
    }
    | {
        "1.075",
        "13.5",
        "-1",
        "100000",
        "a b",
        "不锈钢",
        "无锡大众",
        "1E10",
        "A-1",
        "1M8GDM9AXKP042788",
    }
)


@pytest.mark.parametrize("kind", KINDS)
def test_columns_read_as_their_cells_do(kind: Kind) -> None:
    """The fast way of :mod:`columns` and the slow way of :mod:`values` never differ."""
    one = column(kind)
    together = check_column(one, pa.array(SPELLINGS))
    alone = [parse(one, text) for text in SPELLINGS]
    assert together.values.to_pylist() == [parsed.value for parsed in alone]
    assert {i: p.reason for i, p in together.remarks.items()} == {
        i: parsed.reason for i, parsed in enumerate(alone) if parsed.reason
    }


@pytest.mark.parametrize("kind", KINDS)
def test_each_cell_alone_reads_as_among_others(kind: Kind) -> None:
    one = column(kind)
    for text in SPELLINGS:
        assert check_column(one, pa.array([text])).values.to_pylist() == [parse(one, text).value]
