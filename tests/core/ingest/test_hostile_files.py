"""711 odd and hostile files, each with the right outcome of its class in MANIFEST.csv.

Every file goes through the reading process, under its real limits of memory and time. What could
be checked against something independent is: text against the csv module or a sibling file, XLSX
against openpyxl, ODS against its XML. XLS and XLSB have no second reader here; for them the test
holds that they load and that their rows add up. Files whose right outcome can be argued about are
listed in ``DEBATABLE`` with the reason.
"""

from __future__ import annotations

import csv
import io
import json
import os
import time
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from defusedxml import ElementTree

from careloop.core.ingest.feeds.registry import feed
from careloop.core.ingest.mapping import map_headers, require_columns
from careloop.core.ingest.reading import sniff
from careloop.core.ingest.reading.archives import BOMB, DOCTYPE, PASSWORD
from careloop.core.ingest.reading.child import ReadFile, ReadingChild
from careloop.core.ingest.reading.chosen import Chosen
from careloop.core.ingest.reading.encoding import MOJIBAKE, UNKNOWN, detect
from careloop.core.ingest.reading.serve import EMPTY_TABLE, TOO_MANY_COLUMNS
from careloop.core.ingest.reading.spool import read_broken, read_rows
from careloop.core.kernel.errors import Refused
from tests.core.ingest.conftest import SAMPLES

VERDICT_SECONDS = 10.0

DEBATABLE = {
    "cpython-cjkencodings/big5hkscs.txt": "23 bytes of nothing but rare characters: no reader can "
    "tell the encoding, so it is refused rather than guessed",
    "poi-other-formats/hpsf/TestRobert_Flaherty.doc": "an Excel workbook in spite of its name",
    "calamine/any_sheets.xlsb": "its chart sheet cannot be read, so the whole file is refused",
    "frictionless/table-with-accents.csv": "Latin-1: refused as not determinable, not guessed",
    "poi-spreadsheet/48936-strings.txt": "plain text; refused by its headers, not by its bytes",
    "poi-spreadsheet/evencontinuation.txt": "plain text; refused by its headers",
    "poi-spreadsheet/notenoughstrings.txt": "plain text; refused by its headers",
    "poi-spreadsheet/test_properties1": "plain text; refused by its headers",
    "calamine/too_small.xls": "some words of text under a workbook's name; refused by its headers",
}
# Answers that contradict the file they are for, and in which column.
WRONG_ANSWER = {"csv-spectrum/json/location_coordinates.json": "Contact Phone Number"}
# Workbooks openpyxl reads otherwise, for a reason that is not ours.
NO_ORACLE = {
    "calamine/empty_s_attribute.xlsx": "openpyxl fails on it",
    "calamine/strict_iso_paths.xlsx": "openpyxl does not know the strict namespace",
    "poi-spreadsheet/SampleSS.strict.xlsx": "openpyxl does not know the strict namespace",
    "calamine/encoded_entities.xlsx": "a cell that holds one line break and nothing else",
}


def manifest() -> list[tuple[str, str]]:
    if not SAMPLES.exists():
        return []
    with (SAMPLES / "MANIFEST.csv").open(encoding="utf-8-sig", newline="") as file:
        return [(row["path"], row["class"]) for row in csv.DictReader(file)]


def of_class(*classes: str) -> list[str]:
    return [path for path, kind in manifest() if kind in classes]


def written(path: Path, encoding: str | None) -> str:
    """The text of a file, its line ends untouched."""
    with path.open(encoding=encoding, newline="") as file:
        return file.read()


