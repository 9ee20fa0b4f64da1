import pytest

from careloop.core.documents.model import Cell, Table, TableColumn
from careloop.core.documents.tables import SIZES, fitted, split
from tests.core.documents.making import names_table, words

WIDTH, HEIGHT = 864.0, 380.0


def rows_of(parts):
    return [row for part in parts for row in part.rows]


def test_small_table_is_set_in_the_largest_letters():
    assert fitted(names_table(5), WIDTH, HEIGHT, "zh").size == SIZES[0]


def test_fitted_table_stays_inside_its_box():
    for count in range(1, 18):
        part = fitted(names_table(count), WIDTH, HEIGHT, "zh")
        assert part.height <= HEIGHT + 0.01
        assert sum(part.widths) == pytest.approx(WIDTH)


def test_table_too_long_for_the_box_does_not_fit():
    assert fitted(names_table(60), WIDTH, HEIGHT, "zh") is None


def test_split_keeps_every_row_once_and_in_order():
    table = names_table(60)
    parts = split(table, WIDTH, (HEIGHT, HEIGHT))
    assert rows_of(parts) == list(table.rows)
    assert all(part.height <= HEIGHT for part in parts)


def test_split_shares_rows_evenly():
    counts = [len(part.rows) for part in split(names_table(43), WIDTH, (HEIGHT, HEIGHT))]
    assert max(counts) - min(counts) <= 5


def test_split_fills_a_small_first_room_less():
    first, second, *_ = split(names_table(40), WIDTH, (200, HEIGHT))
    assert first.height <= 200
    assert len(first.rows) < len(second.rows)


def test_total_row_stands_in_the_last_part_only():
    table = names_table(60)
    parts = split(Table(table.columns, table.rows, words("", "合计")), WIDTH, (HEIGHT, HEIGHT))
    assert [part.has_total for part in parts] == [False] * (len(parts) - 1) + [True]
    assert parts[-1].rows[-1][1].text == "合计"


def test_table_without_rows_says_so_and_keeps_its_columns():
    part = fitted(names_table(0), WIDTH, HEIGHT, "en")
    assert part.no_data == "no data"
    assert len(part.widths) == 2
    assert len(part.heights) == 2


def test_long_text_gets_a_higher_row():
    columns = (TableColumn("a", "措施"),)
    long = Table(columns, ((Cell.of("检查流程单据" * 30),), (Cell.of("短"),)))
    part = fitted(long, 300, HEIGHT, "zh")
    assert part.heights[1] > 2 * part.heights[2]


def test_row_higher_than_a_page_still_ends():
    columns = (TableColumn("a", "措施"),)
    monster = Table(columns, ((Cell.of("检查流程单据" * 900),), (Cell.of("短"),)))
    assert rows_of(split(monster, 300, (HEIGHT, HEIGHT))) == list(monster.rows)
