"""Rows go back as they came, with the reason, and harmless; mended they come in again."""

from __future__ import annotations

import csv
import io
from datetime import datetime
from pathlib import Path

import pytest

from careloop.core.ingest.feeds.registry import FEEDS, feed
from careloop.core.ingest.mapping import map_headers, require_columns
from careloop.core.ingest.pipeline import read_checked
from careloop.core.ingest.reading.child import ReadingChild
from careloop.core.ingest.rejects import harmless, template, write_rejects

NOW = datetime(2026, 11, 22)
FILE = (
    "日期,工号,可用工时,打卡工时,备注\r\n"
    "2026-10-03,T1,8,7.5,好\r\n"
    "2026-02-30,T2,八,-1,=1+1\r\n"
    "2026-10-04,T3,8\r\n"
)


FORMULAS = (
    *("=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1", "\r=1", " =1", "＝1", "﹦1", "＋1", "\u200b=1"),
    *('"=1', ";=1", "|calc", "%0A=1", "-2+3+cmd|x", "=", "@", "-￥120.50"),
)
PLAIN = ("", "张三", "-5", "+8613800138000", "-120.50", "2026-10-03", "a=b", "1-2")


@pytest.mark.parametrize("text", FORMULAS)
def test_formula_like_text_leaves_with_an_apostrophe(text: str) -> None:
    assert harmless(text) == "'" + text


@pytest.mark.parametrize("text", PLAIN)
def test_plain_text_and_numbers_leave_as_they_are(text: str) -> None:
    assert harmless(text) == text


def rejects_of(path: Path, child: ReadingChild) -> tuple[list[list[str]], int]:
    times = feed("time_records")
    with read_checked(path, times, now=NOW, store="S01", child=child) as checked:
        rows = [row for batch in checked for row in batch.quarantined]
        stream = io.StringIO(newline="")
        count = write_rejects(stream, checked.layout, rows, "zh")
    assert stream.getvalue().startswith("\ufeff")
    return list(csv.reader(io.StringIO(stream.getvalue()[1:], newline=""))), count


def test_rejects_keep_headers_order_and_text(child: ReadingChild, tmp_path: Path) -> None:
    path = tmp_path / "times.csv"
    path.write_text(FILE, encoding="gb18030", newline="")
    (header, faulty, ragged), count = rejects_of(path, child)
    assert count == 2
    assert header == ["日期", "工号", "可用工时", "打卡工时", "备注", "原文件行号", "未导入原因"]
    assert faulty[:6] == ["2026-02-30", "T2", "八", "-1", "'=1+1", "3"]
    for word in ("2026-02-30", "不是存在的日期", "“八”不是数字", "为负数"):
        assert word in faulty[6]
    assert ragged[:6] == ["2026-10-04", "T3", "8", "", "", "4"]


def test_mended_rejects_come_in_again(child: ReadingChild, tmp_path: Path) -> None:
    path = tmp_path / "times.csv"
    path.write_text(FILE, encoding="gb18030", newline="")
    rows, _ = rejects_of(path, child)
    rows[1][0], rows[1][2], rows[1][3], rows[2][3] = "2026-10-03", "8", "7", "6.5"
    mended = tmp_path / "mended.csv"
    with mended.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)
    with read_checked(mended, feed("time_records"), now=NOW, store="S01", child=child) as checked:
        accepted = [row for batch in checked for row in batch.rows.to_pylist()]
        assert [row["employee_no"] for row in accepted] == ["T2", "T3"]
        assert checked.tally.quarantined == 0


@pytest.mark.parametrize("code", FEEDS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_template_is_a_file_its_feed_accepts(code: str, language: str) -> None:
    one = feed(code)
    text = template(one, language)  # type: ignore[arg-type]
    (headers,) = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    mapping = map_headers(one, headers)
    require_columns(one, mapping, headers, store_given=False)
    assert len(mapping.positions) == len(one.columns)
    assert mapping.unknown == ()