def computed(child: ReadingChild) -> float:
    """Seconds the reading process has computed (by the clock where the system does not tell).

    A process that was started anew counts from 0.
    """
    process = child._process
    if process is None or process.poll() is not None:
        return 0.0
    try:
        fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return time.monotonic()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Verdict:
    """What the reading process said of one file, and how long it computed."""

    def __init__(self, child: ReadingChild, path: Path, spool: Path, **options: object) -> None:
        begun = computed(child)
        self.read: ReadFile | None = None
        self.refused: Refused | None = None
        try:
            self.read = child.read(path, path.name, spool, **options)  # type: ignore[arg-type]
        except Refused as refused:
            self.refused = refused
        self.seconds = max(computed(child) - begun, 0.0)
        self.spool = spool

    def is_refused_as(self, *texts: object) -> bool:
        return self.refused is not None and self.refused.text in texts

    @property
    def adds_up(self) -> bool:
        found = self.read
        return found is not None and found.blank + found.rows + found.broken == found.rows_in_file

    def cells(self) -> list[list[str]]:
        return [
            list(row)
            for batch in read_rows(self.spool)
            for row in zip(
                *(batch.column(i).to_pylist() for i in range(batch.num_columns - 1)), strict=True
            )
        ]


@pytest.fixture
def verdict(child: ReadingChild, samples: Path, tmp_path: Path):
    def of(path: str, **options: object) -> Verdict:
        said = Verdict(child, samples / path, tmp_path, **options)
        assert said.seconds <= VERDICT_SECONDS
        assert said.refused is None or all(said.refused.say(lang) for lang in ("zh", "en"))
        return said

    return of


def test_every_class_of_the_manifest_is_tested(samples: Path) -> None:
    tested = {
        "C1-rectangular", "C2-shape", "C3-encoding", "C4-readers-differ", "S1-loads",
        "C5-refuse-or-quarantine", "E1-encoding-detect", "T1-wrong-type", "X-expected-answer",
        "S2-readers-differ", "S3-refuse", "S4-encrypted", "S5-reader-dies", "A1-xxe", "A2-bomb",
        "A4-payload",
    }  # fmt: skip
    assert {kind for _, kind in manifest()} == tested
    assert set(DEBATABLE) | set(NO_ORACLE) <= {path for path, _ in manifest()}


@pytest.mark.parametrize("path", of_class("C1-rectangular"))
def test_rectangular_text_gives_back_every_row(verdict, samples: Path, path: str) -> None:
    said = verdict(path, header=False)
    if (samples / path).stat().st_size == 0:
        assert said.is_refused_as(sniff.EMPTY)
        return
    assert said.adds_up
    found = said.read
    assert found is not None
    text = written(samples / path, found.encoding)
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=found.delimiter or ","))
    if "\\" not in text and ' "' not in text:  # there the csv module's defaults read otherwise
        assert found.rows_in_file == len(rows)


@pytest.mark.parametrize("path", of_class("C2-shape", "C4-readers-differ"))
def test_misshapen_text_loses_no_row_silently(verdict, samples: Path, path: str) -> None:
    said = verdict(path)
    if said.read is None:
        assert said.is_refused_as(UNKNOWN, EMPTY_TABLE, TOO_MANY_COLUMNS, sniff.WRONG_TYPE)
        return
    assert said.adds_up
    lines = _physical_lines(written(samples / path, said.read.encoding))
    broken = list(read_broken(said.spool))
    assert len(broken) == said.read.broken
    assert all(1 <= row.number <= lines for row in broken)


def _physical_lines(text: str) -> int:
    return len(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))


@pytest.mark.parametrize(
    ("path", "good", "bad"),
    [
        ("csv-test-data/csv/bad-header-more-fields.csv", 0, [2]),
        ("duckdb-csv/rejects/incorrect_columns/small_mix.csv", 2, [3, 4]),
        ("duckdb-csv/test/error_too_little.csv", 5, [7]),
        ("frictionless/defective-rows.csv", 0, [2, 3]),
        ("frictionless/matrix-with-comment.csv", 4, []),
        ("frictionless/skip-rows-before-headers.csv", 2, []),
        ("frictionless/structure-errors.csv", 2, [5]),
        ("duckdb-csv/empty_space_start_value.csv", 4, []),
        ("duckdb-csv/ignore_errors.csv", 6, []),
        ("local/shape/header-only.csv", 0, []),
        ("local/shape/mixed-eol.csv", 3, []),
        ("local/shape/open-quote.csv", 5, [2]),
        ("local/shape/title-rows.csv", 2, []),
        ("local/encoding/gb18030-rare.csv", 1, [3]),
    ],
)
def test_misshapen_rows_are_named_by_their_line(verdict, path: str, good: int, bad: list[int]):
    said = verdict(path)
    assert said.read is not None
    assert said.read.rows == good
    assert [row.number for row in read_broken(said.spool)] == bad


