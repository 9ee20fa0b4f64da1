"""Encodings, dialects and records of text files."""

from __future__ import annotations

from pathlib import Path

import pytest

from careloop.core.ingest.reading.dialect import Dialect, detect, records
from careloop.core.ingest.reading.encoding import OFFERED, confirmed, reads_chinese
from careloop.core.ingest.reading.encoding import detect as detect_encoding
from careloop.core.ingest.reading.text_files import TextFile, count_lines
from careloop.core.kernel.errors import Refused

TEXT = "工单号,客户姓名\r\nR1,张三\r\n"


@pytest.mark.parametrize(
    ("encoding", "named"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("gb18030", "gb18030"),
        ("gbk", "gb18030"),
        ("hz", "hz"),
    ],
)
def test_encoding_is_recognised(tmp_path: Path, encoding: str, named: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(TEXT.encode(encoding))
    assert detect_encoding(path, path.name) == named


def test_big5_is_told_from_gbk(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("工單號,客戶姓名,車牌號\r\nR1,張三,無\r\n".encode("big5"))
    assert detect_encoding(path, path.name) == "big5hkscs"


@pytest.mark.parametrize(
    "data",
    [
        "名前,ニホンゴテキスト\n".encode("shift_jis"),
        "한국어,이름\n".encode("euc_kr"),
        "Имя,Фамилия\n".encode("koi8-r"),
        "id,né,été\n".encode("latin-1"),
        TEXT.encode("gbk")[:-3],
        "张三".encode() + b"\xed\xa0\x80",
    ],
)
def test_other_encodings_are_refused_and_never_replaced(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(data)
    with pytest.raises(Refused, match="cannot be determined"):
        detect_encoding(path, path.name)


@pytest.mark.parametrize("wrong", ["latin-1", "gb18030"])
def test_text_garbled_before_is_refused_with_what_it_should_be(tmp_path: Path, wrong: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text("工单号客户名".encode().decode(wrong), encoding="utf-8")
    with pytest.raises(Refused, match="garbled"):
        detect_encoding(path, path.name)


@pytest.mark.parametrize("encoding", OFFERED)
def test_encoding_chosen_is_taken_where_all_of_it_decodes(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("工單號\n".encode(encoding))
    assert confirmed(path, path.name, encoding) == encoding


def test_encoding_chosen_is_refused_where_the_file_is_another(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(TEXT.encode("gb18030"))
    with pytest.raises(Refused, match="not encoded as UTF-8"):
        confirmed(path, path.name, "utf-8")


def test_chinese_reads_as_chinese_and_noise_does_not() -> None:
    assert reads_chinese("客户说发动机有异响,已更换") > 0.7
    assert reads_chinese("宸ュ崟鍙") < 0.4
    assert reads_chinese("plain words") == 0.0


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiter_is_found(delimiter: str) -> None:
    lines = [delimiter.join(line) + "\n" for line in (["a", "b", "c"], ["1", "2,5;x", "3"])]
    if delimiter in ",;":
        lines = [line.replace("2,5;x", "2.5") for line in lines]
    assert detect(lines, set()).delimiter == delimiter


def test_known_headers_decide_before_widths() -> None:
    lines = ["工单号;车架号\n", "a,b;1\n", "a,b;2\n", "a,b;3\n"]
    assert detect(lines, {"工单号", "车架号"}).delimiter == ";"


def test_backslash_escape_is_found_where_doubling_fails() -> None:
    lines = ["a,b\n", '1,"say \\"x\\", y"\n', '2,"z"\n']
    assert detect(lines, set()) == Dialect(",", backslash=True)


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("a,b,c\n", "closed"),
        ('"a,x",b\n', "closed"),
        ('"a""x",b\n', "closed"),
        ('"",""\n', "closed"),
        ('5" pipe,b\n', "closed"),
        ('"a\nb",c\n', "closed"),
        ('a,"b\n', "open"),
        ('"a""\n', "open"),
        ('"a"b,c\n', "stray"),
        ('1,"Hey, I missed " it",3\n', "stray"),
    ],
)
def test_state_of_quotation_marks(text: str, state: str) -> None:
    assert Dialect(",").state(text) == state


@pytest.mark.parametrize("text", ['"a"b,c\n', 'a,"b\n'])
def test_what_is_not_closed_is_never_read_as_a_row(text: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("x,y\n" + text + "1,2\n", encoding="utf-8", newline="")
    (chunk, _) = list(TextFile.open(path, path.name, set()).sheet().chunks)
    assert chunk.rows == [["x", "y"], ["1", "2"]]
    assert chunk.numbers == [1, 3]
    assert [broken.number for broken in chunk.broken] == [2]


def test_record_over_several_lines_keeps_the_number_of_its_first() -> None:
    lines = ["a,b\n", '1,"x\n', "y\n", 'z"\n', "2,w\n"]
    found = [(r.line, r.lines, r.state) for r in records(lines, Dialect(","))]
    assert found == [(1, 1, "closed"), (2, 3, "closed"), (5, 1, "closed")]


def test_open_quote_spoils_its_own_line_only() -> None:
    lines = ["a,b\n", '1,"x\n', "2,y\n", '3,"z"\n']
    assert [r.state for r in records(lines, Dialect(","))] == ["closed", "open", "closed", "closed"]


@pytest.mark.parametrize(
    ("data", "lines"),
    [
        (b"", 0),
        (b"a", 1),
        (b"a\n", 1),
        (b"a\r\nb\r\n", 2),
        (b"a\rb\rc", 3),
        (b"a\r\r\nb", 3),
        (b"\xef\xbb\xbf", 0),
        (b'"a\nb"\n', 2),
    ],
)
def test_lines_are_counted_whatever_ends_them(tmp_path: Path, data: bytes, lines: int) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(data)
    assert count_lines(path, "utf-8") == lines


@pytest.mark.parametrize("size", [(1 << 20) - 1, 1 << 20, (1 << 20) + 1])
def test_line_end_between_two_blocks_counts_once(tmp_path: Path, size: int) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"x" * (size - 1) + b"\r\n" + b"y")
    assert count_lines(path, "utf-8") == 2


def test_lines_equal_rows_and_breaks_inside_cells(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    data = 'a,b\r\n1,"x\r\ny\nz"\r\n\r\n2,"w\n3,v'
    path.write_bytes(data.encode())
    file = TextFile.open(path, path.name, set())
    chunks = list(file.sheet().chunks)
    accounted = sum(len(c.rows) + len(c.broken) + c.breaks for c in chunks)
    assert accounted == count_lines(path, file.encoding) == 7
