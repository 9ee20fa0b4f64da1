"""The fast way through a text file gives what the long way gives, or steps aside."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careloop.core.ingest.reading.dialect import Dialect
from careloop.core.ingest.reading.plain import columns_of, is_plain
from careloop.core.ingest.reading.rows import Columns

COMMA = Dialect(",")


def lines_of(text: str) -> list[str]:
    return list(io.StringIO(text, newline=""))


def fast(text: str, dialect: Dialect = COMMA) -> list[list[str]] | None:
    lines = lines_of(text)
    columns = columns_of(lines, dialect)
    return None if columns is None else Columns(range(len(lines)), columns).as_chunk().rows


def test_rows_of_equal_width_are_parted_as_they_stand() -> None:
    assert fast("1,甲, NULL \n2,,'x'\r\n3,NA,#N/A") == [
        ["1", "甲", " NULL "],
        ["2", "", "'x'"],
        ["3", "NA", "#N/A"],
    ]


WIDE = "1" + ",1" * 1000


@pytest.mark.parametrize(
    "text", [WIDE, "1,2\n3\n", "1,2\n3,4,5\n", "1,2\n\n3,4\n", "1,2\n,\n", " ,1\n"]
)
def test_rows_that_are_uneven_or_may_be_blank_go_the_long_way(text: str) -> None:
    assert fast(text) is None


@pytest.mark.parametrize(
    ("text", "dialect"),
    [
        ('1,"2"\n', COMMA),
        ("1,2\n", Dialect(",", backslash=True)),
        ("1, 2\n", Dialect(",", False, True)),
    ],
)
def test_lines_with_marks_or_escapes_are_not_plain(text: str, dialect: Dialect) -> None:
    assert not is_plain(lines_of(text), dialect)
    assert is_plain(["1,2\n"], COMMA)


@given(
    st.text(
        st.sampled_from(list("a1中,;\n\r \t\x00\x0b\x1c\x85\u2028\ufeff'#\\é\U00020000")),
        min_size=1,
    ),
    st.sampled_from([COMMA, Dialect("\t"), Dialect(";")]),
)
def test_whatever_the_fast_way_gives_the_long_way_gives(text: str, dialect: Dialect) -> None:
    found = fast(text, dialect)
    assert found is None or found == list(dialect.reader(lines_of(text)))