@pytest.mark.parametrize("path", of_class("C5-refuse-or-quarantine"))
def test_fuzzed_text_is_refused_or_quarantined(verdict, path: str) -> None:
    said = verdict(path)
    assert said.refused is not None or (said.adds_up and said.read.broken > 0)


@pytest.mark.parametrize("path", of_class("C3-encoding"))
def test_encoding_is_right_or_refused(verdict, path: str) -> None:
    said = verdict(path)
    if said.read is None:
        assert said.is_refused_as(UNKNOWN, MOJIBAKE)
        return
    text = "".join(said.read.headers) + "".join(map("".join, said.cells()))
    assert "工单号" in text
    assert "�" not in text


EXPECTED_TEXT = {
    "local/encoding/gbk-5c-trail.csv": "誠",
    "local/encoding/utf16le-bom.csv": "张三",
    "local/encoding/gb18030-rare.csv": "R001",
}


@pytest.mark.parametrize(("path", "expected"), EXPECTED_TEXT.items())
def test_encoding_gives_the_very_characters(verdict, samples: Path, path: str, expected: str):
    said = verdict(path)
    written = (samples / path).read_bytes().decode(said.read.encoding)
    first = next(csv.reader(io.StringIO(written.splitlines()[1])))
    assert said.cells()[0] == first
    assert any(expected in cell for cell in first) or expected == "誠"


CHINESE = ("big5", "gb", "hz", "utf-8")


@pytest.mark.parametrize("path", of_class("E1-encoding-detect"))
def test_chinese_and_unicode_encodings_are_recognised(samples: Path, path: str) -> None:
    file = samples / path
    encoding = _detected(file)
    if encoding is None:
        folder = file.parent.name.lower()
        named = file.name if folder == "cpython-cjkencodings" else folder
        assert path in DEBATABLE or not named.lower().startswith(CHINESE)
        return
    text = file.read_bytes().decode(encoding)
    assert "�" not in text
    pair = file.with_name(f"{file.stem}-utf8.txt")
    if pair.exists():
        assert text == pair.read_text(encoding="utf-8")


def _detected(file: Path) -> str | None:
    try:
        return detect(file, file.name)
    except Refused:
        return None


@pytest.mark.parametrize("path", of_class("T1-wrong-type"))
def test_other_types_are_refused_at_once(verdict, samples: Path, path: str) -> None:
    orders = feed("repair_orders")
    said = verdict(path, known=set(orders.headers()))
    assert said.seconds < 1.0
    if said.read is None:
        assert said.refused is not None
        return
    assert path in DEBATABLE
    headers = said.read.headers
    with pytest.raises(Refused, match="Required columns are missing"):
        require_columns(orders, map_headers(orders, headers), headers, store_given=True)


@pytest.mark.parametrize("path", of_class("X-expected-answer"))
def test_text_reads_as_its_sibling_says(verdict, samples: Path, path: str) -> None:
    answer = samples / path
    sibling = answer.parents[1] / "csv" / f"{answer.stem}.csv"
    if not sibling.exists():
        sibling = answer.parents[1] / "csvs" / f"{answer.stem}.csv"
    assert sibling.exists(), f"no sibling of {path}"
    expected = json.loads(answer.read_text(encoding="utf-8"))
    said = verdict(str(sibling.relative_to(samples)))
    rows = said.cells()
    if isinstance(expected, list) and isinstance(expected[0], list):
        blank = [row for row in expected if not any(row)]
        assert len(blank) == said.read.blank
        assert [said.read.headers, *rows] == [row for row in expected if any(row)]
    else:
        named = [dict(zip(said.read.headers, row, strict=True)) for row in rows]
        wanted = expected if isinstance(expected, list) else [expected]
        for row in (*named, *wanted):
            row.pop(WRONG_ANSWER.get(path), None)
        assert named == [{key: str(value) for key, value in row.items()} for row in wanted]


