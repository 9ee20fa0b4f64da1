"""A file from its bytes to the verdict on each of its rows."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

import pyarrow as pa
import pytest
import xlsxwriter

from careloop.core.ingest.feeds.registry import feed
from careloop.core.ingest.pipeline import preview, read_checked
from careloop.core.ingest.reading.child import ReadingChild
from careloop.core.ingest.reading.chosen import Chosen
from careloop.core.ingest.verdicts import CheckedBatch, Fault, Quarantined, Tally
from careloop.core.kernel.errors import Refused
from tests.core.ingest import orders_file

NOW = datetime(2026, 11, 22, 9, 0)
VIN, VIN_2 = "1M8GDM9AXKP042788", "5GZCZ43D13S812715"
HEADERS = [
    "门店",
    "委托书号",
    "底盘号",
    "维修类别",
    "进厂时间",
    "结算时间",
    "手机",
    "工时费",
    "合计",
    "返修",
]
ROW = [
    "S01",
    "R1",
    VIN,
    "首保",
    "2026-10-03 14:05",
    "2026-10-03 17:00",
    "13800138000",
    "100",
    "150",
    "否",
]


def row(**changes: str) -> list[str]:
    """A good repair order with some cells changed, by canonical names."""
    names = ["store", "ro_no", "vin", "job_type", "opened_at", "settled_at", "phone",
             "labour_amount", "total_amount", "is_rework"]  # fmt: skip
    assert set(changes) <= set(names)
    return [changes.get(name, cell) for name, cell in zip(names, ROW, strict=True)]


@dataclass
class Outcome:
    """Everything a run handed out, gathered."""

    batches: list[CheckedBatch]
    tally: Tally
    unknown: tuple[str, ...]
    progress: list[tuple[int, int]] = field(default_factory=list)

    @property
    def rows(self) -> list[dict[str, object]]:
        return [r for batch in self.batches for r in batch.rows.to_pylist()]

    @property
    def quarantined(self) -> list[Quarantined]:
        return [q for batch in self.batches for q in batch.quarantined]

    @property
    def reasons(self) -> list[tuple[int, str | None, str]]:
        return [(f.source_row, f.column, f.reason.code) for b in self.batches for f in b.faults]

    @property
    def warnings(self) -> list[Fault]:
        return [w for batch in self.batches for w in batch.warnings]


Importer = Callable[..., Outcome]


@pytest.fixture
def imported(child: ReadingChild, tmp_path: Path) -> Importer:
    """Write some rows as a CSV file and run it through the room."""

    def run(
        *lines: list[str],
        headers: list[str] = HEADERS,
        code: str = "repair_orders",
        encoding: str = "gb18030",
        **options: object,
    ) -> Outcome:
        text = io.StringIO(newline="")
        csv.writer(text).writerows([headers, *lines])
        path = tmp_path / "工单.csv"
        path.write_bytes(text.getvalue().encode(encoding))
        return check(path, code, child, **options)

    return run


def check(path: Path, code: str, child: ReadingChild, **options: object) -> Outcome:
    seen: list[tuple[int, int]] = []
    with read_checked(
        path,
        feed(code),
        now=NOW,
        child=child,
        progress=lambda done, of: seen.append((done, of)),
        **options,  # type: ignore[arg-type]
    ) as checked:
        batches = list(checked)
        return Outcome(batches, checked.tally, checked.mapping.unknown, seen)


# --- what is accepted -------------------------------------------------------------------------


def test_good_row_comes_out_typed(imported: Importer) -> None:
    outcome = imported(ROW)
    (accepted,) = outcome.rows
    digest = accepted.pop("digest")
    assert isinstance(digest, bytes)
    assert len(digest) == 16
    assert accepted == {
        "store": "S01",
        "ro_no": "R1",
        "vin": VIN,
        "phone": "13800138000",
        "job_type": "first_maintenance",
        "opened_at": datetime(2026, 10, 3, 14, 5),
        "settled_at": datetime(2026, 10, 3, 17, 0),
        "is_rework": False,
        "labour_amount": 10000,
        "total_amount": 15000,
        "source_row": 2,
    }
    assert outcome.tally == Tally(1, 0, 0, 1, 0, 0)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030"])
def test_every_encoding_gives_the_same_rows(imported: Importer, encoding: str) -> None:
    assert imported(ROW, encoding=encoding).rows[0]["job_type"] == "first_maintenance"


def test_store_of_the_run_fills_a_file_without_stores(imported: Importer) -> None:
    outcome = imported(ROW[1:], headers=HEADERS[1:], store="S07")
    assert outcome.rows[0]["store"] == "S07"


def test_unknown_columns_are_listed_and_not_stored(imported: Importer) -> None:
    outcome = imported([*ROW, "红"], headers=[*HEADERS, "颜色"])
    assert outcome.unknown == ("颜色",)
    assert "颜色" not in outcome.rows[0]


def test_saved_mapping_reads_headers_nobody_knows(imported: Importer) -> None:
    headers = ["站", "单", *HEADERS[2:]]
    outcome = imported(ROW, headers=headers, mapping={"站": "store", "单": "ro_no"})
    assert outcome.rows[0]["ro_no"] == "R1"


def test_digest_tells_a_changed_row_from_the_same_written_otherwise(imported: Importer) -> None:
    same = imported(row(opened_at="2026/10/3 14:05", total_amount="￥150.00"))
    other = imported(row(total_amount="150.01"))
    first = imported(ROW).rows[0]["digest"]
    assert same.rows[0]["digest"] == first
    assert other.rows[0]["digest"] != first


def test_progress_ends_with_every_row(imported: Importer) -> None:
    assert imported(ROW, row(ro_no="R2")).progress[-1] == (2, 2)


# --- what is quarantined ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "column", "reason"),
    [
        ({"vin": ""}, "vin", "required_missing"),
        ({"store": ""}, "store", "required_missing"),
        ({"vin": "LSV"}, "vin", "not_a_vin"),
        ({"job_type": "洗澡"}, "job_type", "not_in_list"),
        ({"opened_at": "2026-02-30"}, "opened_at", "not_a_moment"),
        ({"settled_at": "2026-11-24 09:00"}, "settled_at", "in_the_future"),
        ({"settled_at": "2026-10-03 14:04"}, "settled_at", "backwards"),
        ({"labour_amount": "-1"}, "labour_amount", "negative"),
        ({"total_amount": "一百"}, "total_amount", "not_a_number"),
        ({"is_rework": "也许"}, "is_rework", "not_yes_no"),
    ],
)
def test_fault_quarantines_its_row_only(
    imported: Importer, changes: dict[str, str], column: str, reason: str
) -> None:
    outcome = imported(row(ro_no="R0"), row(**changes))
    assert outcome.reasons == [(3, column, reason)]
    assert outcome.quarantined[0].cells == tuple(row(**changes))
    assert (outcome.tally.accepted, outcome.tally.quarantined) == (1, 1)


def test_fault_names_column_and_value_in_both_languages(imported: Importer) -> None:
    (fault,) = imported(row(vin="LSV")).quarantined[0].faults
    assert fault.say("zh") == "“车架号”的值“LSV”不是 17 位车架号(不含字母 I、O、Q),请核对。"
    assert "“LSV” in “VIN”" in fault.say("en")


def test_every_fault_of_a_row_is_told(imported: Importer) -> None:
    outcome = imported(row(vin="LSV", job_type="", total_amount="x"))
    assert [column for _, column, _ in outcome.reasons] == ["vin", "job_type", "total_amount"]


@pytest.mark.parametrize("opened", ["2026-11-23 08:59", "2026-11-22 23:00"])
def test_a_day_ahead_is_allowed(imported: Importer, opened: str) -> None:
    assert imported(row(opened_at=opened, settled_at="")).tally.accepted == 1


def test_promised_moment_may_lie_ahead(imported: Importer) -> None:
    outcome = imported([*ROW, "2027-01-05 10:00"], headers=[*HEADERS, "预计交车时间"])
    assert outcome.rows[0]["promised_at"] == datetime(2027, 1, 5, 10)


def test_day_without_time_is_not_before_an_hour_of_it(imported: Importer) -> None:
    assert imported(row(settled_at="2026-10-03")).tally.accepted == 1


@pytest.mark.parametrize(
    ("labour", "total", "accepted"),
    [("-100", "-150", 1), ("0", "-150", 1), ("100", "-150", 0), ("-100", "150", 0)],
)
def test_negative_amounts_are_right_in_a_credit_order_only(
    imported: Importer, labour: str, total: str, accepted: int
) -> None:
    outcome = imported(row(labour_amount=labour, total_amount=total))
    assert outcome.tally.accepted == accepted


def test_lines_of_an_order_may_be_negative(imported: Importer) -> None:
    headers = ["门店", "工单号", "行号", "配件号", "数量", "金额"]
    outcome = imported(["S01", "R1", "1", "P1", "-2", "-35.5"], headers=headers, code="part_lines")
    assert (outcome.rows[0]["quantity"], outcome.rows[0]["amount"]) == (-2000, -3550)


def test_doubtful_phone_and_check_digit_are_kept_and_flagged(imported: Importer) -> None:
    outcome = imported(row(phone="1380013800", vin="1M8GDM9A0KP042788"))
    assert outcome.rows[0]["phone"] == "1380013800"
    assert {w.reason.code for w in outcome.warnings} == {"unusual_phone", "vin_check_digit"}


# --- identities -------------------------------------------------------------------------------


def test_row_repeated_in_every_value_counts_once(imported: Importer) -> None:
    outcome = imported(ROW, row(opened_at="2026/10/3 14:05"), ROW)
    assert outcome.tally == Tally(3, 0, 0, 1, 0, 2)


def test_identity_with_different_values_is_quarantined_wherever_it_stands(
    imported: Importer,
) -> None:
    others = [row(ro_no=f"N{i}") for i in range(20)]
    outcome = imported(ROW, *others, row(total_amount="999"))
    assert outcome.reasons == [(2, "ro_no", "conflict"), (23, "ro_no", "conflict")]
    assert "2, 23" in outcome.quarantined[0].faults[0].say("zh")
    assert outcome.tally.accepted == 20


def test_faulty_twin_does_not_drag_the_good_row_along(imported: Importer) -> None:
    outcome = imported(ROW, row(total_amount="x"))
    assert (outcome.tally.accepted, outcome.tally.quarantined) == (1, 1)


def test_customers_without_number_are_told_apart_by_phone_and_name(imported: Importer) -> None:
    outcome = imported(
        ["S01", "", "张三", "13800138000"],
        ["S01", "", "李四", "13800138000"],
        ["S01", "", "张三", "13800138000"],
        ["S01", "C1", "王五", "13900139000"],
        ["S01", "C1", "王六", "13900139000"],
        headers=["门店", "客户编号", "客户名称", "手机"],
        code="customers",
    )
    assert outcome.tally == Tally(5, 0, 0, 2, 2, 1)


# --- yes and no -------------------------------------------------------------------------------


def test_where_yes_is_a_tick_nothing_is_no(imported: Importer) -> None:
    outcome = imported(row(is_rework="√"), row(ro_no="R2", is_rework=""))
    assert [r["is_rework"] for r in outcome.rows] == [True, False]


def test_where_no_is_written_nothing_is_unknown(imported: Importer) -> None:
    outcome = imported(row(is_rework="是"), row(ro_no="R2", is_rework=""))
    assert [r["is_rework"] for r in outcome.rows] == [True, None]


# --- shapes people make -----------------------------------------------------------------------


def test_title_rows_total_row_and_blank_rows_are_no_data(
    child: ReadingChild, tmp_path: Path
) -> None:
    path = tmp_path / "orders.csv"
    above = [["某某4S店工单报表"], ["统计日期:2026-10"], []]
    total = ["合计", *[""] * 6, "200", "300", ""]
    lines = [*above, HEADERS, ROW, [""] * 10, row(ro_no="R2"), total]
    text = "\r\n".join(",".join(line) for line in lines)
    path.write_text(text, encoding="gb18030", newline="")
    outcome = check(path, "repair_orders", child)
    assert outcome.tally == Tally(4, 1, 1, 2, 0, 0)
    assert [r["source_row"] for r in outcome.rows] == [5, 7]


def test_row_of_another_width_is_quarantined_with_its_line(imported: Importer) -> None:
    outcome = imported(ROW, [*row(ro_no="R2"), "太多"], row(ro_no="R3")[:-1])
    assert outcome.reasons == [(3, None, "ragged"), (4, None, "ragged")]
    assert "11" in outcome.quarantined[0].faults[0].say("zh")


def workbook(path: Path, **sheets: list[list[object]]) -> Path:
    book = xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd hh:mm"})
    for name, lines in sheets.items():
        sheet = book.add_worksheet(name)
        for place, line in enumerate(lines):
            sheet.write_row(place, 0, line)
    book.close()
    return path


def test_workbook_made_by_hand_is_read(child: ReadingChild, tmp_path: Path) -> None:
    cells: list[object] = list(ROW)
    cells[4], cells[6], cells[7] = datetime(2026, 10, 3, 14, 5), 13800138000, 100.1
    path = workbook(
        tmp_path / "orders.xlsx",
        说明=[["本表由系统导出"]],
        工单=[["工单报表"], [], ["", *HEADERS], ["", *cells], ["", "合计"]],
    )
    outcome = check(path, "repair_orders", child)
    (accepted,) = outcome.rows
    assert accepted["opened_at"] == datetime(2026, 10, 3, 14, 5)
    assert (accepted["phone"], accepted["labour_amount"]) == ("13800138000", 10010)
    assert accepted["source_row"] == 4
    assert outcome.tally.totals == 1


def test_header_in_two_merged_rows_is_joined(child: ReadingChild, tmp_path: Path) -> None:
    above = ["门店", "工单号", "车架号", "维修类别", "时间", ""]
    below = ["", "", "", "", "进厂", "结算"]
    data = ["S01", "R1", VIN, "首保", "2026-10-03 14:05", "2026-10-03 17:00"]
    path = workbook(tmp_path / "merged.xlsx", 工单=[above, below, data])
    (accepted,) = check(path, "repair_orders", child).rows
    assert accepted["opened_at"] == datetime(2026, 10, 3, 14, 5)
    assert accepted["settled_at"] == datetime(2026, 10, 3, 17, 0)


def test_error_in_a_cell_is_a_fault_and_not_an_empty_cell(
    child: ReadingChild, tmp_path: Path
) -> None:
    path = tmp_path / "error.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("工单")
    sheet.write_row(0, 0, HEADERS)
    sheet.write_row(1, 0, ROW)
    sheet.write_formula(1, 8, "=1/0", None, "#DIV/0!")
    book.close()
    assert check(path, "repair_orders", child).reasons == [(2, "total_amount", "excel_error")]


def test_two_sheets_that_fit_are_refused_unless_one_is_named(
    child: ReadingChild, tmp_path: Path
) -> None:
    lines: list[list[object]] = [list(HEADERS), list(ROW)]
    path = workbook(tmp_path / "two.xlsx", 九月=lines, 十月=lines)
    with pytest.raises(Refused, match="九月、十月"):
        check(path, "repair_orders", child)
    assert check(path, "repair_orders", child, chosen=Chosen(sheet="十月")).tally.accepted == 1
    with pytest.raises(Refused, match="no sheet “八月”"):
        check(path, "repair_orders", child, chosen=Chosen(sheet="八月"))


# --- what is refused --------------------------------------------------------------------------


def test_missing_column_refuses_the_file(imported: Importer) -> None:
    with pytest.raises(Refused) as refused:
        imported(ROW[:2] + ROW[3:], headers=HEADERS[:2] + HEADERS[3:])
    assert "车架号(vin)" in refused.value.say("zh")


def test_two_columns_for_one_refuse_the_file(imported: Importer) -> None:
    with pytest.raises(Refused, match="“委托书号” and “工单号”"):
        imported([*ROW, "R1"], headers=[*HEADERS, "工单号"])


def test_tally_is_there_only_when_all_was_taken(child: ReadingChild, tmp_path: Path) -> None:
    path = orders_file.write_csv(tmp_path / "orders.csv", 3)
    with read_checked(path, feed("repair_orders"), now=NOW, child=child) as checked:
        with pytest.raises(RuntimeError, match="every batch"):
            _ = checked.tally
        list(checked)
        assert checked.tally.accepted == 3
        list(checked)
        assert checked.tally.accepted == 3


def test_many_rows_come_in_several_batches_of_one_schema(
    child: ReadingChild, tmp_path: Path
) -> None:
    path = orders_file.write_csv(tmp_path / "orders.csv", 30_000)
    outcome = check(path, "repair_orders", child)
    assert len(outcome.batches) > 1
    assert len({b.rows.schema for b in outcome.batches}) == 1
    assert pa.concat_tables(b.rows for b in outcome.batches).num_rows == 30_000
    assert [b.seen for b in outcome.batches][-1] == 30_000
    assert outcome.unknown == orders_file.EXTRA_HEADERS


# --- preview ----------------------------------------------------------------------------------


def test_preview_shows_layout_mapping_and_first_rows(child: ReadingChild, tmp_path: Path) -> None:
    path = orders_file.write_csv(tmp_path / "orders.csv", 50)
    first = preview(path, feed("repair_orders"), child=child)
    assert (first.layout.kind, first.layout.encoding) == ("csv", "gb18030")
    assert (first.layout.delimiter, first.layout.header_row) == (",", 1)
    assert len(first.rows) == 20
    assert first.mapping.columns["工单号"] == "ro_no"
    assert first.missing == ()


def test_preview_names_missing_columns_without_refusing(
    child: ReadingChild, tmp_path: Path
) -> None:
    path = tmp_path / "part.csv"
    path.write_text("工号,日期,可用工时\n1,2026-10-03,8\n", encoding="utf-8")
    first = preview(path, feed("time_records"), store="S01", child=child)
    assert first.missing == ("clocked_hours",)
    assert first.rows == (("1", "2026-10-03", "8"),)


def test_header_row_chosen_is_that_of_preview_and_import(
    child: ReadingChild, tmp_path: Path
) -> None:
    path = tmp_path / "two.csv"
    lines = [",".join(HEADERS), ",".join(row(ro_no="上表")), ",".join(HEADERS), ",".join(ROW)]
    path.write_text("\n".join(lines), encoding="utf-8")
    chosen = Chosen(header_row=3)
    first = preview(path, feed("repair_orders"), chosen=chosen, child=child)
    assert first.layout.header_row == 3
    assert first.rows == (tuple(ROW),)
    outcome = check(path, "repair_orders", child, chosen=chosen)
    assert [one["ro_no"] for one in outcome.rows] == ["R1"]
    assert outcome.tally.rows_in_file == 1


@pytest.mark.parametrize("header_row", [2, 4000])
def test_header_row_that_is_none_is_refused(
    child: ReadingChild, tmp_path: Path, header_row: int
) -> None:
    path = tmp_path / "a.csv"
    path.write_text("\n".join([",".join(HEADERS), "", ",".join(ROW)]), encoding="utf-8")
    with pytest.raises(Refused, match=f"Row {header_row} of “a.csv”"):
        preview(path, feed("repair_orders"), chosen=Chosen(header_row=header_row), child=child)


def test_encoding_chosen_reads_what_cannot_be_determined(
    child: ReadingChild, tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(
        "工号,日期,備考\n1,2026-10-03,ァィゥェォァィゥェォァィゥェォ\n".encode("gb18030")
    )
    times = feed("time_records")
    with pytest.raises(Refused, match="cannot be determined"):
        preview(path, times, store="S01", child=child)
    chosen = Chosen(encoding="gb18030")
    assert (
        preview(path, times, store="S01", chosen=chosen, child=child).layout.encoding == "gb18030"
    )


def test_preview_shows_the_first_of_several_sheets_that_fit(
    child: ReadingChild, tmp_path: Path
) -> None:
    lines: list[list[object]] = [list(HEADERS), list(ROW)]
    path = workbook(tmp_path / "two.xlsx", 九月=lines, 十月=lines)
    first = preview(path, feed("repair_orders"), child=child)
    assert (first.layout.sheet, first.sheets) == ("九月", ("九月", "十月"))


# --- other feeds ------------------------------------------------------------------------------


def test_survey_scores_keep_items_nobody_listed(imported: Importer) -> None:
    headers = ["门店", "月份", "类别", "范围", "项目", "得分", "权重"]
    outcome = imported(
        ["S01", "2026-10", "MOT", "本店", "解释结算清单", "103.2", "10%"],
        ["S01", "2026年10月", "MOT", "全国", "洗手间整洁", "95", ""],
        headers=headers,
        code="survey_scores",
    )
    assert [r["item"] for r in outcome.rows] == ["explain_bill", "洗手间整洁"]
    assert [r["score"] for r in outcome.rows] == [1_032_000, 950_000]
    assert {r["period"] for r in outcome.rows} == {"2026-10"}


def test_targets_for_all_stores_have_no_store(imported: Importer) -> None:
    headers = ["门店", "指标", "期间", "目标值", "比较"]
    outcome = imported(
        ["", "appointment_rate", "2026", "85%", "≥"], headers=headers, code="targets"
    )
    assert outcome.rows[0]["store"] is None
    assert (str(outcome.rows[0]["value"]), outcome.rows[0]["comparator"]) == ("85.000000", ">=")


def test_policy_may_end_ahead_and_not_before_it_starts(imported: Importer) -> None:
    headers = ["门店", "保单号", "车架号", "起保日期", "到期日期"]
    outcome = imported(
        ["S01", "P1", VIN, "2026-12-01", "2027-11-30"],
        ["S01", "P2", VIN_2, "2026-12-01", "2026-11-30"],
        headers=headers,
        code="insurance_policies",
    )
    assert outcome.rows[0]["ends_on"] == date(2027, 11, 30)
    assert outcome.reasons == [(3, "ends_on", "backwards")]
