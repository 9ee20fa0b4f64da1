"""Where the table begins in a sheet made by hand."""

from __future__ import annotations

from careloop.core.ingest.reading.shape import find_header, header_at

KNOWN = {"工单号", "车架号", "进厂时间", "结算时间", "合计"}


def test_header_below_title_rows_is_found_by_its_words() -> None:
    rows = [["报表", "", ""], ["合计按月", "", ""], ["工单号", "车架号", "备注"], ["R1", "V1", ""]]
    header = find_header(rows, KNOWN)
    assert header is not None
    assert (header.index, header.names, header.hits) == (2, ["工单号", "车架号", "备注"], 2)


def test_two_merged_rows_make_one_header() -> None:
    rows = [["工单号", "车架号", "时间", ""], ["", "", "进厂", "结算"], ["R1", "V1", "1", "2"]]
    header = find_header(rows, KNOWN)
    assert header is not None
    assert (header.index, header.names) == (1, ["工单号", "车架号", "进厂时间", "结算时间"])


def test_one_row_is_preferred_to_two_that_say_no_more() -> None:
    rows = [["工单号", "车架号"], ["", ""], ["R1", "V1"]]
    header = find_header(rows, KNOWN)
    assert header is not None
    assert header.index == 0


def test_without_known_words_the_first_row_of_usual_width_is_the_header() -> None:
    rows = [["# comment"], ["f1", "f2"], ["1", "2"], ["3", "4"]]
    header = find_header(rows, KNOWN)
    assert header is not None
    assert (header.index, header.hits) == (1, 0)


def test_header_is_taken_from_the_row_chosen() -> None:
    rows = [["工单号", "车架号"], ["甲", "乙"], ["R1", "V1"]]
    header = header_at(rows, KNOWN, 1)
    assert header is not None
    assert (header.index, header.names, header.hits) == (1, ["甲", "乙"], 0)


def test_row_chosen_ends_a_header_of_two_rows() -> None:
    rows = [["工单号", "车架号", "时间", ""], ["", "", "进厂", "结算"], ["R1", "V1", "1", "2"]]
    header = header_at(rows, KNOWN, 1)
    assert header is not None
    assert header.names == ["工单号", "车架号", "进厂时间", "结算时间"]


def test_a_blank_row_is_no_header() -> None:
    assert header_at([["工单号", "车架号"], ["", " "]], KNOWN, 1) is None


def test_blank_cells_at_the_end_are_no_columns() -> None:
    header = find_header([["工单号", "", "车架号", "", " "]], KNOWN)
    assert header is not None
    assert header.names == ["工单号", "", "车架号"]


def test_blank_sheet_has_no_header() -> None:
    assert find_header([["", " "], []], KNOWN) is None