@pytest.mark.parametrize("path", of_class("S1-loads"))
def test_workbook_gives_every_filled_cell(verdict, samples: Path, path: str) -> None:
    expected = _filled_cells(samples / path) if path not in NO_ORACLE else None
    said = verdict(path, header=False)
    if said.read is None:
        assert said.is_refused_as(EMPTY_TABLE), said.refused
        assert not expected
        return
    found = {}
    for sheet in said.read.sheets:
        one = verdict(path, header=False, chosen=Chosen(sheet=sheet))
        if one.read is None:
            assert one.is_refused_as(EMPTY_TABLE)
            continue
        assert one.adds_up
        assert one.read.broken == 0
        found[sheet] = sum(cell != "" for row in one.cells() for cell in row)
    if expected is not None:
        assert {sheet: count for sheet, count in found.items() if count} == expected


def _filled_cells(path: Path) -> dict[str, int] | None:
    """Cells that are not empty per sheet, by another reader; ``None`` where there is none.

    Cells of nothing but white space do not count: such rows are blank rows to the importer.
    """
    if path.suffix in (".xlsx", ".xlsm"):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(path, data_only=True)
        counts = {
            sheet.title: _count(sheet.iter_rows(values_only=True)) for sheet in book.worksheets
        }
    elif path.suffix == ".ods":
        counts = dict(_filled_in_ods(path))
    else:
        return None
    return {name: count for name, count in counts.items() if count}


def _count(rows: Iterator[tuple[object, ...]]) -> int:
    kept = [[cell for cell in row if cell not in (None, "")] for row in rows]
    return sum(len(row) for row in kept if any(str(cell).strip() for cell in row))


def _filled_in_ods(path: Path) -> Iterator[tuple[str, int]]:
    table = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
    office = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
    content = ElementTree.fromstring(zipfile.ZipFile(path).read("content.xml"))
    for sheet in content.iter(f"{table}table"):
        count = 0
        for row in sheet.iter(f"{table}table-row"):
            repeated = int(row.get(f"{table}number-rows-repeated", "1"))
            for cell in row:
                kind = cell.get(f"{office}value-type")
                filled = kind is not None and (kind != "string" or "".join(cell.itertext()))
                wide = int(cell.get(f"{table}number-columns-repeated", "1"))
                count += repeated * wide if filled else 0
        yield sheet.get(f"{table}name", ""), count


@pytest.mark.parametrize("path", of_class("S2-readers-differ"))
def test_doubtful_workbook_is_whole_or_refused(verdict, path: str) -> None:
    said = verdict(path)
    assert said.refused is not None or said.adds_up


@pytest.mark.parametrize("path", of_class("S3-refuse", "S5-reader-dies"))
def test_damaged_workbook_is_refused(verdict, child: ReadingChild, path: str) -> None:
    orders = feed("repair_orders")
    said = verdict(path, known=set(orders.headers()))
    if said.read is not None:
        assert path in DEBATABLE
        mapping = map_headers(orders, said.read.headers)
        with pytest.raises(Refused, match="Required columns are missing"):
            require_columns(orders, mapping, said.read.headers, store_given=True)


@pytest.mark.parametrize("path", of_class("S4-encrypted"))
def test_encrypted_workbook_is_refused_as_such(verdict, path: str) -> None:
    assert verdict(path).is_refused_as(PASSWORD)


@pytest.mark.parametrize("path", of_class("A1-xxe", "A2-bomb"))
def test_attack_is_refused_before_anything_is_unpacked(verdict, path: str) -> None:
    said = verdict(path)
    assert said.is_refused_as(DOCTYPE, BOMB)
    assert said.seconds < 2.0


@pytest.mark.parametrize("path", of_class("A4-payload"))
def test_payload_is_kept_to_the_character(verdict, samples: Path, path: str) -> None:
    said = verdict(path)
    with (samples / path).open(encoding="utf-8-sig", newline="") as file:
        header, *rows = csv.reader(file)
    assert said.read.headers == header
    assert said.cells() == [row for row in rows if any(cell.strip() for cell in row)]
