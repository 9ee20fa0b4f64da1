"""The reading process: it may die or dawdle, its parent goes on."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from careloop.core.ingest.reading.child import KILLED, TOO_SLOW, ReadingChild
from careloop.core.ingest.reading.limits import Limits
from careloop.core.ingest.reading.serve import TOO_MANY_COLUMNS, TOO_MUCH_MEMORY
from careloop.core.ingest.reading.spool import TOO_MANY_ROWS, read_broken, read_rows
from careloop.core.kernel.errors import Refused
from tests.core.ingest import orders_file


def small(tmp_path: Path) -> Path:
    path = tmp_path / "a.csv"
    path.write_text("a,b\n1,2\n\n3,4,5\n6,7\n", encoding="utf-8", newline="")
    return path


def test_rows_come_back_with_their_numbers(child: ReadingChild, tmp_path: Path) -> None:
    found = child.read(small(tmp_path), "a.csv", tmp_path)
    (batch,) = read_rows(tmp_path)
    assert batch.to_pydict() == {"c0": ["1", "6"], "c1": ["2", "7"], "source_row": [2, 5]}
    (broken,) = read_broken(tmp_path)
    assert (broken.number, broken.reason, broken.cells) == (4, "ragged", ["3", "4", "5"])
    assert (found.rows_in_file, found.blank, found.rows, found.broken) == (4, 1, 2, 1)


def test_sample_stops_early(child: ReadingChild, tmp_path: Path) -> None:
    found = child.read(small(tmp_path), "a.csv", tmp_path, sample=1)
    assert found.rows == 1


@pytest.mark.parametrize(
    ("limits", "text"),
    [(Limits(rows=2), TOO_MANY_ROWS), (Limits(columns=1), TOO_MANY_COLUMNS)],
)
def test_limits_refuse_the_file(tmp_path: Path, limits: Limits, text: object) -> None:
    with ReadingChild(limits) as child, pytest.raises(Refused) as refused:
        child.read(small(tmp_path), "a.csv", tmp_path)
    assert refused.value.text == text


def test_process_that_takes_too_long_is_ended_and_started_again(tmp_path: Path) -> None:
    slow = orders_file.write_csv(tmp_path / "orders.csv", 5000)
    with ReadingChild(Limits(seconds=0.0, bytes_per_second=1 << 40)) as child:
        with pytest.raises(Refused) as refused:
            child.read(slow, "orders.csv", tmp_path)
        assert refused.value.text == TOO_SLOW
        child.limits = Limits()
        assert child.read(small(tmp_path), "a.csv", tmp_path).rows == 2


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not count computing time for us")
def test_process_that_computes_too_long_is_ended_by_the_system(tmp_path: Path) -> None:
    big = tmp_path / "big.csv"
    big.write_text("a,b\n" + "1,2\n" * 3_000_000, encoding="utf-8")
    limits = Limits(rows=10_000_000, seconds=0.5, bytes_per_second=1 << 40)
    with ReadingChild(limits) as child, pytest.raises(Refused) as refused:
        child.read(big, "big.csv", tmp_path)
    assert refused.value.text == TOO_SLOW


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux holds a process to its data size")
def test_memory_is_held_to_its_limit_and_the_parent_lives(tmp_path: Path) -> None:
    wide = tmp_path / "wide.csv"
    cell = "x" * 4000
    wide.write_text("\n".join(",".join([cell] * 20) for _ in range(1000)), encoding="utf-8")
    with ReadingChild(Limits(memory_bytes=240 << 20)) as child:
        with pytest.raises(Refused) as refused:
            child.read(wide, "wide.csv", tmp_path)
        assert refused.value.text in (KILLED, TOO_MUCH_MEMORY)
        assert child.read(small(tmp_path), "a.csv", tmp_path).rows == 2


def test_death_of_the_process_is_a_refusal_that_names_the_file(tmp_path: Path) -> None:
    with ReadingChild(Limits()) as child:
        child.read(small(tmp_path), "a.csv", tmp_path)
        process = child._process
        assert process is not None
        process.kill()
        process.wait()
        assert child.read(small(tmp_path), "a.csv", tmp_path).rows == 2
        child.stop()
    assert "“坏.xls”" in Refused(KILLED, file="坏.xls", memory=512).say("zh")
